"""The whole path from a text to records."""

from __future__ import annotations

from crawler.records import Extraction, Signal
from pipelines.extraction.facts import build
from pipelines.extraction.language import identify
from pipelines.extraction.models import find_models
from pipelines.extraction.quantities import find_quantities
from pipelines.extraction.reading import Reading

EXTRACTOR_VERSION = "1"
"""Changes with every change of the rules, so that stored claims can be told apart."""

MAX_CHARACTERS = 200_000
"""Longest text read; announcements are short, and what follows a page this long is listings."""


def extract(
    text: str, *, language: str | None = None, title: str | None = None, url: str | None = None, published: str | None = None
) -> Extraction:
    """What ``text`` says about models that it announces; offsets of evidence are characters of ``text``.

    ``language`` is ISO 639-1; where it is missing or unknown it is identified. ``title``, ``url`` and ``published``
    never become evidence, because they do not stand in the text; they are accepted so that all callers look alike.
    Never raises on odd text.
    """
    del title, url, published
    signals = []
    if len(text) > MAX_CHARACTERS:
        signals.append(Signal("text_cut", "extraction", f"read {MAX_CHARACTERS} of {len(text)} characters"))
        text = text[:MAX_CHARACTERS]
    code = identify(text, language)
    reading = Reading(text, code)
    quantities = find_quantities(reading)
    models, occurrences = find_models(reading, quantities)
    records, products = build(reading, models, occurrences, quantities)
    return Extraction(code, tuple(records), tuple(products), tuple(signals))
