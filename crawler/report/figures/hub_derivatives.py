"""What is derived from which family of models, month by month."""

from __future__ import annotations

from collections import Counter

import altair as alt

from crawler.report import palette
from crawler.report.drawing import HEIGHT, ROWS, WIDTH, finished
from crawler.report.figure import Figure, Row, Section, Spec, without_data
from crawler.report.figures.months import GET_MONTHS, LARGE, month_axis
from crawler.report.material import Material
from crawler.report.words import count, listed, percent

NAME = "hub_derivatives"
COLUMNS = ("month", "family", "kind", "models", "share_of_kind")
SUBTITLE = "Repositories created in each month that fine-tune, quantise, adapt or merge another model, by its family"
FAMILIES_DRAWN = 6
UNKNOWN, OTHERS = "unknown", "other families"


def draw(material: Material) -> Figure:
    """The derivatives of each month by family; the table also has their kinds."""
    rows: list[Row] = [
        (entry.month, entry.family, entry.kind, entry.number, round(entry.share, 4)) for entry in material.families
    ]
    if not rows:
        return without_data(NAME, Section.HUB, "Derivatives by family", SUBTITLE, COLUMNS, GET_MONTHS)
    last = max(entry.month for entry in material.families)
    latest: Counter[str] = Counter()
    for entry in material.families:
        if entry.month == last:
            latest[entry.family] += entry.number
    total = latest.total()
    named = Counter({family: number for family, number in latest.items() if family != UNKNOWN})
    leading = [f"{percent(number / total)} from {family}" for family, number in named.most_common(3)]
    months = len({entry.month for entry in material.families})
    title = f"Of {count(total, 'derivative')} made in {last}, {listed(leading)}"
    lost = latest.get(UNKNOWN, 0)
    return Figure(
        name=NAME, section=Section.HUB, title=title, subtitle=SUBTITLE,
        alt=f"Stacked bars of derivatives by family over {count(months, 'month')}. {title}.",
        basis=f"{count(months, 'month')}; exact counts of what the month's repositories declare or show. What shows no "
        f"base is no derivative here; the family of {count(lost, 'derivative')} of {last} is unknown.",
        columns=COLUMNS, rows=tuple(rows), spec=_spec(material, months), is_demo=material.is_demo,
    )  # fmt: skip


def _spec(material: Material, months: int) -> Spec:
    totals: Counter[str] = Counter()
    for entry in material.families:
        totals[entry.family] += entry.number
    totals.pop(UNKNOWN, None)
    shown = [family for family, _ in totals.most_common(FAMILIES_DRAWN)]
    drawn: Counter[tuple[str, str]] = Counter()
    for entry in material.families:
        family = entry.family if entry.family in shown or entry.family == UNKNOWN else OTHERS
        drawn[entry.month, family] += entry.number
    order = [*shown, *(name for name in (OTHERS, UNKNOWN) if any(family == name for _, family in drawn))]
    colours = [*palette.SERIES[: len(shown)], palette.PALE, palette.GREY]
    values = [(month, family, number, order.index(family)) for (month, family), number in sorted(drawn.items())]
    chart = (
        alt.Chart(ROWS)
        .mark_bar(width={"band": 0.72})
        .encode(
            x=month_axis(months),
            y=alt.Y("models:Q", axis=alt.Axis(title="Derivatives", labelExpr=LARGE)),
            color=alt.Color(
                "family:N", sort=order, scale=alt.Scale(domain=order, range=colours[: len(order)]),
                legend=alt.Legend(title="Family", orient="right", direction="vertical"),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("month:O", title="Month"), alt.Tooltip("family:N", title="Family"),
                alt.Tooltip("models:Q", title="Derivatives", format=","),
            ],
        )
        .properties(width=WIDTH - 160, height=HEIGHT)
    )  # fmt: skip
    return finished(chart, ("month", "family", "models", "rank"), values)
