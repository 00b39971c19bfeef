"""Epoch AI's list of large-scale models: what is known already, so that it is linked and never queued as new.

Its rows are no sightings: they go into the reference that ``flopscout import`` fills as well, and nothing of them
counts as found.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure, Signal
from crawler.store.reference_file import NotInEpochsColumnsError, read_reference
from crawler.store.references import ReferenceSet
from spiders.base import Output
from spiders.listing import ListingSpider
from spiders.parsed import Parsed, Problem, distinct

NEEDED = ("Model", "Organization", "Publication date", "Parameters", "Training compute (FLOP)")
"""Columns without which a model cannot be told or compared; the others may come and go."""


class EpochSpider(ListingSpider):
    """Fetches the list, and hands it over as a whole once the visit was judged good."""

    name = "epoch"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._edition: ReferenceSet | None = None

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        del seen_at, content_type
        parsed, self._edition = read_edition(body, url=url)
        return parsed

    def _end(self, url: str) -> Output:
        yield from super()._end(url)
        if self._good is not None and self._edition is not None:
            yield self._edition


def read_edition(body: bytes, *, url: str) -> tuple[Parsed, ReferenceSet | None]:
    """Read the list: what the visit is judged by, and its rows; ``None`` where it cannot be used."""
    if not body.strip():
        return Parsed(problem=Problem(Failure.EMPTY, "empty body")), None
    if looks_like_html(body):
        return Parsed(problem=Problem(Failure.CHANGED, "a web page instead of CSV")), None
    try:
        file = read_reference(body.decode("utf-8-sig").splitlines(keepends=True))
    except NotInEpochsColumnsError as error:
        return Parsed(problem=Problem(Failure.CHANGED, str(error))), None
    except (UnicodeDecodeError, csv.Error) as error:
        return Parsed(problem=Problem(Failure.BROKEN, f"not CSV in UTF-8: {error}")), None
    missing = [column for column in NEEDED if column not in file.columns]
    if missing:
        return Parsed(problem=Problem(Failure.CHANGED, f"no column {', '.join(missing)}")), None
    signals = [
        *(Signal("column", f"epoch: {column}") for column in file.columns_unknown),
        *(Signal("value", f"epoch: {what}"[:200], f"line {line}") for line, what in file.unread),
    ]
    name = PurePosixPath(urlsplit(url).path).stem
    edition = ReferenceSet(dataset=name, url=url, rows=tuple(file.rows))
    return Parsed((), distinct(signals), len(file.rows), columns=file.columns), edition
