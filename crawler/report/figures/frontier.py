"""Training compute over time, with the largest run so far and how fast it grows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt
import numpy as np

from crawler.analysis.dates import DAYS_PER_YEAR
from crawler.report import palette
from crawler.report.drawing import (
    HEIGHT,
    ISO_DAY,
    ROWS,
    WIDTH,
    date_axis,
    finished,
    flop_axis,
    flop_scale,
    haloed,
    inline,
    powers,
    threshold_lines,
)
from crawler.report.entries import Entry
from crawler.report.figure import Figure, Row, Section, without_data
from crawler.report.figures.counting import GET_MODELS, known_basis
from crawler.report.material import Material
from crawler.report.words import count, flop

NAME = "compute_over_time"
COLUMNS = ("model", "date", "flop", "weights", "organization", "is_frontier")
SUBTITLE = (
    "Training compute of each model by its date of publication, with the line of the largest one so far and its growth "
    "(dashed)"
)
FIRST_DAY = date(2017, 1, 1)

LEAST_RECORDS, LEAST_YEARS = 5, 2.0
"""Fewest models, and years between first and last, from which a growth is stated."""

_COLOURS = {"open": palette.OPEN, "closed": palette.CLOSED, "not known": palette.UNKNOWN}
_LABEL_HEIGHT, _LETTER_WIDTH = 0.05, 0.0105
"""Of a label, as shares of the drawing's height and width."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth of the frontier: least squares of log10 FLOP on the date over the models that set a record."""

    per_year: float
    """Factor by which training compute multiplies in a year."""
    first: date
    last: date
    logs: tuple[float, float]
    """log10 FLOP of the fitted line on the two days."""


def draw(material: Material) -> Figure:
    """The models over time on a logarithmic axis."""
    known = [entry for entry in material.entries if entry.has_known_compute]
    dated = [entry for entry in known if entry.day is not None]
    used = [entry for entry in dated if entry.day is not None and entry.day >= FIRST_DAY]
    if not used:
        return without_data(NAME, Section.COMPUTE, "Training compute over time", SUBTITLE, COLUMNS, GET_MODELS)
    records = frontier(used)
    leading = set(map(id, records))
    rows = [_row(entry, is_frontier=id(entry) in leading) for entry in used]
    growth = growth_of(records)
    basis = known_basis(
        material, known, [(len(known) - len(dated), "without month or day of publication"),
                          (len(dated) - len(used), f"from before {FIRST_DAY.year}")],
    )  # fmt: skip
    return Figure(
        name=NAME, section=Section.COMPUTE, title=_title(records, growth), subtitle=SUBTITLE,
        alt=_alt(used, records, growth), basis=basis, columns=COLUMNS, rows=tuple(rows),
        spec=finished(_chart(material, used, records, growth), COLUMNS, rows), is_demo=material.is_demo,
    )  # fmt: skip


def frontier(entries: Sequence[Entry]) -> list[Entry]:
    """The models that were the largest of all on the day of their publication, by date."""
    records: list[Entry] = []
    largest = 0.0
    for entry in sorted(entries, key=lambda entry: (entry.day or FIRST_DAY, -(entry.flop or 0), entry.name)):
        if (entry.flop or 0) > largest:
            largest = entry.flop or 0
            records.append(entry)
    return records


def growth_of(records: Sequence[Entry]) -> Growth | None:
    """How the frontier grows; ``None`` where it rests on too few models or too short a time."""
    days = [entry.day.toordinal() for entry in records if entry.day is not None]
    if len(days) < LEAST_RECORDS or days[-1] - days[0] < LEAST_YEARS * DAYS_PER_YEAR:
        return None
    logs = [math.log10(entry.flop or 1) for entry in records]
    middle = float(np.mean(days))
    slope, level = np.polyfit(np.array(days) - middle, logs, 1)
    ends = tuple(float(level + slope * (day - middle)) for day in (days[0], days[-1]))
    return Growth(
        float(10 ** (slope * DAYS_PER_YEAR)), date.fromordinal(days[0]), date.fromordinal(days[-1]), (ends[0], ends[1])
    )


def _row(entry: Entry, *, is_frontier: bool) -> Row:
    weights = "not known" if entry.access is None else "open" if entry.access.is_open else "closed"
    day = entry.day.isoformat() if entry.day else None
    return (entry.name, day, entry.flop, weights, ", ".join(entry.organizations), int(is_frontier))


def _title(records: Sequence[Entry], growth: Growth | None) -> str:
    last = records[-1]
    largest = f"the largest known is {last.name} with {flop(last.flop or 1)} FLOP"
    if growth is None:
        return largest[0].upper() + largest[1:]
    return (
        f"The largest training runs grew {growth.per_year:.1f}-fold a year from {growth.first.year} to "
        f"{growth.last.year}; {largest}"
    )


def _alt(used: Sequence[Entry], records: Sequence[Entry], growth: Growth | None) -> str:
    first, last = records[0], records[-1]
    grew = f" The largest grow {growth.per_year:.1f}-fold a year." if growth else ""
    return (
        f"Scatter plot of {count(len(used), 'model')} on a logarithmic axis. The line of the largest so far rises from "
        f"{first.name} ({first.published}, {flop(first.flop or 1)} FLOP) to {last.name} ({last.published}, "
        f"{flop(last.flop or 1)} FLOP).{grew}"
    )


def _chart(
    material: Material, used: Sequence[Entry], records: Sequence[Entry], growth: Growth | None
) -> alt.LayerChart | alt.FacetChart:
    ticks = powers([entry.flop or 1 for entry in used])
    days = [entry.day for entry in used if entry.day is not None]
    present = [kind for kind in _COLOURS if any(_row(entry, is_frontier=False)[3] == kind for entry in used)]
    x = date_axis(min(days), max(days))
    y = alt.Y("flop:Q", scale=flop_scale(ticks), axis=flop_axis(ticks))
    points = (
        alt.Chart(ROWS)
        .transform_calculate(published=ISO_DAY)
        .mark_circle(size=46, opacity=0.6)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "weights:N",
                scale=alt.Scale(domain=present, range=[_COLOURS[kind] for kind in present]),
                legend=alt.Legend(title="Weights"),
            ),
            tooltip=[
                alt.Tooltip("model:N", title="Model"),
                alt.Tooltip("organization:N", title="Developer"),
                alt.Tooltip("published:N", title="Published"),
                alt.Tooltip("flop:Q", title="FLOP", format=".2~e"),
                alt.Tooltip("weights:N", title="Weights"),
            ],
        )
    )
    line = alt.Chart(ROWS).transform_filter("datum.is_frontier == 1").mark_line(
        interpolate="step-after", color=palette.INK, strokeWidth=1.4
    ).encode(x=x, y=y)  # fmt: skip
    layers: list[alt.Chart] = [*threshold_lines(material.thresholds, ticks, across=False), points, line]
    if growth is not None:
        ends = [
            {"date": day.isoformat(), "flop": 10**log}
            for day, log in zip((growth.first, growth.last), growth.logs, strict=True)
        ]
        layers.append(
            alt.Chart(inline(ends)).mark_line(color=palette.PURPLE, strokeWidth=2, strokeDash=[7, 4]).encode(x=x, y=y)
        )
    layers += haloed(inline(_labels(records, ticks, days)), "model:N", x=x, y=y)
    return alt.layer(*layers).properties(width=WIDTH - 40, height=HEIGHT + 60)


def _labels(
    records: Sequence[Entry], ticks: Sequence[float], days: Sequence[date]
) -> list[dict[str, str | float | None]]:
    """Names of the records to the left of their points, the latest first, where they stand on no other label."""
    width = max((max(days) - min(days)).days, 1)
    height = math.log10(ticks[-1] / ticks[0])
    taken: list[tuple[float, float, float]] = []
    labels: list[dict[str, str | float | None]] = []
    for entry in reversed(records):
        if entry.day is None or entry.flop is None:
            continue
        right, at = (entry.day - min(days)).days / width, math.log10(entry.flop / ticks[0]) / height
        left = right - len(entry.name) * _LETTER_WIDTH
        overlaps = any(abs(at - y) < _LABEL_HEIGHT and left < b and a < right for a, b, y in taken)
        if left >= 0 and not overlaps:
            taken.append((left, right, at))
            labels.append({"model": entry.name, "date": entry.day.isoformat(), "flop": entry.flop})
    return labels
