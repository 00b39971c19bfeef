"""How cells become values: small named functions that a record chooses by name (``as = "billions"``).

Every converter takes a cell of any type and gives its value, or ``None`` where the cell does not say it. ``is_blank``
tells an empty cell from one that could not be read.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

from pipelines.identity.organizations import canonical_organization
from spiders.cells import links, name_text, plain
from spiders.hub.vocabulary import accessibility_of
from spiders.modalities import domains_of

Value: TypeAlias = float | str | bool | tuple[str, ...]

BLANK = frozenset(
    ["", "-", "--", "–", "—", "_", "/", "?", "??", "n/a", "na", "n.a.", "nan", "none", "null", "nil", "unknown",
     "undisclosed", "not disclosed", "not stated", "not available", "tba", "tbd", "tbc", "unspecified", "[]", "{}",
     "未知", "未公布", "未公开", "未披露", "无", "暂无", "不明", "非公開", "비공개"]
)  # fmt: skip
"""What people write into a cell that they cannot fill."""

PLAIN_NUMBER = r"(?:\d{1,3}(?:[,\u00a0 ]\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?"
NUMBER = re.compile(rf"(?:[~≈约〜>≥<≤]\s*)?(?P<number>[+-]?{PLAIN_NUMBER})\s*(?P<rest>.*)")
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "g": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12, "万": 1e4, "萬": 1e4, "千万": 1e7, "亿": 1e8, "億": 1e8,
    "十亿": 1e9, "千亿": 1e11, "万亿": 1e12, "兆": 1e12, "억": 1e8, "조": 1e12,
}  # fmt: skip
"""English short scale and East Asian myriads. No other language writes such suffixes in tables that we read."""

MYRIAD = re.compile("|".join(sorted((scale for scale in SCALES if not scale.isascii()), key=len, reverse=True)))
COUNTED = ("参数", "參數", "パラメータ", "파라미터", "매개변수")
BRACKETS = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d/%b/%Y",
    "%Y年%m月%d日", "%d-%b-%Y", "%Y-%m", "%Y/%m", "%Y.%m", "%b/%Y", "%b %Y", "%B %Y", "%b-%Y", "%Y年%m月", "%Y年", "%Y",
)  # fmt: skip
"""Forms that cannot be taken for one another; day and month as two numbers need a form of their own."""

FIRST_YEAR, LAST_YEAR = 1950, 2100
HUB = re.compile(r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?:(?:api/)?models/)?([\w.-]+/[\w.-]+)", re.ASCII)
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)
HUB_SECTIONS = frozenset({"datasets", "spaces", "collections", "papers", "blog", "docs", "api", "organizations"})
TRUE = frozenset({"true", "yes", "y", "1", "open", "public", "✓", "✔", "✅", "🟢", "是", "有", "○", "√"})
FALSE = frozenset({"false", "no", "n", "0", "closed", "private", "✗", "✘", "❌", "🔴", "否", "无", "×"})
MANY = re.compile(r"\s*[;；、&]\s*|\s*,\s+|，|\s+and\s+")
TRAILING_BRACKETS = re.compile(r"(?:\s*[(（](?![vV]?\d[\d.]*[)）])[^()（）]*[)）])+$")


def is_blank(value: Any) -> bool:
    """Whether a cell says nothing: empty, or one of the marks for it."""
    if isinstance(value, float) and math.isnan(value):
        return True
    if value is None or (isinstance(value, list | dict | tuple) and not value):
        return True
    return isinstance(value, str) and " ".join(value.split()).casefold() in BLANK


def text(value: Any) -> str | None:
    """A cell's text without markup; numbers as they are written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | date):
        return None
    return plain(value.isoformat()[:10] if isinstance(value, date) else value) or None


def name(value: Any) -> str | None:
    """A model's name: a cell's text without pictures and footnote marks."""
    return (name_text(value) or None) if isinstance(value, str | int) and not isinstance(value, bool) else None


def name_after_vendor(value: Any) -> str | None:
    """The name in ``Vendor: Name``, where the vendor is an organisation that we know."""
    written = name(value)
    vendor, colon, rest = (written or "").partition(": ")
    return rest.strip() if colon and rest.strip() and canonical_organization(vendor) else written


def name_without_brackets(value: Any) -> str | None:
    """A name without bracketed remarks behind it: ``GLM-4 (API)`` is ``GLM-4``. A version stays."""
    written = name(value)
    return (TRAILING_BRACKETS.sub("", written).strip() or written) if written else None


def names(value: Any) -> tuple[str, ...] | None:
    """Several names: a list, a list written as text, or text with separators."""
    entries = items(value)
    found = tuple(dict.fromkeys(filter(None, map(name, entries or ()))))
    return found or None


def items(value: Any) -> tuple[str, ...] | None:
    """The entries of a list: of a list, of one written in JSON or Python, or of text with commas."""
    if isinstance(value, str) and value.strip().startswith(("[", "(", "{")):
        value = _literal(value)
    if isinstance(value, str):
        value = re.split(r"\s*[,;，；、]\s*", value)
    if not isinstance(value, list | tuple | set | frozenset):
        return None
    return tuple(entry.strip() for entry in value if isinstance(entry, str) and entry.strip()) or None


def number(value: Any) -> float | None:
    """A number: ``1,234.5``, ``79.02%`` (as 79.02), ``1504.75 ± 3``. No decimal commas: they cannot be told."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _finite(value)
    found = NUMBER.fullmatch(plain(value)) if isinstance(value, str) else None
    if found is None or not re.fullmatch(r"%?\s*(?:(?:±|\+/-|\+-).*)?", BRACKETS.sub("", found["rest"]).strip()):
        return None
    return _finite(re.sub(r"[,\u00a0 ]", "", found["number"]))


def count(value: Any) -> float | None:
    """A positive amount, with or without its scale: ``72B``, ``1.8万亿``, ``180B parameters (dense)``, ``7e9``."""
    return _amount(value, 1.0)


def millions(value: Any) -> float | None:
    """An amount that the column counts in millions; a scale in the cell itself wins."""
    return _amount(value, 1e6)


def billions(value: Any) -> float | None:
    """An amount that the column counts in billions (10^9); a scale in the cell itself wins."""
    return _amount(value, 1e9)


def trillions(value: Any) -> float | None:
    """An amount that the column counts in trillions (10^12); a scale in the cell itself wins."""
    return _amount(value, 1e12)


def petaflop_days(value: Any) -> float | None:
    """Training compute in FLOP of a cell in petaFLOP/s-days: 10^15 x 86,400 s = 8.64e19 FLOP each."""
    amount = number(value)
    return amount * 8.64e19 if amount is not None and amount > 0 else None


def day(value: Any) -> str | None:
    """A date in ISO at its own precision (``2025``, ``2025-06``, ``2025-06-02``)."""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    written = plain(value)
    moment = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*", written)
    written = moment[1] if moment else re.sub(r"(?<=[A-Za-z])\.|,", "", written)
    return next((found for form in DATE_FORMATS if (found := day_in(form, written)) is not None), None)


def day_in(form: str, value: Any) -> str | None:
    """A date in one ``strptime`` form, at the precision of the form."""
    written = plain(value)
    if form == "%Y%m%d" and len(written) != 8:
        return None  # strptime would read 202411 as 1 January
    try:
        parsed = datetime.strptime(re.sub(r"\bSept\b", "Sep", written), form).replace(tzinfo=UTC)
    except ValueError:
        return None
    if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
        return None
    length = 10 if "%d" in form else 7 if any(mark in form for mark in ("%m", "%b", "%B")) else 4
    return parsed.date().isoformat()[:length]


def padded_day(value: Any) -> str | None:
    """A date whose unknown parts were filled with ones: ``2023-01-01`` says 2023, ``2023-05-01`` says May 2023."""
    found = day(value)
    return found.removesuffix("-01").removesuffix("-01") if found else None


def unix_day(value: Any) -> str | None:
    """The day (UTC) of a moment in seconds or milliseconds since 1970."""
    seconds = number(value)
    if seconds is None:
        return None
    try:
        moment = datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.date().isoformat() if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def truth(value: Any) -> bool | None:
    """Yes or no, in words or marks."""
    if isinstance(value, bool):
        return value
    first = plain(value).casefold().split(" ")[0] if isinstance(value, str | int) else ""
    return True if first in TRUE else False if first in FALSE else None


def link(value: Any) -> str | None:
    """The first web address in a cell."""
    return next((url for _, url in links(value) if url.startswith(("http://", "https://"))), None)


def hub_repository(value: Any) -> str | None:
    """The Hugging Face repository of a cell: in a link, or written as ``account/name``."""
    written = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value or "")
    for found in HUB.finditer(written):
        repository = found[1].rstrip(".")
        if repository.partition("/")[0] not in HUB_SECTIONS:
            return repository
    alone = plain(value) if isinstance(value, str) else ""
    return alone if REPOSITORY.fullmatch(alone) else None


def hub_link(value: Any) -> str | None:
    """The Hugging Face repository that a cell links to; unlike ``hub`` it expects cells without one."""
    return hub_repository(" ".join(url for _, url in links(value) if "huggingface.co/" in url or "hf.co/" in url))


def open_licence(value: Any) -> str | None:
    """Epoch's accessibility of weights under the licence that a cell names; nothing for one that we do not know."""
    written = text(value)
    return accessibility_of(written) if written else None


def organizations(value: Any) -> str | None:
    """Developers by their canonical names, several joined by ``"; "``; an unknown one as it is written."""
    written = "; ".join(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else name(value)
    if not written:
        return None
    whole = canonical_organization(written)
    if whole:
        return whole
    parts = [part for part in MANY.split(written) if part]
    # Splitting a name that we do not know anything of would cut "Smith, Jones and Partners" in three.
    if any(canonical_organization(part) for part in parts):
        return "; ".join(dict.fromkeys(canonical_organization(part) or part for part in parts))
    return written


Converter: TypeAlias = Callable[[Any], Value | None]

CONVERTERS: Mapping[str, Converter] = {
    "text": text,
    "name": name,
    "name_after_vendor": name_after_vendor,
    "name_without_brackets": name_without_brackets,
    "names": names,
    "items": items,
    "number": number,
    "count": count,
    "millions": millions,
    "billions": billions,
    "trillions": trillions,
    "petaflop_days": petaflop_days,
    "date": day,
    "padded_date": padded_day,
    "unix": unix_day,
    "truth": truth,
    "link": link,
    "hub": hub_repository,
    "hub_link": hub_link,
    "open_licence": open_licence,
    "organizations": organizations,
    "modalities": domains_of,
}
"""The converters by the names that records use; ``date:%d/%m/%Y`` reads one form of dates."""


MAY_FIND_NOTHING = frozenset({"link", "hub", "hub_link", "open_licence"})
"""Converters that look for something in a cell that says more; finding nothing is no fault of the cell."""


def converter(called: str) -> Converter:
    """The converter of a name.

    Raises:
        ValueError: there is none.
    """
    if called.startswith("date:"):
        form = called.removeprefix("date:")
        return lambda value: day(value) if isinstance(value, date) else day_in(form, value)
    try:
        return CONVERTERS[called]
    except KeyError:
        raise ValueError(f"no converter is named {called!r}; use one of {', '.join(CONVERTERS)}") from None


def _amount(value: Any, unit: float) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _positive(value * unit)
    written = BRACKETS.sub(" ", plain(value)).strip() if isinstance(value, str) else ""
    found = NUMBER.fullmatch(written)
    # A second figure ("7B/13B", "8x7B", "7-70B") makes it a list, a product or a range.
    if found is None or re.search(r"\d", found["rest"]):
        return None
    factor = _scale(found["rest"].lstrip("- "), unit)
    return None if factor is None else _positive(float(re.sub(r"[,\u00a0 ]", "", found["number"])) * factor)


def _scale(rest: str, unit: float) -> float | None:
    """What the words behind a number multiply it by; ``None`` where they say that it counts something else."""
    word = re.match(r"[A-Za-z]*", rest)
    latin = word.group().lower() if word else ""
    if latin:
        scale = SCALES.get(latin) or SCALES.get(latin.removesuffix("s"))
        return scale or (unit if latin.startswith(("param", "token")) else None)
    myriad = MYRIAD.match(rest)
    return SCALES[myriad.group()] if myriad else unit if not rest.strip("+ ") or rest.startswith(COUNTED) else None


def _positive(value: float) -> float | None:
    return float(value) if 0 < value < math.inf else None


def _finite(value: str | float) -> float | None:
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def _literal(written: str) -> Any:
    for read in (json.loads, ast.literal_eval):
        try:
            return read(written)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
    return written
