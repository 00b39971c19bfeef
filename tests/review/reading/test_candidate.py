"""One candidate with its evidence, its claims, what may be the same, and what people decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Settings
from crawler.review.reading.candidate import Candidate, candidate, candidate_document
from crawler.review.reading.evidence import Span, parts_of, windows
from crawler.review.reading.pages import queue_statistics, runs_page, signals_page
from crawler.review.reading.people import agreement, audit, cohens_kappa, person_summary, second_review_queue
from crawler.review.reading.queue import BadCursor
from crawler.review.reading.wording import count, shown
from crawler.store.database import Store
from crawler.store.keys import utc_now
from crawler.store.reviewing import Review
from crawler.store.second_reviews import give_verdict
from crawler.store.suggested_pages import suggest_page
from tests.store.world import Said, World, row

ARABIC = Said("Tempestia 30B", "Zephyr Labs", 31e9, url="https://example.org/ar", language="ar")
TEMPESTIA = row("Tempestia 30B", "Zephyr Labs", parameters=30e9, hardware_quantity=2048.0)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    """A model with a page and a row that contradict each other, and what may be the same."""
    sampled = settings.model_copy(update={"review": settings.review.model_copy(update={"second_review_share": 1.0})})
    return World(store, sampled).take(
        TEMPESTIA,
        ARABIC,
        row("Tempestia 31B", "Zephyr Labs", parameters=31e9),
        row("Tempestia Chat 7B", "Storm House", parameters=7e9, base_model="Tempestia 30B"),
    )


def read(world: World, name: str = "Tempestia 30B", *, blind: bool = False) -> Candidate:
    found = candidate(world.store.connection, world.id(name), blind=blind)
    assert found is not None
    return found


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8)


@given(st.text(min_size=80, max_size=90), spans, st.booleans())
def test_parts_add_up_and_cover_every_span(text: str, places: list[tuple[int, int]], whole: bool) -> None:
    marked = [Span(start, start + length, f"c{number}", "f") for number, (start, length) in enumerate(places)]
    shown_windows = [(0, len(text))] if whole else windows(len(text), marked)
    parts = parts_of(text, marked, shown_windows)
    at = 0
    covered: dict[str, str] = {}
    begun: list[str] = []
    for part in parts:
        at += part.skipped
        assert part.text == text[at : at + len(part.text)] != ""
        for claim in part.claims:
            covered[claim] = covered.get(claim, "") + part.text
        begun += part.begins
        at += len(part.text)
    assert covered == {span.claim: text[span.start : span.end] for span in marked}
    assert sorted(begun) == sorted(span.claim for span in marked)
    assert at == shown_windows[-1][1]


def test_long_texts_are_shown_around_their_spans() -> None:
    assert windows(100_000, [Span(50_000, 50_010, "a", "f"), Span(50_300, 50_310, "b", "f")]) == [
        (0, 2_000),
        (49_400, 50_910),
    ]
    assert windows(100, [Span(90, 99, "a", "f")]) == [(0, 100)]


def test_documents_show_where_claims_rest_in_their_own_direction(world: World) -> None:
    found = read(world)
    page = next(document for document in found.documents if not document.is_row)
    assert (page.language, page.direction, page.published) == ("ar", "rtl", "2026-10-01")
    assert "".join(part.text for part in page.parts) == "https://example.org/ar speaks of Tempestia 30B."
    catalogue = next(document for document in found.documents if document.is_row)
    assert '"name": "Tempestia 30B"' in "".join(part.text for part in catalogue.parts)
    assert candidate_document(world.store.connection, found.header.id, page.id) == page
    assert candidate_document(world.store.connection, found.header.id, "nothing") is None
    assert candidate(world.store.connection, "nobody/nothing") is None


def test_fields_say_what_is_shown_why_and_what_contradicts_it(world: World) -> None:
    fields = {field.field: field for field in read(world).fields}
    size = fields["parameters"]
    assert (size.shown, size.in_conflict, size.editable) == ("30B", True, True)
    assert size.why == "stated by a catalogue; preferred to 1 other value"
    assert [(claim.shown, claim.mark) for claim in size.claims[:2]] == [("30B", "chosen"), ("31B", "conflict")]
    assert fields["hardware_quantity"].shown == "2048 chips"
    assert fields["tokens"].value is None
    world.ana.edit("Tempestia 30B", "parameters", "33B")
    edited = {field.field: field for field in read(world).fields}["parameters"]
    assert (edited.shown, edited.before_edit, edited.by_person) == ("33B", "30B", True)
    assert edited.why.startswith("put in by ana on")
    assert {claim.mark for claim in edited.claims} == {"conflict", "bound"} - (
        {"bound"} if len(edited.claims) == 2 else set()
    )


def test_duplicates_come_with_reasons_for_and_against(world: World) -> None:
    other = next(entry for entry in read(world).duplicates if entry.name == "Tempestia 31B")
    assert "one developer" in other.reasons_for
    assert "different sizes" in other.reasons_against
    sizes = next(value for value in other.values if value.field == "parameters")
    assert (sizes.here, sizes.there, sizes.agrees) == ("30B", "31B", False)
    world.ana.apart("Tempestia 30B", "Tempestia 31B")
    first = read(world).duplicates[0]
    assert first.name == "Tempestia 31B"
    assert (first.ruled_apart or "").startswith("ana on")


def test_base_family_derivatives_timeline_and_links(world: World) -> None:
    found = read(world)
    assert found.derivatives.total == 1
    assert [relative.name for relative in found.derivatives.examples] == ["Tempestia Chat 7B"]
    base = read(world, "Tempestia Chat 7B").base
    assert base is not None
    assert (base.name, base.id) == ("Tempestia 30B", found.header.id)
    assert "Tempestia 31B" in {relative.name for relative in found.family}
    assert {line.source for line in found.timeline} == {"helm", "feeds/example"}
    assert {link.source for link in found.links} == {"helm", "feeds/example"}
    assert all(link.why for link in found.links)


def test_history_tells_what_was_undone_and_wanted(world: World) -> None:
    world.ana.accept("Tempestia 30B", reason="report")
    world.ana.undo()
    with world.store.write() as connection:
        suggest_page(connection, "https://example.org/b", who="ana", now=utc_now(), model_id=world.id("Tempestia 30B"))
    found = read(world)
    assert [(line.action, line.undone) for line in found.history] == [("undo", False), ("accept", True)]
    assert found.version == 2
    assert [(page.url, page.state) for page in found.suggested_pages] == [("https://example.org/b", "waiting")]


def test_a_blind_look_shows_nothing_of_what_was_decided(world: World) -> None:
    Review(world.store, world.assessor, "quetzal").accept("Tempestia 30B", reason="secret reason")
    seen = read(world, blind=True)
    assert seen.blind
    assert "quetzal" not in repr(seen)
    assert "secret reason" not in repr(seen)
    assert (seen.header.status, seen.history, seen.changes) == ("", (), ())
    item = second_review_queue(world.store.connection, "bo")[0]
    assert (item.status, item.place, item.why, item.priority) == ("", "", "", 0.0)
    assert second_review_queue(world.store.connection, "quetzal") == ()


def test_agreement_of_first_and_second_reviews(world: World) -> None:
    for name, second in (("Tempestia 30B", "accept"), ("Tempestia 31B", "below")):
        world.ana.accept(name)
        give_verdict(world.store, world.id(name), "bo", second, reason="looked")
    found = agreement(world.store.connection)
    assert (found.reviews, found.agreed, found.per_cent, found.kappa) == (2, 1, 50.0, 0.0)
    assert found.table == (("accept", "accept", 1), ("accept", "below", 1))
    assert [(d.name, d.first_who, d.second_who, d.second_verdict) for d in found.disagreements] == [
        ("Tempestia 31B", "ana", "bo", "below")
    ]


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        ([], None),
        ([("a", "a")] * 3, None),
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        # The worked example of two raters and 50 cases: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no.
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
    ],
)
def test_cohens_kappa(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert cohens_kappa(pairs) == (None if kappa is None else pytest.approx(kappa))


def test_the_log_by_person_action_model_and_batch(world: World) -> None:
    connection = world.store.connection
    world.ana.accept("Tempestia 30B")
    found = Review(world.store, world.assessor, "bo").bulk(
        "below", [world.id("Tempestia 31B"), world.id("Tempestia Chat 7B")], reason="small", preview=False
    )
    assert [line.who for line in audit(connection).lines] == ["bo", "bo", "ana"]
    assert audit(connection, who="ana").total == 1
    assert audit(connection, action="below").total == 2
    assert audit(connection, model=world.id("Tempestia 30B")).lines[0].name == "Tempestia 30B"
    assert audit(connection, batch=found.batch).total == 2
    page = audit(connection, limit=2)
    assert page.next is not None
    assert [line.who for line in audit(connection, before=page.next).lines] == ["ana"]
    Review(world.store, world.assessor, "bo").undo()
    summary = person_summary(connection, "bo")
    assert (summary.decisions, summary.undone) == (4, 2)
    assert dict(summary.by_action) == {"below": 2, "undo": 2}
    assert person_summary(connection, "nobody").decisions == 0


def test_statistics_count_what_comes_and_goes(world: World) -> None:
    connection = world.store.connection
    before = queue_statistics(connection)
    world.ana.accept("Tempestia 30B")
    after = queue_statistics(connection)
    assert after.waiting == before.waiting - 1
    assert after.days[-1].left == before.days[-1].left + 1
    assert after.days[-1].decided == 1
    assert after.days[-1].waiting == after.waiting
    assert [(person.who, person.decided) for person in after.reviewers] == [("ana", 1)]
    assert after.trend == "growing"
    assert before.oldest_id is not None
    world.ana.undo()
    assert queue_statistics(connection).waiting == before.waiting


def test_runs_and_signals_page_by_where_the_last_one_ended(world: World) -> None:
    connection = world.store.connection
    page = runs_page(connection)
    assert (page.total, page.next, page.runs[0].id) == (1, None, world.run_id)
    with pytest.raises(BadCursor):
        runs_page(connection, after="nothing")
    connection.executemany(
        "INSERT INTO signals VALUES (?, ?, 's', '', 'x', '2026-01-01', '2026-01-01')",
        [(str(number), "unit" if number % 2 else "chip") for number in range(5)],
    )
    first = signals_page(connection, limit=3)
    assert (first.total, first.kinds) == (5, (("chip", 3), ("unit", 2)))
    second = signals_page(connection, limit=3, after=first.next)
    assert [signal.id for signal in (*first.signals, *second.signals)] == ["4", "3", "2", "1", "0"]
    assert signals_page(connection, kind="unit").total == 2
    with pytest.raises(BadCursor):
        signals_page(connection, after="nothing")


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        ("parameters", 70.6e9, "70.6B"),
        ("tokens", 14.8e12, "14.8T tokens"),
        ("training_compute_flop", 3.29e24, "3.29e24 FLOP"),
        ("utilization", 0.38, "38 %"),
        ("training_days", 54.0, "54 days"),
        ("gpu_hours", 25_000.0, "25,000 chip-hours"),
        ("hardware", "NVIDIA H100", "NVIDIA H100"),
        ("tokens", None, ""),
    ],
)
def test_values_are_written_with_their_units(field: str, value: float | str | None, text: str) -> None:
    assert shown(field, value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_can_be_written(value: float) -> None:
    assert count(value)


def test_nothing_is_written_by_reading(world: World, tmp_path: Path) -> None:
    connection = world.store.connection
    before = connection.total_changes
    read(world)
    queue_statistics(connection)
    audit(connection)
    agreement(connection)
    assert connection.total_changes == before
    assert not connection.in_transaction
