"""The Open LLM Leaderboard (2023 to March 2025): open models with their sizes, of which most are fine-tunes and merges.

Only models that may be somebody's own are passed on: pretrained ones and those of official providers (version 2 only),
from 1 billion parameters. A size of -1 means that there is none. ``Merged`` is not used: it says the opposite in the
two versions. Models are named by their repositories, and open a candidate where the account is a developer's.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.identity.organizations import organization_of_hub_account
from spiders.converters import number
from spiders.formats import Row
from spiders.rows import RowsSpider

SMALLEST = 1.0
"""In billions of parameters; smaller models are out of reach of 1e23 FLOP."""


class OpenLlmLeaderboardSpider(RowsSpider):
    """Visits both versions, which stand still."""

    name = "open_llm_leaderboard"

    def adjust(self, row: Row) -> Iterator[Row]:
        account, _, name = str(row.get("fullname") or "").rpartition("/")
        yield {**row, "name": name, "organization": organization_of_hub_account(account) or "", "own": is_own(row)}


def is_own(row: Row) -> bool:
    """Whether a row may stand for a model that its uploader trained, and that is not small."""
    kind = str(row.get("Type") or "").casefold()
    size = number(row.get("#Params (B)"))
    is_original = "pretrained" in kind or (row.get("Official Providers") is True and "merge" not in kind)
    return is_original and (size is None or size < 0 or size >= SMALLEST)
