"""Made-up datasets whose growth and lag are known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from crawler.analysis.dates import DAYS_PER_MONTH, DAYS_PER_YEAR
from crawler.analysis.selection import Release

START = date(2018, 1, 1).toordinal()
HEADER = "Model,Publication date,Training compute (FLOP),Model accessibility"


def two_lines(
    open_growth: float, closed_growth: float, lag_months: float, *, each: int = 30, spread: float = 0.0, seed: int = 1
) -> list[Release]:
    """Open and closed models on lines of known growth a year, the open one ``lag_months`` behind at the last date."""
    numbers = np.random.default_rng(seed)
    last = START + 70 * 30 + 15
    releases = []
    for is_open, factor in ((True, open_growth), (False, closed_growth)):
        slope = np.log10(factor) / DAYS_PER_YEAR
        closed_at_last = 25.0
        value_at_last = closed_at_last
        if is_open:
            value_at_last -= lag_months * DAYS_PER_MONTH * np.log10(closed_growth) / DAYS_PER_YEAR
        days = np.linspace(START, last if is_open else last - 20, each).round()
        for number, day in enumerate(days):
            value = value_at_last + slope * (day - last) + numbers.normal(0, spread)
            name = f"{'open' if is_open else 'closed'}-{number}"
            releases.append(Release(int(day), float(10**value), name, is_open))
    return releases


def as_csv(releases: Iterable[Release]) -> str:
    """The releases in Epoch's columns."""
    access = {True: "Open weights (unrestricted)", False: "API access", None: ""}
    rows = (f"{r.name},{date.fromordinal(r.day)},{r.flop!r},{access[r.is_open]}" for r in releases)
    return "\n".join([HEADER, *rows]) + "\n"
