"""One text with everything that stands in it found: sentences, words, numbers, dates, chips, organisations, names."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from operator import attrgetter
from typing import NamedTuple

from keywords.folding import Folded, fold
from pipelines.extraction.cues import Cues
from pipelines.extraction.dates import DateGrammar, DateMention
from pipelines.extraction.institutions import INSTITUTIONAL, find_institutions
from pipelines.extraction.lexicon import Lexeme, Lexicon, lexicon
from pipelines.extraction.mentions import MentionFinder
from pipelines.extraction.names import KNOWN, PLAIN, Mention
from pipelines.extraction.numbers import Number, NumberGrammar
from pipelines.hardware import ChipMention, find_chips
from pipelines.identity.known_names import find_known_names
from pipelines.identity.organizations import OrganizationMention

CLAUSE_MARKS = ",;:，；：、،؛()（）—–|"
"""What separates clauses; a full stop separates sentences."""

_CLAUSE_MARK = re.compile(rf"[{re.escape(CLAUSE_MARKS)}](?:(?!\d)|(?<!\d.))", re.DOTALL)
_SENTENCE_END = re.compile(
    r"[。！？؟۔।.!?\n](?:(?<=\n)\n*|(?<=[.!?])[.!?]*['\"”’»)\]]*(?=\s|$)|(?<=[。！？؟۔।])[。！？؟۔।]*['\"”’»」』)]*)"
)
"""Begins with a plain choice of characters, to which the search leaps; what follows depends on which it was."""
_MEMORY = re.compile(r"(?<![\d.,])\d{2,3} ?(?:GB|GiB|G) ?$")
_IN_NAME = re.compile(r"-[A-Za-z]+")
_ABBREVIATED = re.compile(r"(?<!\w)(?:mrd|mio|bio|tsd|mia|млн|млрд|трлн|тыс|руб)$")
"""Scale words that are written with a full stop."""
_NOT_A_STOP = re.compile(
    r"(?:^|[\s(])(?:[a-z]|vs|bzw|ca|z\.b|u\.a|etc|approx|no|nr|dr|prof|inc|mr|mrs|st|al|e\.g|i\.e|aprox|ee\. ?uu)\.$"
)
_LONGEST_SHORT = 7
"""Letters beyond which a word before a full stop is no abbreviation of those above."""
_SEMICOLON = re.compile("[;；؛]")
_SPACES = re.compile(r"\s+")
_SMALL_WORD = re.compile(r"\s+[a-zà-ÿ]")
_START = attrgetter("start")
_DAY_DIGITS = re.compile(r"(?<![\w-])\d{1,2}$")


class Sentence(NamedTuple):
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

    ``about`` is a span that names a model whatever its shape (the heading of a model card); ``carded`` says that the
    text is such a card, so that a capitalised word in it is a label rather than a model.
    """

    def __init__(self, text: str, code: str, about: tuple[int, int] | None = None, *, carded: bool = False) -> None:
        grammar = grammars(code)
        self.code = code
        self.about = about
        self.carded = carded
        self.pack = grammar.pack
        self.conjunctions = grammar.lexicon.conjunctions
        self.links = grammar.lexicon.links
        self.not_names = grammar.lexicon.not_names
        self.institutions = grammar.lexicon.institutions
        self.institution_words = tuple(self.institutions)
        self.companies = grammar.lexicon.companies
        self.places = grammar.lexicon.places
        self.terms = grammar.lexicon.terms
        self.find = grammar.lexicon.find
        self.word_endings = grammar.lexicon.word_endings
        self.object_marks = grammar.lexicon.object_marks
        self.object_prefixes = grammar.lexicon.object_prefixes
        self.lone_tiers = grammar.lexicon.lone_tiers
        self.model_ending = grammar.lexicon.model_ending
        self.folded: Folded = fold(text)
        self.key = self.folded.key
        self.lexemes: list[Lexeme] = grammar.lexicon.lex(self.key)
        self._cues = Cues(self.lexemes)
        chips_found = [c for c in find_chips(self.folded.text) if not self._named_after(c.end)]
        self.chips: list[ChipMention] = [c._replace(start=self._memory_start(c.start)) for c in chips_found]
        known = find_known_names(text)
        listed = [self._located(o) for o in known.organizations]
        formed = find_institutions(
            self.folded.text, grammar.lexicon, self.lexemes, self._cues.all_of(*INSTITUTIONAL), listed
        )
        self.organizations: list[OrganizationMention] = sorted([*listed, *formed], key=lambda o: o.start)
        aliases = [self._located(a) for a in known.models]
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
        counting = self._cues.all_beginning("number.", "unit.", "cue.total")
        numbers = grammar.numbers.read(self.key, self.folded.text, counting, sorted([*dated, *chips, *named]))
        self.numbers: list[Number] = _outside_phrases(numbers, self.key, self.lexemes)
        units = {x.start for x in self._cues.all_beginning("unit.")}
        self.sentences: list[Sentence] = list(_sentences(self.key, self.folded.text, units))
        self._starts = [s.start for s in self.sentences]
        self.cues = self._cues.within
        """Lexemes of some kinds that lie within a span, in order."""
        self.has_cue = self._cues.any_within
        """Whether a lexeme of one of some kinds lies within a span."""

    def _named_after(self, end: int) -> bool:
        """Whether a chip or machine is only the first half of a model's name (Fugaku-LLM)."""
        tail = _IN_NAME.match(self.folded.text, end)
        return tail is not None and bool(self.model_ending.search(tail[0]))

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

    def all_cues(self, *kinds: str) -> Sequence[Lexeme]:
        """All lexemes of one of these kinds, in order."""
        return self._cues.all_of(*kinds)

    def all_cues_beginning(self, prefix: str) -> Sequence[Lexeme]:
        """All lexemes with a kind that begins so, in order."""
        return self._cues.all_beginning(prefix)

    @cached_property
    def heading_words(self) -> Sequence[Lexeme]:
        """The words that heads of columns are made of, chips by their names among them (A100 hours)."""
        if "|" not in self.key:
            return self.lexemes
        chips = [Lexeme(c.start, c.end, ("unit.chips",)) for c in self.chips]
        return sorted([*self.lexemes, *chips], key=lambda x: x.start)

    @cached_property
    def semicolons(self) -> Sequence[int]:
        """Where semicolons stand."""
        return [match.start() for match in _SEMICOLON.finditer(self.key)]

    def parted(self, start: int, end: int, marks: str = CLAUSE_MARKS) -> bool:
        """Whether a clause mark stands between two positions; the comma of a number is none."""
        if marks == CLAUSE_MARKS:
            following = bisect.bisect_left(self.clause_marks, start)
            return following < len(self.clause_marks) and self.clause_marks[following] < end
        return any(self._parts(match.start()) for match in _one_of(marks).finditer(self.key, start, end))

    @cached_property
    def clause_marks(self) -> Sequence[int]:
        """Where clause marks stand, the commas of numbers left out."""
        return [m.start() for m in _CLAUSE_MARK.finditer(self.key)]

    def clause_round(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        """The clause that holds a span, within the bounds ``low`` and ``high``."""
        marks = self.clause_marks
        before, following = bisect.bisect_left(marks, start), bisect.bisect_left(marks, end)
        left = max(low, marks[before - 1] + 1) if before else low
        return left, min(high, marks[following]) if following < len(marks) else high

    def _parts(self, i: int) -> bool:
        """Whether a mark stands for itself rather than inside a number."""
        key = self.key
        return not (key[i - 1 : i].isdigit() and key[i + 1 : i + 2].isdigit())


def _outside_phrases(numbers: list[Number], key: str, lexemes: Sequence[Lexeme]) -> list[Number]:
    """The numbers without those in words that only belong to a phrase: the one in 下一步 counts nothing."""
    if all(key[n.start].isdigit() for n in numbers):
        return numbers
    return [n for n in numbers if key[n.start].isdigit() or not _in_phrase(n, lexemes)]


def _in_phrase(number: Number, lexemes: Sequence[Lexeme]) -> bool:
    """Whether a word that is no number holds all of a number."""
    before = bisect.bisect_right(lexemes, number.start, key=_START)
    return any(x.end >= number.end and not x.number for x in lexemes[max(0, before - 2) : before])


@cache
def _one_of(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(marks)}]")


def _sentences(key: str, text: str, units: set[int]) -> Iterator[Sentence]:
    """The sentences of a folded text; after an abbreviated scale word a new one begins only with a capital."""
    start = paragraph = 0
    for match in _SENTENCE_END.finditer(key):
        mark, end = match[0], match.end()
        if mark[0] == "." and _goes_on(key, text, start, match, units):
            continue
        if not key[start:end].isspace():
            yield Sentence(start, end, paragraph)
        start = end
        if mark[0] == "\n":
            paragraph += 1
    if key[start:].strip():
        yield Sentence(start, len(key), paragraph)


def _goes_on(key: str, text: str, start: int, stop: re.Match[str], units: set[int]) -> bool:
    """Whether a full stop ends no sentence: it shortens a word, or marks a day as the so-and-so-many-th."""
    place = stop.start()
    if key[max(start, place - _LONGEST_SHORT) : place].isalpha():
        return False
    following = _SPACES.match(text, stop.end())
    begins = following is not None and text[following.end() : following.end() + 1].isupper()
    opened = begins and following is not None and following.end() not in units
    if not opened and _ABBREVIATED.search(key[max(start, place - 6) : place]):
        return True
    if _NOT_A_STOP.search(key[max(start, place - 8) : place + 1]):
        return True
    return (
        key[place - 1 : place].isdigit()
        and _SMALL_WORD.match(key[stop.end() : stop.end() + 3]) is not None
        and _day_ordinal(key, place)
    )


def _day_ordinal(key: str, stop: int) -> bool:
    """Whether a full stop after digits marks an ordinal (German 26. November)."""
    return bool(_DAY_DIGITS.search(key[max(0, stop - 3) : stop]))
