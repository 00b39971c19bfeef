"""What figures on the Hub's months have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import altair as alt

from crawler.report.drawing import ROWS, WIDTH, finished
from crawler.report.figure import Cell, Figure, Section, Spec, without_data
from crawler.report.material import Material
from crawler.report.words import count
from crawler.store.hub_snapshots import Basis, HubSnapshot

GET_MONTHS = "Run `flopscout crawl --source huggingface`: each month's first complete visit keeps the Hub's figures."
FEW_MONTHS = 24
"""Up to so many months are labelled one by one."""

PANEL_HEIGHT = 150

LARGE = (
    "datum.value >= 1e9 ? format(datum.value / 1e9, '~g') + ' billion' : "
    "datum.value >= 1e6 ? format(datum.value / 1e6, '~g') + ' million' : format(datum.value, ',')"
)
"""Ticks with the words of newspapers in place of the prefixes of physics."""


def nothing(material: Material, name: str, subject: str, subtitle: str, columns: Sequence[str]) -> Figure:
    """The figure where no month has what it shows."""
    basis = f"{count(len(material.months), 'month')} of the Hub, without these figures." if material.months else ""
    return without_data(name, Section.HUB, subject, subtitle, columns, GET_MONTHS, basis)


def month_basis(months: Sequence[HubSnapshot], used: int, names: Iterable[str]) -> str:
    """Which months were used, and how their figures were obtained."""
    bases = {basis for month in months for name in names if (basis := month.basis.get(name))}
    how = {
        frozenset({Basis.EXACT}): "Counted over every repository in question.",
        frozenset({Basis.SAMPLED}): "Extrapolated from sampled pages of the Hub's list.",
        frozenset(
            {Basis.EXACT, Basis.SAMPLED}
        ): "Partly counted over every repository, partly extrapolated from sampled pages; the column basis says which.",
    }.get(frozenset(bases), "How they were obtained is not recorded.")
    missing = len(months) - used
    lacking = f" {count(missing, 'month')} without the figure left out." if missing else ""
    return f"{count(used, 'month')} of the Hub. {how}{lacking}"


def month_axis(months: int, *, labelled: bool = True) -> alt.X:
    """The months along the horizontal axis."""
    angle = 0 if months <= FEW_MONTHS // 2 else -45
    return alt.X(
        "month:O", axis=alt.Axis(title=None, labels=labelled, ticks=labelled, labelAngle=angle, labelOverlap=True)
    )


def panel(months: int, measure: str, title: str, colour: str, *, bars: bool, last: bool) -> alt.Chart:
    """One measure by month: bars for what belongs to a month, a line for what stands at its end."""
    base = alt.Chart(ROWS).transform_filter(f"datum.measure == '{measure}'")
    mark = base.mark_bar(color=colour, width={"band": 0.7}) if bars else base.mark_line(
        color=colour, strokeWidth=2.5, point=alt.OverlayMarkDef(size=44, color=colour, filled=True)
    )  # fmt: skip
    chart: alt.Chart = mark.encode(
        x=month_axis(months, labelled=last),
        y=alt.Y(
            "value:Q", axis=alt.Axis(title=title, labelExpr=LARGE, tickCount=4), scale=alt.Scale(zero=bars, nice=True)
        ),
        tooltip=[alt.Tooltip("month:O", title="Month"), alt.Tooltip("value:Q", title=title, format=",")],
    ).properties(width=WIDTH - 60, height=PANEL_HEIGHT)  # fmt: skip
    return chart


def panels(charts: Sequence[alt.Chart], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Spec:
    """Panels over each other, on the same months."""
    stacked = alt.vconcat(*charts, spacing=18).resolve_scale(x="shared")
    return finished(stacked, columns, rows)


def growth(values: Sequence[float]) -> float | None:
    """Change from the last but one value to the last, as a share of the former."""
    return values[-1] / values[-2] - 1 if len(values) > 1 and values[-2] else None
