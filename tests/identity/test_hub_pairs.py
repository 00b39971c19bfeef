"""Which repositories of the Hub are one model: pairs labelled by hand, and names as lists write them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipelines.identity.matching import Matcher, ReferenceModel
from pipelines.identity.names import parse_name, same_model
from pipelines.linking import name_key

HERE = Path(__file__).parent
REFERENCE = HERE.parents[2] / "shared" / "eval" / "gold" / "identity_reference.csv"
HALVES = ("develop", "held")


def _half(*parts: str) -> str:
    """Which half a labelled line belongs to; rules are made with an eye on ``develop`` alone."""
    digest = hashlib.sha256("|".join(sorted(parts)).encode()).hexdigest()
    return HALVES[1 - int(digest, 16) % 2]


def _precision_and_recall(outcomes: Iterable[tuple[bool, bool, bool]]) -> tuple[float, float]:
    """Of (linked, rightly linked, has a counterpart)."""
    rows = list(outcomes)
    right = sum(ok for _, ok, _ in rows)
    return right / sum(linked for linked, _, _ in rows), right / sum(wanted for _, _, wanted in rows)


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, str]]:
    with (HERE / "hub_pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _is_linked(pair: dict[str, str]) -> bool:
    counts = (float(pair["first_parameters"]), float(pair["second_parameters"]))
    return same_model(pair["first"], pair["second"], parameters=counts).same


def test_the_pairs_are_many_and_hard(pairs: list[dict[str, str]]) -> None:
    assert len(pairs) >= 240
    assert sum(pair["label"] == "same" for pair in pairs) >= 90
    assert {pair["label"] for pair in pairs} == {"same", "different"}
    assert len({frozenset((pair["first"], pair["second"])) for pair in pairs}) == len(pairs)
    assert len({parse_name(pair["first"]).family[0] for pair in pairs}) >= 60


def test_repositories_of_one_model_are_found_and_others_kept_apart(pairs: list[dict[str, str]]) -> None:
    outcomes: dict[str, list[tuple[bool, bool, bool]]] = {half: [] for half in HALVES}
    for pair in pairs:
        linked, same = _is_linked(pair), pair["label"] == "same"
        outcomes[_half(pair["first"], pair["second"])].append((linked, linked and same, same))
    for half, rows in outcomes.items():
        print(f"{half}: {len(rows)} pairs, precision and recall", _precision_and_recall(rows))  # noqa: T201
    precision, recall = _precision_and_recall([row for rows in outcomes.values() for row in rows])
    assert precision >= 0.98
    assert recall >= 0.90


def test_the_verdict_agrees_with_the_key_that_mentions_are_linked_by(pairs: list[dict[str, str]]) -> None:
    for pair in pairs:
        one, other = parse_name(pair["first"]), parse_name(pair["second"])
        if name_key(one) == name_key(other):
            assert same_model(one, other).same, pair


def test_the_verdict_agrees_with_the_matcher(pairs: list[dict[str, str]]) -> None:
    for pair in pairs:
        name = pair["second"].rpartition("/")[2]
        if same_model(pair["first"], pair["second"]).same:
            assert Matcher([ReferenceModel(name)]).match(pair["first"]).name == name, pair


@pytest.mark.skipif(not REFERENCE.exists(), reason="the list of reference models is not on this machine")
def test_names_as_lists_write_them_find_their_model() -> None:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        matcher = Matcher(
            ReferenceModel(
                row["name"],
                row["organization"] or None,
                row["published"] or None,
                float(row["parameters"]) if row["parameters"] else None,
            )
            for row in csv.DictReader(file)
        )
    outcomes: dict[str, list[tuple[bool, bool, bool]]] = {half: [] for half in HALVES}
    for line in (HERE / "fresh_names.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = matcher.match(row["name"], source=row["source"]).name
        linked = found is not None
        outcomes[_half(row["name"], row["source"])].append((linked, linked and found in row["gold"], bool(row["gold"])))
    for half, rows in outcomes.items():
        print(f"{half}: {len(rows)} names, precision and recall", _precision_and_recall(rows))  # noqa: T201
    precision, recall = _precision_and_recall([row for rows in outcomes.values() for row in rows])
    assert precision >= 0.98
    assert recall >= 0.93
