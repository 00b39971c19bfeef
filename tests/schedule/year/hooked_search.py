"""The search spider, asking the job for its keywords and telling it what each of them found."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy.http import Response

from spiders.base import Output
from spiders.search import SearchSpider
from spiders.search_api import Question

if TYPE_CHECKING:
    from crawler.runs.job import Job


class HookedSearchSpider(SearchSpider):
    """Registered as ``spiders.hooked_search`` in the simulated runs."""

    name = "hooked_search"

    def read_hits(self, response: Response, question: Question, page: int) -> Output:
        hits = self.parse_page(response.body, content_type="application/json")
        if hits.problem is None:
            urls = [item.url for item in hits.items]
            cast("Job", self.job).found(question.language, question.keyword, urls, results=hits.rows)
        yield from super().read_hits(response, question, page)

    def _answered(self, question: Question) -> None:
        super()._answered(question)
        cast("Job", self.job).searched(question.language, question.keyword)
