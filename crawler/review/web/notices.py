"""What has just been done, told on the page that comes after it; the address carries only the decision's number."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.review.reading.people import audit
from crawler.review.web.site import Desk

DONE = "did"
"""Parameter of an address: the number of the decision to tell of."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, and the decision that it can take back, if any. ``query`` is the list's filter."""

    told: str
    query: str
    number: int | None = None
    batch: str | None = None
    model_id: str | None = None
    is_undo: bool = False


def notice_of(desk: Desk) -> Notice | None:
    """The notice that the request's address asks for."""
    text = desk.request.query_params.get(DONE, "")
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        return None
    lines = audit(desk.connection, before=int(text) + 1, limit=1).lines
    if not lines or lines[0].number != int(text):
        return None
    line = lines[0]
    is_undo = line.action in {"undo", "unmerge"}
    told = line.told if line.told.startswith(line.model_id) else f"{line.name}: {line.told}"
    if line.batch is not None:
        count = audit(desk.connection, batch=line.batch, limit=1).total
        told = f"{count} models: {line.action}, {line.reason or 'no reason given'}"
    return Notice(
        told=f"{told.rstrip('.')}.",
        query=desk.filter.query(),
        number=None if line.undone or line.action == "comment" else line.number,
        batch=line.batch,
        model_id=None if line.batch else line.model_id,
        is_undo=is_undo,
    )
