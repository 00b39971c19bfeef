"""Text brought to one writing: same digits, no invisible marks, one letter for look-alikes; offsets lead back.

Both the words of the language packs and the texts they are looked for in go through `fold`, so that a word matches
however it was typed. Rules by script follow the Unicode data: NFKC for full-width forms only (it would turn the
full-width list comma into a grouping comma), combining marks dropped for Latin, Arabic and Hebrew but kept for Indic
scripts, where they are vowels.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
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
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the folded characters ``start`` to ``end`` (at least one character)."""
        return self.starts[start], self.ends[end - 1]

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Folded offsets of the original characters ``start`` to ``end``."""
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


@lru_cache(maxsize=65536)
def _pair(c: str) -> tuple[str, str]:
    clean = _clean(c)
    return clean, "".join(_fold_letter(x) for x in clean)


def _is_emphasis(source: str, i: int) -> bool:
    """Whether an asterisk is one of two that set off bold text, rather than a power or the mark of a list."""
    first = i if source.startswith("**", i) else i - 1 if i and source[i - 1] == "*" else -1
    if first < 0:
        return False
    before, after = source[max(0, first - 1) : first], source[first + 2 : first + 3]
    return bool(before or after) and not (before.isdigit() and after.isdigit())


def fold(source: str) -> Folded:
    """Fold a text; superscript digits become ``^`` and digits, a zero-width non-joiner in Arabic script a space."""
    text: list[str] = []
    key: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    in_power = False
    for i, c in enumerate(source):
        if c in _SUPERSCRIPTS:
            written = str(_SUPERSCRIPTS[c])
            clean, folded = (written, written) if in_power else ("^" + written, "^" + written)
            in_power = True
        else:
            in_power = False
            clean, folded = _pair(c)
            if c == _ZWNJ and text and "\u0600" <= text[-1] <= "\u06ff":
                clean = folded = " "
        if c == "*" and _is_emphasis(source, i):
            clean = ""
        if not clean:
            if ends and _is_dropped_mark(c):
                ends[-1] = i + 1
            continue
        for a, b in zip(clean, folded, strict=True):
            text.append(a)
            key.append(b)
            starts.append(i)
            ends.append(i + 1)
    return Folded(source, "".join(text), "".join(key), tuple(starts), tuple(ends))


@lru_cache(maxsize=65536)
def fold_term(term: str) -> str:
    """A pack's word as it is matched."""
    return fold(term).key
