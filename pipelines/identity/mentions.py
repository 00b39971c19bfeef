"""Finding known names in running text of any script: longest match, word borders where the script has them.

Written languages attach things to names: Arabic and Hebrew prefix conjunctions and articles, Korean, Bengali and
Russian add endings, Chinese and Japanese write no spaces. Each script's border rule below allows exactly that much.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from keywords.tries import LEAD, all_latin, any_of, behind_border, choice
from pipelines.identity.folding import Folded, fold, fold_with_origins

_KEYS = (16, 8, 4, 3, 2)
"""How many first characters of a name are its key in the table: as many of these as it has.

Long ones keep the hundreds of names that begin alike (University of ...) apart.
"""
_SHORTEST = min(_KEYS)
_HEAD = 8
"""Most characters of a name that are searched for."""
_OTHER_HEAD = 5
"""The same where the script is not Latin, whose names are shorter."""

_SCRIPTS = (
    ("hebrew", 0x0590, 0x05FF),
    ("arabic", 0x0600, 0x06FF),
    ("arabic", 0x0750, 0x077F),
    ("cyrillic", 0x0400, 0x04FF),
    ("devanagari", 0x0900, 0x097F),
    ("bengali", 0x0980, 0x09FF),
    ("hangul", 0xAC00, 0xD7A3),
    ("katakana", 0x30A1, 0x30FE),
    ("free", 0x3041, 0x309F),
    ("free", 0x3400, 0x9FFF),
    ("free", 0xF900, 0xFAFF),
    ("latin", 0x0370, 0x03FF),
)

_PREFIXES = {
    # Hebrew: and, the, in, to, from, that, as; Arabic: and/so, by/for/as, the.
    "hebrew": re.compile(r"[והבלמשכ]{1,3}"),
    "arabic": re.compile(r"[وف]?[بلک]?(?:ال)?|لل"),
}
_ENDINGS = {
    # Persian indefinite, possessive and plural endings; Arabic has none on a name.
    "arabic": re.compile(r"ی|ها|های|یی|اش|'?s"),
    "cyrillic": re.compile(r"[аеиоуыюя]|ой|ом|ем|ов|ах|ам|ами|ых|ым|ого|ому"),
    "hangul": re.compile(
        r"(?:은|는|이|가|을|를|의|에|와|과|도|로|으로|에서|에게|께서|사|측|만|까지|부터|이나|나|보다|처럼|라는|이라는"
        r"|인|이다|다|였다|라고|에는|에도|에서는|이며|며|등|한|하는|했다|형|계|판|코리아)"
    ),
    "bengali": re.compile(r"(?:র|ের|এর|কে|তে|ে|টি|য|যের|য়ের|রা)?[ওই]?"),
    "latin": re.compile(r"s"),
}


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    if not character.isalnum() and unicodedata.category(character) not in {"Mc", "Mn"}:
        return ""
    if character.isascii():
        return "latin"
    point = ord(character)
    for name, low, high in _SCRIPTS:
        if low <= point <= high:
            return name
    return "latin"


_PREFIX_ENDS = {"hebrew": set("והבלמשכ"), "arabic": set("وفبلک")}
"""Letters that a prefix may end with, right before a name."""
_LONGEST_PREFIX = 4
"""Characters of the longest prefixes together; a name further inside a word does not begin it."""
_LONGEST_ENDING = 8
"""Characters beyond the longest ending that has an end (the Korean ones go on with anything)."""

_WORDS_ACROSS = frozenset(["开源", "開源", "来源", "來源", "资源", "資源", "能源", "电源", "電源"])
"""Common Chinese words whose second character also begins a name: "开源大模型" is an open-source model, not 源."""

_JOINER = "\u200c"


class Mention(NamedTuple):
    """A known name in a text: ``text[start:end]`` is its form there."""

    canonical: str
    alias: str
    start: int
    end: int


class _Entry(NamedTuple):
    folded: str
    canonical: str
    alias: str
    case: str  # "" any, "initial" needs its capital, "exact" as written


def _case_rule(alias: str) -> str:
    """How much of an alias's capitals a text must show.

    A short abbreviation (LINE, KT) and a capitalised plain word (Meta, Apple) are common words in other letters; a name
    with a digit, an inner capital or several words is not.
    """
    if not alias.isascii() or not alias[0].isupper() or " " in alias or any(c.isdigit() for c in alias):
        return ""
    if alias.isupper() and len(alias) <= 4:
        return "exact"
    return "initial" if alias.isupper() or alias[1:].islower() else ""


def _starts_word(text: str, position: int) -> bool:
    script = _script(text[position])
    if position == 0 or script in {"free", ""}:
        return text[max(position - 1, 0) : position + 1] not in _WORDS_ACROSS
    if _script(text[position - 1]) != script:
        return True
    prefixes = _PREFIXES.get(script)
    if prefixes is None:
        return False
    word = position - 1
    while word > 0 and _script(text[word - 1]) == script:
        word -= 1
        if position - word > _LONGEST_PREFIX:
            return False
    return prefixes.fullmatch(text, word, position) is not None


def _ends_word(text: str, end: int) -> bool:
    script = _script(text[end - 1])
    if end == len(text) or script in {"free", ""} or _script(text[end]) != script:
        return True
    endings = _ENDINGS.get(script)
    if endings is None:
        return False
    if script == "hangul":  # anything may follow a Korean ending
        return endings.match(text, end) is not None
    word = end
    while word < len(text) and _script(text[word]) == script:
        word += 1
        if word - end > _LONGEST_ENDING:
            return False
    return endings.fullmatch(text, end, word) is not None


class Beginnings:
    """Where in a text one of many names may begin: a quick look that leaves few places to look at closely."""

    def __init__(self, heads: Iterable[str]) -> None:
        """``heads`` are the first characters of the names, folded, at least two of each."""
        by_script: dict[str, list[str]] = {}
        for head in heads:
            script = "ascii" if head[0].isascii() and head[0].isalnum() else _script(head[0])
            script = "other latin" if script != "ascii" and all_latin(head[0]) else script
            by_script.setdefault(script, []).append(head)
        latin, other_latin = by_script.pop("ascii", []), by_script.pop("other latin", [])
        self._in_latin = re.compile(behind_border("a-z0-9", f"(?={any_of([*latin, *other_latin])})"))
        """What finds them in a text of nothing but Latin letters, where most letters begin some name."""
        by_script |= {"ascii": latin, "other latin": other_latin}
        self._by_script = [_beginnings_in(script, found) for script, found in by_script.items() if found]

    def places(self, haystack: str) -> list[int]:
        """The places in a folded text, in order."""
        if all_latin(haystack):
            return [match.start() for match in self._in_latin.finditer(LEAD + haystack)]
        found = [match.start() for pattern in self._by_script for match in pattern.finditer(haystack)]
        found.sort()
        return found


def _beginnings_in(script: str, heads: Iterable[str]) -> re.Pattern[str]:
    """Where a name of one script may begin, by its first characters and the one before it.

    Each choice begins with a plain character, to which the search leaps; what stands before it is asked afterwards.
    """
    following: dict[str, set[str]] = {}
    for head in heads:
        following.setdefault(head[0], set()).add(head[1 : _HEAD if script == "ascii" else _OTHER_HEAD])
    inside = {
        chr(point)
        for name, low, high in _SCRIPTS
        for point in range(low, high + 1)
        if name == script not in {"free", "latin"} and _script(chr(point)) == script
    }
    if script == "ascii":
        inside = set(string.ascii_lowercase + string.digits)
    inside -= _PREFIX_ENDS.get(script, set())
    border = f"(?<!{_class(inside)}{{}})" if inside else ""
    return re.compile(
        choice(
            {
                first: f"(?={any_of(rests)}){border.format(re.escape(first))}"
                for first, rests in sorted(following.items())
            }
        )
    )


def _class(characters: set[str]) -> str:
    """A pattern for one of some characters; their ranges, so that a whole script stays short."""
    ranges: list[list[int]] = []
    for point in sorted(map(ord, characters)):
        if ranges and point == ranges[-1][1] + 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    body = "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in ranges)
    return f"[{body}]" if body else "(?!)"


class NameFinder:
    """Finds many names at once; building it is linear in the names, searching linear in the text."""

    def __init__(self, names: Mapping[str, Iterable[str]], *, versions_may_follow: bool = False) -> None:
        """``names`` maps each canonical name to the forms under which texts write it.

        With ``versions_may_follow`` a digit right after a Latin name ends it, as in "Qwen3".
        """
        self._versions_may_follow = versions_may_follow
        self._table: dict[str, list[_Entry]] = {}
        for canonical, aliases in names.items():
            for alias in aliases:
                folded = fold(alias)
                if len(folded) >= _SHORTEST:
                    entry = _Entry(folded, canonical, alias, _case_rule(alias))
                    length = next(length for length in _KEYS if length <= len(folded))
                    self._table.setdefault(folded[:length], []).append(entry)
        for entries in self._table.values():
            entries.sort(key=lambda entry: (-len(entry.folded), entry.canonical))

    @cached_property
    def beginnings(self) -> Beginnings:
        """Where these names may begin."""
        return Beginnings(self.heads)

    @property
    def heads(self) -> Iterable[str]:
        """The first characters of the names."""
        return {entry.folded[:_HEAD] for entries in self._table.values() for entry in entries}

    def find(self, text: str) -> list[Mention]:
        """The names in ``text``, in order and without overlaps; of several at one place the longest."""
        folded = fold_with_origins(text)
        return self.find_at(folded, self.beginnings.places(folded.text))

    def find_at(self, folded: Folded, places: Iterable[int]) -> list[Mention]:
        """As `find`, where it is known at which places of the folded text names may begin."""
        haystack = folded.text
        found: list[Mention] = []
        behind = 0
        for position in places:
            if position < behind:
                continue
            entries = self._entries(haystack, position)
            # Most positions are inside a word; asking that once saves comparing with every name of the same beginning.
            for entry in entries if entries and _starts_word(haystack, position) else ():
                mention = self._mention_at(entry, folded, position)
                if mention is not None:
                    found.append(mention)
                    behind = position + len(entry.folded)
                    break
        return found

    def _entries(self, haystack: str, position: int) -> Sequence[_Entry]:
        """The names with the beginning that stands at a position, longest first."""
        table = self._table
        entries: Sequence[_Entry] = ()
        for length in _KEYS:
            shorter = table.get(haystack[position : position + length])
            if shorter is not None:
                entries = (*entries, *shorter) if entries else shorter
        return entries

    def _mention_at(self, entry: _Entry, folded: Folded, position: int) -> Mention | None:
        end = position + len(entry.folded)
        if not folded.text.startswith(entry.folded, position):
            return None
        ends = _ends_word(folded.text, end) or (self._versions_may_follow and folded.text[end].isdigit())
        if not ends:
            return None
        start, stop = folded.span(position, end)
        form = folded.original[start:stop]
        if _JOINER in form and _JOINER not in entry.alias:
            # The joiner divides a word: Persian "mi-tavan" (one can) is not Meituan.
            return None
        if entry.case == "exact" and form != entry.alias:
            return None
        if entry.case == "initial" and not form[0].isupper():
            return None
        return Mention(entry.canonical, entry.alias, start, stop)
