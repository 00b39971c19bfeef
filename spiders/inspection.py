"""What a look at a source's first page shows, for ``flopscout sources check``."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.records import Failure


@dataclass(frozen=True, slots=True)
class Inspection:
    """How many rows the page has and the newest one's date (ISO), as far as it can be told, and what is wrong."""

    rows: int | None = None
    newest: str | None = None
    failure: Failure | None = None
    detail: str = ""
    is_whole: bool = True
    """Whether the page is all that the source shows; of a first page among many the number of rows says little."""
