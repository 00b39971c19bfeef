"""The report as one page that needs nothing else: no request, no script to be read; light or dark, and printable."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from crawler.dataset.sources import Credits
from crawler.report import palette
from crawler.report.assets import SCRIPTS, VERSIONS, asset, template
from crawler.report.entries import Standing
from crawler.report.figure import Cell, Figure, Section
from crawler.report.material import Material
from crawler.report.rendering import page_svg, page_vega
from crawler.report.words import count, flop, listed

ROWS_SHOWN = 300
"""Most rows of a table on the page; the files hold all of them."""

_EXACT_FROM, _SCIENTIFIC_FROM = 1e4, 1e15


@dataclass(frozen=True, slots=True)
class Link:
    """A file beside the page."""

    label: str
    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure with what the template needs of it."""

    figure: Figure
    svg: Markup
    vega: Markup
    next_step: Markup
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    rows_told: str
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand to the right."""

    name: str
    is_number: bool


def render(figures: Sequence[Figure], material: Material, sources: Credits, files: Mapping[str, Sequence[Link]]) -> str:
    """The page.

    Args:
        figures: in their order.
        material: what they were drawn from.
        sources: all sources, for credits.
        files: by the figure's name, the files that lie beside the page.
    """
    shown = [_shown(figure, tuple(files.get(figure.name, ()))) for figure in figures]
    style = asset("report.css") + palette.css()
    scripts = [asset(name) for name in SCRIPTS]
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page = environment.from_string(template("report.html")).render(
        title=f"AI models trained with more than {flop(material.threshold)} FLOP",
        lead=f"Drawn by flopscout on {material.today.isoformat()} from {count(len(material.entries), 'model')}.",
        policy=_policy(style, scripts),
        style=Markup(style),  # noqa: S704  (our own file)
        scripts=[Markup(script) for script in scripts],  # noqa: S704  (files of this package)
        is_demo=material.is_demo,
        facts=_facts(material),
        sections=[
            {"name": str(section), "figures": [each for each in shown if each.figure.section is section]}
            for section in Section
        ],
        notes=_notes(material),
        credits=_credits(material, sources),
    )
    return page + "\n"


def _shown(figure: Figure, links: tuple[Link, ...]) -> Shown:
    columns = tuple(
        Column(name.replace("_", " "), any(isinstance(row[place], int | float) for row in figure.rows))
        for place, name in enumerate(figure.columns)
    )
    kept = figure.rows[:ROWS_SHOWN]
    told = count(len(figure.rows), "row")
    return Shown(
        figure=figure,
        svg=Markup(page_svg(figure)),  # noqa: S704  (Vega escapes all texts of the data)
        vega=_json_block(page_vega(figure)),
        next_step=_with_code(figure.next_step),
        columns=columns,
        rows=tuple(
            tuple(cell_text(name, cell) for name, cell in zip(figure.columns, row, strict=True)) for row in kept
        ),
        rows_told=told if len(kept) == len(figure.rows) else f"the first {len(kept)} of {told}",
        files=links,
    )


def cell_text(column: str, cell: Cell) -> str:
    """A cell of a table, for a person."""
    if cell is None:
        return ""
    if isinstance(cell, float) and abs(cell) >= _SCIENTIFIC_FROM:
        return f"{cell:.3g}".replace("e+", "e")
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= _EXACT_FROM else f"{cell:.4g}"
    if isinstance(cell, int) and abs(cell) >= _EXACT_FROM and column != "year":
        return f"{cell:,}"
    return str(cell)


def _json_block(value: object) -> Markup:
    """JSON for inside a script element, where nothing may look like its end."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))  # noqa: S704


def _with_code(text: str) -> Markup:
    """What stands between backticks as code."""
    parts = text.split("`")
    marked = [Markup("<code>{}</code>").format(part) if place % 2 else Markup("{}").format(part)
              for place, part in enumerate(parts)]  # fmt: skip
    return Markup("").join(marked)


def _policy(style: str, scripts: Iterable[str]) -> str:
    allowed = " ".join(f"'{_digest(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src '{_digest(style)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _facts(material: Material) -> list[dict[str, str]]:
    facts = [
        (f"models known to be above {flop(limit)} FLOP", sum(entry.passes(limit) for entry in material.entries))
        for limit in (material.threshold, *(value for value in material.thresholds if value > material.threshold))
    ]
    new = sum(entry.standing is Standing.CONFIRMED for entry in material.entries)
    waiting = sum(entry.standing is Standing.UNCONFIRMED for entry in material.entries)
    facts += [("of them in no imported reference", new), ("more that may be, and wait for review", waiting)]
    return [{"label": label, "value": f"{value:,}"} for label, value in facts]


def _notes(material: Material) -> list[str]:
    lines = [
        "Known compute is the figure of an imported reference where one lists the model, else the median of our own "
        "estimate of a model that is confirmed or whose disclosed facts put it below the threshold. Models whose "
        "compute is not disclosed are unconfirmed and counted apart."
    ]
    if material.datasets:
        names = listed([f"{name} ({count(models, 'model')})" for name, models in material.datasets])
        lines.append(f"Imported references: {names}. Their licences and credits are those of their publishers.")
    if material.withheld.models or material.withheld.values:
        lines.append(
            f"Sources that do not allow passing values on contribute none: {count(material.withheld.models, 'model')} "
            f"and {count(material.withheld.values, 'value')} were left out or replaced by another source's."
        )
    lines.append(
        f"Drawn with Vega {VERSIONS['vega']} and vega-interpreter {VERSIONS['vega-interpreter']} (BSD-3-Clause). This "
        "page asks nothing of the network."
    )
    return lines


def _credits(material: Material, sources: Credits) -> list[dict[str, str]]:
    told = []
    for naming in material.namings:
        credit = sources.get(naming.source)
        told.append(
            {
                "name": naming.source,
                "models": f"{naming.models:,}",
                "licence": credit.licence if credit else "not stated",
                "attribution": credit.attribution if credit else "",
                "values": "passed on" if credit is None or credit.is_open else "not passed on",
            }
        )
    return told
