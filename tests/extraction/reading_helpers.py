"""Short ways to read one thing out of a sentence."""

from __future__ import annotations

from keywords import load
from keywords.folding import fold
from pipelines.extraction.lexicon import lexicon
from pipelines.extraction.numbers import Number, NumberGrammar


def numbers(text: str, code: str) -> list[Number]:
    """All numbers of a text without names."""
    folded = fold(text)
    return NumberGrammar(load(code)).read(folded.key, folded.text, lexicon(code).lex(folded.key), [])


def values(text: str, code: str) -> list[float]:
    """Values of all numbers of a text."""
    return [number.value for number in numbers(text, code)]
