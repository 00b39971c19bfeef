"""Which names are one model: a family without size stands for its member where the text has only one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines.extraction.names import name_key, name_size
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import SUBJECT, Occurrence
from pipelines.extraction.spans import starting

_SIZE_TOKEN = re.compile(
    r"^(?:\d+(?:\.\d+)?[bmt]|\d+x\d+(?:\.\d+)?[bm]|a\d+(?:\.\d+)?[bm]|base|pretrain|preview|alpha|beta|model|llm|pt)$",
    re.IGNORECASE,
)
_NUMBER_TOKEN = re.compile(rf"{_SIZE_TOKEN.pattern}|^v?\d+(?:\.\d+)*$", re.IGNORECASE)
_SIZE_TOLERANCE = 1.1
"""How far the size in a name may lie below the largest that is said of its family, as a factor."""


@dataclass(slots=True)
class Model:
    """One model of the text: its occurrences and its longest name."""

    name: str
    occurrences: list[Occurrence] = field(default_factory=list)
    role: str = SUBJECT
    first_role: str = SUBJECT

    @property
    def subject(self) -> bool:
        """Whether the text is about it, rather than naming it beside another."""
        return self.role == SUBJECT


def cluster(reading: Reading, quantities: Sequence[Quantity], occurrences: Sequence[Occurrence]) -> list[Model]:
    """The models that occurrences name, in order of appearance: a family without size is its only member's name."""
    models: list[Model] = []
    apart = _families(reading, quantities, occurrences)
    for occurrence in sorted(occurrences, key=lambda o: -len(_tokens(o.mention.name))):
        home = _home(models, occurrence, apart.get(occurrence.mention.start, 0.0))
        if home is None:
            models.append(Model(occurrence.mention.name, [occurrence]))
        else:
            home.occurrences.append(occurrence)
    for model in models:
        model.occurrences.sort(key=lambda o: o.mention.start)
    models.sort(key=lambda m: m.occurrences[0].mention.start)
    return models


def _families(reading: Reading, quantities: Sequence[Quantity], occurrences: Sequence[Occurrence]) -> dict[int, float]:
    """The largest of several sizes said of a name without one, by the name's start: it is a family then, no member.

    A name listed beside its own sized member stands apart from it in any case.
    """
    found: dict[int, float] = {}
    apart: set[str] = set()
    for i, occurrence in enumerate(occurrences):
        mention = occurrence.mention
        if occurrence.role != SUBJECT or name_size(mention.name) is not None:
            continue
        following = next((o for o in occurrences[i + 1 : i + 2] if o.sentence == occurrence.sentence), None)
        high = following.mention.start if following else reading.sentences[occurrence.sentence].end
        sizes = [
            q.value
            for q in starting(quantities, mention.end, high)
            if q.field in ("", "parameters") and (q.kind == "parameters" or q.number.letter == "b")
        ]
        if len(sizes) > 1:
            found[mention.start] = max(sizes)
        elif _beside_member(reading, occurrences, i):
            apart.add(mention.key)
    found.update({o.mention.start: math.inf for o in occurrences if o.mention.key in apart})
    return found


def _beside_member(reading: Reading, occurrences: Sequence[Occurrence], i: int) -> bool:
    """Whether a name without size is listed beside its own sized member and so is a model of its own (X and X-9B)."""
    this = occurrences[i]
    for k in range(i + 1, len(occurrences)):
        before, other = occurrences[k - 1], occurrences[k]
        gap = reading.key[before.mention.end : other.mention.start].strip(" ,、،")
        if other.sentence != this.sentence or other.role != SUBJECT or (gap and gap not in reading.conjunctions):
            return False
        if name_size(other.mention.name) is not None and _same_model(
            _tokens(this.mention.name), _tokens(other.mention.name)
        ):
            return True
    return False


def _home(models: Sequence[Model], occurrence: Occurrence, largest: float) -> Model | None:
    key = occurrence.mention.key
    same = [m for m in models if name_key(m.name) == key]
    if same:
        return same[0]
    short = _tokens(occurrence.mention.name)
    longer = [
        m
        for m in models
        if _same_model(short, _tokens(m.name))
        and (m.occurrences[0].role == occurrence.role or m.occurrences[0].role == SUBJECT)
        and (name_size(m.name) or largest) * _SIZE_TOLERANCE >= largest
    ]
    if len({name_key(m.name) for m in longer}) == 1:
        return longer[0]
    return None


def _same_model(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a shorter name means the longer one: the family without size, or the last words alone."""
    if len(short) >= len(long):
        return False
    if long[: len(short)] == short and all(_SIZE_TOKEN.match(t) for t in long[len(short) :]):
        return True
    bare = not any(c.isdigit() for t in short for c in t)
    if bare and long[: len(short)] == short and all(_NUMBER_TOKEN.match(t) for t in long[len(short) :]):
        return True  # the family alone, where the text has one member of it
    return long[-len(short) :] == short and (
        (not any(c.isdigit() for t in short for c in t) and len("".join(short)) >= 4)
        or bool(re.fullmatch(r"[a-z]\d", short[0]))
    )


@lru_cache(maxsize=16384)
def _tokens(name: str) -> tuple[str, ...]:
    spaced = re.sub(r"([a-zα-ωΑ-Ω])(\d)", r"\1 \2", name, flags=re.IGNORECASE)
    spaced = re.sub(r"(?<![A-Za-z0-9])([A-Za-z]) (\d)", r"\1\2", spaced)
    folded = [t.casefold() for t in re.split(r"[\s\-_:]+", spaced) if t]
    return tuple(t[1:] if re.fullmatch(r"v\d+(?:\.\d+)+", t) else t for t in folded)  # v1.5 is 1.5


def family_of(name: str) -> str:
    """A name without its size tokens."""
    first, *others = re.split(r"(?<=[\s-])|(?=[\s-])", name)
    kept = [t for t in others if not _SIZE_TOKEN.match(t)]  # what a name begins with is its family (LLM-jp)
    return re.sub(r"[\s-]+$", "", first + "".join(kept)) or name
