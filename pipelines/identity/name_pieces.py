"""Cutting a model's name into pieces: words, numbers, sizes, dates; no knowledge of families here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from pipelines.identity.folding import fold
from pipelines.identity.name_words import MODALITY_PHRASES, MONTHS, PACKAGING, VARIANTS


class Kind(StrEnum):
    """What a piece of a name is, by its form alone."""

    WORD = "word"
    CODE = "code"  # one letter and a number: k2, r1, o1
    NUMBER = "number"
    VERSION = "version"  # a number after v
    SIZE = "size"  # 70b
    ACTIVE = "active"  # a22b
    EFFECTIVE = "effective"  # e4b
    SHAPE = "shape"  # 8x7b, 17bx128e
    EXPERTS = "experts"  # 128e
    CONTEXT = "context"  # 128k
    STAMP = "stamp"  # 0324, 2507
    FORMAT = "format"  # 4bit, w4a16, fp8kv


class Piece(NamedTuple):
    """One piece: its folded text and, for sizes, its value (a parameter count)."""

    kind: Kind
    text: str
    value: float = 0.0


class Stamp(NamedTuple):
    """A date written in a name, as far as it says: year (0 where absent), month, day (0 where absent)."""

    year: int
    month: int
    day: int


_GREEK = str.maketrans(
    {
        "α": "alpha",
        "β": "beta",
        "γ": "gamma",
        "δ": "delta",
        "λ": "lambda",
        "π": "pi",
        "σ": "sigma",
        "ς": "sigma",
        "ω": "omega",
    }
)
_SCALES = {"m": 1e6, "b": 1e9, "t": 1e12}
_LARGEST_SIZE = 1e16
"""Parameters beyond which what stands in a name states nothing; digits without end would be infinite."""
_MONTH = r"(?P<m>0[1-9]|1[0-2])"
_DAY = r"(?P<d>0[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<y>20[12345]\d)"
_MONTH_NAME = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}[-./]?{_MONTH}[-./]?{_DAY}(?!\d)",
        rf"(?<!\d)(?P<y>2\d){_MONTH}{_DAY}(?!\d)",
        rf"(?<![\d.]){_MONTH}-{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[-/]{_MONTH}(?!\d)",
        rf"(?<=-){_MONTH}-{_DAY}(?=-|$)",
        rf"(?<![a-z])(?P<name>{_MONTH_NAME})[-./']*(?P<y>(?:20)?\d\d)(?![\d.a-z])",
    )
)
_LIKE_A_DATE = re.compile(rf"20[1-5]\d|(?<!\d)2\d{{5}}|-\d\d-\d\d(?:-|$)|(?:{_MONTH_NAME})[-./']*\d\d")
"""Cheaper than the six; true of every text that one of them finds something in."""
_QUANTISER_CODES = re.compile(
    r"(?<![a-z0-9])(?:(?:[dop]?q[2-8]|[it]q[1-4])(?:[-_.]\d)?e?(?:[-_]k)?(?:[-_]?(?:xxs|xs|xl|[sml]))?|\d+(?:\.\d+)?bpw)"
    r"(?![a-z0-9])"
)
_BITS_APART = re.compile(r"(?<=\d)[-_](?=bits?(?![a-z]))")
_FORMAT_CODE = re.compile(r"fp(?:4|6|8|16|32)|bf16|(?<![a-z])int[2-8](?!\d)|w\d+a\d+|[a-z]{3}quant$")
"""Codes of number formats, alone or with what they apply to ("attnfp8", "int8fp16", "mxfp4xmxfp8")."""
_BEFORE_FORMAT = re.compile(r"\.(?=w\d+a\d+)")
_YEAR_AND_MONTH = re.compile(r"2\d\.(?:0[1-9]|1[0-2])")
_MODALITIES = re.compile("|".join(MODALITY_PHRASES))
_POINT_AS_P = re.compile(r"(?<=\d)p(?=\d)")
_UNDERSCORE_SIZE = re.compile(r"(?<=[-\s])(\d)_(\d)(?=b(?![a-z]))")
_SPLIT_VERSION = re.compile(r"(?<![\d.])(\d)[-_](\d)(?![\d.a-z])")
_SERVICE_REVISION = re.compile(r"(\d.*)-v\d+:0$")
"""A host's own counter behind a name that has a number already; "claude-v2:1" is Claude 2.1."""
_JOINED_LETTERS = re.compile(r"(?<=[a-z])[.:](?=[a-z])")
_SEPARATORS = re.compile(r"[^\w.]+|_+")
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.SHAPE, re.compile(r"\d+x\d+(?:\.\d+)?b(?![a-z0-9])|\d+(?:\.\d+)?bx\d+e(?![a-z0-9])")),
    (Kind.FORMAT, re.compile(r"\d+(?:\.\d+)?bits?(?![a-z])|\d+gb(?![a-z0-9])")),
    (
        Kind.SIZE,
        re.compile(
            r"(?P<whole>\d)b(?P<tenth>\d)(?![a-z0-9])|(?P<number>\d+(?:\.\d+)?)(?P<scale>[bmt])(?:n)?(?![a-z0-9])"
        ),
    ),
    (Kind.CONTEXT, re.compile(r"\d+k(?![a-z0-9])")),
    (Kind.EXPERTS, re.compile(r"\d+e(?![a-z0-9])")),
    (Kind.NUMBER, re.compile(r"\d+(?:\.\d+)*[a-z](?![a-z0-9])|\d+(?:\.\d+)*")),
)
_LEADING_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.ACTIVE, re.compile(r"a(?P<number>\d+(?:\.\d+)?)(?P<scale>[bm])(?![a-z0-9])")),
    (Kind.EFFECTIVE, re.compile(r"e(?P<number>\d+(?:\.\d+)?)(?P<scale>[bm])(?![a-z0-9])")),
    (Kind.VERSION, re.compile(r"v(?P<version>\d+(?:\.\d+)*[a-z]?)(?![a-z0-9])")),
    (Kind.CODE, re.compile(r"[a-z]\d+(?:\.\d+)*(?![a-z0-9])")),
    (Kind.WORD, re.compile(r"[a-z]\d[a-z]+(?![a-z0-9])")),
)
_LETTERS = re.compile(r"(?:(?!\d)\w)+")


def dates_removed(text: str) -> tuple[str, list[Stamp]]:
    """Take the dates out of a cleaned name."""
    stamps: list[Stamp] = []

    def keep(match: re.Match[str]) -> str:
        groups = match.groupdict()
        year = int(groups.get("y") or 0)
        month = MONTHS[groups["name"]] if "name" in groups else int(groups["m"])
        stamps.append(Stamp(year + 2000 if 0 < year < 100 else year, month, int(groups.get("d") or 0)))
        return "-"

    text = f"-{text}"
    for pattern in _DATES if _LIKE_A_DATE.search(text) else ():
        text = pattern.sub(keep, text)
    return text.strip("-"), stamps


def stamp_of(digits: str) -> Stamp | None:
    """Read four digits as YYMM (years 2020 to 2039) or MMDD; ``None`` where they are neither."""
    first, second = int(digits[:2]), int(digits[2:])
    if 20 <= first <= 39 and 1 <= second <= 12:
        return Stamp(2000 + first, second, 0)
    if 1 <= first <= 12 and 1 <= second <= 31:
        return Stamp(0, first, second)
    return None


def clean(text: str) -> str:
    """Fold a name and undo the spellings that addresses force on it (``2p5``, ``3-5``, ``v1:0``)."""
    text = fold(text).translate(_GREEK).replace("·", "").replace("+", "-plus-")
    text = re.sub(r"\s+", "-", text.strip())
    text = _SERVICE_REVISION.sub(r"\1", re.sub(r"(?<=\d):(?=[1-9]$)", ".", text)).removesuffix(":0")
    text = _POINT_AS_P.sub(".", text)
    return _SPLIT_VERSION.sub(r"\1.\2", _UNDERSCORE_SIZE.sub(r"\1.\2", text))


def pieces(text: str) -> Iterator[Piece]:
    """Cut a cleaned name without dates into pieces, in order."""
    text = _MODALITIES.sub(lambda match: MODALITY_PHRASES[match[0]], text)
    text = _QUANTISER_CODES.sub("-gguf-", _BITS_APART.sub("", _BEFORE_FORMAT.sub("-", text)))
    text = _JOINED_LETTERS.sub("", text)
    for chunk in _SEPARATORS.split(text):
        yield from _cut(chunk.strip("."))


def _cut(chunk: str) -> Iterator[Piece]:
    if not chunk:
        return
    if chunk in VARIANTS or chunk in PACKAGING:
        yield Piece(Kind.WORD, chunk)
        return
    if not chunk[0].isdecimal() and _FORMAT_CODE.search(chunk):
        yield Piece(Kind.FORMAT, chunk)
        return
    if chunk.isalpha():
        yield Piece(Kind.WORD, chunk)
        return
    code = chunk.replace(".", "") if _YEAR_AND_MONTH.fullmatch(chunk) else chunk
    if len(code) == 4 and code.isdecimal() and stamp_of(code) is not None:
        yield Piece(Kind.STAMP, code)
        return
    position = 0
    while position < len(chunk):
        piece = _piece_at(chunk, position)
        if piece is None:
            position += 1
            continue
        yield piece[0]
        position = piece[1]


def _piece_at(chunk: str, position: int) -> tuple[Piece, int] | None:
    forms = (*_LEADING_FORMS, *_FORMS) if position == 0 else _FORMS
    for kind, pattern in forms:
        match = pattern.match(chunk, position)
        if match is not None:
            return _piece(kind, match), match.end()
    match = _LETTERS.match(chunk, position)
    return (Piece(Kind.WORD, match[0]), match.end()) if match is not None else None


def _piece(kind: Kind, match: re.Match[str]) -> Piece:
    groups = match.groupdict()
    if groups.get("whole"):
        return Piece(kind, match[0], float(f"{groups['whole']}.{groups['tenth']}") * 1e9)
    if groups.get("number"):
        size = float(groups["number"]) * _SCALES[groups["scale"]]
        return Piece(kind, match[0], size if size <= _LARGEST_SIZE else 0.0)
    if groups.get("version"):
        return Piece(kind, groups["version"])
    return Piece(kind, match[0])
