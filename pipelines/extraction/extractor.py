"""The whole path from a text to records."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from crawler.records import Extraction, ModelFacts, Signal
from pipelines.extraction.drops import Drops
from pipelines.extraction.facts import build
from pipelines.extraction.families import Model
from pipelines.extraction.language import identify
from pipelines.extraction.models import find_models
from pipelines.extraction.quantities import find_quantities
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import Occurrence

EXTRACTOR_VERSION = "3"
"""Changes with every change of the rules, so that stored claims can be told apart."""

_NAME = re.compile(r"[\w.\-]+/[\w.\-]+|[\w.\-]+(?: [\w.\-]+){0,2}")
"""A repository name, or up to three words."""

_NUMBERED_NAME = re.compile(r"[A-Za-z].*(?:\d|/)")
"""Latin letters with a version, a size, or an account before them."""

MAX_CHARACTERS = 200_000
"""Longest text read; announcements are short, and what follows a page this long is listings."""


def extract(
    text: str,
    *,
    language: str | None = None,
    title: str | None = None,
    url: str | None = None,
    published: str | None = None,
) -> Extraction:
    """What ``text`` says about models that it announces; offsets of evidence are characters of ``text``.

    ``language`` is ISO 639-1; where it is missing or unknown it is identified. ``title`` names the model where the
    text itself never does (a model card); it gives no evidence, because it does not stand in the text. ``url`` and
    ``published`` are accepted so that all callers look alike; no value is taken from them. Never raises on odd text.
    """
    del url, published
    return read_text(text, language, title).extraction


@dataclass(frozen=True, slots=True)
class Found:
    """One text read to the end: the records, and everything that they were made from."""

    records: list[ModelFacts]
    products: list[tuple[str, str]]
    signals: list[Signal]
    reading: Reading
    quantities: list[Quantity]
    models: list[Model]
    occurrences: list[Occurrence]
    drops: Drops


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a text says, and how it was found; ``found`` is of the text with a heading of so many characters before."""

    extraction: Extraction
    found: Found
    heading: int = 0


def read_text(text: str, language: str | None, title: str | None, *, explained: bool = False) -> Outcome:
    """The one way from a text to its records, for `extract` and for the explanation of it, which needs all reasons."""
    signals = []
    if len(text) > MAX_CHARACTERS:
        signals.append(Signal("text_cut", "extraction", f"read {MAX_CHARACTERS} of {len(text)} characters"))
        text = text[:MAX_CHARACTERS]
    code = identify(text, language)
    carded = title is not None and _names_model(title.strip())
    found = _read(text, code, carded=carded, explained=explained)
    records = found.records
    shift = 0
    if not records and title and title.strip():
        heading = f"- {title.strip()}\n- "
        shift = len(heading)
        found = _read(heading + text, code, _name_span(title.strip()), carded=carded, explained=explained)
        records = [r for r in (_shifted(r, shift) for r in found.records) if r.evidence]
    extraction = Extraction(code, tuple(records), tuple(found.products), (*signals, *found.signals))
    return Outcome(extraction, found, shift)


def _name_span(title: str) -> tuple[int, int] | None:
    """Where a title that is a name alone stands in the heading made of it; ``None`` for a sentence."""
    return (2, 2 + len(title)) if _NAME.fullmatch(title) else None


def _names_model(title: str) -> bool:
    """Whether a title is nothing but the name of a repository or of a version, as those of model cards are."""
    return _NAME.fullmatch(title) is not None and _NUMBERED_NAME.search(title) is not None


def _read(text: str, code: str, about: tuple[int, int] | None = None, *, carded: bool, explained: bool) -> Found:
    reading = Reading(text, code, about, carded=carded)
    drops = Drops(every=explained)
    quantities = find_quantities(reading)
    named = find_models(reading, quantities, drops)
    records, products, signals = build(reading, named, quantities, drops)
    return Found(records, products, signals, reading, quantities, named.models, named.occurrences, drops)


def _shifted(record: ModelFacts, offset: int) -> ModelFacts:
    """A record whose evidence stands in a text that begins ``offset`` characters later."""
    moved = tuple(replace(e, start=e.start - offset, end=e.end - offset) for e in record.evidence if e.start >= offset)
    return replace(record, evidence=moved, aliases=())
