"""Numbers with the units in which people state them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.estimation.facts import FACT_NAMES, parse_input
from pipelines.estimation.quantities import quantity

PETAFLOP_DAY = 1e15 * 86400


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("reported_flop", "3640 petaflop/s-days", 3640 * PETAFLOP_DAY),
        ("reported_flop", "4095 PF-days", 4095 * PETAFLOP_DAY),
        ("reported_flop", "4PF-days", 4 * PETAFLOP_DAY),
        ("reported_flop", "1.2 million PFLOP/s-days", 1.2e6 * PETAFLOP_DAY),
        ("reported_flop", "2 exaflop/s-years", 2e18 * 365.25 * 86400),
        ("reported_flop", "314000 exaFLOP", 3.14e23),
        ("reported_flop", "314 zettaFLOPs", 3.14e23),
        ("reported_flop", "2.1 billion petaFLOP", 2.1e24),
        ("reported_flop", "1.5e23 FMA", 3e23),
        ("reported_flop", "1.5e23 multiply-adds", 3e23),
        ("reported_flop", "3.8×10^25 FLOPs", 3.8e25),
        ("reported_flop", "3.8 x 10²⁵", 3.8e25),
        ("reported_flop", "10^25", 1e25),
        ("base_model_flop", "8.4e22 FLOP", 8.4e22),
        ("parameters", "7 billion parameters", 7e9),
        ("active_parameters", "37B active", 37e9),
        ("tokens", "14.8T tokens", 14.8e12),
        ("tokens", "14.8T + 1T", 15.8e12),
        ("tokens", "15T pre-training + 1T mid-training + 100B long-context tokens", 16.1e12),
        ("steps", "15k steps", 15e3),
        ("batch_size_tokens", "2048 x 4096", 2048 * 4096),
        ("hardware_quantity", "64 x 8", 512),
        ("hardware_quantity", "16 nodes x 8 GPUs", 128),
        ("hardware_quantity", "2,048 H800 GPUs", 2048),
        ("training_days", "3 weeks", 21),
        ("training_days", "54 days", 54),
        ("training_days", "36 h", 1.5),
        ("chip_hours", "2.788M H800 GPU hours", 2.788e6),
        ("chip_hours", "1000 GPU-days", 24000),
        ("cost_usd", "$5.576M", 5.576e6),
        ("cost_usd", "US$ 5 million", 5e6),
        ("utilization", "41 % MFU", 0.41),
    ],
)
def test_units_of_each_fact(name: str, written: str, value: float) -> None:
    assert quantity(name, written) == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("reported_flop", "5 PFLOP/s"),
        ("reported_flop", "lots of FLOP"),
        ("parameters", "8x7B"),
        ("parameters", "7B + 1B"),
        ("tokens", "7 languages"),
        ("tokens", "1T words"),
        ("hardware_quantity", "16 nodes"),
        ("cost_usd", "20M euro"),
        ("training_days", "soon"),
        ("epochs", "3 weeks"),
        ("tokens", "1T + some"),
        ("tokens", "9" * 300),
    ],
)
def test_other_units_are_no_number(name: str, written: str) -> None:
    assert quantity(name, written) is None


def test_a_converted_text_says_what_it_was_read_as() -> None:
    facts, _, warnings, _ = parse_input({"facts": {"reported_flop": "3640 petaflop/s-days", "tokens": "14.8T"}})
    assert facts.reported_flop == pytest.approx(3.145e23, rel=1e-3)
    assert warnings == ("reported_flop: '3640 petaflop/s-days' read as 3.14e23",)


@given(st.sampled_from(FACT_NAMES), st.text(max_size=40) | st.from_regex(r"[0-9.,e+x*^ kMBT%-]{1,20}"))
def test_any_text_is_a_number_or_none(name: str, text: str) -> None:
    found = quantity(name, text)
    assert found is None or isinstance(found, float)


@given(st.floats(1e-3, 1e30))
def test_a_printed_float_is_itself(value: float) -> None:
    assert quantity("tokens", repr(value)) == value


def test_overflow_is_infinite() -> None:
    assert quantity("", "1e400") == math.inf
