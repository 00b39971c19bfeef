"""Finding chips in prose of any script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.hardware import chip_table, find_chips, find_slices
from pipelines.hardware.chips import Alias


def names(text: str) -> list[str]:
    return [m.canonical for m in find_chips(text)]


@pytest.mark.parametrize(
    ("text", "canonical", "written"),
    [
        ("全程用了2048块英伟达H800，官方估算", "NVIDIA H800", "H800"),
        ("2048颗昇腾910参与训练", "Huawei Ascend 910", "昇腾910"),
        ("在6000颗昇腾芯片上训练", "Huawei Ascend", "昇腾"),
        ("Hardware: H100-80GB | location", "NVIDIA H100", "H100-80GB"),
        ("on 5,000 Nvidia H100s.", "NVIDIA H100", "H100s"),
        ("440 A100-40GB GPUs", "NVIDIA A100", "A100-40GB"),
        ("6144 TPUv4 chips", "Google TPU v4", "TPUv4"),
        ("6.144 TPU-v4-Chips rechneten", "Google TPU v4", "TPU-v4"),
        ("elf Tage auf TPUs der dritten Generation", "Google TPU v3", "TPUs der dritten Generation"),
        ("TPU64チップを4日間", "Google TPU", "TPU"),
        ("من شرائح وTPU v5e", "Google TPU v5e", "TPU v5e"),
        ("２０４８块Ｈ８００", "NVIDIA H800", "Ｈ８００"),
        ("на 800 картах А100", "NVIDIA A100", "А100"),
        ("1,024 एच100 जीपीयू से", "NVIDIA H100", "एच100"),
        ("२,०४८ ए१०० जीपीयू पर", "NVIDIA A100", "ए१००"),
        ("৩৮৪টি এ১০০ জিপিইউ", "NVIDIA A100", "এ১০০"),
        ("6,144 ٹی پی یو وی 4 چپس", "Google TPU v4", "ٹی پی یو وی 4"),
        ("384 عدد اے 100 چپس", "NVIDIA A100", "اے 100"),
        ("معالجاً من نوع «أسند 910»", "Huawei Ascend 910", "أسند 910"),
        ("512 AMD MI250X GPUs on LUMI", "AMD MI250X", "MI250X"),
    ],
)
def test_chips_in_many_scripts(text: str, canonical: str, written: str) -> None:
    (mention,) = find_chips(text)
    assert mention.canonical == canonical
    assert text[mention.start : mention.end] == written


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4 and H1000 and SXA100",
        "L4 is a vertebra, T4 a thyroid hormone",
        "昆仑万维开源天工大模型",
        "Gaudi built the Sagrada Familia",
        "we ascend the stairs",
        "ए और 100 लोग",
        "DeepSeek-V3-0324",
        "",
    ],
)
def test_look_alikes_are_not_chips(text: str) -> None:
    assert names(text) == []


def test_short_names_count_beside_a_chip_word() -> None:
    assert names("served on four L4 GPUs") == ["NVIDIA L4"]
    assert names("采用H20芯片") == ["NVIDIA H20"]


def test_named_machines_tell_their_chips() -> None:
    (box,) = find_chips("96 DGX-A100 nodes")
    assert (box.canonical, box.chips_per_box) == ("NVIDIA A100", 8)
    (rack,) = find_chips("a GB200 NVL72 rack")
    assert (rack.canonical, rack.chips_per_box) == ("NVIDIA GB200", 72)


def test_several_chips_keep_their_order() -> None:
    assert names("trained on both V100 GPUs and Ascend 910 NPUs") == ["NVIDIA V100", "Huawei Ascend 910"]


def test_slices_are_separate_from_chips() -> None:
    text = "512 TPU v4 chips (a v4-1024 slice), earlier a v3-8"
    assert names(text) == ["Google TPU v4"]
    assert [(s.canonical, s.chips, text[s.start : s.end]) for s in find_slices(text)] == [
        ("Google TPU v4", 512, "v4-1024"),
        ("Google TPU v3", 4, "v3-8"),
    ]


def test_slices_of_one_core_chips_count_chips() -> None:
    (found,) = find_slices("a TPU v5e-256 slice")
    assert (found.canonical, found.chips) == ("Google TPU v5e", 256)


@pytest.mark.parametrize("text", ["release v4-1024", "TPU users like DeepSeek-V3-0324", "TPU v3-7"])
def test_versions_are_not_slices(text: str) -> None:
    assert find_slices(text) == []


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_ordered_disjoint_spans_inside_it(text: str) -> None:
    end = 0
    for mention in find_chips(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


STRONG = [a for a in chip_table().aliases if not a.weak]


@settings(deadline=None)
@given(
    st.sampled_from(STRONG),
    st.text(alphabet="の的은 ,.:;«»،و\n", max_size=10),
    st.text(alphabet="の的은 ,.:;«»،\n", min_size=1, max_size=10),
)
def test_strong_names_are_found_wherever_they_stand(alias: Alias, before: str, after: str) -> None:
    text = before + alias.text + after
    assert alias.canonical in names(text)
