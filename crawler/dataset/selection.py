"""Which models an export holds."""

from __future__ import annotations

import json
import math
import re
import sqlite3
from dataclasses import dataclass

from crawler.records import Status

NORMAL_95 = 1.6449
"""Standard deviations from the median to the end of a 90 % interval."""

ISO_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

STATUSES = {
    "confirmed": (Status.CONFIRMED,),
    "unconfirmed": (Status.UNCONFIRMED,),
    "all": (Status.CONFIRMED, Status.UNCONFIRMED, Status.BELOW, Status.EXCLUDED),
}
"""What ``--status`` may say; a merged model counts as the one it was merged into."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which models are exported.

    ``threshold`` is a lower bound of the median in FLOP. With ``min_probability`` it is the threshold to be passed with
    that chance instead, and ``default_threshold`` where none is given. ``since`` is an ISO date; a model whose month or
    day of publication is not known may have come later, and is in.
    """

    status: str = "confirmed"
    new: bool = False
    unlisted: bool = False
    """Only models that no imported reference lists, whether or not they were exported before."""
    since: str | None = None
    threshold: float | None = None
    min_probability: float | None = None
    default_threshold: float = 1e23

    def __post_init__(self) -> None:
        """Refuse what selects nothing by mistake.

        Raises:
            ValueError: the date is not in ISO form, or a number is out of its range.
        """
        if self.status not in STATUSES:
            raise ValueError(f"no status {self.status!r}; there are {', '.join(STATUSES)}")
        if self.since is not None and not ISO_DATE.fullmatch(self.since):
            raise ValueError(f"{self.since!r} is no date; write YYYY-MM-DD")
        if self.threshold is not None and not 0 < self.threshold < math.inf:
            raise ValueError(f"{self.threshold:g} is no threshold; write a positive number of FLOP")
        if self.min_probability is not None and not 0 <= self.min_probability <= 1:
            raise ValueError(f"{self.min_probability:g} is no probability between 0 and 1")

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The statuses of the models it holds."""
        return STATUSES[self.status]

    def as_json(self) -> dict[str, object]:
        """The selection as it is remembered with an export."""
        return {name: getattr(self, name) for name in self.__slots__}

    def words(self) -> str:
        """The selection in a sentence."""
        parts = ["models of every status" if self.status == "all" else f"{self.status} models"]
        if self.unlisted or self.new:
            parts.append("in no imported reference")
        if self.since:
            parts.append(f"published since {self.since}")
        if self.min_probability is not None:
            threshold = self.threshold or self.default_threshold
            parts.append(f"that pass {threshold:g} FLOP with a probability of at least {self.min_probability:g}")
        elif self.threshold is not None:
            parts.append(f"whose median training compute exceeds {self.threshold:g} FLOP")
        return ", ".join(parts)


NOT_EXPORTED_YET = """
    NOT EXISTS (
        SELECT 1 FROM exported_models
        WHERE (exported_models.status IN ('', 'confirmed') OR models.status <> 'confirmed')
            AND model_id IN (SELECT own.id FROM models AS own WHERE own.id = models.id OR own.merged_into = models.id)
    )
"""
"""A model that an export listed as unconfirmed is new once more when it has been confirmed."""


def selected_ids(connection: sqlite3.Connection, selection: Selection) -> list[str]:
    """Ids of the selected models, the latest publication first."""
    conditions = [f"status IN ({', '.join('?' for _ in selection.statuses)})"]
    values: list[object] = [status.value for status in selection.statuses]
    if selection.threshold is not None and selection.min_probability is None:
        conditions.append("compute_flop > ?")
        values.append(selection.threshold)
    if selection.new or selection.unlisted:
        conditions.append("reference IS NULL")
    if selection.new:
        conditions.append(NOT_EXPORTED_YET)
    if selection.since:
        conditions.append("published >= substr(?, 1, length(published))")
        values.append(selection.since)
    wanted = f"FROM models WHERE {' AND '.join(conditions)} ORDER BY published DESC, id"
    if selection.min_probability is None:
        return [row[0] for row in connection.execute(f"SELECT id {wanted}", values)]
    rows = connection.execute(f"SELECT id, p_above, compute_flop, compute_low, compute_high {wanted}", values)
    threshold = selection.threshold or selection.default_threshold
    return [row["id"] for row in rows if _chance(row, threshold) >= selection.min_probability]


def undated(connection: sqlite3.Connection, selection: Selection) -> int:
    """How many models a date leaves out because nobody says when they were published."""
    if selection.since is None:
        return 0
    marks = ", ".join("?" for _ in selection.statuses)
    return int(
        connection.execute(
            f"SELECT count(*) FROM models WHERE published IS NULL AND status IN ({marks})",
            [status.value for status in selection.statuses],
        ).fetchone()[0]
    )


def _chance(model: sqlite3.Row, threshold: float) -> float:
    """The chance of passing any threshold, from the lognormal that the median and interval describe."""
    chances: dict[str, float] = json.loads(model["p_above"])
    known = chances.get(f"{threshold:g}")
    if known is not None:
        return known
    if model["compute_flop"] is None:
        return 0.0
    middle = math.log(model["compute_flop"])
    side = model["compute_high"] if threshold > model["compute_flop"] else model["compute_low"]
    spread = abs(math.log(side) - middle) / NORMAL_95
    return 0.5 * math.erfc((math.log(threshold) - middle) / (max(spread, 1e-9) * math.sqrt(2)))
