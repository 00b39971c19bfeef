"""The Cyberspace Administration of China's announcements of generative services that were filed.

An announcement holds its table in the page, or in a workbook that it links to, or both. Pages also list services that
were only registered, because they call another's model; their tables have other heads and are left out. The date of a
filing says when a service was let out, not when its model was, and is kept without being claimed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from scrapy.http import Response

from crawler.records import Failure
from pipelines.identity.organizations import canonical_organization, find_organizations
from spiders.base import Output, header, now, original_url
from spiders.cells import plain
from spiders.formats import Row
from spiders.formats.options import HtmlFormat, XlsxFormat
from spiders.locating import find_addresses
from spiders.paging import Call
from spiders.parsed import Parsed
from spiders.rows import RowsSpider, parse_rows

WORKBOOK = b"PK\x03\x04"
HEAD_LINES = 4
"""In which of the first lines the heads may stand; titles and dates come before them."""


class CacFilingsSpider(RowsSpider):
    """Reads announcements and the workbooks that they link to."""

    name = "cac_filings"

    def read_index(self, response: Response) -> Output:
        """An announcement: its own table, if it has one, and its attachments."""
        url = original_url(response)
        assert self.source.locate is not None
        addresses = find_addresses(response.body, url, self.source.locate)
        self._visit.waiting += len(addresses)
        for address in addresses:
            yield self._ask(Call(address), 0, address)
        own = self.parse_page(
            response.body, url=url, seen_at=now(), content_type=header(response, "Content-Type") or ""
        )
        if own.problem is None or not addresses:
            yield from self.read_list(response, Call(url), 0, url)
        else:
            yield from self._one_read(url)

    def adjust(self, row: Row) -> Iterable[Row]:
        return (_with_developer(row),)

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        """A page or a workbook, whose heads may stand below a title."""
        shape = XlsxFormat if body.startswith(WORKBOOK) else HtmlFormat
        first: Parsed | None = None
        for line in range(1, HEAD_LINES + 1):
            source = self.source.model_copy(update={"format": shape(header_line=line)})
            parsed = parse_rows(body, source, url=url, seen_at=seen_at, content_type=content_type, adjust=self.adjust)
            if parsed.problem is None or parsed.problem.failure != Failure.CHANGED:
                return parsed
            first = first or parsed
        assert first is not None
        return first


def _with_developer(row: Row) -> Row:
    """The row with its developer, where the company's legal name holds that of one we know."""
    company = plain(row.get("备案单位"))
    known = canonical_organization(company)
    named = {mention.canonical for mention in find_organizations(company)} if known is None else {known}
    developer = named.pop() if len(named) == 1 else None
    return {**row, "developer": developer, "candidate": "yes" if developer else "no"}
