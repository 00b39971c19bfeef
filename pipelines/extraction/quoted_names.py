"""Names that stand in quotation marks, in any script."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keywords.folding import Folded
from pipelines.extraction.known_names import NATIVE_BILLION, whole_version, with_tail
from pipelines.extraction.lexicon import Lexeme, Lexicon
from pipelines.extraction.names import (
    KNOWN,
    NAME_SIZE,
    NUMBERED,
    SHAPED,
    Mention,
    has_latin,
)
from pipelines.extraction.spans import Spans, starting
from pipelines.identity.aliases import AliasMention, canonical_model_name

_COUNTED = re.compile(r"\d ?[万亿兆億萬억조만]")
"""A number with its scale, which stands in quoted speech and in no name."""
_MAX_QUOTED = 42
_APP_REACH = 24
"""Characters before a quoted name in which a word for an app stands, right behind which any word is a name."""
_INNER_GLOSS = re.compile(r"(.+?) ?\((.+)\)")
_NO_QUOTED_NAME = re.compile(r"[.!?。！？…,，、;؛]\s|[.!?。！？…]$|[，、。]")
_NAME_LIKE = re.compile(r"\d|\w[-_]\w")


class QuotedNames:
    """Finds quoted names in texts of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._quotes = [
            re.compile(
                f"{re.escape(pair[0])}([^{re.escape(pair[0] + pair[-1])}\\n]{{1,{_MAX_QUOTED}}}){re.escape(pair[-1])}"
            )
            for pair in lexicon.pack.quotes
            if len(pair) >= 2
        ]

    def find(
        self,
        folded: Folded,
        lexemes: Sequence[Lexeme],
        organizations: Sequence[tuple[int, int]],
        aliases: Sequence[AliasMention],
    ) -> list[Mention]:
        """All quoted names; a gloss in brackets inside the quotes is another form of the name."""
        found: list[Mention] = []
        developers = Spans(organizations)
        for pattern in self._quotes:
            for match in pattern.finditer(folded.text):
                start, end = match.span(1)
                inner = match[1].strip()
                if not inner or not self._nameable(folded, start, end, lexemes):
                    continue
                if developers.cover(start, end):
                    continue
                name = inner
                gloss = _INNER_GLOSS.fullmatch(inner)
                written: tuple[str, ...] = ()
                if gloss:
                    head, note = gloss[1].strip(), gloss[2].strip()
                    latin = note if has_latin(note) and not has_latin(head) else head
                    name, written = latin, (head, note)
                alias = next((a for a in starting(aliases, start, start + 2) if a.end <= end), None)
                strength = NUMBERED if any(c.isdigit() for c in name) else SHAPED
                if alias is not None:
                    strength = KNOWN
                    if not has_latin(name) or (not gloss and not has_latin(folded.text[alias.start : alias.end])):
                        cut, canonical = whole_version(folded.text, alias)
                        cut, canonical = with_tail(folded.text, cut, canonical, lexemes, self._lexicon.tier_words)
                        rest = folded.text[cut:end].strip()
                        name = canonical_model_name(name) or f"{canonical} {rest.lstrip('-')}".strip()
                elif not has_latin(name):
                    name = canonical_model_name(name) or name  # in a case of its own («Кандинского»)
                found.append(Mention(NATIVE_BILLION.sub("B", name), start, end, strength, True, written))
        return found

    def _nameable(self, folded: Folded, start: int, end: int, lexemes: Sequence[Lexeme]) -> bool:
        inner = folded.key[start:end]
        if len(inner.split()) > 5 or _NO_QUOTED_NAME.search(inner):
            return False
        if inner.split()[:1] and inner.split()[0] in self._lexicon.machines:
            return False
        if inner in self._lexicon.not_names or not any(c.isalpha() for c in inner):
            return False
        written = folded.text[start:end]
        if written.islower() and not _NAME_LIKE.search(written):
            return False  # names begin with a capital where the script has them
        if NAME_SIZE.search(folded.text[start:end]):
            return True
        inside = [x for x in starting(lexemes, start, end) if x.end <= end]
        said = sum(x.end - x.start for x in inside if any(not k.startswith("cue.model") for k in x.kinds))
        numbered = any(c.isdigit() for c in inner)
        units = any(k.startswith("unit.") and (numbered or k != "unit.things") for x in inside for k in x.kinds)
        if _COUNTED.search(inner):
            return False
        if units:
            return False
        return said * 2 < len(inner) or any(
            end >= start - 2 for _, end in self._lexicon.find("app", folded.key, start - _APP_REACH, start)
        )
