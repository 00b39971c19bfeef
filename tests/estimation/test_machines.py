"""Statements of hardware, taken apart."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Facts, ModelContext, Signal
from pipelines.estimation import estimate
from pipelines.estimation.hardware_time import published_utilization
from pipelines.estimation.machines import read_machines

UTILIZATION = published_utilization().median


@pytest.mark.parametrize(
    ("hardware", "quantity", "chips"),
    [
        ("NVIDIA H100", 512, 512),
        ("NVIDIA H100", None, None),
        ("TPU v4-1024", None, 512),
        ("v4-1024", 1024, 512),
        ("v4-1024", 512, 512),
        ("TPU v3-8", 64, 64),
        ("4x TPU v3-8", None, 16),
        ("TPU v5e-256", None, 256),
        ("TPU v3 cores", 512, 256),
        ("512 TPU v3 cores", None, 256),
        ("16 nodes x 8 NVIDIA A100", None, 128),
        ("16 x 8 A100", None, 128),
        ("16 nodes of 8 H100", None, 128),
        ("64x8 H100", None, 512),
        ("2,048 H800", None, 2048),
        ("8x H100", None, 8),
        ("H100 x8", None, 8),
        ("DGX A100", 64, 512),
        ("4x DGX H100", None, 32),
        ("H100 (8-GPU nodes)", 16, 128),
        ("16 nodes A100", None, None),
        ("1024 A100 + 512 H100", None, 1536),
        ("1024 A100, H100", None, None),
    ],
)
def test_how_many_chips(hardware: str, quantity: float | None, chips: float | None) -> None:
    machines = read_machines(hardware, 2024.0)
    assert machines.warnings == ()
    assert machines.peak is not None
    assert machines.chips(quantity)[0] == chips


@pytest.mark.parametrize(
    ("hardware", "quantity", "word"),
    [("DGX A100", 64, "64 machines x 8 = 512 chips"), ("v4-1024", 1024, "cores"), ("8x H100", 64, "text says 8")],
)
def test_assumptions_about_the_number_are_said(hardware: str, quantity: float, word: str) -> None:
    _, said = read_machines(hardware, 2024.0).chips(quantity)
    assert len(said) == 1
    assert word in said[0]


@pytest.mark.parametrize(
    ("hardware", "peak"),
    [
        ("NVIDIA H100 SXM5 80GB", 989.4e12),
        ("H800", 989e12),
        ("昇腾910", 320e12),
        ("Ascend 910B", 400e12),
        ("MI250X", 383e12),
        ("TPU v5p", 459e12),
        ("NVIDIA V100 (FP32)", 16.35e12),
        ("A100 TF32", 156e12),
        ("512 A100 + 512 H100 SXM5 80GB", (312e12 + 989.4e12) / 2),
    ],
)
def test_peaks(hardware: str, peak: float) -> None:
    found = read_machines(hardware, 2024.0).peak
    assert found is not None
    assert 10**found.log == pytest.approx(peak, rel=1e-3)


def test_eight_bit_training_without_a_stated_share_is_that_of_sixteen_bits_and_less_sure() -> None:
    sixteen = estimate(Facts(hardware="H800", chip_hours=1e6), ModelContext())
    eight = estimate(Facts(hardware="H800", chip_hours=1e6, per_example="trained in FP8"), ModelContext())
    assert eight.compute_flop == pytest.approx(sixteen.compute_flop, rel=0.01)
    assert eight.high / eight.low > sixteen.high / sixteen.low
    stated = estimate(Facts(hardware="H800 (FP8)", chip_hours=1e6, utilization=0.2), ModelContext())
    assert stated.compute_flop == pytest.approx(1e6 * 3600 * 1.979e15 * 0.2, rel=1e-3)


def test_what_is_unknown_is_named_and_the_rest_stays() -> None:
    machines = read_machines("Frobnicator 9000; NVIDIA A100", 2024.0)
    assert machines.signals == (Signal("unknown_chip", "Frobnicator 9000"),)
    assert machines.warnings == ("hardware: unknown chip 'Frobnicator 9000'; left out",)
    assert machines.peak is not None
    assert machines.peak.name == "NVIDIA A100"


def test_a_slice_alone_gives_its_chips_to_the_estimate() -> None:
    found = estimate(Facts(hardware="TPU v4-1024", training_days=30), ModelContext(published="2022-05"))
    assert found.compute_flop == pytest.approx(512 * 30 * 86400 * 275e12 * UTILIZATION, rel=1e-6)
    assert found.used == ("hardware", "hardware_quantity", "training_days")


@settings(deadline=None)
@given(
    st.text(max_size=40)
    | st.from_regex(r"[0-9]{1,4} ?(x|nodes x)? ?[0-9]{0,2} (H100|A100|TPU v4|v3-8|GPU)s?[,+ a-z]{0,6}")
)
def test_any_text_is_taken_apart(text: str) -> None:
    machines = read_machines(text, None)
    assert machines.count is None or machines.count >= 0
    assert machines.peak is None or math.isfinite(machines.peak.log)
