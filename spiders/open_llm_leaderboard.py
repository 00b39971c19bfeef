"""The Open LLM Leaderboard (2023 to March 2025): open models with their sizes, of which most are fine-tunes and merges.

Only models that may be somebody's own are passed on: pretrained ones and those of official providers (version 2 only),
from 1 billion parameters. A size of -1 means that there is none. ``Merged`` is not used: it says the opposite in the
two versions. Models are named by their repositories, and open a candidate where the account is a developer's and the
name is not one of another developer's family. Many stand in both versions with different figures, so that the version
belongs to the key of a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from urllib.parse import parse_qs, urlsplit

from pipelines.identity.organizations import organization_of_hub_account
from pipelines.identity.undeclared import is_named_after_anothers
from spiders.converters import number
from spiders.formats import Row
from spiders.parsed import Parsed
from spiders.rows import RowsSpider, parse_rows

SMALLEST = 1.0
"""In billions of parameters; smaller models are out of reach of 1e23 FLOP."""


class OpenLlmLeaderboardSpider(RowsSpider):
    """Visits both versions, which stand still."""

    name = "open_llm_leaderboard"

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        adjust = partial(with_version, version=version_of(url))
        return parse_rows(body, self.source, url=url, seen_at=seen_at, content_type=content_type, adjust=adjust)


def version_of(url: str) -> str:
    """The version whose data set an address asks for."""
    data_set = parse_qs(urlsplit(url).query).get("dataset", [""])[0]
    return "v1" if data_set.partition("/")[0].endswith("-old") else "v2"


def with_version(row: Row, *, version: str) -> Iterator[Row]:
    """The row with its model's name and developer apart, whose it may be, and the version that shows it."""
    account, _, name = str(row.get("fullname") or "").rpartition("/")
    developer = organization_of_hub_account(account) or ""
    own_name = not is_named_after_anothers(name, developer)
    yield {
        **row, "name": name, "organization": developer, "own": is_own(row), "own name": own_name, "version": version,
    }  # fmt: skip


def is_own(row: Row) -> bool:
    """Whether a row may stand for a model that its uploader trained, and that is not small."""
    kind = str(row.get("Type") or "").casefold()
    size = number(row.get("#Params (B)"))
    is_original = "pretrained" in kind or (row.get("Official Providers") is True and "merge" not in kind)
    return is_original and (size is None or size < 0 or size >= SMALLEST)
