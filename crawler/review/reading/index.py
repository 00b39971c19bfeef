"""The items of a database in memory, column by column: what makes lists, counts and neighbours fast.

A hundred thousand items are a few megabytes of numbers, and counting seven facets over them takes milliseconds where
SQL takes half a second. The index is brought up to date at every use from the rows that have a higher number than it
has seen (``review_state.seq``), so it never shows anything that the database does not. An index is not changed once it
is made: threads share it, and bringing it up to date makes another.
"""

from __future__ import annotations

import sqlite3
import threading
from bisect import insort
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from crawler.review.reading.coding import Coder
from crawler.review.reading.filters import STATUSES, day_number
from crawler.store.items import SEPARATOR
from pipelines.identity.derivation import GROUP_WIDTH, Sized, review_groups
from pipelines.identity.folding import fold

Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
Codes = NDArray[np.int32]
Numbers = NDArray[np.float64]

MOST_INDEXES = 4
"""Databases whose items are kept in memory at a time."""

SMALL_CHANGE = 2000
"""Changed items up to which sorted names are mended; more are sorted anew."""

WAITING_PLACE: Final = STATUSES.index("waiting")

_COLUMNS = (
    "number, model_id, seq, name, organization, country, published, parameters, compute_flop, status, reason, "
    "priority, asleep_until, reopened IS NOT NULL, listed, chance, conflicts <> '', waiting_since, gone, sources, "
    "languages, architecture, generation"
)


@dataclass(frozen=True, slots=True)
class _Coders:
    sources: Coder = field(default_factory=lambda: Coder(SEPARATOR))
    languages: Coder = field(default_factory=lambda: Coder(SEPARATOR))
    countries: Coder = field(default_factory=lambda: Coder(","))
    developers: Coder = field(default_factory=lambda: Coder(";"))
    reasons: Coder = field(default_factory=Coder)
    statuses: Coder = field(default_factory=Coder)
    architectures: Coder = field(default_factory=Coder)
    generations: Coder = field(default_factory=Coder)


_DTYPES: dict[str, Any] = {
    "number": np.int64, "parameters": np.float64, "compute": np.float64, "priority": np.float64, "chance": np.float64,
    "asleep": np.int32, "first": np.int32, "last": np.int32, "since": np.int64, "reopened": np.bool_,
    "listed": np.bool_, "conflict": np.bool_, "gone": np.bool_, "status": np.int32, "reason": np.int32,
    "source": np.int32, "language": np.int32, "country": np.int32, "developer": np.int32, "architecture": np.int32,
    "generation": np.int32,
}  # fmt: skip


class ItemIndex:
    """All items as of one number of changes. Rows are places in the columns; they never change for an item."""

    def __init__(
        self,
        seq: int,
        coders: _Coders,
        columns: dict[str, NDArray[Any]],
        ids: list[str],
        names: list[str],
        developers: list[str],
    ) -> None:
        self.seq = seq
        self.coders = coders
        self.columns = columns
        self.ids = ids
        self.names = names
        self.developers = developers
        self._orders: dict[str, Rows] = {}
        self._sorted_texts: dict[str, tuple[list[tuple[str, int]], frozenset[int]]] = {}
        self._by_size: Rows | None = None
        self._places: tuple[int, NDArray[np.int8]] | None = None
        self._groups: tuple[int, Rows, NDArray[np.int64]] | None = None

    def __len__(self) -> int:
        return len(self.columns["number"])

    def row_of(self, number: int) -> int | None:
        """The row of an item by its number."""
        numbers = self.columns["number"]
        row = int(np.searchsorted(numbers, number))
        return row if row < len(numbers) and int(numbers[row]) == number else None

    def rows_of(self, numbers: Sequence[int]) -> Rows:
        """The rows of items by their numbers; unknown ones are left out."""
        wanted = np.asarray(numbers, dtype=np.int64)
        known = self.columns["number"]
        if not len(known) or not len(wanted):
            return np.empty(0, dtype=np.intp)
        rows = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        found: Rows = rows[known[rows] == wanted]
        return found

    def places(self, today: int) -> NDArray[np.int8]:
        """Where each item is on a day (YYYYMMDD), as an index of ``STATUSES``; -1 for those that are no more."""
        if self._places is None or self._places[0] != today:
            self._places = (today, self._placed(today))
        return self._places[1]

    def _placed(self, today: int) -> NDArray[np.int8]:
        columns, coder = self.columns, self.coders.statuses
        unconfirmed = columns["status"] == coder.codes.get("unconfirmed", -1)
        is_open = (unconfirmed & ~columns["listed"]) | columns["reopened"]
        asleep = columns["asleep"] > today
        places = np.full(len(self), -1, dtype=np.int8)
        for status in ("confirmed", "below", "excluded", "merged"):
            places[columns["status"] == coder.codes.get(status, -1)] = STATUSES.index(status)
        places[unconfirmed & columns["listed"]] = STATUSES.index("listed")
        places[is_open & asleep] = STATUSES.index("resting")
        places[is_open & ~asleep] = WAITING_PLACE
        places[columns["gone"]] = -1
        return places

    def order(self, sort: str, *, descending: bool) -> Rows:
        """All rows in an order; unknown values come last, and equal ones in the order they were first seen."""
        key = f"{sort}{'-' if descending else '+'}"
        if key not in self._orders:
            values = self.sort_values(sort)
            # NaN sorts last whatever the sign.
            self._orders[key] = np.argsort(-values if descending else values, kind="stable")
        return self._orders[key]

    def sort_values(self, sort: str) -> Numbers:
        """The numbers that a sort goes by, NaN where unknown; for texts their places in the alphabet."""
        columns = self.columns
        numeric = {"worth": "priority", "compute": "compute", "parameters": "parameters", "probability": "chance"}
        if sort in numeric:
            return columns[numeric[sort]]
        if sort == "waiting":
            return np.where(columns["since"] > 0, columns["since"].astype(np.float64), np.nan)
        if sort == "published":
            return np.where(columns["first"] > 0, columns["first"].astype(np.float64), np.nan)
        ranks = np.full(len(self), np.nan)
        place, last = -1.0, ""
        for text, row in self.sorted_texts(sort):
            place += text != last
            last = text
            if text:
                ranks[row] = place
        return ranks

    def sort_key(self, sort: str, row: int) -> float | str | None:
        """What an item's place in an order follows from, apart from its row; ``None`` where that is unknown."""
        if sort in {"name", "developer"}:
            return fold((self.names if sort == "name" else self.developers)[row]) or None
        value = float(self._number(sort, row))
        return None if np.isnan(value) else value

    def _number(self, sort: str, row: int) -> float:
        columns = self.columns
        if sort in {"waiting", "published"}:
            value = int(columns["since" if sort == "waiting" else "first"][row])
            return float(value) if value > 0 else float("nan")
        name = {"worth": "priority", "probability": "chance"}.get(sort, sort)
        return float(columns[name][row])

    def sorted_texts(self, sort: str) -> list[tuple[str, int]]:
        """Folded names or developers with their rows, in the alphabet's order."""
        texts = self.names if sort == "name" else self.developers
        found, changed = self._sorted_texts.get(sort, (None, frozenset[int]()))
        if found is None:
            found = sorted((fold(text), row) for row, text in enumerate(texts[: len(self)]))
        elif changed:
            found = [entry for entry in found if entry[1] not in changed]
            for row in changed:
                insort(found, (fold(texts[row]), row))
        self._sorted_texts[sort] = (found, frozenset())
        return found

    def groups(self, today: int) -> tuple[Rows, NDArray[np.int64]]:
        """For each row the first of its group, and how many the group has; only what waits is grouped."""
        if self._groups is None or self._groups[0] != today:
            self._groups = (today, *self._grouped(self.places(today) == WAITING_PLACE))
        return self._groups[1], self._groups[2]

    def _grouped(self, waiting: Mask) -> tuple[Rows, NDArray[np.int64]]:
        """Groups as ``pipelines.identity.generations`` makes them: a generation of at least two, else what has one
        architecture and size together with the generation that most of it belongs to."""
        leads, sizes = np.arange(len(self), dtype=np.intp), np.ones(len(self), dtype=np.int64)
        if not waiting.any():
            return leads, sizes
        # From the one most worth a look down, so that what is written first of a group, and last in reverse, leads it.
        order = self.order("worth", descending=True)
        rows = order[waiting[order]]
        generations = self._joined(self.columns["generation"][rows])
        known = len(self.coders.generations.values)
        kin = generations > 0
        alike = self._alike(waiting)[rows]
        chosen = np.zeros(len(self), dtype=np.int64)
        undecided = np.zeros(len(self), dtype=np.bool_)
        undecided[alike[~kin]] = True
        deciding = kin & undecided[alike]
        if deciding.any():
            pairs, counts = np.unique(alike[deciding] * known + generations[deciding], return_counts=True)
            of, which = np.divmod(pairs, known)
            place = self.coders.generations.alphabet()[1][which]
            # One number by row, frequency and alphabet: sorting by three keys takes three times as long.
            rarity = counts.max() - counts
            best = np.argsort((of * (int(rarity.max()) + 1) + rarity) * known + place)[::-1]
            chosen[of[best]] = which[best]  # the last to be written is the most frequent, and the first of the alphabet
        groups = np.where(kin, generations, chosen[alike])
        groups = np.where(groups > 0, groups, known + alike)
        first = np.empty(known + len(self), dtype=np.intp)
        first[groups[::-1]] = rows[::-1]
        leads[rows] = first[groups]
        sizes[rows] = np.bincount(groups)[groups]
        return leads, sizes

    def _joined(self, generations: Codes) -> NDArray[np.int64]:
        """The generation with which each is looked at: its own where it is not alone, else the largest of its family;
        0 where there is neither."""
        coder = self.coders.generations
        families = coder.families()
        members = np.bincount(generations, minlength=len(families))
        members[0] = 0
        joined = np.arange(len(members), dtype=np.int64)
        alone = members == 1
        if alone.any():
            # The largest generation last, of equal ones the first of the alphabet, so that it is what stays written.
            by_name, _ = coder.alphabet()
            by_name = by_name[by_name < len(members)]  # another thread may have met more generations since
            by_name = by_name[members[by_name] > 0]
            ordered = by_name[np.argsort(-np.minimum(members[by_name], 2**15 - 1).astype(np.int16), kind="stable")][
                ::-1
            ]
            largest = np.zeros(len(members), dtype=np.int64)
            largest[families[ordered]] = ordered
            others = np.bincount(families[ordered], minlength=len(members)) > 1
            joined[alone] = np.where(others, largest, 0)[families[alone]]
        joined[0] = 0
        return joined[generations]

    def _alike(self, waiting: Mask) -> NDArray[np.int64]:
        """For each row the first row of what has its architecture and size, as ``review_groups`` has it.

        It cuts at the widest gaps first, so at every gap wider than a group before any other: what lies between two
        such gaps is cut by itself, and needs no cutting where it is narrow enough, as nearly everything is.
        """
        alike = np.arange(len(self), dtype=np.int64)
        rows = self.by_size()
        rows = rows[waiting[rows]]
        if not len(rows):
            return alike
        kinds, totals = self.columns["architecture"][rows], self.columns["parameters"][rows]
        starts = np.flatnonzero(
            np.concatenate(([True], (kinds[1:] != kinds[:-1]) | (totals[1:] > totals[:-1] * (1 + GROUP_WIDTH))))
        )
        ends = np.concatenate((starts[1:], [len(rows)]))
        alike[rows] = np.repeat(rows[starts], ends - starts)
        wide = totals[ends - 1] > totals[starts] * (1 + GROUP_WIDTH)
        for start, end in zip(starts[wide].tolist(), ends[wide].tolist(), strict=True):
            borders = _cut(totals[start:end].tobytes())
            for first, last in zip(borders, (*borders[1:], end - start), strict=True):
                alike[rows[start + first : start + last]] = rows[start + first]
        return alike

    def by_size(self) -> Rows:
        """Rows with a known architecture and size, by these."""
        if self._by_size is None:
            kinds, totals = self.columns["architecture"], self.columns["parameters"]
            rows = np.flatnonzero((kinds > 0) & (totals > 0) & np.isfinite(totals))
            self._by_size = rows[np.lexsort((totals[rows], kinds[rows]))]
        return self._by_size

    def changed(self, seq: int, changes: Sequence[sqlite3.Row], *, keep: bool) -> ItemIndex:
        """The index with these items as they are now.

        With ``keep`` the texts of new items are put behind those of this index, in the same lists: an index never looks
        further than its own items, and copying a list of a hundred thousand takes milliseconds.
        """
        if not changes:
            return self if seq == self.seq else self._with(seq)
        read = _read(self.coders, changes)
        rows = np.array([self._row_or(int(number)) for number in read.columns["number"]], dtype=np.intp)
        known = rows >= 0
        fresh = np.flatnonzero(~known)
        rows[fresh] = len(self) + np.arange(len(fresh))
        columns = {}
        for name, old in self.columns.items():
            stays = old.dtype.kind == "f"
            if not len(fresh) and np.array_equal(old[rows], read.columns[name], equal_nan=stays):
                columns[name] = old  # a decision changes few columns, and copying all takes milliseconds
                continue
            column = np.concatenate((old, read.columns[name][fresh])) if len(fresh) else old.copy()
            column[rows[known]] = read.columns[name][known]
            columns[name] = column
        new = ItemIndex(
            seq,
            self.coders,
            columns,
            *(
                _put_in(texts, len(self), rows.tolist(), now, in_place=keep)
                for texts, now in ((self.ids, read.ids), (self.names, read.names), (self.developers, read.developers))
            ),
        )
        touched = rows.tolist()
        if len(touched) <= SMALL_CHANGE:
            new._take_over(self, touched)
            new._mend_order(self, rows)
            new._mend_sizes(self, rows)
            new._orders |= {
                key: order
                for key, order in self._orders.items()
                if not len(fresh) and new._sorted_by(key[:-1]) is self._sorted_by(key[:-1])
            }
        return new

    def _sorted_by(self, sort: str) -> object:
        """What an order follows from; where it is the same object, so is the order."""
        if sort in {"name", "developer"}:
            return self.names if sort == "name" else self.developers
        columns = {"worth": "priority", "probability": "chance", "waiting": "since", "published": "first"}
        return self.columns[columns.get(sort, sort)]

    def _mend_order(self, old: ItemIndex, touched: Rows) -> None:
        """Keep the order by worth, with what has changed put in anew; sorting a hundred thousand takes 10 ms."""
        former = old._orders.get("worth-")
        if former is None:
            return
        changed = np.zeros(len(self), dtype=np.bool_)
        changed[touched] = True
        kept = former[~changed[former]]
        falling = -self.columns["priority"]
        moved = touched[np.lexsort((touched, falling[touched]))]
        values = falling[kept]
        lows, highs = (np.searchsorted(values, falling[moved], side=side) for side in ("left", "right"))
        at = [
            low + int(np.searchsorted(kept[low:high], row)) for low, high, row in zip(lows, highs, moved, strict=True)
        ]
        self._orders["worth-"] = np.insert(kept, at, moved)

    def _with(self, seq: int) -> ItemIndex:
        new = ItemIndex(seq, self.coders, self.columns, self.ids, self.names, self.developers)
        new._orders, new._sorted_texts = self._orders, self._sorted_texts
        new._by_size, new._places, new._groups = self._by_size, self._places, self._groups
        return new

    def _row_or(self, number: int) -> int:
        row = self.row_of(number)
        return -1 if row is None else row

    def _take_over(self, old: ItemIndex, touched: Sequence[int]) -> None:
        """Keep what is costly to sort with what of it has changed, to be put in its place when it is asked for."""
        for sort, (former, changed) in old._sorted_texts.items():
            texts = self.names if sort == "name" else self.developers
            before = old.names if sort == "name" else old.developers
            others = changed.union(row for row in touched if row >= len(old) or before[row] != texts[row])
            if len(others) <= SMALL_CHANGE:
                self._sorted_texts[sort] = (former, others)

    def _mend_sizes(self, old: ItemIndex, touched: Rows) -> None:
        """Keep the order by size, with what has another size now put in anew."""
        former = old._by_size
        if former is None:
            return
        kinds, totals = self.columns["architecture"], self.columns["parameters"]
        before = touched[touched < len(old)]
        same = (kinds[before] == old.columns["architecture"][before]) & (
            (totals[before] == old.columns["parameters"][before])
            | (np.isnan(totals[before]) & np.isnan(old.columns["parameters"][before]))
        )
        changed = np.ones(len(self), dtype=np.bool_)
        changed[: len(old)] = False
        changed[before[~same]] = True
        moved = np.flatnonzero(changed)
        if not len(moved):
            self._by_size = former
            return
        kept = former[~changed[former]]
        moved = moved[(kinds[moved] > 0) & (totals[moved] > 0) & np.isfinite(totals[moved])]
        moved = moved[np.lexsort((totals[moved], kinds[moved]))]
        of = kinds[kept]
        at = []
        for row in moved.tolist():
            low, high = (int(np.searchsorted(of, kinds[row], side=side)) for side in ("left", "right"))
            sizes = totals[kept[low:high]]
            first, last = (int(low + np.searchsorted(sizes, totals[row], side=side)) for side in ("left", "right"))
            at.append(first + int(np.searchsorted(kept[first:last], row)))
        self._by_size = np.insert(kept, at, moved)


@lru_cache(maxsize=20_000)
def _cut(totals: bytes) -> tuple[int, ...]:
    """Where the pieces begin into which rising sizes are cut; one item that comes or goes changes one chain of them."""
    sizes = np.frombuffer(totals, dtype=np.float64).tolist()
    pieces = review_groups(Sized(f"{place:09d}", "one", size) for place, size in enumerate(sizes))
    return tuple(sorted(min(map(int, piece.members)) for piece in pieces))


@dataclass(frozen=True, slots=True)
class _Read:
    columns: dict[str, NDArray[Any]]
    ids: list[str]
    names: list[str]
    developers: list[str]


def _read(coders: _Coders, rows: Sequence[sqlite3.Row]) -> _Read:
    values: dict[str, list[Any]] = {name: [] for name in _DTYPES}
    ids, names, developers = [], [], []
    nan = float("nan")
    dates: dict[str | None, tuple[int, int]] = {}
    moments: dict[str | None, int] = {}
    for (
        number, model_id, _, name, organization, country, published, parameters, compute, status, reason, priority,
        asleep, reopened, listed, chance, conflict, since, gone, sources, languages, architecture, generation,
    ) in rows:  # fmt: skip
        ids.append(model_id)
        names.append(name)
        developers.append(organization or "")
        if published not in dates:
            dates[published] = _days(published)
        if since not in moments:
            moments[since] = _moment(since)
        first, last = dates[published]
        entry = (
            number, nan if parameters is None else parameters, nan if compute is None else compute, priority,
            nan if chance is None else chance, _days(asleep)[0], first, last, moments[since], reopened, listed,
            conflict, gone, coders.statuses.code(status), coders.reasons.code(reason), coders.sources.code(sources),
            coders.languages.code(languages), coders.countries.code(country), coders.developers.code(organization),
            coders.architectures.code((architecture or "").strip().casefold()), coders.generations.code(generation),
        )  # fmt: skip
        for column, value in zip(values.values(), entry, strict=True):
            column.append(value)
    return _Read(
        {name: np.array(column, dtype=_DTYPES[name]) for name, column in values.items()}, ids, names, developers
    )


def _put_in(texts: list[str], size: int, rows: Sequence[int], new: Sequence[str], *, in_place: bool) -> list[str]:
    """The first texts with new ones in some rows and behind; only what is put behind may be put in place."""
    known = [(row, text) for row, text in zip(rows, new, strict=True) if row < size and texts[row] != text]
    fresh = [text for row, text in zip(rows, new, strict=True) if row >= size]
    if known or len(texts) != size or (fresh and not in_place):
        texts = texts[:size]
    for row, text in known:
        texts[row] = text
    texts.extend(fresh)
    return texts


def _days(published: str | None) -> tuple[int, int]:
    """First and last day that a date can mean, as YYYYMMDD; zeros where it is unknown or none."""
    if not published:
        return 0, 0
    try:
        return day_number(published[:10], last=False), day_number(published[:10], last=True)
    except ValueError:
        return 0, 0


def _moment(text: str | None) -> int:
    """Seconds since 1970, 0 where unknown."""
    if not text:
        return 0
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def today_number() -> int:
    """The present day in UTC as YYYYMMDD."""
    now = datetime.now(UTC)
    return now.year * 10_000 + now.month * 100 + now.day


_KNOWN: OrderedDict[tuple[str, str, int], ItemIndex] = OrderedDict()
_LOCK = threading.Lock()


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[bool]:
    """Let everything that is read inside be as of one moment; says whether it is apart from any writing."""
    if connection.in_transaction:
        yield False
        return
    connection.execute("BEGIN")
    try:
        yield True
    finally:
        connection.execute("ROLLBACK")


def item_index(connection: sqlite3.Connection, *, keep: bool) -> ItemIndex:
    """The items of the database as they are now. With ``keep`` false, inside a transaction that may yet be undone, the
    index is made for this one use."""
    state = connection.execute("SELECT seq, token FROM review_state").fetchone()
    path = next((row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main"), "")
    key = (state["token"], path, Path(path).stat().st_ino if path else 0)
    with _LOCK:
        known = _KNOWN.get(key)
        if known is not None and known.seq >= state["seq"] and keep:
            _KNOWN.move_to_end(key)
            return known
        if known is None or known.seq > state["seq"]:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM review_items ORDER BY number").fetchall()
            coders = _Coders()
            read = _read(coders, rows)
            fresh = ItemIndex(state["seq"], coders, read.columns, read.ids, read.names, read.developers)
        else:
            # The plus keeps SQLite from reading all rows in their order instead of the few that are new.
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM review_items WHERE seq > ? ORDER BY +number",
                (known.seq,),
            ).fetchall()
            fresh = known.changed(state["seq"], rows, keep=keep)
        if keep:
            _KNOWN[key] = fresh
            _KNOWN.move_to_end(key)
            while len(_KNOWN) > MOST_INDEXES:
                _KNOWN.popitem(last=False)
        return fresh
