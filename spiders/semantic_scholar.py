"""Semantic Scholar: how often the papers that are stored are cited. It finds no papers and no models.

``POST /graph/v1/paper/batch?fields=...`` takes up to 500 ids and answers a list in their order, with ``null`` for the
unknown ones (https://api.semanticscholar.org/api-docs/).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from scrapy.http import Request, Response

from crawler.records import Failure, Sighting, Signal
from spiders.base import Output, SourceSpider, archive_id, now
from spiders.papers import ARXIV_PAGE, named_in
from spiders.parsed import Parsed, Problem, read_json
from spiders.source_record import Source

BATCH = 500
"""Most papers that one request may name."""

FIELDS = "title,citationCount,influentialCitationCount"
METRICS = {"citations": "citationCount", "influential_citations": "influentialCitationCount"}


def parse_batch(body: bytes, papers: Sequence[str], source: Source, *, seen_at: datetime, url: str) -> Parsed:
    """Read the answer for these papers, given by their arXiv ids. ``rows`` counts the papers that it knows."""
    value, problem = read_json(body)
    if problem is not None:
        return Parsed(problem=problem)
    if isinstance(value, Mapping):
        said = value.get("error") or value.get("message") or "no list of papers"
        return Parsed(problem=Problem(Failure.CHANGED, f"the interface says: {str(said)[:200]}"))
    if not isinstance(value, list) or len(value) != len(papers):
        return Parsed(problem=Problem(Failure.CHANGED, f"no list of {len(papers)} papers"))
    known = [(paper, entry) for paper, entry in zip(papers, value, strict=True) if isinstance(entry, Mapping)]
    if known and not any("citationCount" in entry for _, entry in known):
        return Parsed(problem=Problem(Failure.CHANGED, "no column citationCount"))
    rows = (_sighting(paper, entry, source, seen_at=seen_at) for paper, entry in known)
    unknown = len(papers) - len(known)
    signals = (Signal("paper", f"{source.name}: unknown papers", f"{unknown} in {url}"),) if unknown else ()
    return Parsed(tuple(row for row in rows if row is not None), signals, len(known))


class SemanticScholarSpider(SourceSpider):
    """Asks for all stored papers of arXiv."""

    name = "semantic_scholar"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._rows = 0
        self._waiting = 0
        self._archived: list[str | None] = []

    def first_requests(self) -> Iterable[Request]:
        if not self.is_open():
            return
        papers = [url.removeprefix(ARXIV_PAGE) for url in self.job.known(ARXIV_PAGE)]
        batches = [papers[begin : begin + BATCH] for begin in range(0, len(papers), BATCH)]
        self._waiting = len(batches)
        self.job.expect(len(papers))
        url = f"{self.source.urls[0]}?fields={FIELDS}"
        for batch in batches:
            body = {"ids": [f"ARXIV:{paper}" for paper in batch]}
            yield self.request(url, self.read_batch, body=body, keyed=True, papers=batch, address=url)

    def read_batch(self, response: Response, papers: Sequence[str], address: str) -> Output:
        """The citations of one batch; after the last one the visit is judged."""
        parsed = parse_batch(response.body, papers, self.source, seen_at=now(), url=address)
        self._archived.append(archive_id(response))
        self._rows += parsed.rows
        self._waiting -= 1
        yield from self.report(parsed, address, archive_id(response))
        is_whole = self._waiting == 0 and not self._has_failed
        if is_whole and self.judge_count(self._rows, address, against=self.last_good):
            self.remember_rows(self._rows, METRICS.values(), self._archived)


def _sighting(paper: str, entry: Mapping[str, Any], source: Source, *, seen_at: datetime) -> Sighting | None:
    title = " ".join(str(entry.get("title") or "").split())
    name = named_in(title)
    if name is None:
        return None
    numbers = {called: entry.get(column) for called, column in METRICS.items()}
    return Sighting(
        source=source.name,
        source_key=paper,
        url=ARXIV_PAGE + paper,
        raw_name=name,
        rank=source.rank,
        seen_at=seen_at,
        fields={"name": name},
        pointers={"name": f"$[{paper!r}].title"},
        row={"id": paper, "title": title},
        metrics={
            called: float(number)
            for called, number in numbers.items()
            if isinstance(number, int | float) and not isinstance(number, bool)
        },
        discovers=False,
    )
