"""Developers whose names are common words in their language, where only their place shows that they are meant.

The catalogue never searches for such a name (浪潮 is a wave, कृत्रिम is artificial) in running text. Who has a model
(浪潮的X, X of 浪潮) or who does something (कृत्रिम ने) is no common word, though.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import SUBJECT, Occurrence
from pipelines.extraction.spans import Spans
from pipelines.identity.organizations import OrganizationMention, plain_organization

_LONGEST_HAN = 8
_MOST_WORDS = 3
_QUOTES = " '\"‘“«„「『《*"
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_WORDS = re.compile(r"\S+")
_WINDOW = 40
"""Characters before a mark or a name in which a developer's name of so many words stands."""


def plain_makers(reading: Reading, occurrences: Sequence[Occurrence]) -> list[OrganizationMention]:
    """Developers with plain names that own a subject's name or are the subject of its sentence; folded offsets."""
    taken = Spans([*((o.start, o.end) for o in reading.organizations), *((m.start, m.end) for m in reading.mentions)])
    found: dict[int, OrganizationMention] = {}
    for occurrence in occurrences:
        if occurrence.role != SUBJECT:
            continue
        for start, end in _places(reading, occurrence):
            known = plain_organization(reading.folded.text[start:end])
            if known is not None and not taken.overlaps(start, end):
                found.setdefault(start, OrganizationMention(known, reading.folded.text[start:end], start, end))
    return list(found.values())


def _places(reading: Reading, occurrence: Occurrence) -> Iterator[tuple[int, int]]:
    """Where such a name may stand: the stretches that end right before a possessive mark or a mark of the subject."""
    sentence = reading.sentences[occurrence.sentence]
    before = reading.key[sentence.start : occurrence.mention.start].rstrip(_QUOTES)
    for link in reading.links:
        if before.endswith(link):
            yield from _ending_at(reading, sentence.start, sentence.start + len(before.removesuffix(link).rstrip()))
    for mark in reading.terms("subject"):
        if _HAN.match(mark) or len(mark) == 1:
            continue  # written together with the word before
        place = reading.key.find(f" {mark} ", sentence.start, sentence.end)
        if place >= 0 and reading.has_cue(place, sentence.end, "cue.release", "cue.train"):
            yield from _ending_at(reading, sentence.start, place)


def _ending_at(reading: Reading, low: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a few words, or of a few characters where the script has no spaces, that end at a place."""
    low = max(low, end - _WINDOW)
    if end > low and _HAN.match(reading.key[end - 1]):
        yield from ((start, end) for start in range(max(low, end - _LONGEST_HAN), end - 1))
        return
    words = [match.start() for match in _WORDS.finditer(reading.key, low, end)]
    yield from ((start, end) for start in words[-_MOST_WORDS:])
