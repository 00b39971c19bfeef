"""Which of our languages a text is in."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from keywords import LANGUAGES

SHORT = 200
"""Characters below which a detector is weaker than what the source says of itself."""

SURE = 0.9
"""Probability from which a language that is none of ours is believed."""

KIN = {"wuu": "zh", "yue": "zh", "zh-hans": "zh", "zh-hant": "zh", "iw": "he", "pt-br": "pt", "pt-pt": "pt", "in": "id"}
"""Other codes for our languages, and Chinese ones that the detector takes short Chinese texts for."""

SCRIPTS = {
    "zh": r"[\u4e00-\u9fff]",
    "ja": r"[\u3040-\u30ff\u4e00-\u9fff]",
    "ko": r"[\uac00-\ud7a3]",
    "ru": r"[\u0400-\u04ff]",
    "ar": r"[\u0600-\u06ff]",
    "fa": r"[\u0600-\u06ff]",
    "ur": r"[\u0600-\u06ff]",
    "he": r"[\u0590-\u05ff]",
    "hi": r"[\u0900-\u097f]",
    "bn": r"[\u0980-\u09ff]",
}
"""Letters that a text in the language cannot do without; the other languages are written in Latin letters."""

LETTERS = re.compile(r"[^\W\d_]")
MINIMUM_SHARE = 0.1


def language_code(label: str | None) -> str | None:
    """One of our codes for a language tag (``zh-CN``, ``pt_BR``, ``iw``), or ``None``."""
    folded = (label or "").strip().lower().replace("_", "-")
    code = KIN.get(folded, folded.partition("-")[0])
    code = KIN.get(code, code)
    return code if code in LANGUAGES else None


def is_written_in(text: str, language: str) -> bool:
    """Whether the letters of a text allow the language; without letters there is nothing to object."""
    sample = text[:20_000]
    letters = len(LETTERS.findall(sample))
    if not letters or language not in SCRIPTS:
        return True
    return len(re.findall(SCRIPTS[language], sample)) >= MINIMUM_SHARE * letters


def identify_language(text: str, prior: str | None = None) -> str | None:
    """The language of a text as one of our ISO 639-1 codes, or ``None`` where it is none of ours or cannot be told.

    ``prior`` is what the source or page says; it decides for short texts and between close languages, and is
    dropped where the text's letters do not allow it.
    """
    expected = language_code(prior)
    if expected and not is_written_in(text, expected):
        expected = None
    letters = LETTERS.findall(text[:5_000])
    if len(letters) < 12:
        return expected
    sample = text[:5_000]
    everywhere: list[tuple[str, float]] = _identifier().rank(sample)
    ranked = [code for code, _ in everywhere if code in LANGUAGES and is_written_in(sample, code)]
    if not ranked:
        return expected
    if expected and (len(text) < SHORT or expected in ranked[:2]):
        return expected
    first, chance = everywhere[0]
    if KIN.get(first, first) not in LANGUAGES and chance >= SURE and len(text) >= SHORT:
        return None
    return ranked[0]


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (a second to load, 100 MB)

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
