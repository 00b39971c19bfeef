"""What may be the name of an app: names of models by their shape, services, and words in small letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extraction.names import PLAIN, SHAPED, Mention
from pipelines.extraction.other_names import is_home
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import Spans, starting

_ACRONYM = 3
"""Letters up to which capitals alone rather belong to the word behind them (a CRM feature)."""
_LONGEST_NAME = 200
"""Characters within which an organisation's name ends."""
_LOWER = re.compile(r"(?<![\w.@/-])[a-z][a-z0-9]{2,}(?:\.[a-z]{2,})?(?![\w@/-]|\.\w)")
"""A name in small letters, which may end like an address (character.ai)."""
_TAIL = re.compile(r" ([A-Z][A-Za-z]+)(?![\w-])")
_OPENING = re.compile(r"[\s\"'“«„*_>•-]*")


def app_names(reading: Reading, low: int, high: int) -> list[Mention]:
    """All such names in a stretch, in order: no organisation, no place where one sits, no acronym."""
    spans = [x for x in reading.find("services", reading.key, low, high) if reading.folded.text[x[0]].isupper()]
    services = Spans(spans)
    found = {a: Mention(reading.folded.text[a:b], a, b, SHAPED) for a, b in services}
    for mention in starting(reading.mentions, low, high):
        name = None if services.overlaps(mention.start, mention.end) else _without_app_word(reading, mention)
        if name is None or name.end > high or is_acronym(name) or is_home(reading, name):
            continue
        owners = starting(reading.organizations, name.start - _LONGEST_NAME, name.end)
        if not any(o.start < name.end and name.start < o.end for o in owners):
            found[name.start] = _whole(reading, name)
    for name in _uncapitalised(reading, low, high):
        found.setdefault(name.start, name)
    return [found[start] for start in sorted(found)]


def is_acronym(name: Mention) -> bool:
    """Whether a name is nothing but a few capitals."""
    return name.name.isupper() and len(name.name) <= _ACRONYM and not name.quoted


def _without_app_word(reading: Reading, mention: Mention) -> Mention | None:
    """A name without the word for an app that it begins with (Reise-App X); ``None`` for such a word alone."""
    spans = [x for x in reading.find("app", reading.key, mention.start, mention.end + 1) if x[1] <= mention.end]
    if not spans or mention.quoted:
        return mention
    if any(end == mention.end for _, end in spans) and " " not in mention.name:
        return None
    head = reading.key.find(" ", mention.start, mention.end)
    if head < 0 or not any(end == head for _, end in spans):
        return mention
    return mention._replace(name=reading.folded.text[head + 1 : mention.end], start=head + 1)


def _whole(reading: Reading, name: Mention) -> Mention:
    """A name with the "AI" or "Chat" behind it."""
    tail = None if name.quoted else _TAIL.match(reading.folded.text, name.end)
    if tail is None or not (tail[1] == "AI" or reading.model_ending.search(tail[1])):
        return name
    return name._replace(name=reading.folded.text[name.start : tail.end()], end=tail.end())


def _uncapitalised(reading: Reading, low: int, high: int) -> Iterator[Mention]:
    """Names in small letters: where a sentence begins with one, or a text of another script holds one."""
    text = reading.folded.text
    if "Latin" not in reading.pack.scripts:
        places = [m.span() for m in _LOWER.finditer(text, low, high)]
    else:
        first = reading.sentences[reading.sentence_at(low) : reading.sentence_at(max(low, high - 1)) + 1]
        opened = [_LOWER.match(text, max(0, _opened(text, s.start))) for s in first]
        places = [m.span() for m in opened if m is not None and low <= m.start() < high]
    for start, end in places:
        said = reading.key[start:end] in reading.not_names or starting(reading.lexemes, start, end)
        if not said and not reading.find("app", reading.key, start, end + 1):
            yield Mention(text[start:end], start, end, PLAIN)


def _opened(text: str, start: int) -> int:
    opening = _OPENING.match(text, start)
    return start if opening is None else opening.end()
