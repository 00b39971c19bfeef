"""What kind of place a model is published in, from the host of its link."""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from crawler.analysis.supplements import FOLDER
from crawler.analysis.tables import parse_table, read_bytes

WEB_PAGE = "web page"


@cache
def _types() -> dict[str, str]:
    path = FOLDER / "publications.csv"
    return {row["host"]: row["type"] for row in parse_table(read_bytes(path), path.name).rows}


def publication_type(link: str) -> str | None:
    """One of the types in ``publications.csv``, or ``web page``; ``None`` without a usable link.

    A host belongs to the longest listed host that it is or ends with.
    """
    try:
        host = urlsplit(link.strip()).hostname
    except ValueError:
        return None
    if not host:
        return None
    parts = host.lower().split(".")
    candidates = (".".join(parts[start:]) for start in range(len(parts)))
    return next((_types()[name] for name in candidates if name in _types()), WEB_PAGE)
