"""Finds a language's words in a folded text: one pass with compiled tries, longest match first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from keywords import LanguagePack
from keywords.folding import fold_term

LETTER = (
    r"a-z\u00df-\u024f\u0370-\u03ff\u0400-\u052f\u0590-\u05bd\u05d0-\u05ea\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5"
    r"\u06ee\u06ef\u06fa-\u06ff\u0900-\u0963\u0971-\u097f\u0980-\u09e3"
)
"""Letters and vowel signs of scripts that put spaces between words, as the inside of a character class."""

_HANGUL = r"\uac00-\ud7a3"
_LETTERS = re.compile(f"[{LETTER}]")
_HANGULS = re.compile(f"[{_HANGUL}]")


UNLEXED = ("object", "object_before", "not_names", "conjunction", "tiers", "lone_tiers", "endings", "institution")
"""Kinds that are looked up whole and never searched for in running text."""


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word or phrase of a pack in a text; its ``kinds`` are such as ``unit.tokens`` and ``cue.train``."""

    start: int
    end: int
    kinds: tuple[str, ...]
    value: float = 0.0

    def has(self, *kinds: str) -> bool:
        """Whether the lexeme is of one of these kinds."""
        return any(kind in self.kinds for kind in kinds)


@dataclass(frozen=True, slots=True)
class _Entry:
    kinds: tuple[str, ...]
    value: float


class Lexicon:
    """The compiled words of one language."""

    def __init__(self, pack: LanguagePack) -> None:
        self.pack = pack
        self.not_names = frozenset(fold_term(term) for term in pack.cues.get("not_names", ()))
        self.phrase_heads = frozenset(term.split(" ")[0] for term in self.not_names if " " in term)
        """First words of the phrases among them."""
        self.tiers = frozenset(pack.cues.get("tiers", ()))
        self.institutions = frozenset(fold_term(term) for term in pack.cues.get("institution", ()))
        self.lone_tiers = frozenset(pack.cues.get("lone_tiers", ()))
        endings = "|".join(re.escape(ending) for ending in pack.cues.get("endings", ()))
        self.model_ending = re.compile(rf"(?:{endings or '(?!)'})$")
        self.links = tuple(fold_term(term) for term in pack.cues.get("attributive", ()))
        self.object_marks = _longest_first(pack.cues.get("object", ()))
        self.object_prefixes = _longest_first(pack.cues.get("object_before", ()))
        self.conjunctions = frozenset(fold_term(term) for term in pack.cues.get("conjunction", ()))
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
        self._tails = entries["tail"]
        self._matchers = [(_compile(table, how, pack.prefixes), table) for how, table in entries.items() if table]

    def lex(self, key: str) -> list[Lexeme]:
        """All lexemes of a folded text in order; a lexeme inside a longer one is dropped unless it is a verb cue."""
        found: list[Lexeme] = []
        for pattern, table in self._matchers:
            for match in pattern.finditer(key):
                start = match.start() if table is self._tails else match.start("term")
                entry = table[match["term"]]
                found.append(Lexeme(start, match.end(), entry.kinds, entry.value))
        found.sort(key=lambda lexeme: (lexeme.start, -lexeme.end))
        return _without_inner(found)


_KEPT_INSIDE = ("cue.train", "cue.release", "cue.model", "cue.rework")
_SWALLOWS = (
    "cue.active",
    "cue.price",
    "cue.rate",
    "cue.context",
    "cue.share",
    "cue.dataset",
    "cue.subset",
    "cue.compare",
)
"""Phrases whose inner unit counts nothing (tokens in "per token")."""


def _without_inner(found: list[Lexeme]) -> list[Lexeme]:
    kept: list[Lexeme] = []
    for lexeme in found:
        outer = kept[-1] if kept else None
        if outer is not None and lexeme.start < outer.end:
            same = (lexeme.start, lexeme.end) == (outer.start, outer.end)
            if same:
                kinds = tuple(dict.fromkeys((*outer.kinds, *lexeme.kinds)))
                kept[-1] = Lexeme(outer.start, outer.end, kinds, outer.value or lexeme.value)
                continue
            holds_unit = any(k.startswith(("unit.", "number.")) for k in outer.kinds) or outer.has(*_SWALLOWS)
            extra = tuple(
                kind
                for kind in lexeme.kinds
                if kind not in outer.kinds and (kind in _KEPT_INSIDE or (kind.startswith("unit.") and not holds_unit))
            )
            if extra:
                kept[-1] = Lexeme(outer.start, outer.end, (*outer.kinds, *extra), outer.value)
            if lexeme.end <= outer.end or not extra:
                continue
        kept.append(lexeme)
    return kept


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


def _compile(table: dict[str, _Entry], how: str, prefixes: tuple[str, ...]) -> re.Pattern[str]:
    trie = _trie(table)
    if how == "free":
        return re.compile(f"(?P<term>{trie})")
    if how == "hangul":
        return re.compile(f"(?<![{_HANGUL}])(?P<term>{trie})(?![{_HANGUL}])")
    if how == "tail":  # the last part of a compound written as one word
        return re.compile(f"(?<![{LETTER}])[{LETTER}]+?(?P<term>{trie})(?![{LETTER}])")
    glued = "|".join(re.escape(fold_term(prefix)) for prefix in sorted(prefixes, key=len))
    lead = f"(?<![{LETTER}])" + (f"(?:|{glued})" if glued else "")
    return re.compile(f"{lead}(?P<term>{trie})" + (f"[{LETTER}]*" if how == "stem" else f"(?![{LETTER}])"))


def _trie(words: Iterable[str]) -> str:
    """A regular expression for any of the words, longest first, that fails fast on the first character."""
    root: dict[str, object] = {}
    for word in words:
        node = root
        for c in word:
            following = node.setdefault(c, {})
            assert isinstance(following, dict)
            node = following
        node[""] = True
    return _branch(root)


def _branch(node: dict[str, object]) -> str:
    options = []
    for c, following in sorted(node.items()):
        if c:
            assert isinstance(following, dict)
            options.append(re.escape(c) + _branch(following))
    if not options:
        return ""
    body = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
    return f"(?:{body})?" if "" in node else body


@cache
def lexicon(code: str) -> Lexicon:
    """The compiled lexicon of a language that has a pack."""
    from keywords import load  # noqa: PLC0415  (packs load pydantic; only needed once text is read)

    return Lexicon(load(code))
