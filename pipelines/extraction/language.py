"""Which of our languages a text is in: by its script where that decides, else by a language identifier."""

from __future__ import annotations

import re
from functools import cache
from typing import Protocol

from keywords import LANGUAGES

DEFAULT = "en"
"""Where nothing decides: numbers and Latin names of a table read alike in any language with English habits."""

_SAMPLE = 4000
_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0621-\u064a\u066e-\u06d3]")),
)
_URDU = re.compile(r"[\u0679\u0688\u0691\u06ba\u06be\u06c1\u06d2]")
_PERSIAN = re.compile(r"[\u067e\u0686\u0698\u06af\u06cc\u06a9]")
_LETTER = re.compile(r"[^\W\d_]")


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


def identify(text: str, prior: str | None = None) -> str:
    """ISO 639-1 code of the language to read ``text`` in; a known ``prior`` stands."""
    if prior is not None:
        code = prior.lower().replace("_", "-").split("-")[0]
        if code in LANGUAGES:
            return code
    sample = text[:_SAMPLE]
    scripted = _by_script(sample)
    if scripted is not None:
        return scripted if scripted in LANGUAGES else DEFAULT
    if not _LETTER.search(sample):
        return DEFAULT
    code = _identifier().classify(sample)[0]
    return code if code in LANGUAGES else DEFAULT


def _by_script(sample: str) -> str | None:
    letters = len(_LETTER.findall(sample))
    counts = {code: len(pattern.findall(sample)) for code, pattern in _SCRIPTS}
    if counts["ja"] and counts["ja"] * 8 >= counts["zh"]:
        counts["ja"] += counts["zh"]
    code, most = max(counts.items(), key=lambda item: item[1])
    if most == 0 or most * 5 < letters:
        return None
    if code == "ar":
        if len(_URDU.findall(sample)) * 50 > most:
            return "ur"
        return "fa" if len(_PERSIAN.findall(sample)) * 50 > most else "ar"
    return code


@cache
def _identifier() -> _Identifier:
    """The statistical identifier, restricted to our languages; imported late because its model loads slowly."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    identifier: _Identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages([code for code in LANGUAGES if code in ("en", "fr", "es", "pt", "de", "tr")])  # type: ignore[attr-defined]
    return identifier
