"""Dates in a folded text: day, month and year as a language writes them, Jalali and era years included."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from keywords import LanguagePack
from keywords.folding import fold_term
from pipelines.extraction.lexicon import LETTER
from pipelines.extraction.spans import Spans

FIRST_YEAR, LAST_YEAR = 2010, 2039
"""Years read as dates of models; earlier ones are history, later ones are quantities."""


class DateMention(NamedTuple):
    """A date in ISO form at its own precision, with its half-open span in the folded text.

    ``window`` marks one end of a period, which dates no event. ``bare`` is a year that stands alone.
    """

    iso: str
    start: int
    end: int
    window: bool = False
    bare: bool = False


def jalali_to_gregorian(year: int, month: int, day: int) -> date:
    """Gregorian date of a Jalali (Solar Hijri) one by the 33-year arithmetic cycle, exact for 1206 to 1498.

    Raises `ValueError` for a month or day that does not exist.
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        msg = f"no such Jalali date: {year}-{month}-{day}"
        raise ValueError(msg)
    leaps = 8 * ((year - 1) // 33) + ((year - 1) % 33 + 3) // 4
    before_month = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return date(622, 3, 21) + timedelta(days=365 * (year - 1) + leaps + before_month + day - 1)


_YEAR, _ERA, _DAY, _NAME = "year", "era", "day", "name"
"""What a pattern of dates begins with: a year, a year or an era, the digits of a day or month, the name of a month."""
_DIGITS = re.compile(r"[0-9]+")
_YEAR_DIGITS, _DAY_DIGITS = 4, 2
_NAME_REACH = 64
"""Characters before its digits within which the name of a month or season begins."""


class DateGrammar:
    """Reads dates in one language."""

    def __init__(self, pack: LanguagePack) -> None:
        dates = pack.dates
        self._months = {fold_term(name): number for name, number in dates.months.items()}
        self._jalali = {fold_term(name): number for name, number in dates.jalali_months.items()}
        self._eras = {fold_term(name): start for name, start in dates.eras.items()}
        names = _any([*self._months, *self._jalali])
        prefix = f"(?:{_any(fold_term(p) for p in pack.prefixes)})?-?" if pack.prefixes else ""
        month = rf"(?<![{LETTER}]){prefix}(?P<month>{names})(?:/(?:{names}))?\.?(?![a-z])"
        link = rf"(?:{_any(fold_term(w) for w in dates.linkers)})" if dates.linkers else "(?!)"
        gap = rf"(?:[ ,.]+(?:{link}[ ]+)*|-)"
        year_mark = _any(fold_term(m) for m in dates.year_marks) if dates.year_marks else "(?!)"
        month_mark = _any(fold_term(m) for m in dates.month_marks) if dates.month_marks else "(?!)"
        day_mark = _any(fold_term(m) for m in dates.day_marks) if dates.day_marks else "(?!)"
        year = rf"(?P<year>(?:20{'|1[34]' if dates.jalali_months else ''})\d\d)(?!\d)"
        self._han = pack.numbers.numerals.get("〇") == 0
        day = r"(?<![\d.,])(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?"
        era = rf"(?P<era>{_any(self._eras)})(?P<era_year>\d{{1,2}}|元)" if self._eras else "(?!)"
        season = _any(fold_term(s) for s in dates.seasons) if dates.seasons else "(?!)"
        day_first = r"(?<![\d.,/])(?P<day>\d{1,2})(?P<sign>[./])(?P<number>\d{1,2})(?P=sign)(?P<year>20\d\d)(?![./]?\d)"
        numeric = day_first if pack.numbers.decimal == "," else "(?!)"  # 30/10/2025; English writes the month first too
        # Each with what it begins with; a search begins only where such a thing stands.
        self._patterns = [
            (begins, re.compile(pattern))
            for begins, pattern in (
                (_YEAR, r"(?<!\d)(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)"),
                (_YEAR, r"(?<![\d-])(?P<year>20[12]\d)-(?P<number>0[1-9]|1[0-2])(?![\d-])"),
                (_YEAR, rf"(?<![\d.,/]){year}(?P<mark>[./])(?P<number>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?!\d)"),
                (
                    _ERA,
                    rf"(?:{era}|(?<!\d){year}) ?(?:{year_mark}) ?(?P<number>\d{{1,2}}) ?(?:{month_mark})"
                    rf"(?: ?(?P<day>\d{{1,2}}) ?(?:{day_mark}))?",
                ),
                (_DAY, rf"(?<!\d)(?P<number>\d{{1,2}}) ?(?:{month_mark}) ?(?P<day>\d{{1,2}}) ?(?:{day_mark})"),
                (_DAY, numeric),
                (_DAY, rf"{day}{gap}{month}{gap}{year}"),
                (_NAME, rf"{month} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {year}"),
                (_YEAR, rf"(?<!\d){year} ?(?:{year_mark})?,? {day} ?{month}"),
                (_NAME, rf"{month}{gap}{year}"),
                (_YEAR, rf"(?<!\d){year} ?(?:{year_mark}) {month}"),
                (_DAY, rf"{day}{gap}{month}(?!\w)"),
                (_NAME, rf"{month} (?P<day>\d{{1,2}})(?!\d)"),
                (_NAME, rf"(?<![{LETTER}]){prefix}(?:{season}){gap}{year}"),
                (_YEAR, rf"(?<!\d){year} (?:{season})"),
                (_ERA, rf"(?:{era}|(?<!\d){year}) ?(?:{year_mark})"),
                (_YEAR, rf"(?<![\d.,/^-]){year}(?![\d.,/-]\d)"),
            )
        ]
        self._year = re.compile(rf"(?<!\d){year}")
        self._era = re.compile(f"(?={era})")
        self._name = re.compile(rf"(?=(?<![{LETTER}]){prefix}(?:{names}|{season}))")

    def read(self, key: str) -> list[DateMention]:
        """All dates in order, the fullest reading of each; dates without a year are given as windows."""
        found: list[DateMention] = _han_dates(key) if self._han else []
        taken = Spans((d.start, d.end) for d in found)
        places = self._places(key)
        last = len(self._patterns) - 1
        for number, (begins, pattern) in enumerate(self._patterns):
            read = []
            behind = 0
            for place in places[begins]:
                match = pattern.match(key, place) if place >= behind else None
                if match is None:
                    continue
                behind = match.end()
                if taken.overlaps(place, behind):
                    continue
                iso = self._iso(match)
                if iso is not None:
                    read.append(DateMention(iso, place, behind, window=iso == "", bare=number == last))
            if read:
                found += read
                taken = Spans((d.start, d.end) for d in found)
        found.sort(key=lambda d: d.start)
        return _mark_windows(found, key)

    def _places(self, key: str) -> dict[str, list[int]]:
        """Where a pattern may begin, in order, by what it begins with: everything in a date stands beside digits."""
        digits = [match.span() for match in _DIGITS.finditer(key)]
        years = [start for start, end in digits if end - start == _YEAR_DIGITS and self._year.match(key, start)]
        eras = [match.start() for match in self._era.finditer(key)] if self._eras else []
        names: list[int] = []
        searched = 0
        for start, end in digits:
            if end - start <= _DAY_DIGITS or end - start == _YEAR_DIGITS:
                low = max(searched, start - _NAME_REACH)
                names += [match.start() for match in self._name.finditer(key, low, start)]
                searched = start
        return {
            _YEAR: years,
            _ERA: sorted([*years, *eras]),
            _DAY: [start for start, end in digits if end - start <= _DAY_DIGITS],
            _NAME: names,
        }

    def _iso(self, match: re.Match[str]) -> str | None:
        parts = match.groupdict()
        day = int(parts["day"]) if parts.get("day") else None
        name = parts.get("month")
        month = int(parts["number"]) if parts.get("number") else self._months.get(name or "")
        jalali = self._jalali.get(name or "") or (month if self._jalali and not name else 0)
        if parts.get("era"):
            written = parts["era_year"]
            year = self._eras[parts["era"]] + (1 if written == "元" else int(written))
        elif parts.get("year"):
            year = int(parts["year"])
        else:
            return "" if day and day <= 31 else None
        if jalali and year < 1500:
            try:
                converted = jalali_to_gregorian(year, jalali, day or 15)
            except ValueError:
                return None
            return converted.isoformat() if day else f"{converted:%Y-%m}"
        if 1300 <= year < 1500:
            return f"{year + 621}"
        if not FIRST_YEAR <= year <= LAST_YEAR or (month is not None and not 1 <= month <= 12):
            return None
        if month is None:
            return f"{year}"
        if day is None:
            return f"{year}-{month:02d}"
        try:
            return date(year, month, day).isoformat()
        except ValueError:
            return None


_HAN_DIGITS = "〇一二三四五六七八九"
_HAN_DATE = re.compile(
    r"(?P<year>[二][〇零][〇零一二三四五六七八九]{2})年"
    r"(?:(?P<month>[一二三四五六七八九十]{1,2})月(?:(?P<day>[一二三四五六七八九十]{1,3})[日号號])?)?"
)


def _han_dates(key: str) -> list[DateMention]:
    """Dates written in Chinese numerals (二〇二五年五月七日)."""
    found = []
    for match in _HAN_DATE.finditer(key):
        year = int("".join(str(_HAN_DIGITS.index(c)) for c in match["year"].replace("零", "〇")))
        month, day = (_han_number(match[part]) for part in ("month", "day"))
        if year < FIRST_YEAR or (month or 1) > 12:
            continue
        iso = f"{year}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
        found.append(DateMention(iso, match.start(), match.end()))
    return found


def _han_number(written: str | None) -> int | None:
    """A number up to 99 in Chinese numerals (十, 二十五)."""
    if not written:
        return None
    tens, ten, ones = written.rpartition("十")
    value = _HAN_DIGITS.index(ones) if ones else 0
    return value + (10 * (_HAN_DIGITS.index(tens) if tens else 1) if ten else 0)


def _any(words: object) -> str:
    assert not isinstance(words, str)
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_TO_MONTH = re.compile(r" ?(?:から|至|到|부터|[-–—~〜～]) ?\d{1,2} ?(?:月|월)")
"""The later end of a period whose year stands only before the earlier one (2024年2月から5月)."""


def _mark_windows(found: list[DateMention], key: str) -> list[DateMention]:
    marked = [d._replace(window=True) if _TO_MONTH.match(key, d.end) else d for d in found]
    for i in range(len(found) - 1):
        gap = key[found[i].end : found[i + 1].start].strip(" ,.")
        if gap in (
            "-",
            "–",
            "—",
            "~",
            "to",
            "au",
            "a",
            "al",
            "bis",
            "bis zum",
            "по",
            "до",
            "から",
            "至",
            "到",
            "ile",
            "until",
            "and",
            "et le",
            "و",
        ):
            for k in (i, i + 1):
                marked[k] = DateMention(marked[k].iso, marked[k].start, marked[k].end, window=True, bare=marked[k].bare)
    return marked
