"""LifeArchitect's Models Table: names, developers and months of nearly all large models, for internal use.

Sizes and tokens of closed models are its author's guesses, and nothing marks them. They are kept with the row and
claimed only where the row leads to the weights, which anybody can count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spiders.converters import hub_link
from spiders.formats import Row
from spiders.rows import RowsSpider

GUESSED = re.compile(r"param|token", re.IGNORECASE)
LINKS = ("Paper / Repo", "Playground")


class LifearchitectSpider(RowsSpider):
    """Drops what may be a guess."""

    name = "lifearchitect"

    def adjust(self, row: Row) -> Iterable[Row]:
        linked = " ".join(str(row.get(column) or "") for column in LINKS)
        repository = hub_link(linked)
        stated = {column: cell for column, cell in row.items() if GUESSED.search(column)}
        claimed = row if repository else {**row, **dict.fromkeys(stated)}
        yield {**claimed, "repository": repository, "stated sizes": stated}
