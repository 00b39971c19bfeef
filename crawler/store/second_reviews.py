"""Second, blind reviews: a share of what was decided comes up once more, for somebody else.

Which decisions are in the sample follows from their numbers alone, so nobody can choose. A second verdict changes
nothing about the model: it says how far reviewers agree, and where they do not, the two have something to talk about.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from crawler.store.database import Store
from crawler.store.decisions import STATUS_OF, Decision
from crawler.store.finding import Refused
from crawler.store.keys import text_digest, utc_now

VERDICTS = tuple(STATUS_OF)
"""What a second reviewer may say: what the first may."""


@dataclass(frozen=True, slots=True)
class SecondReview:
    """One decision of the sample; ``who`` and ``verdict`` are ``None`` while it waits for its second review."""

    decision_id: int
    model_id: str
    first_who: str
    first_verdict: str
    who: str | None
    verdict: str | None
    reason: str
    at: str | None


def is_sampled(decision: Decision, share: float) -> bool:
    """Whether a decision is in the sample; a larger share takes in the smaller one's decisions."""
    place = int(text_digest(f"second review\n{decision.model_id}\n{decision.id}")[:8], 16) / 2**32
    return decision.action in STATUS_OF and place < share


def offer(connection: sqlite3.Connection, decision: Decision, share: float) -> None:
    """Let a decision be reviewed a second time, where it is in the sample."""
    if is_sampled(decision, share):
        connection.execute(
            "INSERT INTO second_reviews (decision_id, model_id, first_who, first_verdict) VALUES (?, ?, ?, ?)",
            (decision.id, decision.model_id, decision.who, decision.action),
        )


STANDS = """
    EXISTS (SELECT 1 FROM models WHERE models.id = second_reviews.model_id AND models.status <> 'merged')
    AND NOT EXISTS (SELECT 1 FROM decisions AS undoing WHERE undoing.undoes = second_reviews.decision_id
                    AND NOT EXISTS (SELECT 1 FROM decisions AS redoing WHERE redoing.undoes = undoing.id))
    AND NOT EXISTS (SELECT 1 FROM decisions AS later WHERE later.model_id = second_reviews.model_id
                    AND later.id > second_reviews.decision_id
                    AND later.action IN ('accept', 'keep', 'below', 'exclude'))
"""
"""Whether the first verdict is still the model's: nobody needs a second opinion about one that was taken back."""


def waiting_for(connection: sqlite3.Connection, who: str, limit: int = 50) -> list[SecondReview]:
    """Decisions that wait for a second review by this person, the oldest first; none of the person's own.

    Nothing here may be shown before the verdict except the model.
    """
    rows = connection.execute(
        f"SELECT * FROM second_reviews WHERE verdict IS NULL AND first_who <> ? AND {STANDS} "
        "ORDER BY decision_id LIMIT ?",
        (who, limit),
    )
    return [SecondReview(**dict(row)) for row in rows]


def give_verdict(store: Store, model_id: str, who: str, verdict: str, *, reason: str = "") -> SecondReview:
    """Say what a second look at a model gives; returns both verdicts.

    Raises:
        Refused: the model does not wait for one, the first verdict is the person's own, or there is no such verdict.
    """
    if verdict not in VERDICTS:
        raise Refused(f"{verdict!r} is no verdict; they are {', '.join(VERDICTS)}")
    with store.write() as connection:
        row = connection.execute(
            f"SELECT * FROM second_reviews WHERE model_id = ? AND verdict IS NULL AND {STANDS} "
            "ORDER BY decision_id DESC LIMIT 1",
            (model_id,),
        ).fetchone()
        if row is None:
            raise Refused(f"{model_id} does not wait for a second review; somebody may have been quicker")
        if row["first_who"] == who:
            raise Refused(f"{model_id} was decided by {who}; a second review is somebody else's")
        connection.execute(
            "UPDATE second_reviews SET who = ?, verdict = ?, reason = ?, at = ? WHERE decision_id = ?",
            (who, verdict, reason.strip(), utc_now(), row["decision_id"]),
        )
        done = connection.execute(
            "SELECT * FROM second_reviews WHERE decision_id = ?", (row["decision_id"],)
        ).fetchone()
    return SecondReview(**dict(done))


def verdicts(connection: sqlite3.Connection) -> list[SecondReview]:
    """All second reviews that were given, the latest first."""
    rows = connection.execute(
        "SELECT * FROM second_reviews WHERE verdict IS NOT NULL ORDER BY at DESC, decision_id DESC"
    )
    return [SecondReview(**dict(row)) for row in rows]
