"""A text as the set of its short phrases, which tells how much of one text stands in another.

Shingles after A. Broder, "On the resemblance and containment of documents" (1997): overlapping runs of words, here of
characters where a script writes no spaces. They are taken from the folded text without punctuation, so that quotation
marks, digits of another script, accents and paragraph breaks make no difference.
"""

from __future__ import annotations

import re
import unicodedata
import zlib

import numpy as np
from numpy.typing import NDArray

from keywords.folding import FoldingTable, fold

Shingles = NDArray[np.uint32]
"""Sorted 32-bit hashes, each once."""

WORDS = 4
"""Words in a shingle: three let own reports of one event share too many, five lose a third where a word is changed."""

CHARACTERS = 8
"""Characters in a shingle of a script without spaces: about as many as four words."""

MAX_CHARACTERS = 20_000
"""How much of a text is compared: longer than any agency's story, and a bound on what one document costs."""

SAMPLED = 4
"""One shingle in so many is indexed: the same ones in every text, so that a sample of a copy is in its source's."""

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Thai, Lao, Burmese, Khmer, kana and Han."""

_GROUPED_DIGITS = re.compile(r"(?<=\d)(?:[.,\u066b\u066c'·]| (?=\d{3}(?!\d)))(?=\d)")
"""Between digits: 1,000 and 1.000, 1.8 and 1,8 are one number in the style of two houses."""


def _letter_or_space(character: str) -> str:
    # Vowel signs are marks by category, and part of their word.
    return character if character.isalnum() or unicodedata.category(character).startswith("M") else " "


_SPELLED = FoldingTable(_letter_or_space)


def shingles(text: str) -> Shingles:
    """The shingles of a text's first 20,000 characters; a text shorter than one shingle has one, an empty one none."""
    spelled = _GROUPED_DIGITS.sub("", fold(text[:MAX_CHARACTERS]).key).translate(_SPELLED)
    words = spelled.split()
    letters = "".join(words)
    if 3 * len(_UNSPACED.findall(letters)) > len(letters):
        units = np.frombuffer(letters.encode("utf-32-le", "surrogatepass"), np.uint32)
        return _hashes(units, CHARACTERS)
    units = np.fromiter((zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in words), np.uint32, len(words))
    return _hashes(units, WORDS)


def _hashes(units: NDArray[np.uint32], length: int) -> Shingles:
    """Hashes of all runs of ``length`` units: a polynomial modulo 2^64, mixed by the finaliser of MurmurHash3."""
    length = min(length, len(units))
    if not length:
        return np.empty(0, np.uint32)
    runs = len(units) - length + 1
    mixed = np.zeros(runs, np.uint64)
    for offset in range(length):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + units[offset : offset + runs]
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    return np.unique((mixed >> np.uint64(32)).astype(np.uint32))


def sample(hashes: Shingles) -> Shingles:
    """The shingles that are indexed, chosen by their hash alone."""
    chosen: Shingles = hashes[hashes % SAMPLED == 0]
    return chosen


def shared(first: Shingles, second: Shingles) -> Shingles:
    """The shingles that both texts have."""
    common: Shingles = np.intersect1d(first, second, assume_unique=True)
    return common
