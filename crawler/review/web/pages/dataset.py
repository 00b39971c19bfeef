"""The data set: a table to sort and filter, the files to download, and what the columns mean."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import IO

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response, StreamingResponse

from crawler.dataset.columns import COLUMNS, DESCRIPTIONS
from crawler.dataset.exporting import Export
from crawler.dataset.formats import WRITERS
from crawler.dataset.selection import STATUSES, Selection
from crawler.review.reading.filters import parse_filter
from crawler.review.reading.pages import dataset_page
from crawler.review.reading.queue import SORTS, BadCursor
from crawler.review.web.site import desk
from crawler.review.web.words import PLACES

router = APIRouter(include_in_schema=False)

HEADINGS = (
    ("name", "Model"), ("developer", "Developer"), ("published", "Published"), ("parameters", "Parameters"),
    ("compute", "Training compute (FLOP)"), ("probability", "P(> 1e23)"),
)  # fmt: skip

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

_CHUNK = 256 * 1024


@router.get("/dataset")
def dataset(request: Request) -> Response:
    """A page of the data set, sorted as one likes."""
    asked = dict(request.query_params.multi_items())
    wanted = parse_filter({"status": "confirmed", **asked}).filter
    sort = asked.get("sort", "compute")
    sort = sort if sort in SORTS else "compute"
    order = asked.get("order")
    descending = {"up": False, "down": True}.get(order or "")
    with desk(request) as at:
        read = partial(dataset_page, at.connection, wanted, sort=sort, descending=descending)
        try:
            page = read(after=asked.get("after"), before=asked.get("before"))
        except BadCursor:
            page = read()
        pairs = [("status", wanted.status), *((name, text) for name, text in wanted.pairs() if name != "status")]
        pairs += [("sort", sort)] if "sort" in asked else []
        pairs += [("order", order)] if order in {"up", "down"} else []
        return at.show(
            "dataset.html", page=page, filter=wanted, pairs=pairs, sort=sort, descending=descending, headings=HEADINGS,
            places=PLACES, thresholds=at.settings.triage.thresholds_flop, formats=MEDIA,
            columns=[(column, DESCRIPTIONS[column]) for column in COLUMNS if column in DESCRIPTIONS],
        )  # fmt: skip


@router.get("/dataset/download.{ending}")
def download(request: Request, ending: str, status: str = "confirmed") -> Response:
    """The data set as a file, as ``flopscout export`` writes it; a download is not remembered as an export."""
    if ending not in MEDIA or status not in STATUSES:
        raise HTTPException(404, "There is no such file; take csv, jsonl, parquet or xlsx.")
    with desk(request) as at:
        closed = frozenset(name for name, source in at.site.sources.items() if not source.redistribute)
        rules = at.settings.triage
        export = Export(
            at.store, Selection(status=status, default_threshold=rules.threshold_flop), closed=closed, rules=rules
        )
        # Rolled to disk beyond a size, so that many models do not fill the memory.
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=8 * 2**20)  # noqa: SIM115  (closed by _sent)
        with closing(export.batches()) as batches:
            WRITERS[ending](batches, file)  # type: ignore[arg-type]
    file.seek(0)
    return StreamingResponse(
        _sent(file),
        media_type=MEDIA[ending],
        headers={"Content-Disposition": f'attachment; filename="flopscout-{status}.{ending}"'},
    )


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
