"""What names of models are made of: words, versions and sizes, and what a name alone states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

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
_SIZE_RANGE = re.compile(r"\d+(?:\.\d+)?[BMT] ?[-–~] ?\d+(?:\.\d+)?[BM](?![A-Za-z])")
_UNIT = {"b": 1e9, "m": 1e6, "t": 1e12}


@dataclass(frozen=True, slots=True)
class Mention:
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
    """Fold a name to its letters and digits."""
    return "".join(c for c in fold_term(name) if c.isalnum())


@lru_cache(maxsize=16384)
def name_size(name: str) -> float | None:
    """Parameters that a name states (``-7B``); ``None`` for mixtures (8x7B), ranges (1B-7B) and names without."""
    if _NAME_MIXTURE.search(name) or _SIZE_RANGE.search(name):
        return None
    found = [float(m[1]) * _UNIT[m[2].lower()] for m in NAME_SIZE.finditer(name)]
    return found[0] if found else None


def name_size_span(name: str) -> tuple[int, int] | None:
    """Where in a name its size stands."""
    if _NAME_MIXTURE.search(name) or _SIZE_RANGE.search(name):
        return None
    match = NAME_SIZE.search(name)
    return match.span() if match else None


def name_active(name: str) -> float | None:
    """Active parameters that a name states (``A22B``)."""
    match = _NAME_ACTIVE.search(name)
    return float(match[1]) * _UNIT[match[2].lower()] if match else None


@dataclass(frozen=True, slots=True)
class NameToken:
    text: str
    start: int
    end: int

    @property
    def size(self) -> bool:
        return bool(_SIZE.match(self.text))

    @property
    def version(self) -> bool:
        return bool(_VERSION.match(self.text))

    @property
    def capital(self) -> bool:
        return any(c.isupper() for c in self.text) or any("\u0391" <= c <= "\u03c9" for c in self.text)

    @property
    def lettered(self) -> bool:
        return sum(c.isalpha() for c in self.text) >= 2

    @property
    def starts(self) -> bool:
        """Whether a name may begin with this token."""
        head = re.split(r"[-.:_]", self.text)[0]
        if self.size or PERIOD.match(self.text):
            return False
        if self.version and not SHORT.match(self.text):
            return False
        if self.text[0].isdigit():
            return self.capital and self.lettered and bool(re.match(r"\d+[A-Z][a-z]{2}", self.text))
        return self.capital or (
            any(c.isdigit() for c in self.text) and self.lettered and (len(head) > 1 or "-" not in self.text)
        )


def counts_something(text: str, token: NameToken, lexemes: Sequence[Lexeme]) -> bool:
    """Whether a number after a name belongs to what follows it (``Mistral Large 3 675 billion``)."""
    if token.version and re.match(r"[.,]\d", text[token.end : token.end + 2]):
        return True  # the whole part of a decimal number
    for lexeme in starting(lexemes, token.end, token.end + 3):
        between = text[token.end : lexeme.start]
        return between.strip(" -") == "" and any(
            k == "number.scale" or (k.startswith("unit.") and k != "unit.times") for k in lexeme.kinds
        )
    return bool(re.match(r" \d{3}(?![\dA-Za-z.])", text[token.end : token.end + 6])) and token.version


def has_latin(text: str) -> bool:
    return bool(re.search(rf"[{LATIN}]{{2,}}", text))
