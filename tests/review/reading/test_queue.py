"""Lists, counts and pages agree with each other and with the database, also while it changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from crawler.review.reading import index as index_module
from crawler.review.reading.filters import ANY, NOBODY, STATUSES, QueueFilter, day_number
from crawler.review.reading.index import item_index, today_number
from crawler.review.reading.queue import (
    SORTS,
    BadCursor,
    QueueItem,
    facets,
    matching_ids,
    neighbours,
    queue_item,
    queue_page,
)
from crawler.store.database import Store, open_store
from crawler.store.items import SEPARATOR
from pipelines.identity.generations import Queued, generation, looked_at_together
from tests.review.reading.conftest import COUNTRIES, DATES, DEVELOPERS, NAMES, REASONS, change, filled

filters = st.builds(
    QueueFilter,
    status=st.sampled_from([*STATUSES, ANY, ANY, "waiting"]),
    text=st.sampled_from(["", "", "", "orion", "星火", "星", "70", "ter 7", "lyra+", "gpt4", "Zephyr", "вахта", "-"]),
    source=st.sampled_from([None, None, "helm", "wikidata", "nowhere"]),
    language=st.sampled_from([None, None, "en", "zh"]),
    country=st.sampled_from([None, None, "China", "France"]),
    developer=st.sampled_from([None, None, "Zephyr Labs", "科大讯飞"]),
    published_from=st.sampled_from([None, None, "2025", "2025-06-10"]),
    published_to=st.sampled_from([None, None, "2025-06", "2026"]),
    probability_from=st.sampled_from([None, None, 0.5]),
    probability_to=st.sampled_from([None, None, 0.5]),
    has_conflict=st.sampled_from([None, None, True, False]),
    older_than_days=st.sampled_from([None, None, 5, 99999]),
    reason=st.sampled_from([None, None, *REASONS]),
    claimed_by=st.sampled_from([None, None, "ana", "bo", NOBODY]),
)
FACETS = ("status", "source", "language", "country", "developer", "reason", "has_conflict")


def through_pages(
    connection: sqlite3.Connection,
    wanted: QueueFilter,
    limit: int,
    between: Callable[[], None] = lambda: None,
    **sort: object,
) -> list[str]:
    """The ids on all pages, one after the other."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = queue_page(connection, wanted, after=after, limit=limit, **sort)  # type: ignore[arg-type]
        found += [item.id for item in page.items]
        after = page.next
        if after is None:
            return found
        between()


@limits(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters)
def test_every_count_is_the_length_of_its_list(items: Store, wanted: QueueFilter) -> None:
    connection = items.connection
    counts = facets(connection, wanted, most=1000)
    ids = matching_ids(connection, wanted)
    assert counts.total == len(ids) == queue_page(connection, wanted, limit=1).total
    for name in FACETS:
        for entry in getattr(counts, name):
            value = entry.value == "yes" if name == "has_conflict" else entry.value
            assert len(matching_ids(connection, wanted.with_(**{name: value}))) == entry.count, (name, entry)


@limits(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(filters)
def test_a_list_holds_what_meets_its_conditions_and_nothing_else(items: Store, wanted: QueueFilter) -> None:
    connection = items.connection
    everything = queue_page(connection, QueueFilter(status=ANY), limit=500).items
    claimed = {"model/5": "ana", "model/6": "bo"}
    rows = {row["model_id"]: row for row in connection.execute("SELECT * FROM review_items")}

    def fits(item: QueueItem) -> bool:
        row = rows[item.id]
        text = connection.execute("SELECT text FROM search_texts WHERE number = ?", (row["number"],)).fetchone()[0]
        words = wanted.text.lower().replace("-", " ").split()
        dated = item.published_on is not None
        first = day_number(item.published_on or "9999", last=False)
        last = day_number(item.published_on or "0001", last=True)
        return all(
            (
                wanted.status in {ANY, item.place},
                not wanted.text or (words and all(word in text for word in words)),
                wanted.source is None or wanted.source in item.sources,
                wanted.language is None or wanted.language in item.languages,
                wanted.country is None or wanted.country in (item.country or "").split(", "),
                wanted.developer is None or wanted.developer in (item.developer or "").split("; "),
                wanted.published_from is None or (dated and last >= day_number(wanted.published_from, last=False)),
                wanted.published_to is None or (dated and first <= day_number(wanted.published_to, last=True)),
                wanted.probability_from is None or item.p_above.get(1e23, -1) >= wanted.probability_from,
                wanted.probability_to is None or 0 <= item.p_above.get(1e23, -1) <= wanted.probability_to,
                wanted.has_conflict is None or bool(item.conflicts) is wanted.has_conflict,
                wanted.older_than_days is None
                or (row["waiting_since"] is not None and item.waiting_days >= wanted.older_than_days),
                wanted.reason is None or item.reason == wanted.reason,
                wanted.claimed_by is None or claimed.get(item.id, NOBODY) == wanted.claimed_by,
            )
        )

    assert set(matching_ids(connection, wanted)) == {item.id for item in everything if fits(item)}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [True, False])
def test_pages_hold_everything_once_and_in_order(items: Store, sort: str, descending: bool) -> None:
    connection = items.connection
    wanted = QueueFilter(status=ANY)
    whole = [item.id for item in queue_page(connection, wanted, limit=500, sort=sort, descending=descending).items]
    assert len(set(whole)) == len(whole) == 79
    assert through_pages(connection, wanted, 7, sort=sort, descending=descending) == whole
    last = queue_page(connection, wanted, limit=7, sort=sort, descending=descending)
    while last.next:
        last = queue_page(connection, wanted, after=last.next, limit=7, sort=sort, descending=descending)
    back = [item.id for item in last.items]
    while last.previous:
        last = queue_page(connection, wanted, before=last.previous, limit=7, sort=sort, descending=descending)
        back = [item.id for item in last.items] + back
    assert back == whole


def test_unknown_values_come_last_either_way(items: Store) -> None:
    for descending in (True, False):
        page = queue_page(items.connection, QueueFilter(status=ANY), sort="compute", descending=descending, limit=500)
        known = [item.compute_flop is not None for item in page.items]
        assert known == sorted(known, reverse=True)


@limits(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), size=st.integers(1, 9))
def test_paging_visits_each_that_stays_once_while_others_change(
    tmp_path_factory: pytest.TempPathFactory, random: Random, size: int
) -> None:
    with filled(tmp_path_factory.mktemp("paging"), 24, seed=random.randrange(10**6)) as store:
        connection = store.connection
        wanted = QueueFilter(status=ANY)
        moving = set(random.sample(range(4, 24), 8))
        stable = [ident for ident in matching_ids(connection, wanted) if int(ident[6:]) not in moving]

        def disturb() -> None:
            with store.write() as opened:
                change(opened, random.choice(sorted(moving)), random)
                change(opened, 24 + random.randrange(20), random)

        visited = [i for i in through_pages(connection, wanted, size, disturb) if i in set(stable)]
        assert visited == stable


@limits(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False))
def test_an_index_that_was_brought_up_to_date_is_the_one_made_anew(
    tmp_path_factory: pytest.TempPathFactory, random: Random
) -> None:
    with filled(tmp_path_factory.mktemp("index"), 20, seed=random.randrange(10**6)) as store:
        connection = store.connection
        for _ in range(3):
            for sort in SORTS:
                queue_page(connection, QueueFilter(status=ANY), sort=sort)
            with store.write() as opened:
                for _ in range(random.randrange(5)):
                    change(opened, random.randrange(30), random)
                opened.execute("DELETE FROM models WHERE id = ?", (f"model/{random.randrange(30)}",))
        mended = looks(connection)
        index_module._KNOWN.clear()
        assert looks(connection) == mended


def looks(connection: sqlite3.Connection) -> list[object]:
    """Everything that lists show."""
    wanted = QueueFilter(status=ANY)
    lists: list[object] = [queue_page(connection, wanted, sort=sort, limit=500) for sort in SORTS]
    return [*lists, facets(connection, wanted, most=1000)]


def test_groups_are_those_of_the_rules(items: Store) -> None:
    connection = items.connection
    index = item_index(connection, keep=False)
    waiting = queue_page(connection, QueueFilter(), limit=500).items
    rows = {row["model_id"]: row for row in connection.execute("SELECT * FROM review_items")}
    leads, sizes = index.groups(today_number())
    assert {item.alike for item in waiting} - {0}
    place = {item.id: number for number, item in enumerate(waiting)}
    for item in waiting:
        members = [other.id for other in waiting if other.group == item.group]
        assert item.alike == len(members) - 1
        assert item.group == min(members, key=place.__getitem__)
        assert set(matching_ids(connection, QueueFilter(group=item.group))) == set(members)
    assert len(leads) == len(sizes) == len(rows)


def test_a_generation_gathers_and_the_rest_is_gathered_by_size(tmp_path: Path) -> None:
    """The same as ``looked_at_together`` makes of the same models."""
    random = Random(3)
    sizes = (7e9, 7.03e9, 7.06e9, 7.1e9, 30e9, None)
    models = [
        Queued(
            f"model/{number}",
            f"{random.choice(('Orion', 'Lyra', 'Vega', f'Solo{number}'))} {random.choice((1, 2))} 7B",
            random.choice(("Zephyr Labs", "Storm House", None)),
            random.choice(("llama", "qwen", None)),
            random.choice(sizes),
        )
        for number in range(80)
    ]
    with open_store(tmp_path / "store.db") as store:
        connection = store.connection
        for model in models:
            connection.execute(
                "INSERT INTO models (id, name, organization, parameters, family, name_key, status, reason, "
                "explanation, first_seen, first_run, priority) VALUES (?, ?, ?, ?, '', '', 'unconfirmed', "
                "'undisclosed', '', '2026-01-01T00:00:00Z', 'run', ?)",
                (model.id, model.name, model.organization, model.parameters, random.random()),
            )
            connection.execute(
                "UPDATE review_items SET generation = ?, architecture = ? WHERE model_id = ?",
                (
                    SEPARATOR.join(generation(model.name, model.organization) or ()) or None,
                    model.model_type,
                    model.id,
                ),
            )
        found = {item.id: item.group for item in queue_page(connection, QueueFilter(), limit=500).items}
    groups = {frozenset(i for i, lead in found.items() if lead == group) for group in set(found.values())}
    assert {frozenset(group) for group in looked_at_together(models)} == groups
    assert 10 < len(groups) < 60


@pytest.mark.parametrize("cursor", ["x", "!!", "W10", "bnVsbA", "WyJ3b3J0aCIsMSwieCIsMV0", "é", "W" * 5000])
def test_a_cursor_that_no_page_gave_is_refused(items: Store, cursor: str) -> None:
    for where in ("after", "before"):
        with pytest.raises(BadCursor):
            queue_page(items.connection, QueueFilter(), **{where: cursor})  # type: ignore[arg-type]


def test_a_cursor_of_another_order_is_refused(items: Store) -> None:
    page = queue_page(items.connection, QueueFilter(status=ANY), limit=2)
    with pytest.raises(BadCursor, match="another order"):
        queue_page(items.connection, QueueFilter(status=ANY), after=page.next, sort="name")
    with pytest.raises(BadCursor, match="is no order"):
        queue_page(items.connection, QueueFilter(), sort="luck")


def test_neighbours_follow_the_list_and_know_a_place_that_was_left(items: Store) -> None:
    connection = items.connection
    ids = matching_ids(connection, QueueFilter())
    for number, ident in enumerate(ids):
        found = neighbours(connection, QueueFilter(), ident)
        assert (found.place, found.total) == (number + 1, len(ids))
        assert found.previous == (ids[number - 1] if number else None)
        assert found.next == (ids[number + 1] if number + 1 < len(ids) else None)
    gone = next(item for item in queue_page(connection, QueueFilter(status="confirmed")).items)
    found = neighbours(connection, QueueFilter(), gone.id)
    assert found.place == 0
    assert found.next in {None, *ids}
    assert neighbours(connection, QueueFilter(), "nobody/nothing").next == ids[0]
    assert neighbours(connection, QueueFilter(reason="none"), ids[0]).total == 0


def test_what_has_gone_is_in_no_list(items: Store) -> None:
    assert queue_item(items.connection, "model/3") is None
    assert queue_item(items.connection, "nobody/nothing") is None
    assert "model/3" not in matching_ids(items.connection, QueueFilter(status=ANY))


def test_a_write_that_is_undone_leaves_no_trace(items: Store) -> None:
    connection = items.connection
    before = matching_ids(connection, QueueFilter(status=ANY))
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM models WHERE id = 'model/9'")
    assert "model/9" not in matching_ids(connection, QueueFilter(status=ANY))
    connection.execute("ROLLBACK")
    assert matching_ids(connection, QueueFilter(status=ANY)) == before


def test_claims_that_have_expired_are_not_told(items: Store) -> None:
    told = {
        i: item.claimed.who
        for i in ("model/5", "model/6")
        if (item := queue_item(items.connection, i)) and item.claimed
    }
    assert told == {"model/5": "ana", "model/6": "bo"}
    expired = queue_item(items.connection, "model/7")
    assert expired is not None
    assert expired.claimed is None


def test_the_values_of_the_fixture_all_occur(items: Store) -> None:
    """Else the properties above would hold of nothing."""
    shown = queue_page(items.connection, QueueFilter(status=ANY), limit=500).items
    assert {item.place for item in shown} == set(STATUSES)
    assert {item.country for item in shown} == set(COUNTRIES)
    assert {item.developer for item in shown} == set(DEVELOPERS)
    assert {item.published_on for item in shown} == set(DATES)
    assert {item.name.split()[0] for item in shown} == set(NAMES)
    assert {item.reopened for item in shown} == {True, False}
