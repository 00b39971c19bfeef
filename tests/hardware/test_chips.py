"""The chip table: every row is usable, and names resolve at the right level."""

from __future__ import annotations

import pytest

from pipelines.hardware import Chip, canonical_chip, chip_table, chips_of, find_chips
from pipelines.hardware.chips import PRECISIONS, Alias


@pytest.mark.parametrize(
    ("name", "fp16"),
    [
        ("NVIDIA A100 SXM4 80 GB", 312e12),
        ("NVIDIA H100 SXM5 80GB", 989.4e12),
        ("Google TPU v3", 123e12),
        ("Google TPU v4", 275e12),
        ("AMD MI250X", 383e12),
        ("Huawei Ascend 910", 256e12),
        ("Cerebras CS-2", 7.5e15),
    ],
)
def test_published_dense_peaks(name: str, fp16: float) -> None:
    assert min(c.fp16 or 0 for c in chips_of(name)) == pytest.approx(fp16)


def test_families_are_canonical_and_hold_their_variants() -> None:
    assert canonical_chip("NVIDIA H100") == "NVIDIA H100"
    assert {c.name for c in chips_of("NVIDIA H100")} == {"NVIDIA H100 SXM5 80GB", "NVIDIA H100 PCIe", "NVIDIA H100 NVL"}


def test_lines_hold_all_generations_and_a_generation_only_itself() -> None:
    assert {"Google TPU v3", "Google TPU v5p"} <= {c.family for c in chips_of("Google TPU")}
    assert {c.family for c in chips_of("Google TPU v4")} == {"Google TPU v4"}
    assert {c.family for c in chips_of("Huawei Ascend 910")} == {"Huawei Ascend 910"}


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("h100", "NVIDIA H100"),
        ("NVIDIA A800-80G SXM", "NVIDIA A800 SXM"),
        ("nvidia a100 sxm4 40 gb", "NVIDIA A100 SXM4 40 GB"),
        ("NVIDIA Tesla V100S PCIe 32 GB", "NVIDIA Tesla V100S PCIe 32 GB"),
        ("Ascend (昇腾) 910B", "Huawei Ascend 910B"),
        ("昇腾910", "Huawei Ascend 910"),
        ("TPUv4", "Google TPU v4"),
        ("AMD Radeon Instinct MI250X", "AMD Radeon Instinct MI250X"),
        ("GH200", "NVIDIA GH200"),
        ("L4", "NVIDIA L4"),
        ("Trainium", "AWS Trainium"),
        ("Trainium2", "AWS Trainium2"),
    ],
)
def test_written_names_resolve(written: str, canonical: str) -> None:
    assert canonical_chip(written) == canonical


@pytest.mark.parametrize("written", ["", "   ", "banana", "GPU", "H1000", "A10000", "quantum annealer"])
def test_unknown_names_are_none(written: str) -> None:
    assert canonical_chip(written) is None
    assert chips_of(written) == ()


def test_two_chips_in_one_name_are_not_one_chip() -> None:
    assert canonical_chip("H100 and A100") is None


@pytest.mark.parametrize("chip", chip_table().chips, ids=lambda c: c.name)
def test_every_row_is_plausible(chip: Chip) -> None:
    peaks = [getattr(chip, p) for p in PRECISIONS]
    assert all(1e9 < p < 1e17 for p in peaks if p is not None)
    assert canonical_chip(chip.name) in {chip.name, chip.family}
    assert chip in chips_of(chip.family)
    assert chip.source


@pytest.mark.parametrize("alias", chip_table().aliases, ids=lambda a: f"{a.text}->{a.canonical}")
def test_every_alias_is_found_as_its_own_chip(alias: Alias) -> None:
    # A chip word beside it, so that weak aliases count.
    mentions = find_chips(f"GPU {alias.text} ")
    assert [m.canonical for m in mentions] == [alias.canonical]
    assert mentions[0].chips_per_box == alias.chips


def test_release_years_are_mid_month_or_unknown() -> None:
    assert chips_of("Google TPU v4")[0].release_year == pytest.approx(2021 + 4.5 / 12)
    assert chips_of("Huawei Ascend 960")[0].release_year is None


def test_a_chip_known_by_its_fp8_figure_trains_at_half_of_it() -> None:
    (chip,) = chips_of("Huawei Ascend 960")
    assert chip.fp8 is not None
    assert chip.training_peak == chip.fp8 / 2
