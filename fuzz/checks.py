"""What must hold for whatever text the extractor is given."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import keywords
from crawler.records import NUMBER_FIELDS, TEXT_FIELDS, Extraction
from pipelines.extraction import extract

LANGUAGES: tuple[str | None, ...] = (*keywords.LANGUAGES, None)
"""The language that a text is said to be in; ``None`` has it identified."""

MAX_CHARACTERS = 4000
"""Longest text that is tried; the linear time of longer ones is tested elsewhere."""

TITLED = 0x80
"""Bit of the first byte by which the first line of a text becomes its title, as on a model card."""

_CLAIMED = frozenset((*NUMBER_FIELDS, *TEXT_FIELDS))


class BrokenPromise(AssertionError):  # noqa: N818  (it says what was broken)
    """The extractor's answer does not hold what its documentation promises."""


def case(data: bytes) -> tuple[str, str | None, str | None]:
    """Text, language and title from a fuzzer's bytes: one byte of choices, then UTF-8 with whatever is no UTF-8."""
    choice = data[0] if data else 0
    try:
        text = data[1:].decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data[1:].decode("utf-8", "replace")
    title = None
    if choice & TITLED:
        title, _, text = text.partition("\n")
    return text[:MAX_CHARACTERS], LANGUAGES[(choice & ~TITLED) % len(LANGUAGES)], title


def as_bytes(text: str, language: str | None, title: str | None = None) -> bytes:
    """The inverse of `case`, for seeds."""
    choice = LANGUAGES.index(language) | (TITLED if title is not None else 0)
    whole = text if title is None else f"{title}\n{text}"
    return bytes([choice]) + whole.encode("utf-8", "surrogatepass")


def check(text: str, language: str | None, title: str | None = None) -> Extraction:
    """Extract, and raise `BrokenPromise` where the answer is not what every caller relies on."""
    found = extract(text, language=language, title=title)
    _demand(found.language in keywords.LANGUAGES, f"the language is {found.language!r}")
    for model in found.models:
        _demand(bool(model.name.strip()), "a model has no name")
        for alias in model.aliases:
            _demand(alias in text, f"the alias {alias!r} does not stand in the text")
        for field in NUMBER_FIELDS:
            value = getattr(model, field)
            _demand(value is None or (math.isfinite(value) and value > 0), f"{field} is {value!r}")
        for evidence in model.evidence:
            _demand(evidence.field in _CLAIMED, f"there is evidence for {evidence.field!r}")
            _demand(
                0 <= evidence.start < evidence.end <= len(text)
                and text[evidence.start : evidence.end] == evidence.quote,
                f"the quote {evidence.quote!r} does not stand at {evidence.start}:{evidence.end}",
            )
    try:
        json.dumps(asdict(found), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise BrokenPromise(f"the answer is no JSON: {problem}") from problem
    return found


def _demand(holds: bool, complaint: str) -> None:
    if not holds:
        raise BrokenPromise(complaint)
