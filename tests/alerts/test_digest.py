"""What is told, and that it is told once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.alerts.channels import Undelivered
from crawler.alerts.composing import post_digest, post_large_models
from crawler.alerts.delivery import deliver, deliver_soon, problems
from crawler.alerts.feed import feed_of, write_feed
from crawler.config import Settings
from crawler.records import Signal
from crawler.schedule.health import Health, State
from crawler.store import runs
from crawler.store.database import Store
from crawler.store.keys import canonical_json
from crawler.store.outbox import MAX_ATTEMPTS, Alert, TellableModel, delivery_problems
from crawler.store.signals import record_signals

ATOM = "{http://www.w3.org/2005/Atom}"
BLOCKED = Health(State.BLOCKED, "2026-11-01T00:00:00Z", ("blocked x 1",), "Use the feed.")


@pytest.fixture
def run_id(store: Store) -> str:
    return runs.start_run(store.connection, ["s"], {}, demo=False)


def chosen(store: Store, **alerts: Any) -> Settings:
    return Settings.model_validate(
        {"home": store.path.parent, "alerts": {"file": store.path.parent / "a.txt", **alerts}}
    )


def model(
    store: Store, ident: str, status: str = "confirmed", chance: float = 0.1, reference: str | None = None
) -> None:
    store.connection.execute(
        "INSERT INTO models (id, name, family, name_key, status, reason, explanation, first_seen, first_run, "
        "reference, compute_flop, compute_low, compute_high, p_above) "
        "VALUES (?1, ?1, ?1, ?1, ?2, 'r', 'Because.', '2026-11-01T00:00:00Z', 'r', ?3, 2e24, 1e24, 4e24, ?4)",
        (ident, status, reference, canonical_json({"1e+23": 0.99, "1e+25": chance})),
    )


def digest(store: Store, settings: Settings, run_id: str, **health: Health) -> str | None:
    with store.write() as connection:
        return post_digest(connection, settings, run_id, "finished", health)


def bodies(store: Store) -> list[str]:
    return [
        row["title"] + "\n" + row["body"] for row in store.connection.execute("SELECT * FROM alerts ORDER BY rowid")
    ]


def test_a_digest_tells_of_new_models_the_queue_and_troubles(store: Store, run_id: str) -> None:
    settings = chosen(store)
    model(store, "lab/new")
    model(store, "lab/waiting", "unconfirmed")
    model(store, "lab/known", reference="Known")
    digest(store, settings, run_id, feed=BLOCKED, other=Health(State.HEALTHY, "2026-11-01T00:00:00Z"))
    (text,) = bodies(store)
    assert "1 newly confirmed model, 1 sources in trouble" in text
    assert "lab/new (" not in text
    assert "[lab/new]" in text
    assert "lab/known" not in text
    assert "Queue: 1 models wait" in text
    assert "feed: blocked (new) since 2026-11-01: blocked x 1. Use the feed." in text


def test_a_digest_tells_once_what_has_begun_to_draw_attention(store: Store, run_id: str) -> None:
    settings = chosen(store, digest="news")
    store.connection.execute("UPDATE runs SET started_at = '2026-11-01T00:00:00Z'")
    signals = [Signal("trending", "lab/big", "it is large"), Signal("column", "votes", "unknown")]
    record_signals(store.connection, "huggingface", signals)
    digest(store, settings, run_id)
    (text,) = bodies(store)
    assert "- trending: lab/big: it is large" in text
    assert "votes" not in text
    second = runs.start_run(store.connection, ["s"], {}, demo=False)
    store.connection.execute("UPDATE runs SET started_at = '2999-01-01T00:00:00Z' WHERE id = ?", (second,))
    record_signals(store.connection, "huggingface", signals)
    digest(store, settings, second)
    assert len(bodies(store)) == 1


def test_the_next_digest_tells_only_what_is_new(store: Store, run_id: str) -> None:
    settings = chosen(store)
    model(store, "lab/new")
    digest(store, settings, run_id, feed=BLOCKED)
    second = runs.start_run(store.connection, ["s"], {}, demo=False)
    digest(store, settings, second, feed=Health(State.HEALTHY, "2026-11-02T00:00:00Z"))
    text = bodies(store)[1]
    assert "No newly confirmed models." in text
    assert "Well again: feed." in text


@pytest.mark.parametrize(("wanted", "quiet", "eventful"), [("always", 1, 2), ("news", 0, 1), ("never", 0, 0)])
def test_digests_can_be_left_out(store: Store, run_id: str, wanted: str, quiet: int, eventful: int) -> None:
    settings = chosen(store, digest=wanted)
    digest(store, settings, run_id)
    assert len(bodies(store)) == quiet
    model(store, "lab/new")
    digest(store, settings, runs.start_run(store.connection, ["s"], {}, demo=False))
    assert len(bodies(store)) == eventful


def test_a_digest_that_was_rolled_back_tells_everything_the_next_time(store: Store, run_id: str) -> None:
    model(store, "lab/new")

    def dies() -> None:
        with store.write() as connection:
            post_digest(connection, chosen(store), run_id, "finished", {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        dies()
    assert bodies(store) == []
    digest(store, chosen(store), run_id)
    assert "[lab/new]" in bodies(store)[0]


def test_a_large_model_is_told_of_at_once_and_once(store: Store, run_id: str) -> None:
    settings = chosen(store)
    model(store, "lab/small", chance=0.5)
    model(store, "lab/listed", chance=0.9, reference="Listed")
    with store.write() as connection:
        assert post_large_models(connection, settings, run_id) is None
    model(store, "lab/large", "unconfirmed", chance=0.51)
    with store.write() as connection:
        assert post_large_models(connection, settings, run_id) is not None
        assert post_large_models(connection, settings, run_id) is None
    (text,) = bodies(store)
    assert "lab/large may have passed 1e+25 FLOP" in text
    assert "P(> 1e+25 FLOP) = 0.51" in text
    assert "lab/small" not in text
    assert "lab/listed" not in text


def test_an_alert_goes_to_every_channel_once_and_again_after_a_failure(store: Store, run_id: str) -> None:
    settings = chosen(store, stdout=True)
    digest(store, settings, run_id)
    taken: list[str] = []
    answers = iter([False, True, True])

    def file(alert: Alert) -> None:
        taken.append(f"file {alert.id}")

    def stdout(alert: Alert) -> None:
        if not next(answers):
            raise Undelivered("busy")
        taken.append(f"stdout {alert.id}")

    ways = {"file": file, "stdout": stdout}
    first = deliver(store, settings, through=ways)
    assert "was not delivered to stdout: busy" in problems(first)[0]
    assert delivery_problems(store.connection) == [("stdout", "busy", 1)]
    assert problems(deliver(store, settings, through=ways)) == []
    assert deliver(store, settings, through=ways) == []
    assert [entry.partition(" ")[0] for entry in taken] == ["file", "stdout"]
    assert delivery_problems(store.connection) == []


def test_a_channel_that_never_answers_is_given_up(store: Store, run_id: str) -> None:
    settings = chosen(store)
    digest(store, settings, run_id)
    tries = []

    def refuse(alert: Alert) -> None:
        tries.append(alert.id)
        raise Undelivered("no")

    for _ in range(MAX_ATTEMPTS + 3):
        deliver(store, settings, through={"file": refuse})
    assert len(tries) == MAX_ATTEMPTS


def test_a_channel_that_was_added_later_gets_no_old_alerts(store: Store, run_id: str) -> None:
    digest(store, chosen(store), run_id)
    taken: list[Alert] = []
    deliver(store, chosen(store, stdout=True), through={"file": taken.append, "stdout": taken.append})
    assert len(taken) == 1


def test_alerts_are_delivered_while_a_run_goes_on(store: Store, run_id: str) -> None:
    settings = chosen(store)
    digest(store, settings, run_id)
    outcomes = asyncio.run(deliver_soon(store, settings))
    assert [outcome.problem for outcome in outcomes] == [None]
    assert (store.path.parent / "a.txt").read_text().startswith("=== ")


def test_the_feed_lists_confirmed_models_with_lasting_ids(store: Store, run_id: str) -> None:
    settings = chosen(store, feed_url="https://example.org/confirmed.atom")
    model(store, "lab/one")
    digest(store, settings, run_id)
    deliver(store, settings)
    path = store.path.parent / "confirmed.atom"
    before = path.read_bytes()
    model(store, "lab/two")
    digest(store, settings, runs.start_run(store.connection, ["s"], {}, demo=False))
    deliver(store, settings)
    first, second = ET.fromstring(before), ET.fromstring(path.read_bytes())
    ids = [{entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")} for feed in (first, second)]
    assert len(ids[1]) == 2
    assert ids[0] < ids[1]
    assert second.find(f"{ATOM}link[@rel='self']") is not None
    assert not list(path.parent.glob("*.new"))


def test_a_feed_that_has_not_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "f.atom"
    assert write_feed(path, b"x")
    assert not write_feed(path, b"x")


TEXTS = st.text(max_size=40)
FIGURES = st.none() | st.floats(1e18, 1e27)
MODELS = st.builds(
    TellableModel, TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS, FIGURES, FIGURES, FIGURES, TEXTS,
    url=st.none() | TEXTS, announced_at=st.just("2026-11-01T00:00:00Z"),
)  # fmt: skip


@given(st.lists(MODELS, max_size=4), TEXTS)
def test_whatever_a_model_is_called_the_feed_is_xml(models: list[TellableModel], address: str) -> None:
    feed = ET.fromstring(feed_of(models, address=address))
    assert len(feed.findall(f"{ATOM}entry")) == len(models)
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
