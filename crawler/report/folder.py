"""The report as a folder: the page, each figure as SVG, PNG and specification, and the data behind it as CSV."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import Path

from crawler.dataset.formats import harmless_text
from crawler.dataset.sources import Credits
from crawler.dataset.versions import VERSION, Versions, open_versions
from crawler.report.figure import Figure
from crawler.report.material import Material
from crawler.report.page import Link, render
from crawler.report.rendering import file_png, file_spec, file_svg

VERSIONS_KEPT = 2
"""The report that is in place, and the one before it."""


class Part(StrEnum):
    """What a report may consist of."""

    HTML = "html"
    SVG = "svg"
    PNG = "png"
    JSON = "json"
    CSV = "csv"


_LABELS = {Part.SVG: "SVG", Part.PNG: "PNG", Part.JSON: "Vega-Lite", Part.CSV: "CSV"}


def write_report(
    folder: Path, figures: Sequence[Figure], material: Material, sources: Credits, parts: Collection[Part] = tuple(Part)
) -> Path:
    """Write the report beside its place and put it there at one stroke; returns where its first file to look at is.

    Args:
        folder: where the report lies; it becomes a link to the version in ``<folder>.versions``.
        figures: in their order.
        material: what they were drawn from.
        sources: all sources, for credits.
        parts: what it consists of.

    Raises:
        ExportFailed: the folder cannot be written; what was there before is untouched.
    """
    with open_versions(folder) as versions:
        links = {figure.name: _write_files(versions.staging, figure, parts) for figure in figures}
        if Part.HTML in parts:
            page = render(figures, material, sources, links)
            (versions.staging / "index.html").write_text(page, encoding="utf-8")
        versions.publish(_next(versions))
        _remove_older(versions)
    return folder / "index.html" if Part.HTML in parts else folder


def csv_of(figure: Figure) -> str:
    """The data behind a figure. Texts that a spreadsheet would run as a formula get a leading apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(figure.columns)
    for row in figure.rows:
        writer.writerow([harmless_text(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def _write_files(staging: Path, figure: Figure, parts: Collection[Part]) -> list[Link]:
    """The files of a figure that has data, as links from the page."""
    contents: dict[Part, bytes] = {}
    if figure.spec is not None:
        if Part.SVG in parts:
            contents[Part.SVG] = file_svg(figure).encode()
        if Part.PNG in parts:
            contents[Part.PNG] = file_png(figure)
        if Part.JSON in parts:
            text = json.dumps(file_spec(figure), ensure_ascii=False, indent=1) + "\n"
            contents[Part.JSON] = text.encode()
    if figure.rows and Part.CSV in parts:
        contents[Part.CSV] = csv_of(figure).encode()
    links = []
    for part, content in contents.items():
        place = Path("data" if part is Part.CSV else "figures") / f"{figure.name}.{part}"
        (staging / place).parent.mkdir(exist_ok=True)
        (staging / place).write_bytes(content)
        links.append(Link(_LABELS[part], place.as_posix()))
    return links


def _next(versions: Versions) -> str:
    current = versions.current
    return f"{int(current.name.split('.')[0]) + 1 if current else 1}.0.0"


def _remove_older(versions: Versions) -> None:
    known = [folder for folder in versions.store.iterdir() if VERSION.fullmatch(folder.name)]
    known.sort(key=lambda folder: int(folder.name.split(".")[0]))
    for folder in known[:-VERSIONS_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
