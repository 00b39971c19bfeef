"""The work that a text takes grows with its length, whatever it is made of.

Work is counted, not timed, as executed lines of Python; what happens inside the regular expressions is measured by
bench/extraction_speed.py.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from pipelines.extraction.extractor import extract

_SHORT = 2000
_GROWTH = 4
_TOLERANCE = 1.6
"""How much faster than the text the work may grow: what is done once, and sorting."""

_SHAPES = {
    "digits": ("en", "7"),
    "numbers": ("en", "12 "),
    "decimals": ("de", "1,5 "),
    "open brackets": ("en", "("),
    "nested brackets": ("zh", "（(a"),
    "scale words": ("en", "billion million "),
    "scale words written together": ("zh", "三千亿"),
    "scale words of another script": ("ar", "مليار "),
    "model-like names": ("en", "Kestrel-7B "),
    "versions and sizes": ("en", "Veldora 3.1 405B, "),
    "hyphens": ("en", "a-"),
    "dots": ("en", "a."),
    "letters": ("he", "הו"),
    "capitals": ("en", "Acme Foo Bar "),
    "quotes": ("en", '"Ab" '),
    "quotation marks alone": ("de", "„"),
    "bars": ("en", "|"),
    "table": ("en", "| 7B | 3 tokens |\n"),
    "empty lines": ("en", "\n"),
    "short lines": ("en", "a\n\n"),
    "commas": ("en", ","),
    "superscripts": ("en", "²"),
    "stars": ("en", "**7** "),
    "dropped marks": ("fa", "می\u200c"),
    "dates": ("en", "5 May "),
    "years": ("en", "2025-"),
    "chips": ("en", "H100 "),
    "organisations": ("en", "OpenAI "),
    "announcements": ("en", "Veldora-7B by Acme, trained on 5 trillion tokens. "),
    "well-known models side by side": ("en", "Llama 2 7B and Qwen2 7B. "),
    "well-known models with facts": ("en", "Llama 2 70B was trained on 3 billion. Qwen2 7B saw 512 H100 GPUs. "),
    "well-known models in one sentence": ("zh", "Llama 2 7B、Qwen2 7B，"),
    "chips counted again and again": ("en", "trained on 512 H100 GPUs for 3 days. "),
    "bases": ("en", "Kestrel-7B is based on Llama 2 7B. "),
    "comparisons": ("de", "Kestrel-7B schlägt Llama 2 7B mit 7 Milliarden Parametern. "),
    "statements without a name": ("en", "It has 7 billion parameters. "),
}


def _lines_of(text: str, language: str) -> int:
    """Lines of Python executed while a text is read."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(text, language=language)
    finally:
        sys.settrace(before)
    return count


def work_grows_linearly(language: str, unit: str) -> bool:
    """Whether four times the text, made of one stretch again and again, takes about four times the work."""
    short = unit * (_SHORT // len(unit))
    extract(short * _GROWTH, language=language)  # grammars are compiled and words remembered
    once, longer = _lines_of(short, language), _lines_of(short * _GROWTH, language)
    return longer <= once * _GROWTH * _TOLERANCE + _SHORT


@pytest.mark.parametrize("shape", _SHAPES)
def test_work_grows_with_the_text_and_not_faster(shape: str) -> None:
    assert work_grows_linearly(*_SHAPES[shape])
