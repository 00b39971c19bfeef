"""Whether stated chances come true: of models said to pass the threshold with 70 %, do seven of ten?"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from crawler.report import palette
from crawler.report.drawing import ROWS, finished, inline
from crawler.report.entries import Entry
from crawler.report.figure import Figure, Row, Section, Spec
from crawler.report.material import Material
from crawler.report.words import count, left_out, percent
from pipelines.estimation.cross_validated import shipped_reliability
from pipelines.estimation.reliability import ReliabilityBin, brier, reliability

NAME = "reliability"
COLUMNS = ("models_of", "chance_from", "chance_to", "models", "mean_chance", "share_above", "share_low", "share_high")
SUBTITLE = (
    "Share of models that did pass 1e23 FLOP, by the chance that the estimator had given them; bars are 90 % ranges"
)
FITTED, STORED = "cross-validation of the prior", "this database"
ASKED = 1e23
"""The threshold that the chances are of, in FLOP: the one the prior was fitted for."""

_COLOURS = {FITTED: palette.BLUE, STORED: palette.ORANGE}
_SIDE = 380


def draw(material: Material) -> Figure:
    """The reliability of the shipped prior, and of the stored estimates where a reference has the figure."""
    fitted = shipped_reliability()
    checked = [entry for entry in material.entries if _is_checked(entry)]
    chances = [entry.chance or 0.0 for entry in checked]
    outcomes = [(entry.flop or 0) > ASKED for entry in checked]
    groups: list[tuple[str, Sequence[ReliabilityBin]]] = [(FITTED, fitted.bins)]
    if checked:
        groups.append((STORED, reliability(chances, outcomes)))
    rows: list[Row] = [
        (name, bin_.low, bin_.high, bin_.models, round(bin_.mean_chance, 4), round(bin_.frequency, 4),
         round(bin_.frequency_low, 4), round(bin_.frequency_high, 4))
        for name, bins in groups for bin_ in bins
    ]  # fmt: skip
    kept = sum(bin_.frequency_low <= bin_.mean_chance <= bin_.frequency_high for bin_ in fitted.bins)
    steps = count(len(fitted.bins), "step")
    title = f"Stated chances lie within the range of what came true in {kept} of {steps} of chance"
    own = (
        f"The points of this database are {count(len(checked), 'model')} with our own estimate beside a reference's "
        f"figure (Brier score {brier(chances, outcomes):.3f}). Most of them were known to the fit."
        if checked
        else "This database has no models with our own estimate beside a reference's figure yet."
    )
    others = left_out([(len(material.entries) - len(checked), "models of this database without both")])
    return Figure(
        name=NAME, section=Section.FINDING, title=title, subtitle=SUBTITLE, alt=_alt(fitted.bins),
        basis=f"Blue: {count(fitted.models, 'published model')} of {fitted.source}, each answered by a fit on the "
        f"others in tenfold cross-validation (Brier score {fitted.brier:.3f}, calibration slope {fitted.slope:.2f}). "
        f"{own} {others}",
        columns=COLUMNS, rows=tuple(rows), spec=_spec(rows), is_demo=False,
    )  # fmt: skip


def _is_checked(entry: Entry) -> bool:
    return entry.is_reference_figure and entry.chance is not None


def _alt(bins: Sequence[ReliabilityBin]) -> str:
    parts = [f"{percent(bin_.mean_chance)} stated, {percent(bin_.frequency)} came true" for bin_ in bins]
    return f"Reliability diagram against the diagonal of perfect chances. Cross-validation: {'; '.join(parts)}."


def _spec(rows: Sequence[Row]) -> Spec:
    names = [name for name in _COLOURS if any(row[0] == name for row in rows)]
    scale = alt.Scale(domain=[0, 1], nice=False)
    x = alt.X("mean_chance:Q", scale=scale, axis=alt.Axis(title="Stated chance", format="%", grid=True, tickCount=5))
    y = alt.Y("share_above:Q", scale=scale, axis=alt.Axis(title="Share that passed", format="%", tickCount=5))
    colour = alt.Color(
        "models_of:N",
        scale=alt.Scale(domain=names, range=[_COLOURS[name] for name in names]),
        legend=alt.Legend(title=None),
    )
    diagonal = (
        alt.Chart(inline([{"mean_chance": 0, "share_above": 0}, {"mean_chance": 1, "share_above": 1}]))
        .mark_line(color=palette.RULE, strokeDash=[5, 4], strokeWidth=1)
        .encode(x=x, y=y)
    )
    base = alt.Chart(ROWS).encode(color=colour)
    ranges = base.mark_rule(strokeWidth=2, opacity=0.55).encode(x=x, y=alt.Y("share_low:Q"), y2="share_high:Q")
    points = base.mark_circle(opacity=0.9).encode(
        x=x,
        y=y,
        size=alt.Size("models:Q", scale=alt.Scale(type="sqrt", range=[40, 420]), legend=None),
        tooltip=[
            alt.Tooltip("models_of:N", title="Models of"),
            alt.Tooltip("models:Q", title="Models"),
            alt.Tooltip("mean_chance:Q", title="Stated chance", format=".0%"),
            alt.Tooltip("share_above:Q", title="Passed", format=".0%"),
        ],
    )
    return finished(alt.layer(diagonal, ranges, points).properties(width=_SIDE, height=_SIDE), COLUMNS, rows)
