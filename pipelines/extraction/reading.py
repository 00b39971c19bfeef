"""One text with everything that stands in it found: sentences, words, numbers, dates, chips, organisations, names."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from keywords.folding import Folded, fold
from pipelines.extraction.dates import DateGrammar, DateMention
from pipelines.extraction.lexicon import Lexeme, Lexicon, lexicon
from pipelines.extraction.mentions import MentionFinder
from pipelines.extraction.names import KNOWN, PLAIN, Mention
from pipelines.extraction.numbers import Number, NumberGrammar
from pipelines.hardware import ChipMention, find_chips
from pipelines.identity.aliases import find_model_aliases
from pipelines.identity.organizations import OrganizationMention, find_organizations

CLAUSE_MARKS = ",;:，；：、،؛()（）—–|"
"""What separates clauses; a full stop separates sentences."""

_SENTENCE_END = re.compile(r"[。！？؟۔।]+['\"”’»」』)]*|[.!?]+['\"”’»)\]]*(?=\s|$)|\n+")
_MEMORY = re.compile(r"(?<![\d.,])\d{2,3} ?(?:GB|GiB|G) ?$")
_IN_NAME = re.compile(r"-[A-Za-z]+")
_ABBREVIATED = re.compile(r"(?<!\w)(?:mrd|mio|bio|tsd|mia|млн|млрд|трлн|тыс|руб)$")
"""Scale words that are written with a full stop."""
_NOT_A_STOP = re.compile(
    r"(?:^|[\s(])(?:[a-z]|vs|bzw|ca|z\.b|u\.a|etc|approx|no|nr|dr|prof|inc|mr|mrs|st|al|e\.g|i\.e|aprox|ee\. ?uu)\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A half-open span of the folded text; ``paragraph`` counts lines that are not empty."""

    start: int
    end: int
    paragraph: int


class Grammars:
    """What reads one language."""

    def __init__(self, code: str) -> None:
        self.lexicon: Lexicon = lexicon(code)
        self.pack = self.lexicon.pack
        self.numbers = NumberGrammar(self.pack)
        self.dates = DateGrammar(self.pack)
        self.mentions = MentionFinder(self.lexicon)


@cache
def grammars(code: str) -> Grammars:
    """The compiled grammars of a language that has a pack."""
    return Grammars(code)


class Reading:
    """A text and what was found in it, in offsets of the folded text.

    ``about`` is a span that names a model whatever its shape (the heading of a model card).
    """

    def __init__(self, text: str, code: str, about: tuple[int, int] | None = None) -> None:
        grammar = grammars(code)
        self.code = code
        self.pack = grammar.pack
        self.conjunctions = grammar.lexicon.conjunctions
        self.links = grammar.lexicon.links
        self.not_names = grammar.lexicon.not_names
        self.institutions = grammar.lexicon.institutions
        self.object_marks = grammar.lexicon.object_marks
        self.object_prefixes = grammar.lexicon.object_prefixes
        self.lone_tiers = grammar.lexicon.lone_tiers
        self._model_ending = grammar.lexicon.model_ending
        self.folded: Folded = fold(text)
        self.key = self.folded.key
        self.lexemes: list[Lexeme] = grammar.lexicon.lex(self.key)
        chips_found = [c for c in find_chips(self.folded.text) if not self._named_after(c.end)]
        self.chips: list[ChipMention] = [replace(c, start=self._memory_start(c.start)) for c in chips_found]
        self.organizations: list[OrganizationMention] = [self._located(o) for o in find_organizations(text)]
        aliases = [self._located(a) for a in find_model_aliases(text)]
        self.dates: list[DateMention] = grammar.dates.read(self.key)
        dated = [(d.start, d.end) for d in self.dates if not d.bare]
        chips = [(c.start, c.end) for c in self.chips]
        self.mentions: list[Mention] = grammar.mentions.find(
            self.folded, self.lexemes, aliases, self.organizations, [*dated, *chips]
        )
        if about is not None:
            name = self.folded.text[about[0] : about[1]].rpartition("/")[2]
            others = [m for m in self.mentions if m.end <= about[0] or about[1] <= m.start]
            self.mentions = [Mention(name, *about, KNOWN), *others]
        named = [(m.start, m.end) for m in self.mentions if m.strength > PLAIN]
        named += [(o.start, o.end) for o in self.organizations]
        self.numbers: list[Number] = grammar.numbers.read(
            self.key, self.folded.text, self.lexemes, sorted([*dated, *chips, *named])
        )
        units = {x.start for x in self.lexemes if any(k.startswith("unit.") for k in x.kinds)}
        self.sentences: list[Sentence] = list(_sentences(self.key, self.folded.text, units))
        self._starts = [s.start for s in self.sentences]
        self._lexeme_starts = [x.start for x in self.lexemes]

    def _named_after(self, end: int) -> bool:
        """Whether a chip or machine is only the first half of a model's name (Fugaku-LLM)."""
        tail = _IN_NAME.match(self.folded.text, end)
        return tail is not None and bool(self._model_ending.search(tail[0]))

    def _memory_start(self, start: int) -> int:
        """Where a chip's name begins with the memory that may stand before it ("992 80GB A100 GPUs")."""
        memory = _MEMORY.search(self.folded.text[max(0, start - 8) : start])
        return start if memory is None else max(0, start - 8) + memory.start()

    def _located(self, name: OrganizationMention) -> OrganizationMention:
        """A name found in the original text, in offsets of the folded one."""
        start, end = self.folded.locate(name.start, name.end)
        return name._replace(start=start, end=end)

    def sentence_at(self, position: int) -> int:
        """Index of the sentence that holds a position."""
        return max(0, bisect.bisect_right(self._starts, position) - 1)

    def cues(self, start: int, end: int, *kinds: str) -> Iterator[Lexeme]:
        """Lexemes of these kinds that lie within a span, in order."""
        first = bisect.bisect_left(self._lexeme_starts, start)
        for lexeme in self.lexemes[first:]:
            if lexeme.start >= end:
                return
            if lexeme.end <= end and lexeme.has(*kinds):
                yield lexeme

    def has_cue(self, start: int, end: int, *kinds: str) -> bool:
        """Whether a lexeme of one of these kinds lies within a span."""
        return next(self.cues(start, end, *kinds), None) is not None

    def parted(self, start: int, end: int, marks: str = CLAUSE_MARKS) -> bool:
        """Whether a clause mark stands between two positions; the comma of a number is none."""
        key = self.key
        return any(
            key[i] in marks and not (key[i - 1 : i].isdigit() and key[i + 1 : i + 2].isdigit())
            for i in range(start, end)
        )


def _sentences(key: str, text: str, units: set[int]) -> Iterator[Sentence]:
    """The sentences of a folded text; after an abbreviated scale word a new one begins only with a capital."""
    start = paragraph = 0
    for match in _SENTENCE_END.finditer(key):
        mark = match[0]
        if mark[0] == "." and "\n" not in mark:
            following = re.compile(r"\s+").match(text, match.end())
            begins = following is not None and text[following.end() : following.end() + 1].isupper()
            opened = begins and following is not None and following.end() not in units
            if not opened and _ABBREVIATED.search(key[max(start, match.start() - 6) : match.start()]):
                continue
            if _NOT_A_STOP.search(key[max(start, match.start() - 8) : match.start() + 1]):
                continue
            if (
                key[match.start() - 1 : match.start()].isdigit()
                and re.match(r"\s+[a-zà-ÿ]", key[match.end() : match.end() + 3])
                and _day_ordinal(key, match.start())
            ):
                continue
        if key[start : match.end()].strip():
            yield Sentence(start, match.end(), paragraph)
        start = match.end()
        if "\n" in mark:
            paragraph += 1
    if key[start:].strip():
        yield Sentence(start, len(key), paragraph)


def _day_ordinal(key: str, stop: int) -> bool:
    """Whether a full stop after digits marks an ordinal (German 26. November)."""
    return bool(re.search(r"(?<!\d)\d{1,2}$", key[max(0, stop - 3) : stop]))
