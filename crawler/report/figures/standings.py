"""Confirmed and unconfirmed models by year of publication."""

from __future__ import annotations

import altair as alt

from crawler.report import palette
from crawler.report.drawing import HEIGHT, ROWS, WIDTH, finished
from crawler.report.entries import Standing
from crawler.report.figure import Figure, Row, Section, without_data
from crawler.report.figures.counting import GET_MODELS
from crawler.report.material import Material
from crawler.report.words import count, flop, left_out

NAME = "confirmed_and_unconfirmed"
COLUMNS = ("year", "standing", "models")
FIRST_YEAR = 2017

_COLOURS = {
    Standing.LISTED: palette.SKY, Standing.CONFIRMED: palette.BLUE, Standing.UNCONFIRMED: palette.ORANGE,
}  # fmt: skip


def draw(material: Material) -> Figure:
    """The models that are above the threshold, and those that may be, by year."""
    subtitle = (
        f"Models known to be above {flop(material.threshold)} FLOP, and those that may be, by year of publication"
    )
    counted = {
        kind: [
            entry
            for entry in material.entries
            if entry.standing is kind and (kind is Standing.UNCONFIRMED or entry.passes(material.threshold))
        ]
        for kind in _COLOURS
    }
    dated = {kind: [entry.year for entry in entries if (entry.year or 0) >= FIRST_YEAR] for kind, entries in
             counted.items()}  # fmt: skip
    years = [year for group in dated.values() for year in group if year is not None]
    if not years:
        return without_data(NAME, Section.FINDING, "Confirmed and unconfirmed models", subtitle, COLUMNS, GET_MODELS)
    rows: list[Row] = [
        (year, str(kind), dated[kind].count(year)) for year in range(min(years), max(years) + 1) for kind in _COLOURS
    ]
    totals = {kind: len(entries) for kind, entries in counted.items()}
    below = sum(entry.standing in {Standing.BELOW, Standing.LISTED} for entry in material.entries)
    missing = sum(totals.values()) - len(years)
    basis = (
        f"{count(totals[Standing.LISTED], 'model')} in imported references, {totals[Standing.CONFIRMED]:,} confirmed "
        f"and {totals[Standing.UNCONFIRMED]:,} unconfirmed ones that no reference lists. "
        + left_out(
            [
                (below - totals[Standing.LISTED], "below the threshold or listed without a figure"),
                (missing, f"without a date or from before {FIRST_YEAR}"),
                (material.no_candidates, "copies, derivatives and others that are no candidates"),
            ]
        )
    )
    return Figure(
        name=NAME, section=Section.FINDING, title=_title(totals), subtitle=subtitle,
        alt="Stacked bars of models by year of publication. "
        + "; ".join(f"{kind}: {number:,}" for kind, number in totals.items()) + ".",
        basis=basis, columns=COLUMNS, rows=tuple(rows), spec=finished(_chart(), COLUMNS, rows),
        is_demo=material.is_demo,
    )  # fmt: skip


def _title(totals: dict[Standing, int]) -> str:
    listed, ours, waiting = totals[Standing.LISTED], totals[Standing.CONFIRMED], totals[Standing.UNCONFIRMED]
    if not ours and not waiting:
        return (
            f"All {count(listed, 'model')} above the threshold come from imported references: nothing was crawled yet"
        )
    beyond = f"{count(ours, 'confirmed model')} {'is' if ours == 1 else 'are'} in no imported reference"
    return f"{beyond}; {waiting:,} more may be above the threshold and wait for review"


def _chart() -> alt.Chart:
    kinds = [str(kind) for kind in _COLOURS]
    chart: alt.Chart = (
        alt.Chart(ROWS)
        .mark_bar(width={"band": 0.72})
        .encode(
            x=alt.X("year:O", axis=alt.Axis(title=None, labelAngle=0)),
            y=alt.Y("models:Q", axis=alt.Axis(title="Models", format="d", tickMinStep=1)),
            color=alt.Color(
                "standing:N", scale=alt.Scale(domain=kinds, range=list(_COLOURS.values())), sort=kinds,
                legend=alt.Legend(title=None),
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("year:O", title="Year"),
                alt.Tooltip("standing:N", title="Standing"),
                alt.Tooltip("models:Q", title="Models"),
            ],
        )
        .transform_calculate(rank=f"indexof({kinds}, datum.standing)")
        .properties(width=WIDTH - 40, height=HEIGHT)
    )  # fmt: skip
    return chart
