"""Text brought to one writing: same digits, no invisible marks, one letter for look-alikes; offsets lead back.

Both the words of the language packs and the texts they are looked for in go through `fold`, so that a word matches
however it was typed. Rules by script follow the Unicode data: NFKC for full-width forms only (it would turn the
full-width list comma into a grouping comma), combining marks dropped for Latin, Arabic and Hebrew but kept for Indic
scripts, where they are vowels.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

_SUPERSCRIPTS = {c: d for d, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیئ", "ي"),
        **dict.fromkeys("ةۀہھەۃ", "ه"),
        "ک": "ك",
        "ؤ": "و",
        "ё": "е",
        "İ": "i",
        "ı": "i",
        "׳": "'",
        "’": "'",
        "ʼ": "'",
        "‘": "'",
        "״": '"',
        "萬": "万",
        "億": "亿",
        "參": "参",
        "數": "数",
        "訓": "训",
        "練": "练",
        "張": "张",
        "顆": "颗",
        "個": "个",
        "塊": "块",
        "兩": "两",
        "詞": "词",
        "語": "语",
        "開": "开",
        "發": "发",
        "達": "达",
        "過": "过",
        "種": "种",
        "條": "条",
        "餘": "余",
        "級": "级",
        **dict(
            zip(
                (
                    "佈釋勝贏優與讓團實驗學習調層單處運動擴續連縮餾輸據庫總計約雙後這該們來國產業構結體點權礎備預壓劃輪圖頻標準測試檢評節號質"
                    "為將於證義應認識從環顯頁類電話組網線紅給統絕繼維緊編織術衛觀規視覺講設許請論諸變貝負責費資賓賽趨軟載較轉辦農選遠適邊還進"
                    "遲邁醫釐鏈錄鋪長門問閱隊際難雖靈響順領題願額"
                ),
                (
                    "布释胜赢优与让团实验学习调层单处运动扩续连缩馏输据库总计约双后这该们来国产业构结体点权础备预压划轮图频标准测试检评节号质"
                    "为将于证义应认识从环显页类电话组网线红给统绝继维紧编织术卫观规视觉讲设许请论诸变贝负责费资宾赛趋软载较转办农选远适边还进"
                    "迟迈医厘链录铺长门问阅队际难虽灵响顺领题愿额"
                ),
                strict=True,
            )
        ),  # traditional characters that stand in words of the packs
    }
)
_DASHES = {"‐": "-", "‑": "-", "−": "-", "﹣": "-"}
_ZWNJ = "\u200c"
_NUKTAS = "\u093c\u09bc"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one writing, twice: ``text`` keeps letters and case, ``key`` is what packs are matched against.

    Both have the same length; character ``i`` of either came from ``source[starts[i]:ends[i]]`` of the original.
    """

    source: str
    text: str
    key: str
    starts: Sequence[int]
    stretched: Mapping[int, int]
    """Ends of the characters that hold more than one of the original, because marks behind them were dropped."""

    @property
    def ends(self) -> list[int]:
        """Where the original of each character ends."""
        return [self.stretched.get(i, start + 1) for i, start in enumerate(self.starts)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the folded characters ``start`` to ``end`` (at least one character)."""
        last = end - 1
        return self.starts[start], self.stretched.get(last) or self.starts[last] + 1

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Folded offsets of the original characters ``start`` to ``end``."""
        if isinstance(self.starts, range):  # nothing was dropped or widened
            return min(start, len(self.starts)), min(end, len(self.starts))
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def quote(self, start: int, end: int) -> str:
        """The original text of the folded characters ``start`` to ``end``."""
        begin, stop = self.span(start, end)
        return self.source[begin:stop]


def _is_dropped_mark(c: str) -> bool:
    code = ord(c)
    return (
        0x0300 <= code <= 0x036F
        or 0x0610 <= code <= 0x061A
        or 0x064B <= code <= 0x065F
        or code in (0x0640, 0x0670)
        or 0x06D6 <= code <= 0x06ED
        or (0x0591 <= code <= 0x05C7 and code not in (0x05BE, 0x05C0, 0x05C3))
        or c in _NUKTAS
    )


def _clean(c: str) -> str:
    """One character in the writing that keeps case; empty where it is dropped."""
    if c in _SUPERSCRIPTS or c in "\n\t|":
        return c
    category = unicodedata.category(c)
    if category == "Cf" or (category == "Mn" and _is_dropped_mark(c)) or c == "\u0640":
        return ""
    if category == "Cc":
        return " "
    if category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    digit = unicodedata.decimal(c, None)
    if digit is not None:
        return str(digit)
    if c in _DASHES:
        return _DASHES[c]
    code = ord(c)
    if 0xFF01 <= code <= 0xFF5E and c not in "，；：":
        return chr(code - 0xFEE0)
    if 0xFB1D <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC:
        return unicodedata.normalize("NFKC", c)
    if 0x0900 <= code <= 0x09FF:
        return "".join(part for part in unicodedata.normalize("NFD", c) if part not in _NUKTAS)
    return c


def _fold_letter(c: str) -> str:
    """One cleaned character as it is matched: lower case, without Latin accents, with look-alikes united."""
    code = ord(c)
    if code < 0x80:
        return c.lower()
    c = c.translate(_LETTERS)
    if len(c) != 1 or ord(c) < 0x80:
        return c
    lowered = c.lower()
    if len(lowered) == 1:
        c = lowered
    if 0xC0 <= ord(c) <= 0x24F or 0x1E00 <= ord(c) <= 0x1EFF:
        base = unicodedata.normalize("NFD", c)[0]
        return {"ø": "o", "ł": "l", "đ": "d"}.get(base, base)
    return c


_SPECIAL = "\0"
"""Stands for a character that is dropped, becomes several, or depends on its neighbours; no cleaned text holds it."""
_FEW = 24
"""Different characters up to which replacing one by one is faster than a table."""
_KEPT_PLANES = 0x20000
"""Code points below which a table remembers what it has worked out: the planes with letters, marks and digits."""


class FoldingTable(dict[int, str]):
    """A table for `str.translate` that works out each character by a rule when it is first met.

    ``small`` says that the table is one of small letters, where to lose only its capital is no change.
    """

    def __init__(self, rule: Callable[[str], str], *, small: bool = False) -> None:
        super().__init__()
        self._rule = rule
        self._small = small
        self._unchanged: set[str] = set()

    def __missing__(self, code: int) -> str:
        written = self._rule(chr(code))
        if code < _KEPT_PLANES:
            self[code] = written
        return written

    def changes(self, characters: AbstractSet[str]) -> dict[str, str]:
        """The characters that change, each with what it becomes; those that do not are remembered and asked once."""
        changed = {}
        for c in characters - self._unchanged:
            folded = self[ord(c)]
            if folded != (c.lower() if self._small else c):
                changed[c] = folded
            elif ord(c) < _KEPT_PLANES:
                self._unchanged.add(c)
        return changed


@lru_cache(maxsize=4)
def _characters(text: str) -> frozenset[str]:
    """The different characters of a text; kept for the next table that is asked about the same one."""
    return frozenset(text)


def written(text: str, table: FoldingTable) -> str:
    """A text by a table; where it changes few kinds of characters, they are replaced one by one, which is faster."""
    if text.isascii():
        return text.translate(table)
    changed = table.changes(_characters(text))
    return _replaced(text, changed) if _few_and_apart(changed) else text.translate(table)


def written_small(text: str, table: FoldingTable) -> str:
    """As `written` by a table of small letters: what only loses its capital is left to the text's own method."""
    if text.isascii():
        return text.lower()
    changed = table.changes(_characters(text))
    if _few_and_apart(changed) and "Σ" not in text:  # whose small form depends on what stands round it
        return _replaced(text, changed).lower()
    return text.translate(table)


def _few_and_apart(changed: Mapping[str, str]) -> bool:
    """Whether characters can be replaced one by one: none turns into one that is replaced after it."""
    return len(changed) <= _FEW and changed.keys().isdisjoint(changed.values())


def _replaced(text: str, changed: Mapping[str, str]) -> str:
    for c, folded in changed.items():
        text = text.replace(c, folded)
    return text


def _clean_or_special(c: str) -> str:
    clean = _clean(c)
    return clean if len(clean) == 1 and c not in _SUPERSCRIPTS and c != _ZWNJ else _SPECIAL


_CLEANED = FoldingTable(_clean_or_special)
_FOLDED = FoldingTable(_fold_letter, small=True)
_NOT_PLAIN = re.compile(r"\0|\*{2,}")


def _is_emphasis(source: str, i: int) -> bool:
    """Whether an asterisk is one of two that set off bold text, rather than a power or the mark of a list."""
    first = i if source.startswith("**", i) else i - 1 if i and source[i - 1] == "*" else -1
    if first < 0:
        return False
    before, after = source[max(0, first - 1) : first], source[first + 2 : first + 3]
    return bool(before or after) and not (before.isdigit() and after.isdigit())


def fold(source: str) -> Folded:
    """Fold a text; superscript digits become ``^`` and digits, a zero-width non-joiner in Arabic script a space."""
    cleaned = written(source, _CLEANED)
    if _SPECIAL not in cleaned and "**" not in cleaned:
        return Folded(source, cleaned, _key(cleaned), range(len(cleaned)), {})
    text, starts, stretched = _written_out(source, cleaned)
    return Folded(source, text, _key(text), starts, stretched)


def _key(text: str) -> str:
    return written_small(text, _FOLDED)


def _written_out(source: str, cleaned: str) -> tuple[str, list[int], dict[int, int]]:
    """A cleaned text with its special characters as they are written, and its offsets in the original."""
    parts: list[str] = []
    starts: list[int] = []
    stretched: dict[int, int] = {}
    done = 0
    before = ""
    power_end = -1
    for match in _NOT_PLAIN.finditer(cleaned):
        if match.start() > done:
            before = cleaned[match.start() - 1]
            parts.append(cleaned[done : match.start()])
            starts.extend(range(done, match.start()))
        done = match.end()
        for i in range(match.start(), done):
            c = source[i]
            if c == "*":
                written = "" if _is_emphasis(source, i) else c
            elif c in _SUPERSCRIPTS:
                digit = str(_SUPERSCRIPTS[c])
                written = digit if power_end == i else "^" + digit
                power_end = i + 1
            elif c == _ZWNJ:
                written = " " if "\u0600" <= before <= "\u06ff" else ""
            else:
                written = _clean(c)
            if written:
                before = written[-1]
                parts.append(written)
                starts.extend([i] * len(written))
            elif starts and _is_dropped_mark(c):
                stretched[len(starts) - 1] = i + 1
    parts.append(cleaned[done:])
    starts.extend(range(done, len(cleaned)))
    return "".join(parts), starts, stretched


@lru_cache(maxsize=65536)
def fold_term(term: str) -> str:
    """A pack's word as it is matched."""
    return fold(term).key
