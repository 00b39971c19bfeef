"""What is kept of a document to tell whether another one tells the same story."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipelines.origins.agencies import credited_agencies
from pipelines.origins.shingles import Shingles, sample, shingles

MIN_SHINGLES = 24
"""Below this a text is a headline or a teaser: it has an origin with texts of the same letters only."""

_EDITIONS = ("www.", "m.", "mobile.", "amp.")


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """A document as stories are compared; ``outlet`` is its host, ``agencies`` those its text credits."""

    document: str
    outlet: str
    agencies: frozenset[str]
    shingles: Shingles
    sampled: int = field(init=False)
    """How many of the shingles are indexed."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sampled", len(sample(self.shingles)))

    @property
    def order(self) -> tuple[int, str]:
        """Where it stands among others: the longest first, since outlets shorten; never by arrival."""
        return (-len(self.shingles), self.document)


def fingerprint(document: str, url: str, text: str) -> Fingerprint:
    """The fingerprint of a document with this stable id, address and main text."""
    return Fingerprint(document, outlet_of(url), credited_agencies(text), shingles(text))


def outlet_of(url: str) -> str:
    """The host of an address, without what only tells its edition for small screens."""
    host = (urlsplit(url).hostname or "").lower()
    prefix = next((prefix for prefix in _EDITIONS if host.startswith(prefix)), "")
    return host.removeprefix(prefix)
