"""The benchmark's lines: drawn alike each time, no two the same, and all of them usable."""

from __future__ import annotations

import json

from bench.estimation_speed import KINDS, drawn_lines
from pipelines.estimation import estimate
from pipelines.estimation.facts import parse_input


def test_the_lines_are_fixed_distinct_and_usable() -> None:
    lines = drawn_lines(400)
    assert lines == drawn_lines(400)
    assert {kind for kind, _ in lines} == set(KINDS)
    assert len({text for _, text in lines}) == len(lines)
    methods = set()
    for _, text in lines:
        facts, context, _, signals = parse_input(json.loads(text))
        assert signals == ()
        methods.add(estimate(facts, context).method)
    assert {"operations", "hardware", "operations+hardware", "reported", "base+added", "cost", "prior"} <= methods
