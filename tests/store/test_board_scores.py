"""Scores on boards reach the estimate, where nothing better is known."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from crawler.config import Settings
from crawler.dataset.redistribution import OpenValues
from crawler.dataset.selection import Selection
from crawler.records import Sighting, Status
from crawler.store.board_scores import models_scored_by, read_sighting, scores_of
from crawler.store.database import Store
from tests.dataset.models import CLOSED, exported
from tests.store.world import World, row


def scored(name: str, score: float, *, source: str = "arena", board: str = "text", **fields: float) -> Sighting:
    """A row of a board."""
    plain = row(name, "Example Lab", source=source)
    key = f"{board}|{name}"
    return replace(
        plain,
        source_key=key,
        row={"name": name, "board": board},
        fields={**plain.fields, "domain": "Language", **fields},
        metrics={"score": score, "rank": 1.0},
    )


@pytest.mark.parametrize(
    ("source", "stated", "metrics", "scores"),
    [
        ("arena", {"board": "text"}, {"score": 1450.0, "rank": 3.0, "votes": 900.0}, (("arena", 1450.0),)),
        ("arena", {"board": "text_to_image"}, {"score": 1200.0}, ()),
        ("hf_benchmarks", {"benchmark": "Idavidrein/gpqa"}, {"score": 71.5}, (("gpqa", 0.715),)),
        ("hf_benchmarks", {"benchmark": "TIGER-Lab/MMLU-Pro"}, {"score": 71.5}, ()),
        ("papers", {}, {"Multi-task Language Understanding: MMLU (Average (%))": 85.0}, (("mmlu", 0.85),)),
        ("papers", {}, {"Reasoning: MMLU-STEM (Accuracy)": 86.4}, ()),
        ("papers", {}, {"Multi-task: BBH (Average)": 0.5}, (("bbh", 0.5),)),
        ("huggingface", {}, {"downloads": 1000.0, "likes": 3.0}, ()),
        ("hf_benchmarks", {"benchmark": "Idavidrein/gpqa"}, {"score": -4.0}, ()),
    ],
)
def test_boards_are_known_by_their_names(
    source: str, stated: dict[str, str], metrics: dict[str, float], scores: tuple[tuple[str, float], ...]
) -> None:
    assert read_sighting(source, json.dumps(stated), json.dumps(metrics)) == scores


def test_a_score_moves_the_estimate_of_a_model_of_unknown_size(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(scored("Atlas Pro", 1300.0), scored("Borealis Pro", 1500.0))
    low, high = world.model("Atlas Pro"), world.model("Borealis Pro")
    assert low["method"] == high["method"] == "prior+scores"
    assert float(str(low["compute_flop"])) < float(str(high["compute_flop"]))
    assert {low["status"], high["status"]} == {Status.UNCONFIRMED}
    assert not low["disclosed"]


def test_a_score_never_confirms(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(scored("Atlas Pro", 5000.0))
    assert world.model("Atlas Pro")["status"] == Status.UNCONFIRMED


def test_a_known_size_or_figure_outranks_a_score(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(
        scored("Atlas 70B", 1500.0, parameters=70e9), scored("Borealis 30B", 1500.0, training_compute_flop=1e24)
    )
    assert world.model("Atlas 70B")["method"] == "prior"
    assert "scores" not in str(world.model("Borealis 30B")["method"])


def test_several_releases_count_with_their_median(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(
        scored("Atlas Pro", 1400.0), scored("Atlas Pro", 1420.0, source="arena", board="Text")
    )
    assert scores_of(store.connection, world.id("Atlas Pro")) == (("arena", 1410.0),)
    assert scores_of(store.connection, world.id("Atlas Pro"), {"arena"}) == ()


def test_a_new_score_is_taken_up(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(scored("Atlas Pro", 1300.0))
    before = world.model("Atlas Pro")["compute_flop"]
    world.take(scored("Atlas Pro", 1500.0))
    after = world.model("Atlas Pro")
    assert float(str(after["compute_flop"])) > float(str(before))
    assert not after["stale"]


def test_a_closed_boards_score_does_not_leave(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(
        row("Atlas Pro", "Example Lab", domain="Language"),
        scored("Atlas Pro", 88.0, source=CLOSED, board="lab/gpqa"),
        scored("Borealis Pro", 1500.0),
    )
    assert world.model("Atlas Pro")["method"] == "prior+scores"
    assert models_scored_by(store.connection, {CLOSED}) == {world.id("Atlas Pro")}
    assert world.id("Borealis Pro") not in OpenValues(store.connection, {CLOSED}, settings.triage).models
    atlas = next(entry for entry in exported(store, Selection(status="all"), CLOSED) if entry["Model"] == "Atlas Pro")
    assert atlas["Estimation method"] == "prior"
    assert "gpqa" not in atlas["Training compute notes"]
