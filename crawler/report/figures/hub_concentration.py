"""How the Hub's downloads are shared out."""

from __future__ import annotations

import altair as alt

from crawler.report import palette
from crawler.report.drawing import HEIGHT, LABEL_PIXELS, ROWS, WIDTH, finished, inline, spread
from crawler.report.figure import Figure, Row, Section, Spec
from crawler.report.figures.months import month_axis, month_basis, nothing
from crawler.report.material import Material
from crawler.report.words import count, percent

NAME = "hub_concentration"
COLUMNS = ("month", "measure", "share", "basis")
SUBTITLE = "Shares of the Hub's model repositories without downloads, and of downloads that go to the first 1 % of them"

_MEASURES = {
    "top_percent_share": ("of downloads go to the top 1 %", palette.BLUE),
    "idle_share": ("of models: none in 30 days", palette.GOLD),
    "never_downloaded_share": ("of models: none ever", palette.ORANGE),
}
"""The measures with what their lines are called."""


def draw(material: Material) -> Figure:
    """The three shares by month."""
    rows: list[Row] = [
        (month.month, name, round(value, 4), month.basis.get(name, ""))
        for month in material.months
        for name in _MEASURES
        if (value := getattr(month, name)) is not None
    ]
    if not rows:
        return nothing(material, NAME, "Concentration of downloads on the Hub", SUBTITLE, COLUMNS)
    months = len({row[0] for row in rows})
    last = {str(row[1]): (str(row[0]), float(row[2] or 0)) for row in rows}
    title = _title({name: share for name, (_, share) in last.items()})
    return Figure(
        name=NAME, section=Section.HUB, title=title, subtitle=SUBTITLE,
        alt=f"Lines of shares over {count(months, 'month')}. {title}.",
        basis=month_basis(material.months, months, _MEASURES), columns=COLUMNS, rows=tuple(rows),
        spec=_spec(rows, last, months), is_demo=material.is_demo,
    )  # fmt: skip


def _title(shares: dict[str, float]) -> str:
    parts = []
    if (top := shares.get("top_percent_share")) is not None:
        parts.append(f"{percent(top)} of all downloads go to 1 % of the models")
    if (never := shares.get("never_downloaded_share")) is not None:
        parts.append(f"{percent(never)} of the models were never downloaded")
    elif (idle := shares.get("idle_share")) is not None:
        parts.append(f"{percent(idle)} of the models were not downloaded in 30 days")
    return "; ".join(parts)


def _spec(rows: list[Row], last: dict[str, tuple[str, float]], months: int) -> Spec:
    present = [name for name in _MEASURES if name in last]
    places = spread([last[name][1] for name in present], LABEL_PIXELS / HEIGHT, LABEL_PIXELS / 2 / HEIGHT)
    labels = [
        {"month": last[name][0], "place": place, "label": f"{percent(last[name][1])} {_MEASURES[name][0]}"}
        for name, place in zip(present, places, strict=True)
    ]
    colour = alt.Color(
        "measure:N", legend=None, scale=alt.Scale(domain=present, range=[_MEASURES[name][1] for name in present])
    )
    height = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(title="Share", format="%"))
    base = alt.Chart(ROWS).encode(
        x=month_axis(months), y=height, color=colour,
        tooltip=[
            alt.Tooltip("month:O", title="Month"), alt.Tooltip("measure:N", title="Measure"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    )  # fmt: skip
    text = (
        alt.Chart(inline(labels))
        .mark_text(align="left", dx=10, color=palette.INK)
        .encode(x=alt.X("month:O"), y=alt.Y("place:Q"), text="label:N")
    )
    chart = alt.layer(base.mark_line(strokeWidth=2.5), base.mark_circle(size=48, opacity=1), text)
    return finished(chart.properties(width=WIDTH - 230, height=HEIGHT), COLUMNS, rows)
