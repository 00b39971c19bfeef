"""The whole path from a text to records."""

from __future__ import annotations

import re
from dataclasses import replace

from crawler.records import Extraction, ModelFacts, Signal
from pipelines.extraction.facts import build
from pipelines.extraction.language import identify
from pipelines.extraction.models import find_models
from pipelines.extraction.quantities import find_quantities
from pipelines.extraction.reading import Reading

EXTRACTOR_VERSION = "1"
"""Changes with every change of the rules, so that stored claims can be told apart."""

_NAME = re.compile(r"[\w.\-]+/[\w.\-]+|[\w.\-]+(?: [\w.\-]+){0,2}")
"""A repository name, or up to three words."""

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
    signals = []
    if len(text) > MAX_CHARACTERS:
        signals.append(Signal("text_cut", "extraction", f"read {MAX_CHARACTERS} of {len(text)} characters"))
        text = text[:MAX_CHARACTERS]
    code = identify(text, language)
    records, products, unknown = _read(text, code)
    if not records and title and title.strip():
        heading = f"- {title.strip()}\n- "
        records, products, unknown = _read(heading + text, code, _name_span(title.strip()))
        records = [r for r in (_shifted(r, len(heading)) for r in records) if r.evidence]
    return Extraction(code, tuple(records), tuple(products), (*signals, *unknown))


def _name_span(title: str) -> tuple[int, int] | None:
    """Where a title that is a name alone stands in the heading made of it; ``None`` for a sentence."""
    return (2, 2 + len(title)) if _NAME.fullmatch(title) else None


_Found = tuple[list[ModelFacts], list[tuple[str, str]], list[Signal]]


def _read(text: str, code: str, about: tuple[int, int] | None = None) -> _Found:
    reading = Reading(text, code, about)
    quantities = find_quantities(reading)
    models, occurrences = find_models(reading, quantities)
    return build(reading, models, occurrences, quantities)


def _shifted(record: ModelFacts, offset: int) -> ModelFacts:
    """A record whose evidence stands in a text that begins ``offset`` characters later."""
    moved = tuple(replace(e, start=e.start - offset, end=e.end - offset) for e in record.evidence if e.start >= offset)
    return replace(record, evidence=moved, aliases=())
