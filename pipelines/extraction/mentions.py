"""Names of models in a folded text: known aliases, Latin names by their shape, and quoted names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from keywords.folding import Folded
from keywords.tries import all_latin
from pipelines.extraction.known_names import with_aliases
from pipelines.extraction.latin_names import LatinNames
from pipelines.extraction.lexicon import Lexeme, Lexicon
from pipelines.extraction.names import (
    KNOWN,
    NUMBERED,
    SHAPED,
    Mention,
    has_latin,
    name_key,
)
from pipelines.extraction.quoted_names import QuotedNames
from pipelines.extraction.spans import Spans, first_starting, starting
from pipelines.identity.aliases import AliasMention, canonical_model_name

_ADDRESS = re.compile(
    r"https?://[^\s<>\"')\]]+|www\.[^\s<>\"')\]]+|(?<![\w.-])[\w.-]+\.(?:com|org|net|pdf|html?)(?:/[^\s<>\"')\]]*)?(?!\w)"
)
"""Addresses of pages, whose parts are no names in the text."""
_ADDRESSED = re.compile(r"://|www\.|\.(?:com|org|net|pdf|htm)")
"""What every address holds: quickly looked for, where an address is not."""
_NATIVE_SIZED = re.compile(
    r"(?<![\u0590-\u06ff\u0900-\u09ff\u30a0-\u30ff\uac00-\ud7a3])"
    r"([\u0590-\u06ff\u0900-\u09ff\u30a0-\u30ff\uac00-\ud7a3]{2,})-(\d+(?:[.\u066b]\d+)?)"
    r"(?:[BM](?![A-Za-z0-9])|(?:বি|बी|بی|بي)(?![\u0600-\u06ff\u0900-\u09ff]))"
)
"""A name in a native script with a size behind a hyphen, which no other word has."""
_OPENS = re.compile(r"(?:^|[.!?:\n*#>•–—-]\s*)$")
_APPOSED = re.compile(r"['\"’”»」』]{1,2} ?")
"""Between a quoted native name and the Latin one that follows it."""
_APP_REACH = 24
"""Characters before a name in which a word for an app stands."""
_LONGEST_GLOSS_GAP = 5
"""Characters of the longest of either."""
_GLOSS = re.compile(r"['\"’‘”»」』]{0,2} ?[(（]['\"‘“]?")


def _native_sized(text: str, lexemes: Sequence[Lexeme], taken: Spans) -> list[Mention]:
    """Names written by their sound with a size (벨라-7B), whether the gazetteer knows them or not."""
    found = []
    for match in () if all_latin(text) else _NATIVE_SIZED.finditer(text):
        said = any(x.end >= match.end(1) for x in starting(lexemes, match.start(), match.start() + 1))
        if not said and not taken.overlaps(*match.span()):
            letter = "M" if match[0].endswith("M") else "B"
            name = f"{match[1]}-{match[2].replace(chr(0x66B), '.')}{letter}"
            found.append(Mention(name, match.start(), match.end(), NUMBERED))
    return found


class MentionFinder:
    """Finds mentions in texts of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._quoted = QuotedNames(lexicon)
        self._latin = LatinNames(lexicon)

    def find(
        self,
        folded: Folded,
        lexemes: Sequence[Lexeme],
        known: Sequence[AliasMention],
        developers: Sequence[AliasMention],
        blocked: Sequence[tuple[int, int]],
    ) -> list[Mention]:
        """All candidate mentions in order, without overlap; ``blocked`` spans (chips, dates) hold no names.

        ``known`` are the names of the gazetteer, ``developers`` the organisations named.
        """
        organizations = [(o.start, o.end) for o in developers]
        addresses = _ADDRESS.finditer(folded.text) if _ADDRESSED.search(folded.text) else ()
        taken = Spans([*blocked, *(m.span() for m in addresses)])
        aliases = [a for a in known if not taken.overlaps(a.start, a.end)]
        shaped = self._latin.find(folded, lexemes, organizations, taken)
        found = with_aliases(folded.text, shaped, aliases, developers, lexemes, self._lexicon.tier_words)
        found += _native_sized(folded.text, lexemes, Spans((m.start, m.end) for m in found))
        quoted = [
            m for m in self._quoted.find(folded, lexemes, organizations, aliases) if not taken.overlaps(m.start, m.end)
        ]
        if quoted:
            inside = Spans((m.start, m.end) for m in quoted)
            found = [m for m in found if not inside.cover(m.start, m.end)] + quoted
        found = _without_openings(_longest(found), folded.text)
        if self._lexicon.object_marks:
            found = [part for m in found for part in self._parted(m, folded, known, organizations)]
        return _join_glosses(found, folded)

    def _parted(
        self, mention: Mention, folded: Folded, known: Sequence[AliasMention], organizations: Sequence[tuple[int, int]]
    ) -> Sequence[Mention]:
        """A name, or the two that stand side by side behind a word for an app (the app X Y-on is-built)."""
        head = folded.text.find(" ", mention.start, mention.end)
        alias = None if head < 0 else first_starting(known, head + 1, head + 2)
        word = folded.text[mention.start : max(head, mention.start)]
        if alias is None or mention.quoted or not word[:1].isupper() or not word.isalpha():
            return (mention,)
        apps = self._lexicon.find("app", folded.key, mention.start - _APP_REACH, mention.start)
        maker = any(mention.start <= start < head for start, _ in organizations)
        if maker or canonical_model_name(word) is not None or not any(end >= mention.start - 1 for _, end in apps):
            return (mention,)
        rest = folded.text[head + 1 : mention.end]
        return (Mention(word, mention.start, head, SHAPED), Mention(rest, head + 1, mention.end, KNOWN))


def _longest(found: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end - mention.start > kept[-1].end - kept[-1].start and mention.strength >= kept[-1].strength:
            kept[-1] = mention
    return kept


def _without_openings(found: list[Mention], text: str) -> list[Mention]:
    """Names without the word that only opens their sentence, where the text has the rest alone (Guiding X 2)."""
    names = {m.key for m in found if m.strength >= NUMBERED}
    kept = []
    for mention in found:
        if mention.strength < NUMBERED or mention.quoted:
            kept.append(mention)
            continue
        head, _, rest = mention.name.partition(" ")
        written = text[mention.start : mention.end]
        opens = rest and head.istitle() and head.isalpha()
        if opens and written == mention.name and name_key(rest) in names and name_key(mention.name) != name_key(rest):
            before = text[max(0, mention.start - 8) : mention.start]
            if _OPENS.search(before) and sum(m.key == mention.key for m in found) == 1:
                kept.append(mention._replace(name=rest, start=mention.end - len(rest)))
                continue
        kept.append(mention)
    return kept


def _join_glosses(found: list[Mention], folded: Folded) -> list[Mention]:
    """One mention for a name and its other-script form in brackets: ``混元Large（Hunyuan-Large）``."""
    joined: list[Mention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if before is not None and mention.start - before.end <= _LONGEST_GLOSS_GAP:
            gap = folded.text[before.end : mention.start]
            closed = folded.text[mention.end : mention.end + 2].lstrip("'\"’”").startswith((")", "）"))
            here = has_latin(folded.text[before.start : before.end])
            other_script = here != has_latin(mention.name) or before.key == mention.key
            native = before.quoted and not has_latin(folded.text[before.start : before.end])
            apposed = native and _APPOSED.fullmatch(gap) is not None
            apposed = apposed and has_latin(folded.text[mention.start : mention.end]) and mention.strength == NUMBERED
            if (_GLOSS.fullmatch(gap) and closed and other_script) or apposed:
                fuller = len(mention.key) > len(before.key) and mention.key.startswith(before.key)
                best = before if not fuller and (before.strength >= KNOWN or has_latin(before.name)) else mention
                forms = (
                    folded.text[before.start : before.end],
                    folded.text[mention.start : mention.end],
                    *before.written,
                )
                joined[-1] = best._replace(
                    start=before.start,
                    end=mention.end,
                    quoted=before.quoted or mention.quoted,
                    written=forms,
                    strength=max(before.strength, mention.strength),
                )
                continue
        joined.append(mention)
    return joined
