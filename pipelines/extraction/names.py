"""What names of models are made of: words, versions and sizes, and what a name alone states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from keywords.folding import fold_term
from pipelines.extraction.lexicon import Lexeme
from pipelines.extraction.spans import starting

KNOWN, NUMBERED, SHAPED, PLAIN = 4, 3, 2, 1
"""Strength of a name: in the gazetteer; with version or size; with inner capitals; a capitalised word."""

LATIN = r"A-Za-z\u00c0-\u024f\u0391-\u03c9"
_SIZE = re.compile(
    r"^(?:\d+(?:\.\d+)?[BMTbmt]|\d+[xX]\d+(?:\.\d+)?[BMbm]|[AE]\d+(?:\.\d+)?[BMbm]|\d+(?:\.\d+)?[BMbm]-[AaEe]\d+(?:\.\d+)?[BMbm])$"
)
_VERSION = re.compile(r"^[vV]?\d{1,3}(?:\.\d+)*[a-z]?$")
SHORT = re.compile(r"^[A-Z]\d(?:\.\d)?$")
PERIOD = re.compile(r"^(?:Q[1-4]|H[12]|FY\d*|\d{4})$")
NAME_SIZE = re.compile(r"(?<![\d.xX])(?<![^A-Za-z][AaEe])(\d+(?:\.\d+)?) ?([BMT])(?![A-Za-z0-9])", re.IGNORECASE)
_NAME_MIXTURE = re.compile(r"\d+ ?[xX×] ?\d+(?:\.\d+)?[BbMm]")
_NAME_ACTIVE = re.compile(r"(?<![A-Za-z])[Aa](\d+(?:\.\d+)?)([BM])(?![A-Za-z0-9])")
_DIGIT_NAME = re.compile(r"\d+[A-Z][a-z]{2}")
_PART_MARK = re.compile(r"[-.:_]")
_LATIN_LETTERS = re.compile(rf"[{LATIN}]{{2,}}")
_FRACTION = re.compile(r"[.,]\d")
_THOUSANDS = re.compile(r" \d{3}(?![\w.])")
_SIZE_RANGE = re.compile(r"\d+(?:\.\d+)?[BMT] ?[-–~] ?\d+(?:\.\d+)?[BM](?![A-Za-z])")
_UNIT = {"b": 1e9, "m": 1e6, "t": 1e12}
_LARGEST_SIZE = 1e16
"""Parameters beyond which what stands in a name is no size."""


class Mention(NamedTuple):
    """One occurrence of a model's name; ``name`` is the canonical Latin form where one is known."""

    name: str
    start: int
    end: int
    strength: int
    quoted: bool = False
    written: tuple[str, ...] = ()
    """Other forms of the name at this place (a gloss in brackets)."""

    @property
    def key(self) -> str:
        """The characters that tell names apart."""
        return name_key(self.name)


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """Fold a name to its letters and digits; a plus at its end tells it from the name without."""
    return "".join(c for c in fold_term(name) if c.isalnum()) + "plus" * name.endswith("+")


@lru_cache(maxsize=16384)
def name_size(name: str) -> float | None:
    """Parameters that a name states (``-7B``); ``None`` for mixtures (8x7B), ranges (1B-7B) and names without."""
    if _NAME_MIXTURE.search(name) or _SIZE_RANGE.search(name):
        return None
    return next((size for m in NAME_SIZE.finditer(name) if (size := _stated(m)) is not None), None)


def name_size_span(name: str) -> tuple[int, int] | None:
    """Where in a name its size stands."""
    if _NAME_MIXTURE.search(name) or _SIZE_RANGE.search(name):
        return None
    return next((m.span() for m in NAME_SIZE.finditer(name) if _stated(m) is not None), None)


def name_active(name: str) -> float | None:
    """Active parameters that a name states (``A22B``)."""
    match = _NAME_ACTIVE.search(name)
    return _stated(match) if match else None


def _stated(size: re.Match[str]) -> float | None:
    """The number of parameters that digits and a letter say; nothing that has parameters has none."""
    before = size.string[size.start() - 1 : size.start()]
    if size[2] in "tT" and before.isalpha():
        return None  # M4T: a letter and a digit as a word, no trillions
    value = float(size[1]) * _UNIT[size[2].lower()]
    return value if 0 < value <= _LARGEST_SIZE else None


def name_active_span(name: str) -> tuple[int, int] | None:
    """Where in a name its active parameters stand."""
    match = _NAME_ACTIVE.search(name)
    return (match.start(1), match.end(2)) if match else None


class Shape(NamedTuple):
    """What the letters and digits of a word say: a size, a version, capitals, and whether a name may begin with it."""

    size: bool
    version: bool
    capital: bool
    starts: bool


@lru_cache(maxsize=32768)
def shape(text: str) -> Shape:
    """The shape of a word."""
    size, version = bool(_SIZE.match(text)), bool(_VERSION.match(text))
    capital = any(c.isupper() for c in text) or any("\u0391" <= c <= "\u03c9" for c in text)
    lettered = sum(c.isalpha() for c in text) >= 2
    if size or PERIOD.match(text) or (version and not SHORT.match(text)):
        starts = False
    elif text[0].isdigit():
        starts = capital and lettered and _DIGIT_NAME.match(text) is not None
    else:
        head = _PART_MARK.split(text, maxsplit=1)[0]
        digits = any(c.isdigit() for c in text)
        starts = capital or (digits and lettered and (len(head) > 1 or "-" not in text))
    return Shape(size, version, capital, starts)


class NameToken(NamedTuple):
    """One word of a text that may belong to a name."""

    text: str
    start: int
    end: int
    given: bool = False
    """Whether what stands round it makes it the beginning of a name, whatever its shape."""

    @property
    def size(self) -> bool:
        return shape(self.text).size

    @property
    def version(self) -> bool:
        return shape(self.text).version

    @property
    def capital(self) -> bool:
        return shape(self.text).capital

    @property
    def starts(self) -> bool:
        """Whether a name may begin with this token."""
        return self.given or shape(self.text).starts


def counts_something(text: str, token: NameToken, lexemes: Sequence[Lexeme]) -> bool:
    """Whether a number after a name belongs to what follows it (``Mistral Large 3 675 billion``)."""
    if token.version and _FRACTION.match(text[token.end : token.end + 2]):
        return True  # the whole part of a decimal number
    if token.version and token.text[0] in "vV":
        return False  # V6 is a version whatever follows
    for lexeme in starting(lexemes, token.end, token.end + 3):
        between = text[token.end : lexeme.start]
        return between.strip(" -") == "" and any(
            k == "number.scale" or (k.startswith("unit.") and k != "unit.times") for k in lexeme.kinds
        )
    return _THOUSANDS.match(text[token.end : token.end + 6]) is not None and token.version


def has_latin(text: str) -> bool:
    return _LATIN_LETTERS.search(text) is not None
