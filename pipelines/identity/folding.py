"""Text folding for names: one spelling for what readers take to be the same letters.

Folding is case-folding plus compatibility forms, without accents, vowel points, tatweel and invisible characters. The
Arabic-script letters that Arabic, Persian and Urdu keyboards write differently are taken together, and the digits of
every script become 0-9. Indic vowel signs stay: they tell words apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from keywords.folding import FoldingTable, written_small

_ARABIC_LETTERS = str.maketrans("يىئكةۀهہھأإآٱؤ", "یییکهههههااااو")
_PUNCTUATION = str.maketrans("‐‑‒–—―−·・‧’‘ʼ＇`´״“”„׳٫", "-" * 7 + "···" + "'" * 6 + '""""' + "'.")
_DROPPED_COMBINING = {7, *range(10, 36), 84, 91, 103, 107, 118, 122, 129, 130, 132, *range(200, 241)}
"""Canonical combining classes of nukta, Hebrew and Arabic points, and accents above and below.

Zero (Indic vowel signs), 8 (kana voicing) and 9 (virama) are letters in all but name and stay.
"""
_SINGLE_LETTERS = {
    "ı": "i", "İ": "i", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d",
    "æ": "ae", "Æ": "ae", "ё": "е", "Ё": "е",
}  # fmt: skip
_KEPT_COMPOSED = ((0x3040, 0x30FF), (0xAC00, 0xD7A3), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF))
"""Kana, Hangul syllables, Han and full-width forms: decomposing them would split one letter into several."""


_ASCII_WORDS = re.compile(r"[a-z0-9]+")


class Folded(NamedTuple):
    """A folded text and, for each of its characters, the offset of the original character it comes from."""

    original: str
    text: str
    origins: list[int] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind ``text[start:end]``, with the marks that hang on its last letter."""
        original = self.original
        last = self.origins[end - 1] + 1
        while last < len(original) and unicodedata.combining(original[last]) and not _fold_character(original[last]):
            last += 1
        return self.origins[start], last


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    single = _SINGLE_LETTERS.get(character)
    if single is not None:
        return single
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    point = ord(character)
    if any(low <= point <= high for low, high in _KEPT_COMPOSED):
        return unicodedata.normalize("NFKC", character).casefold().translate(_PUNCTUATION)
    if unicodedata.category(character) == "Cf" or character == "ـ":
        return ""
    letters = [
        part
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.combining(part) not in _DROPPED_COMBINING
    ]
    return "".join(letters).casefold().translate(_ARABIC_LETTERS).translate(_PUNCTUATION)


_SEVERAL = "\0"
"""Stands for a character that folds to none or to several; looked up by itself."""


def _single_or_several(character: str) -> str:
    folded = _fold_character(character)
    return folded if len(folded) == 1 else _SEVERAL


_FOLDED = FoldingTable(_single_or_several, small=True)
_NOT_SINGLE = re.compile(_SEVERAL)


def fold(text: str) -> str:
    """Fold a name or a text; see the module's description for what is taken together."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_character, text))


def fold_with_origins(text: str) -> Folded:
    """Fold a text and keep, for each folded character, where it stood."""
    if text.isascii():
        return Folded(text, text.lower(), range(len(text)))
    single = written_small(text, _FOLDED)
    if _SEVERAL not in single:
        return Folded(text, single, range(len(single)))
    parts: list[str] = []
    origins: list[int] = []
    done = 0
    for match in _NOT_SINGLE.finditer(single):
        position = match.start()
        folded = _fold_character(text[position])
        parts += (single[done:position], folded)
        origins.extend(range(done, position))
        origins.extend([position] * len(folded))
        done = position + 1
    parts.append(single[done:])
    origins.extend(range(done, len(single)))
    return Folded(text, "".join(parts), origins)


def fold_name(name: str) -> str:
    """Fold a whole name to its letters and digits in words: punctuation and spacing do not tell names apart.

    A plus sign does ("Command R" and "Command R+" are two models) and becomes a word.
    """
    spelled = fold(name).replace("+", " plus ")
    if spelled.isascii():
        return " ".join(_ASCII_WORDS.findall(spelled))
    kept = [c if c.isalnum() or unicodedata.category(c) in {"Mc", "Mn"} else " " for c in spelled]
    return " ".join("".join(kept).split())
