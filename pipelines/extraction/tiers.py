"""Tiers of a family of models as a language writes them by their sound (울트라, پرو, আলট্রা)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from keywords.folding import fold

_LETTERS = r"\u0590-\u06ff\u0900-\u09ff\u30a0-\u30ff\uac00-\ud7a3"
_PARTICLES = r"[은는이가을를의와과도로에만]"
"""What Korean writes together with a name."""


class Tiers:
    """The tier words of one language; its forms are Latin."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._forms = {fold(word).text: form for word, form in words.items()}
        written = "|".join(re.escape(word) for word in sorted(self._forms, key=len, reverse=True))
        self._pattern = re.compile(rf"[ -]?({written or '(?!)'})(?:(?![{_LETTERS}])|(?={_PARTICLES}))")

    def match(self, text: str, start: int) -> tuple[int, str] | None:
        """End and Latin form of a tier that stands right behind a name in a folded text; ``None`` where none does."""
        found = self._pattern.match(text, start)
        return (found.end(), self._forms[found[1]]) if found else None
