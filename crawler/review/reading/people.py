"""What people do: the log with filters, one person's audit, second reviews and how far reviewers agree."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from statistics import median

from crawler.review.reading.index import item_index, one_moment
from crawler.review.reading.lines import QueueItem, items_of
from crawler.store import second_reviews
from crawler.store.decisions import decision_of, told

AT_A_STRETCH = 600.0
"""Seconds between two decisions from which the person was doing something else."""

ENOUGH_PAIRS = 5
"""Decisions at a stretch from which their pace says something."""


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One decision of the log with its model's name; ``batch`` joins those of one bulk action."""

    number: int
    at: str
    who: str
    model_id: str
    name: str
    action: str
    told: str
    reason: str
    undone: bool
    batch: str | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Decisions, the latest first; ``next`` is the number to give back as ``before``."""

    lines: tuple[AuditLine, ...]
    next: int | None
    total: int


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """What one person has decided: by action, how many were undone since, first and last day, seconds between two.

    ``median_seconds`` is between decisions less than ten minutes apart, ``None`` where there are too few.
    """

    who: str
    decisions: int
    undone: int
    by_action: tuple[tuple[str, int], ...]
    first_at: str | None
    last_at: str | None
    median_seconds: float | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two people who decided differently about a model."""

    model_id: str
    name: str
    first_who: str
    first_verdict: str
    second_who: str
    second_verdict: str
    second_reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far first and second reviews agree. ``per_cent`` 0 to 100; ``kappa`` is Cohen's, -1 to 1.

    ``kappa`` is ``None`` without reviews, or where chance alone would agree always. ``table`` counts first verdict by
    second verdict.
    """

    reviews: int
    agreed: int
    per_cent: float | None
    kappa: float | None
    table: tuple[tuple[str, str, int], ...]
    disagreements: tuple[Disagreement, ...]
    waiting: int


def audit(
    connection: sqlite3.Connection,
    *,
    who: str | None = None,
    action: str | None = None,
    model: str | None = None,
    batch: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> AuditPage:
    """The log, the latest first."""
    conditions, values = ["true"], []
    for condition, value in (("who = ?", who), ("action = ?", action), ("batch = ?", batch)):
        if value:
            conditions.append(condition)
            values.append(value)
    if model:
        conditions.append("(decisions.model_id = ? OR other_id = ?)")
        values += [model, model]
    table = "decisions LEFT JOIN decision_batches ON decision_id = decisions.id"
    matching = " AND ".join(conditions)
    with one_moment(connection):
        total = connection.execute(f"SELECT count(*) FROM {table} WHERE {matching}", values).fetchone()[0]
        rows = connection.execute(
            f"SELECT decisions.*, batch, COALESCE((SELECT name FROM models WHERE models.id = decisions.model_id), "
            "(SELECT name FROM review_items WHERE review_items.model_id = decisions.model_id), decisions.model_id) "
            f"AS name, {_UNDONE} AS undone FROM {table} WHERE {matching} AND decisions.id < ? "
            "ORDER BY decisions.id DESC LIMIT ?",
            (*values, min(before, _LAST) if before is not None else _LAST, limit + 1),
        ).fetchall()
    lines = tuple(_line(row) for row in rows[:limit])
    return AuditPage(lines, lines[-1].number if len(rows) > limit else None, total)


_LAST = 2**62

_UNDONE = """
    EXISTS (SELECT 1 FROM decisions AS undoing WHERE undoing.undoes = decisions.id
            AND NOT EXISTS (SELECT 1 FROM decisions AS redoing WHERE redoing.undoes = undoing.id))
"""
"""Whether a decision was taken back, by an undoing that was not taken back itself."""


def _line(row: sqlite3.Row) -> AuditLine:
    decision = decision_of(row)
    return AuditLine(
        number=decision.id, at=decision.at, who=decision.who, model_id=decision.model_id, name=row["name"],
        action=decision.action, told=told(decision), reason=decision.reason, undone=bool(row["undone"]),
        batch=row["batch"],
    )  # fmt: skip


def person_summary(connection: sqlite3.Connection, who: str) -> PersonSummary:
    """What a person has decided."""
    rows = connection.execute(
        f"SELECT action, at, {_UNDONE} AS undone FROM decisions WHERE who = ? AND action <> 'comment' ORDER BY id",
        (who,),
    ).fetchall()
    moments = [datetime.fromisoformat(row["at"]) for row in rows]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    at_a_stretch = [gap for gap in gaps if gap < AT_A_STRETCH]
    return PersonSummary(
        who=who,
        decisions=len(rows),
        undone=sum(row["undone"] for row in rows),
        by_action=tuple(Counter(row["action"] for row in rows).most_common()),
        first_at=rows[0]["at"] if rows else None,
        last_at=rows[-1]["at"] if rows else None,
        median_seconds=median(at_a_stretch) if len(at_a_stretch) >= ENOUGH_PAIRS else None,
    )


def second_review_queue(connection: sqlite3.Connection, who: str, limit: int = 50) -> tuple[QueueItem, ...]:
    """Decided items of the sample that wait for a second look by somebody else than who decided: none of ``who``'s own.

    The items do not show what was decided: status and reason are blank, and read them with ``candidate(blind=True)``.
    """
    with one_moment(connection) as apart:
        index = item_index(connection, keep=apart)
        wanted = [review.model_id for review in second_reviews.waiting_for(connection, who, limit)]
        numbers = connection.execute(
            "SELECT number FROM json_each(?) AS wanted JOIN review_items ON model_id = wanted.value "
            "ORDER BY wanted.key",
            (json.dumps(list(dict.fromkeys(wanted))),),
        ).fetchall()
        rows = [row for entry in numbers if (row := index.row_of(entry["number"])) is not None]
        return tuple(map(blinded, items_of(connection, index, rows)))


def blinded(item: QueueItem) -> QueueItem:
    """An item without anything that says what people have decided about it."""
    return replace(
        item, status="", place="", reason="", why="", priority=0.0, waiting_since=None, waiting_days=0,
        resting_until=None, reopened=False, claimed=None,
    )  # fmt: skip


def agreement(connection: sqlite3.Connection, *, disagreements: int = 50) -> Agreement:
    """How far first and second reviews agree."""
    with one_moment(connection):
        given = second_reviews.verdicts(connection)
        names = {
            row["model_id"]: row["name"]
            for row in connection.execute(
                "SELECT model_id, name FROM review_items WHERE model_id IN (SELECT value FROM json_each(?))",
                (json.dumps([review.model_id for review in given]),),
            )
        }
        waiting = connection.execute(
            f"SELECT count(*) FROM second_reviews WHERE verdict IS NULL AND {second_reviews.STANDS}"
        ).fetchone()[0]
    pairs = [(review.first_verdict, review.verdict or "") for review in given]
    agreed = sum(first == second for first, second in pairs)
    table = Counter(pairs)
    return Agreement(
        reviews=len(pairs),
        agreed=agreed,
        per_cent=100 * agreed / len(pairs) if pairs else None,
        kappa=cohens_kappa(pairs),
        table=tuple((first, second, number) for (first, second), number in sorted(table.items())),
        disagreements=tuple(
            Disagreement(
                review.model_id, names.get(review.model_id, review.model_id), review.first_who, review.first_verdict,
                review.who or "", review.verdict or "", review.reason, review.at or "",
            )
            for review in given
            if review.first_verdict != review.verdict
        )[:disagreements],
        waiting=waiting,
    )  # fmt: skip


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """Agreement of two raters beyond what chance gives, -1 to 1; ``None`` without pairs, or where chance always agrees.

    J. Cohen (1960), "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20.
    """
    if not pairs:
        return None
    number = len(pairs)
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum(first == second for first, second in pairs) / number
    expected = sum(count * seconds[verdict] for verdict, count in firsts.items()) / number**2
    return None if expected == 1 else (observed - expected) / (1 - expected)
