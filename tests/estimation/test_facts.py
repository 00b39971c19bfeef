"""Reading input lines: lenient about form, strict about what a number may be."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Facts, ModelContext
from pipelines.estimation.facts import FACT_NAMES, NESTED_FACTS, number, parse_input


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (671e9, 671e9),
        (57, 57.0),
        ("671e9", 671e9),
        ("14.8T", 14.8e12),
        ("2.788M", 2.788e6),
        ("70B", 70e9),
        ("70 bn", 70e9),
        ("800k", 800e3),
        ("1,048,576", 1048576.0),
        ("41%", 0.41),
        (" 3.5e24 ", 3.5e24),
        (".5", 0.5),
    ],
)
def test_numbers_and_numeric_texts(written: object, value: float) -> None:
    assert number(written) == pytest.approx(value)


@pytest.mark.parametrize("written", ["", "many", "7x8B", "1.2.3", "12 parsecs", True, None, [7], {"n": 7}, "1,5"])
def test_what_is_no_number(written: object) -> None:
    assert number(written) is None


@pytest.mark.parametrize("bad", [0, -5, math.nan, math.inf, -math.inf, "nan", "inf", "-3", 10**400])
@pytest.mark.parametrize("name", ["parameters", "tokens", "chip_hours", "reported_flop", "cost_usd"])
def test_impossible_numbers_are_left_out_and_named(name: str, bad: object) -> None:
    facts, _, warnings, _ = parse_input({"facts": {name: bad}})
    assert facts == Facts()
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{name}: ")
    assert warnings[0].endswith("left out")


def test_utilisation_is_a_share() -> None:
    assert parse_input({"facts": {"utilization": "41%"}})[0].utilization == pytest.approx(0.41)
    facts, _, warnings, _ = parse_input({"facts": {"utilization": 41}})
    assert facts.utilization is None
    assert "above 1" in warnings[0]


def test_text_where_a_number_belongs_is_left_out_and_the_rest_stays() -> None:
    facts, _, warnings, _ = parse_input({"facts": {"tokens": "lots", "parameters": "7B", "hardware": "H100"}})
    assert facts == Facts(parameters=7e9, hardware="H100")
    assert warnings == ("tokens: 'lots' is no number; left out",)


def test_a_number_where_a_text_belongs_is_left_out() -> None:
    facts, _, warnings, _ = parse_input({"facts": {"hardware": 800}})
    assert facts.hardware is None
    assert warnings == ("hardware: 800 is no text; left out",)


def test_context_from_lists_and_comma_separated_texts() -> None:
    _, context, warnings, _ = parse_input(
        {
            "published": "2025-03",
            "domain": "Language, Vision",
            "organization_type": ["Industry", "Academia"],
            "country": "China,France",
            "accessibility": "API access",
        }
    )
    assert warnings == ()
    assert context == ModelContext(
        published="2025-03",
        domains=("language", "vision"),
        organization_types=("Industry", "Academia"),
        countries=("China", "France"),
        accessibility="API access",
    )


def test_an_empty_cell_differs_from_no_cell() -> None:
    assert parse_input({"accessibility": None})[1].accessibility == ""
    assert parse_input({})[1].accessibility is None


def test_odd_context_is_left_out_and_named() -> None:
    _, context, warnings, _ = parse_input({"published": "soon", "domain": 7, "country": ["China", 3]})
    assert context == ModelContext(countries=("China",))
    assert [w.split(":")[0] for w in warnings] == ["domain", "country", "published"]


def test_unknown_keys_come_back_as_signals() -> None:
    _, _, warnings, signals = parse_input(
        {"id": "x", "model": "y", "organization": "z", "colour": 1, "facts": {"mood": 2}}
    )
    assert warnings == ()
    assert [(s.kind, s.subject) for s in signals] == [("unknown_key", "colour"), ("unknown_key", "facts.mood")]


@pytest.mark.parametrize("facts", ["text", 7, ["a"], True])
def test_facts_that_are_no_object(facts: object) -> None:
    assert parse_input({"facts": facts})[2] == ("facts: not an object; left out",)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(FACT_NAMES), anything),
    st.dictionaries(
        st.sampled_from(["published", "domain", "country", "organization_type", "accessibility"]), anything
    ),
)
def test_nothing_raises_on_odd_data(facts: dict[str, Any], context: dict[str, Any]) -> None:
    parsed, _, _, _ = parse_input({**context, "facts": facts})
    for name in (n for n in FACT_NAMES if n not in NESTED_FACTS):
        value = getattr(parsed, name)
        assert value is None or isinstance(value, str) or (math.isfinite(value) and value > 0)
