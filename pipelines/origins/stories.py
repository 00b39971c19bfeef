"""Gathering documents that tell one story, whatever the order in which they came.

The longest telling leads. Each further text, again by length, joins the story of which it shares most, unless another
witness of that story is foreign to it: a weekly review that holds two stories in full would otherwise make one of them,
and a chain of resemblances would end far from where it began. Every comparison is with a story's leader and its next
longest texts, its witnesses, so that a story told a thousand times costs no more than one told ten times.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipelines.origins.fingerprints import Fingerprint
from pipelines.origins.shingles import SAMPLED, Shingles, shared

COPIED = 0.5
"""Share of the shorter text's shingles that a copy has in common with its source."""

CREDITED = 0.4
"""The same where both texts credit one agency: evidence, but its two stories on one day stay two."""

SAME_OUTLET = 0.5
"""Shingles in common as a share of both texts' where one outlet wrote both: its notices and author lines recur."""

FOREIGN = 0.1
"""Share of the shorter text's shingles below which two texts cannot be one story."""

NOTICED = 0.25
"""Share of the shorter text's indexed shingles that must be in common, so that the index misses no pair."""

MAX_WITNESSES = 8
"""Texts of a story that others are compared with."""


@dataclass(slots=True)
class Story:
    """Texts of one story: its witnesses, the leader first, and the others."""

    witnesses: list[Fingerprint]
    others: list[Fingerprint] = field(default_factory=list)

    @property
    def leader(self) -> Fingerprint:
        """The longest text."""
        return self.witnesses[0]

    @property
    def members(self) -> list[Fingerprint]:
        """All texts, in order."""
        return [*self.witnesses, *self.others]

    @property
    def is_full(self) -> bool:
        """Whether a further text is no witness any more."""
        return len(self.witnesses) >= MAX_WITNESSES

    def add(self, text: Fingerprint) -> None:
        """Take in a text that comes after all others."""
        (self.others if self.is_full else self.witnesses).append(text)

    def before(self, text: Fingerprint) -> Story | None:
        """The story as it was when the text's turn came, without its other members; ``None`` where it did not exist."""
        earlier = self.witnesses[: bisect(self.witnesses, text.order, key=lambda witness: witness.order)]
        return Story(earlier) if earlier else None


def same_story(first: Fingerprint, second: Fingerprint) -> bool:
    """Whether one of two texts is a copy of the other or both are of a third; symmetric."""
    return _is_copy(first, second, shared(first.shingles, second.shingles))


def _is_copy(first: Fingerprint, second: Fingerprint, common: Shingles) -> bool:
    shorter = min(len(first.shingles), len(second.shingles))
    if not _is_noticed(first, second, common):
        return False
    if first.outlet == second.outlet:
        both = len(first.shingles) + len(second.shingles) - len(common)
        return len(common) >= SAME_OUTLET * both
    needed = CREDITED if first.agencies & second.agencies else COPIED
    return len(common) >= needed * shorter


def _is_noticed(first: Fingerprint, second: Fingerprint, common: Shingles) -> bool:
    """Whether the index shows the pair."""
    seen = int((common % SAMPLED == 0).sum())
    return seen >= least_noticed(first.sampled, second.sampled)


def least_noticed(first: int, second: int) -> float:
    """How many indexed shingles two texts with so many each must share to be compared."""
    return max(1.0, NOTICED * min(first, second))


def place(text: Fingerprint, stories: Iterable[Story]) -> Story | None:
    """The story that a text belongs to, of those begun by longer texts; ``None`` where it begins its own."""
    best: tuple[int, Story] | None = None
    for story in stories:
        commons = [shared(text.shingles, witness.shingles) for witness in story.witnesses]
        copied = max(
            (
                len(common)
                for witness, common in zip(story.witnesses, commons, strict=True)
                if _is_copy(text, witness, common)
            ),
            default=0,
        )
        if not copied or (best is not None and copied <= best[0]):
            continue
        if not any(
            _is_foreign(text, witness, common) for witness, common in zip(story.witnesses, commons, strict=True)
        ):
            best = copied, story
    return best[1] if best else None


def _is_foreign(first: Fingerprint, second: Fingerprint, common: Shingles) -> bool:
    return len(common) < FOREIGN * min(len(first.shingles), len(second.shingles))


def partition(texts: Iterable[Fingerprint]) -> list[Story]:
    """The stories that the texts tell; every text is in exactly one, and the order given changes nothing."""
    stories: list[Story] = []
    for text in sorted(texts, key=lambda text: text.order):
        home = place(text, stories)
        if home is None:
            stories.append(Story([text]))
        else:
            home.add(text)
    return stories
