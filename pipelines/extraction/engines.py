"""Models that something runs on, and the words that say so: "powered by X", "uses X through its API"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from keywords.folding import fold_term
from pipelines.extraction.names import NUMBERED, Mention
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import Occurrence

_USED_BEFORE, _USED_BEHIND = 90, 64
"""Characters between verbs of using, which may stand far from their object, and the engine."""
_POWER_REACH, _POWER_WORDS = 40, 3
"""Characters and words between "powered by" and the engine."""
_DENIAL_REACH = 18
"""Characters before or behind such words in which a negation stands."""
_BESIDE = 2
"""Characters between a name and the word for a model that belongs to it."""
_MODEL_REACH = 24
_ACCESS = re.compile(r"(?<![a-z])(?:apis?|azure|bedrock|vertex ai)(?![a-z])")
"""How models are reached; all languages write these names so."""


class Link(NamedTuple):
    """Words that tie something to the engine that it runs on.

    ``strong`` ones say so of anything, the others only of an app. ``access`` marks those that only say how the model is
    reached, which is also said where a model comes out.
    """

    start: int
    end: int
    strong: bool = False
    access: bool = False


def engines(reading: Reading, occurrences: Sequence[Occurrence]) -> list[Mention]:
    """What something may run on, in order: models by names of sure shape, and services."""
    services = reading.terms("services")
    sure = {m.start: m for m in reading.mentions if fold_term(m.name) in services}
    sure.update({o.mention.start: o.mention for o in occurrences if o.mention.strength >= NUMBERED})
    return [sure[start] for start in sorted(sure)]


def is_service(reading: Reading, name: Mention) -> bool:
    """Whether a name is that of a service that is run on a model and lets others run on it (ChatGPT)."""
    return fold_term(name.name) in reading.terms("services")


def is_app(reading: Reading, name: Mention) -> bool:
    """Whether a name says itself that it is that of an app (X App)."""
    return any(end == name.end for _, end in reading.find("app", reading.key, name.start + 1, name.end + 1))


def links(reading: Reading, engine: Mention, low: int, high: int) -> list[Link]:
    """The words within ``low`` and ``high`` that say that something runs on a model, and are not denied."""
    used = list(_used(reading, engine, low, high))
    spans = {(x.start, x.end) for x in used}
    powered = [x for x in _powered(reading, engine, low, high) if (x.start, x.end) not in spans]
    return [x for x in (*used, *powered) if not _denied(reading, engine, x)]


def gap(engine: Mention, start: int, end: int) -> tuple[int, int]:
    """What stands between a span and an engine; the first place lies behind the second where they overlap."""
    return (end, engine.start) if end <= engine.start else (engine.end, start)


def called_model(reading: Reading, engine: Mention) -> bool:
    """Whether a word for a model stands right beside a name (the model X, X model)."""
    near = reading.cues(engine.start - _MODEL_REACH, engine.end + _MODEL_REACH, "cue.model")
    return any(belongs(reading, engine, x.start, x.end) for x in near)


def belongs(reading: Reading, engine: Mention, start: int, end: int) -> bool:
    """Whether a word stands right beside an engine."""
    left, right = gap(engine, start, end)
    return left <= right and len(reading.key[left:right].strip(" '\"’”»」")) <= _BESIDE


def _used(reading: Reading, engine: Mention, low: int, high: int) -> Iterator[Link]:
    """Verbs of using and the like; one beside an interface leaves no doubt (uses X through its API)."""
    spans = [
        *reading.find("runs", reading.key, max(low, engine.start - _USED_BEFORE), engine.start),
        *reading.find("runs", reading.key, engine.end, min(high, engine.end + _USED_BEHIND)),
        *reading.find("drives", reading.key, engine.end, min(high, engine.end + _USED_BEHIND)),
    ]
    spans = [x for x in spans if not reading.parted(*gap(engine, *x))]
    reached = [x for x in spans if _ACCESS.search(reading.key, *x)]
    for start, end in spans:
        access = (start, end) in reached
        yield Link(start, end, strong=not access and any(end <= a or b <= start for a, b in reached), access=access)


def _powered(reading: Reading, engine: Mention, low: int, high: int) -> Iterator[Link]:
    for cue in (
        *reading.cues(max(low, engine.start - _POWER_REACH), engine.start, "cue.product"),
        *reading.cues(engine.end, min(high, engine.end + _POWER_REACH), "cue.product_after"),
    ):
        left, right = gap(engine, cue.start, cue.end)
        if not reading.parted(left, right) and len(reading.key[left:right].split()) <= _POWER_WORDS:
            yield Link(cue.start, cue.end, strong=True)


def _denied(reading: Reading, engine: Mention, link: Link) -> bool:
    if link.end <= engine.start:
        behind = reading.cues(engine.end, engine.end + _DENIAL_REACH, "cue.negation")  # nutzt X nicht
        return reading.has_cue(link.start - _DENIAL_REACH, engine.start, "cue.negation") or any(
            not reading.parted(engine.end, x.end) for x in behind
        )
    return reading.has_cue(engine.end, link.end + _DENIAL_REACH, "cue.negation")
