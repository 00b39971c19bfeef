"""Finds a language's words in a folded text: one pass with compiled tries, longest match first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from keywords import LanguagePack
from keywords.folding import fold_term
from keywords.tries import LEAD, any_of, behind_border
from pipelines.extraction.tiers import Tiers

LETTER = (
    r"a-z\u00df-\u024f\u0370-\u03ff\u0400-\u052f\u0590-\u05bd\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5"
    r"\u06ee\u06ef\u06fa-\u06ff\u0900-\u0963\u0971-\u097f\u0980-\u09e3"
)
"""Letters and vowel signs of scripts that put spaces between words, as the inside of a character class."""

_HANGUL = r"\uac00-\ud7a3"
_LETTERS = re.compile(f"[{LETTER}]")
_HANGULS = re.compile(f"[{_HANGUL}]")


SELDOM = ("app", "runs", "drives", "own", "tuned")
"""Kinds that are searched for only round names of models that something may run on."""

UNLEXED = (
    *SELDOM, "places", "behind_name",
    "object", "object_before", "subject", "not_names", "machines", "services", "conjunction", "tiers", "lone_tiers",
    "endings", "word_endings", "institution", "definite", "than", "degree", "add_to",
    "test_endings", "adjectives",
)  # fmt: skip
"""Kinds that are looked up whole and never searched for in running text."""


new_tuple = tuple.__new__
"""Makes a named tuple of all its fields at half the cost of calling it: a text has hundreds of words."""


class Lexeme(NamedTuple):
    """One word or phrase of a pack in a text; its ``kinds`` are such as ``unit.tokens`` and ``cue.train``."""

    start: int
    end: int
    kinds: tuple[str, ...]
    value: float = 0.0

    def has(self, *kinds: str) -> bool:
        """Whether the lexeme is of one of these kinds."""
        own = self.kinds
        for kind in kinds:  # noqa: SIM110  (asked more often than anything else)
            if kind in own:
                return True
        return False

    @property
    def counts(self) -> bool:
        """Whether it is a unit or a word of a number."""
        return _counts(self.kinds)

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit."""
        return _is_unit(self.kinds)

    @property
    def number(self) -> str:
        """What it is in a number (scale, word, vague), empty where it is none."""
        return _number(self.kinds)


# Packs have few combinations of kinds, and each stands in many texts.
@cache
def _counts(kinds: tuple[str, ...]) -> bool:
    return any(kind.startswith(("unit.", "number.")) for kind in kinds)


@cache
def _number(kinds: tuple[str, ...]) -> str:
    return next((kind.removeprefix("number.") for kind in kinds if kind.startswith("number.")), "")


@cache
def _is_unit(kinds: tuple[str, ...]) -> bool:
    return any(kind.startswith("unit.") for kind in kinds)


class _Entry(NamedTuple):
    kinds: tuple[str, ...]
    value: float


class Lexicon:
    """The compiled words of one language."""

    def __init__(self, pack: LanguagePack) -> None:
        self.pack = pack
        self._terms = {kind: tuple(fold_term(term) for term in terms) for kind, terms in pack.cues.items()}
        self.machines = frozenset(self.terms("machines"))
        self.not_names = self.machines | frozenset(self.terms("not_names"))
        self.tiers = frozenset(pack.cues.get("tiers", ()))
        self.chip_words = frozenset(fold_term(term) for term in pack.units.get("chips", ()))
        self.institutions = frozenset(self.terms("institution"))
        self.places = frozenset(fold_term(term) for term in pack.cues.get("places", ()))
        self.makers = frozenset(fold_term(term).rstrip(" :") for term in pack.cues.get("maker", ()))
        self.companies = frozenset(self.terms("company"))
        self.word_endings = self.terms("word_endings")
        self.tier_words = Tiers(pack.tier_words)
        self.lone_tiers = frozenset(pack.cues.get("lone_tiers", ()))
        self.sizes_of_family = self.lone_tiers | ({"large", "small", "medium", "tiny"} & self.tiers)
        """Tiers that make a capitalised word before them a name (Kestrel Small)."""
        endings = "|".join(re.escape(ending) for ending in pack.cues.get("endings", ()))
        self.model_ending = re.compile(rf"(?:{endings or '(?!)'})$")
        tests = "|".join(re.escape(ending) for ending in pack.cues.get("test_endings", ()))
        self.test_ending = re.compile(rf"(?<=[A-Za-z-])(?:{tests or '(?!)'})(?:-?v?\d(?:\.\d)?)?$")
        self.adjectives = frozenset(self.terms("adjectives"))
        self.links = self.terms("attributive")
        self.object_marks = _longest_first(pack.cues.get("object", ()))
        self.object_prefixes = _longest_first(pack.cues.get("object_before", ()))
        self.conjunctions = frozenset(self.terms("conjunction"))
        entries: dict[str, dict[str, _Entry]] = {"exact": {}, "stem": {}, "free": {}, "hangul": {}, "tail": {}}
        for kind, term, value in _terms(pack):
            stem = term.strip("*")
            folded = fold_term(stem).strip()
            if not folded:
                continue
            table = entries[_table(term, folded, kind)]
            before = table.get(folded)
            kinds = (*before.kinds, kind) if before else (kind,)
            table[folded] = _Entry(tuple(dict.fromkeys(kinds)), value or (before.value if before else 0.0))
        _speak_of_models(entries["exact"])
        for table in entries.values():
            _compare_too(table)
        self._matchers = [
            (re.compile(_pattern(table, how, pack.prefixes, leaping=True)), table, how == "tail")
            for how, table in entries.items()
            if table
        ]
        self._seldom: dict[str, list[re.Pattern[str]]] = {}

    def terms(self, kind: str) -> tuple[str, ...]:
        """The pack's words of one kind of cue in its order, folded like the texts that they are looked up in."""
        return self._terms.get(kind, ())

    def find(self, kind: str, key: str, low: int, high: int) -> list[tuple[int, int]]:
        """Where words of one of the kinds in `SELDOM` stand within a span of a folded text, in order; some overlap."""
        if kind not in self._seldom:
            self._seldom[kind] = self._patterns(kind)
        return sorted(m.span() for pattern in self._seldom[kind] for m in pattern.finditer(key, max(low, 0), high))

    def _patterns(self, kind: str) -> list[re.Pattern[str]]:
        tables: dict[str, set[str]] = {}
        for term in self.pack.cues.get(kind, ()):
            folded = fold_term(term.strip("*")).strip()
            tables.setdefault(_table(term, folded, f"cue.{kind}"), set()).add(folded)
        return [re.compile(_pattern(terms, how, self.pack.prefixes)) for how, terms in tables.items()]

    def lex(self, key: str) -> list[Lexeme]:
        """All lexemes of a folded text in order; a lexeme inside a longer one is dropped unless it is a verb cue."""
        found: list[tuple[int, int, int, _Entry]] = []
        led = LEAD + key
        for order, (pattern, table, whole) in enumerate(self._matchers):
            matches = pattern.finditer(led)
            if whole:  # the compound that the term ends
                found += [(_word_start(key, m.start() - 1), 1 - m.end(), order, table[m[1]]) for m in matches]
            else:
                found += [(m.start(1) - 1, 1 - m.end(), order, table[m[1]]) for m in matches]
        found.sort()
        return _without_inner(found)


_KEPT_INSIDE = ("cue.train", "cue.release", "cue.model", "cue.rework")
_SWALLOWS = frozenset(
    [
        "cue.active",
        "cue.price",
        "cue.rate",
        "cue.context",
        "cue.share",
        "cue.dataset",
        "cue.subset",
        "cue.compare",
    ]
)
"""Phrases whose inner unit counts nothing (tokens in "per token")."""


def _without_inner(found: list[tuple[int, int, int, _Entry]]) -> list[Lexeme]:
    """The lexemes of what was found, given by start, negative end (the longest first) and order of search."""
    kept: list[Lexeme] = []
    outer_start = outer_end = -1
    for start, negative, _, entry in found:
        end = -negative
        kinds, value = entry
        if start < outer_end:
            outer = kept[-1]
            if start == outer_start and end == outer_end:
                merged = tuple(dict.fromkeys((*outer.kinds, *kinds)))
                kept[-1] = Lexeme(start, end, merged, outer.value or value)
                continue
            extra = _handed_on(outer.kinds, kinds)
            if extra:
                kept[-1] = Lexeme(outer_start, outer_end, (*outer.kinds, *extra), outer.value)
            if end <= outer_end or not extra:
                continue
        kept.append(new_tuple(Lexeme, (start, end, kinds, value)))
        outer_start, outer_end = start, end
    return kept


@lru_cache(maxsize=16384)
def _handed_on(outer: tuple[str, ...], inner: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds that a lexeme takes over from a shorter one inside it."""
    holds_unit = _counts(outer) or not _SWALLOWS.isdisjoint(outer)
    return tuple(
        kind
        for kind in inner
        if kind not in outer and (kind in _KEPT_INSIDE or (kind.startswith("unit.") and not holds_unit))
    )


def _speak_of_models(table: dict[str, _Entry]) -> None:
    """Make "the model" a word for a model too, as its last word is: the longer phrase hides that one."""
    for term, entry in table.items():
        last = table.get(term.rpartition(" ")[2])
        if " " in term and "cue.anaphor" in entry.kinds and last is not None and "cue.model" in last.kinds:
            table[term] = _Entry(tuple(dict.fromkeys((*entry.kinds, "cue.model"))), entry.value)


_COMPARING = ("cue.compare", "cue.compare_after")


def _compare_too(table: dict[str, _Entry]) -> None:
    """Let "more than" and "rather than" compare as "than" does, which they hide: they round or deny only figures."""
    inner = [(term, entry) for term, entry in table.items() if any(kind in entry.kinds for kind in _COMPARING)]
    for term, entry in table.items():
        if "cue.approximate" not in entry.kinds and "cue.negation" not in entry.kinds:
            continue
        words = f" {term} "
        held = [x.kinds for part, x in inner if (f" {part} " in words if _LETTERS.match(part) else part in term)]
        kinds = (*entry.kinds, *(kind for kind in _COMPARING if any(kind in own for own in held)))
        table[term] = _Entry(tuple(dict.fromkeys(kinds)), entry.value)


def _longest_first(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted((fold_term(term) for term in terms), key=len, reverse=True))


def _terms(pack: LanguagePack) -> Iterable[tuple[str, str, float]]:
    for kind, terms in pack.units.items():
        for term in terms:
            yield f"unit.{kind}", term, 0.0
    for kind, terms in pack.cues.items():
        if kind not in UNLEXED:
            for term in terms:
                yield f"cue.{kind}", term, 0.0
    numbers = pack.numbers
    tables = {
        "number.word": numbers.words,
        "number.scale": numbers.scales,
        "number.dual": numbers.duals,
        "number.vague": numbers.vague,
        "number.vague_scale": numbers.vague_scales,
        "number.before": numbers.before,
        "number.plus_half": dict.fromkeys(numbers.plus_half, 0.5),
        "number.point": dict.fromkeys(() if numbers.numerals else numbers.decimal_words, 0.1),
    }
    for kind, table in tables.items():
        for term, value in table.items():
            yield kind, term, value
    for term, (value, unit) in numbers.counted.items():
        yield f"counted.{unit}", term, value


def _table(term: str, folded: str, kind: str) -> str:
    if _HANGULS.match(folded[0]) and kind == "number.word":
        return "hangul"
    if not (_LETTERS.match(folded[0]) or _LETTERS.match(folded[-1])):
        return "free"
    if term.startswith("*"):
        return "tail"
    return "stem" if term.endswith("*") else "exact"


def _pattern(table: Iterable[str], how: str, prefixes: tuple[str, ...], *, leaping: bool = False) -> str:
    """A pattern whose first group is a term of a table; a leaping one is to be searched for as `behind_border` says."""
    trie = any_of(table)
    if how == "free":
        return f"({trie})"
    if how == "hangul":
        return f"(?<![{_HANGUL}])({trie})(?![{_HANGUL}])"
    if how == "tail":  # begins with plain characters, to which the search leaps, and looks back behind each
        firsts: dict[str, list[str]] = {}
        for term in table:
            firsts.setdefault(term[0], []).append(term[1:])
        tails = (f"{re.escape(c)}(?<=[{LETTER}]{re.escape(c)}){any_of(rests)}" for c, rests in firsts.items())
        return f"({'|'.join(tails)})(?![{LETTER}])"
    glued = "|".join(re.escape(fold_term(prefix)) for prefix in sorted(prefixes, key=len))
    term = (f"(?:|{glued})" if glued else "") + f"({trie})" + (f"[{LETTER}]*" if how == "stem" else f"(?![{LETTER}])")
    return behind_border(LETTER, term) if leaping else f"(?<![{LETTER}]){term}"


def _word_start(key: str, place: int) -> int:
    """Where the word begins that a place is in."""
    while place and _LETTERS.match(key, place - 1):
        place -= 1
    return place


@cache
def lexicon(code: str) -> Lexicon:
    """The compiled lexicon of a language that has a pack."""
    from keywords import load  # noqa: PLC0415  (packs load pydantic; only needed once text is read)

    return Lexicon(load(code))
