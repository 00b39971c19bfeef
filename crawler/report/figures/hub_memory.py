"""The largest model that runs in 16 GB of memory, month by month."""

from __future__ import annotations

import altair as alt

from crawler.report import palette
from crawler.report.drawing import ROWS, WIDTH, finished, haloed, inline
from crawler.report.figure import Figure, Row, Section, Spec
from crawler.report.figures.months import month_axis, month_basis, nothing
from crawler.report.material import Material
from crawler.report.words import count, large

NAME = "hub_16_gb"
COLUMNS = ("month", "model", "parameters", "fitting_models", "popular_models")
SUBTITLE = "Parameters of the largest popular model, no derivative of another, that fits 16 GB at 4 bits a parameter"
_HEIGHT = 260


def draw(material: Material) -> Figure:
    """The largest fitting model of each month."""
    rows: list[Row] = [
        (month.month, month.largest_fitting, month.largest_fitting_parameters, month.fitting_models,
         month.popular_models)
        for month in material.months if month.largest_fitting and month.largest_fitting_parameters
    ]  # fmt: skip
    if not rows:
        return nothing(material, NAME, "The largest model for 16 GB", SUBTITLE, COLUMNS)
    month, model, size, fitting, popular = rows[-1]
    title = f"{model} with {large(float(size or 0))} parameters is the largest model for 16 GB of {month}"
    if isinstance(fitting, int) and isinstance(popular, int) and popular:
        title += f"; {fitting:,} of {popular:,} popular models fit"
    return Figure(
        name=NAME, section=Section.HUB, title=title, subtitle=SUBTITLE,
        alt=f"Line over {count(len(rows), 'month')} of the parameters of the largest model that fits. {title}.",
        basis=month_basis(material.months, len(rows), ("fitting_models", "popular_models")),
        columns=COLUMNS, rows=tuple(rows), spec=_spec(rows), is_demo=material.is_demo,
    )  # fmt: skip


def _spec(rows: list[Row]) -> Spec:
    most = max(float(row[2] or 0) for row in rows)
    x = month_axis(len(rows))
    y = alt.Y(
        "parameters:Q", scale=alt.Scale(domain=[0, 1.25 * most], nice=False),
        axis=alt.Axis(title="Parameters (billions)", labelExpr="datum.value / 1e9", tickCount=5),
    )  # fmt: skip
    base = alt.Chart(ROWS).encode(
        x=x, y=y,
        tooltip=[
            alt.Tooltip("month:O", title="Month"), alt.Tooltip("model:N", title="Model"),
            alt.Tooltip("parameters:Q", title="Parameters", format=".3~s"),
        ],
    )  # fmt: skip
    changed = [row for place, row in enumerate(rows) if place == 0 or row[1] != rows[place - 1][1]]
    names = [{"month": row[0], "parameters": row[2], "model": str(row[1]).rpartition("/")[2]} for row in changed]
    labels = haloed(inline(names), "model:N", x=alt.X("month:O"), y=alt.Y("parameters:Q"), place="above")
    line = base.mark_line(interpolate="step-after", color=palette.GREEN, strokeWidth=2.5)
    points = base.mark_circle(size=60, opacity=1, color=palette.GREEN)
    return finished(
        alt.layer(line, points, *labels).properties(width=WIDTH - 60, height=_HEIGHT), COLUMNS, rows
    )  # fmt: skip
