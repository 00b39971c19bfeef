"""What figures on models have in common: what they count, how they say so, and ranked bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import altair as alt

from crawler.report import palette
from crawler.report.drawing import ROWS, WIDTH, finished, inline
from crawler.report.entries import Entry, Standing
from crawler.report.figure import Figure, Row, Section, without_data
from crawler.report.material import Material
from crawler.report.words import count, flop, left_out, percent

GET_MODELS = (
    "Run `flopscout crawl` to look for models, or `flopscout import FILE.csv` to read a reference dataset in Epoch "
    "AI's columns."
)

BAR_PIXELS = 26
LEAST_SHARE = 0.01
"""Smaller shares are not written beside their bars."""
COUNTED_COLUMNS = ("threshold_flop", "threshold", "models", "share")


def known_basis(material: Material, used: Sequence[Entry], reasons: Sequence[tuple[int, str]]) -> str:
    """Which models were used and which were not, for a figure on known compute.

    ``used`` are the models of known compute; ``reasons`` say how many of them drop out, and why.
    """
    listed = sum(entry.standing is Standing.LISTED for entry in used)
    from_where = f"{count(len(used), 'model')} of known compute: {listed:,} from imported references (their figures), "
    own = f"{len(used) - listed:,} found by flopscout (medians of its estimates)."
    unsure = sum(entry.standing is Standing.UNCONFIRMED for entry in material.entries)
    unknown = len(material.entries) - len(used) - unsure
    latest = max((entry.published or "" for entry in used), default="")
    until = f" The latest was published in {latest[:7]}." if latest else ""
    others = [(unsure, "unconfirmed"), (unknown, "whose compute is not disclosed"), *reasons]
    return f"{from_where}{own}{until} {left_out(others)}"


def shown_thresholds(material: Material) -> tuple[float, ...]:
    """The thresholds that models are counted above, the one for candidates first."""
    higher = [value for value in material.thresholds if value > material.threshold]
    return (material.threshold, *sorted(higher))


def above(material: Material) -> list[Entry]:
    """The models of known compute above the threshold for candidates."""
    return [entry for entry in material.entries if entry.passes(material.threshold)]


def ranked(
    material: Material,
    *,
    name: str,
    section: Section,
    kind: str,
    subject: str,
    subtitle: str,
    groups_of: Callable[[Entry], Iterable[str]],
    title: Callable[[Counter[str], int], str],
    unknown: str,
    top: int,
) -> Figure:
    """A figure of groups by how many of their models pass each threshold.

    Args:
        material: what was gathered.
        name: the figure's name.
        section: where it stands.
        kind: what the groups are; the name of their column.
        subject: the title where there is no data.
        subtitle: what is drawn.
        groups_of: the groups that a model counts for.
        title: the finding, from the counts above the lowest threshold and the number of models counted.
        unknown: what a model lacks that is in no group.
        top: most groups that are drawn; the table has them all.
    """
    columns = (kind, *COUNTED_COLUMNS)
    models = above(material)
    grouped = [(entry, tuple(groups_of(entry))) for entry in models]
    used = [(entry, groups) for entry, groups in grouped if groups]
    if not used:
        return without_data(name, section, subject, subtitle, columns, GET_MODELS)
    totals = Counter(group for _, groups in used for group in groups)
    order = sorted(totals, key=lambda group: (-totals[group], group))
    rows: list[Row] = []
    for group in order:
        inside = [entry for entry, groups in used if group in groups]
        for limit in shown_thresholds(material):
            number = sum(entry.passes(limit) for entry in inside)
            rows.append((group, limit, flop(limit), number, round(totals[group] / len(used), 4)))
    below = sum(e.has_known_compute and not e.passes(material.threshold) for e in material.entries)
    basis = known_basis(
        material,
        [entry for entry in material.entries if entry.has_known_compute],
        [(below, f"not above {flop(material.threshold)} FLOP"), (len(models) - len(used), unknown)],
    )
    most = ", ".join(f"{group} {totals[group]}" for group in order[:top])
    shown = f" The {top} largest of {len(order)} are drawn." if len(order) > top else ""
    return Figure(
        name=name, section=section, title=title(totals, len(used)), subtitle=subtitle,
        alt=f"Bar chart of models above {flop(material.threshold)} FLOP by {kind}: {most}.",
        basis=basis + shown, columns=columns, rows=tuple(rows),
        spec=finished(_bars(kind, order[:top], totals, len(used), shown_thresholds(material)), columns,
                      [row for row in rows if row[0] in order[:top]]),
        is_demo=material.is_demo,
    )  # fmt: skip


def _bars(
    kind: str, order: Sequence[str], totals: Counter[str], whole: int, thresholds: Sequence[float]
) -> alt.LayerChart | alt.FacetChart:
    steps = palette.STEPS[1 : 1 + len(thresholds)] if len(thresholds) < len(palette.STEPS) else palette.STEPS
    names = [flop(value) for value in thresholds]
    colour = alt.Color(
        "threshold:N",
        scale=alt.Scale(domain=names, range=list(steps[: len(names)])),
        legend=alt.Legend(title="Above (FLOP)") if len(names) > 1 else None,
    )
    rank = alt.Y(f"{kind}:N", sort=list(order), axis=alt.Axis(title=None, labelLimit=220, labelColor=palette.INK))
    number = alt.X(
        "models:Q", stack=None, axis=alt.Axis(title="Models", format="d", tickMinStep=1, grid=True),
        scale=alt.Scale(domain=[0, 1.14 * max(totals[group] for group in order)], nice=False),
    )  # fmt: skip
    bars = (
        alt.Chart(ROWS)
        .mark_bar(height={"band": 0.7}, cornerRadiusEnd=2)
        .encode(
            y=rank,
            x=number,
            color=colour,
            order=alt.Order("threshold_flop:Q"),
            tooltip=[
                alt.Tooltip(f"{kind}:N", title=kind.capitalize()),
                alt.Tooltip("threshold:N", title="Above (FLOP)"),
                alt.Tooltip("models:Q", title="Models"),
            ],
        )
    )
    labels = {group: _label(totals[group], whole) for group in order}
    text = (
        alt.Chart(inline([{kind: group, "models": totals[group], "label": labels[group]} for group in order]))
        .mark_text(align="left", dx=6, color=palette.INK)
        .encode(y=rank, x=alt.X("models:Q"), text="label:N")
    )
    return alt.layer(bars, text).properties(width=WIDTH - 170, height=BAR_PIXELS * len(order))


def _label(number: int, whole: int) -> str:
    share = number / whole
    return f"{number:,} ({percent(share)})" if share >= LEAST_SHARE else f"{number:,}"
