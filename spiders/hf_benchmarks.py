"""Benchmarks on the Hub: data sets that keep a leaderboard of the Hub's models, as successor of Papers With Code.

``/api/datasets?filter=benchmark:official`` lists them, ``/api/datasets/{id}/leaderboard`` gives the entries of each:
``{rank, modelId, value, filename, verified, source?, author, ...}``. A benchmark that passes a hundred evaluations is
reported by ``ListingSpider``; the best model of one with so many is passed on, the other models are the Hub's own.
The leaderboard of a gated data set needs a token of somebody who was let in; without one it is reported and left out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from scrapy.http import Request, Response

from crawler.records import Document, Sighting, Signal
from pipelines.identity.organizations import organization_of_hub_account
from spiders.base import Output
from spiders.formats import Row
from spiders.listing import MANY_EVALUATIONS, ListingSpider
from spiders.paging import Call
from spiders.parsed import Parsed
from spiders.rows import parse_rows

REFUSED = (401, 403)


class HfBenchmarksSpider(ListingSpider):
    """Visits the leaderboards of all official benchmarks."""

    name = "hf_benchmarks"

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        benchmark = benchmark_of(url)

        def adjust(row: Row) -> tuple[Row]:
            return (with_benchmark(row, benchmark),)

        parsed = parse_rows(body, self.source, url=url, seen_at=seen_at, content_type=content_type, adjust=adjust)
        return replace(parsed, items=best(parsed) if parsed.rows > MANY_EVALUATIONS else ())

    def _ask(self, call: Call, number: int, part: str) -> Request:
        request = super()._ask(call, number, part)
        request.meta["handle_httpstatus_list"] = [*request.meta.get("handle_httpstatus_list", []), *REFUSED]
        return request

    def read_list(self, response: Response, call: Call, number: int, part: str) -> Output:
        if response.status in REFUSED:
            self.job.signal(Signal("benchmark", f"{self.source.name}: {benchmark_of(call.url)} is gated"))
            yield from self._one_read(call.url)
            return
        yield from super().read_list(response, call, number, part)


def benchmark_of(url: str) -> str:
    """The data set whose leaderboard an address gives, as ``account/name``."""
    return urlsplit(url).path.removeprefix("/api/datasets/").removesuffix("/leaderboard")


def with_benchmark(row: Row, benchmark: str) -> Row:
    """The entry with its benchmark, the model's own name and its developer, where the account is one's."""
    account, _, name = str(row.get("modelId") or "").rpartition("/")
    return {**row, "benchmark": benchmark, "name": name, "organization": organization_of_hub_account(account) or ""}


def best(parsed: Parsed) -> tuple[Sighting | Document, ...]:
    """The first model of a leaderboard; of several with the best rank, the one that is listed first."""
    ranked = [item for item in parsed.items if isinstance(item, Sighting) and "rank" in item.metrics]
    return tuple(sorted(ranked, key=lambda item: item.metrics["rank"])[:1])
