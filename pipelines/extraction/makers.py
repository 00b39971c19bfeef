"""Developers that only their place beside a model or a verb of release shows: "X's Kestrel", "X unveiled Kestrel"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from keywords.folding import fold_term
from pipelines.extraction.names import PLAIN
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import SUBJECT, Occurrence
from pipelines.extraction.spans import Spans, starting
from pipelines.identity.aliases import canonical_model_name
from pipelines.identity.organizations import OrganizationMention

_CAPITAL = r"[A-Z\u00c0-\u00de\u011e\u0130\u015e\u0410-\u042f]"
_COMPANY = rf"({_CAPITAL}[\w&.-]*\w(?: (?:AI|Labs?|Technologies|Robotics|Research|Systems))?)"
_FIRST = re.compile(rf"\s*[\"“«„]?{_COMPANY}(?![\w-])")
_OWNER = re.compile(rf"(?<![\w-]){_COMPANY}['’]\w{{1,4}}(?: [a-zà-ÿğışöüç-]+){{0,3}} [\"“«]?$")
_MARKED = re.compile(r"(?<![A-Za-z0-9-])([A-Z][A-Za-z0-9&.-]*[A-Za-z](?: [A-Z][A-Za-z]+){0,2})(?![A-Za-z0-9-])")
_SHORTEST, _ACRONYM = 3, 4
"""Letters that a name has at least; abbreviations up to so many letters mean anything."""
_VERB_WORDS = 2
"""Words between the subject at the head of a sentence and its verb."""
_OWNER_REACH = 48
_SOLID = re.compile(r"[A-Z].*[A-Z]| ")
"""What common nouns do not have, where a language writes those with capitals."""


def makers_by_place(reading: Reading, occurrences: Sequence[Occurrence]) -> list[OrganizationMention]:
    """Names that are no known organisation's and stand where the maker of a subject stands; folded offsets."""
    taken = Spans((o.start, o.end) for o in reading.organizations)
    named = Spans((o.mention.start, o.mention.end) for o in occurrences)
    found: dict[int, OrganizationMention] = {}
    for occurrence in occurrences:
        if occurrence.role != SUBJECT or occurrence.mention.strength <= PLAIN:
            continue
        for start, end in _places(reading, occurrence):
            if not taken.overlaps(start, end) and not named.overlaps(start, end) and _proper(reading, start, end):
                name = reading.folded.text[start:end]
                found.setdefault(start, OrganizationMention(name, name, start, end))
    return list(found.values())


def _places(reading: Reading, occurrence: Occurrence) -> Iterator[tuple[int, int]]:
    text = reading.folded.text
    start = occurrence.mention.start
    sentence = reading.sentences[occurrence.sentence]
    owner = _OWNER.search(text, max(sentence.start, start - _OWNER_REACH), start)
    if owner is not None:
        yield owner.span(1)
    marks = reading.pack.cues.get("subject", ())
    if marks:
        for match in _MARKED.finditer(text, sentence.start, sentence.end):
            following = text[match.end() :].lstrip(" ")[:3]
            if following.startswith(marks) and reading.has_cue(match.end(), sentence.end, "cue.release"):
                yield match.span(1)
        return
    first = _FIRST.match(text, sentence.start, start)
    if first is None:
        return
    for verb in reading.cues(first.end(), start, "cue.release"):
        gap = reading.key[first.end() : verb.start]
        if len(gap.split()) <= _VERB_WORDS and not reading.parted(first.end(), start):
            yield first.span(1)
        return


def _proper(reading: Reading, start: int, end: int) -> bool:
    """Whether a word is a proper name and none of a place, a person's role or a model."""
    name = reading.folded.text[start:end]
    words = [fold_term(word) for word in name.split()]
    if words[0] in reading.places or not reading.not_names.isdisjoint((words[0], " ".join(words))):
        return False
    if any(c.isdigit() for c in name):
        return False
    if len(name) < _SHORTEST or (name.isupper() and len(name) <= _ACRONYM):
        return False
    if canonical_model_name(name) is not None or words[0] in reading.institutions:
        return False
    nouns = "determiner" in reading.pack.cues
    return (not nouns or _SOLID.search(name) is not None) and not starting(reading.lexemes, start, end)
