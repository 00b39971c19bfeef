"""How everything stands: statistics of the queue, runs, coverage, sources, signals and the figures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from crawler.report.current import figures
from crawler.report.figure import Figure
from crawler.report.folder import csv_of
from crawler.report.palette import css, dark_variables
from crawler.report.rendering import file_png, file_svg, page_svg
from crawler.review.reading.pages import (
    coverage_page,
    queue_statistics,
    run_report,
    runs_page,
    signals_page,
    sources_page,
)
from crawler.review.reading.people import agreement
from crawler.review.reading.queue import BadCursor
from crawler.review.web.adding import add_page
from crawler.review.web.site import Desk, desk, see_other
from crawler.review.web.words import SIGNAL_KINDS, language_names
from crawler.schedule.rotation import rotates
from crawler.store.accounts import REVIEWER
from crawler.store.finding import Refused
from crawler.store.suggested_pages import suggested_pages

router = APIRouter(include_in_schema=False)

PAGES_SHOWN = 100
"""Pages that people named and that are listed."""

ROWS_SHOWN = 200
"""Rows of a figure's table; its file has all."""


@router.get("/statistics")
def statistics(request: Request) -> Response:
    """How the queue does, and how far reviewers agree."""
    with desk(request) as at:
        found = queue_statistics(at.connection)
        most = max((max(day.entered, day.left) for day in found.days), default=0)
        first = next((number for number, day in enumerate(found.days) if day.entered or day.left or day.decided), 0)
        return at.show(
            "statistics.html", found=found, most=max(most, 1), agreed=agreement(at.connection),
            days_known=len(found.days) - first,
        )  # fmt: skip


@router.get("/runs")
def runs(request: Request, after: str | None = None) -> Response:
    """The runs, the latest first."""
    with desk(request) as at:
        try:
            page = runs_page(at.connection, after=after)
        except BadCursor:
            page = runs_page(at.connection)
        return at.show("runs.html", page=page, after=after)


@router.get("/runs/{run_id:path}")
def run(request: Request, run_id: str) -> Response:
    """One run with its sources and failures."""
    with desk(request) as at:
        report = run_report(at.connection, run_id)
        if report is None:
            raise HTTPException(404, f"There is no run {run_id!r}.")
        return at.show("run.html", report=report)


@router.get("/coverage")
def coverage(request: Request) -> Response:
    """Which language was searched in which month."""
    with desk(request) as at:
        found = coverage_page(at.connection, at.site.sources, at.settings)
        rows = {
            language: [cell for cell in found.cells if cell.language == language]
            for language in dict.fromkeys(cell.language for cell in found.cells)
        }
        return at.show(
            "coverage.html", found=found, rows=rows, language_names=language_names(),
            services=[source for source in at.site.sources.values() if rotates(source, at.settings.rotation)],
            nothing_due=not any(cell.expected or cell.searched or cell.results for cell in found.cells),
        )  # fmt: skip


@router.get("/sources")
def sources(request: Request, which: str = "") -> Response:
    """The sources with their health: all, or those in trouble, those that were read, or those that never were."""
    with desk(request) as at:
        return sources_shown(at, which=which)


@router.post("/pages")
def name_page(request: Request, address: Annotated[str, Form(max_length=2000)]) -> Response:
    """Have a page read that a reviewer came across."""
    with desk(request, REVIEWER) as at:
        try:
            add_page(at, address)
        except Refused as refused:
            return sources_shown(at, 422, address=address, problem=str(refused))
        return see_other("/sources#named")


def sources_shown(
    at: Desk, status_code: int = 200, *, which: str = "", address: str = "", problem: str = ""
) -> Response:
    """The sources, and the latest of the pages that people named."""
    found = sources_page(at.connection, at.site.sources)
    groups = {
        "trouble": [line for line in found if line.health.in_trouble],
        "read": [line for line in found if line.last_visit and not line.health.in_trouble],
        "new": [line for line in found if not line.last_visit and not line.health.in_trouble],
    }
    return at.show(
        "sources.html", status_code, total=len(found), groups=groups, which=which if which in groups else "",
        found=groups.get(which, [line for group in groups.values() for line in group]),
        pages=suggested_pages(at.connection)[:PAGES_SHOWN], address=address, problem=problem,
    )  # fmt: skip


@router.get("/signals")
def signals(request: Request, kind: str | None = None, after: str | None = None) -> Response:
    """What was met and is not known."""
    with desk(request) as at:
        try:
            page = signals_page(at.connection, kind=kind or None, after=after)
        except BadCursor:
            page = signals_page(at.connection, kind=kind or None)
        return at.show("signals.html", page=page, kind=kind, kinds=SIGNAL_KINDS, pairs=[("kind", kind)] if kind else [])


@router.get("/figures")
def all_figures(request: Request) -> Response:
    """The figures, each with its data as a table."""
    with desk(request) as at:
        drawn = [(figure, page_svg(figure)) for figure in _figures(at)]
        return at.show("figures.html", figures=drawn, rows_shown=ROWS_SHOWN)


@router.get("/figures/colours.css")
def colours() -> Response:
    """The figures' colours in light and dark, as the system has it or the reader chose."""
    light = css(root=':root[data-theme="light"]').splitlines()[0]
    dark = f':root[data-theme="dark"]{{{dark_variables()}}}'
    return Response("\n".join((css(shapes=".chart"), light, dark)), media_type="text/css")


@router.get("/figures/{name}.{ending}")
def figure_file(request: Request, name: str, ending: str) -> Response:
    """One figure as SVG or PNG, or its data as CSV."""
    with desk(request) as at:
        found = next((figure for figure in _figures(at) if figure.name == name), None)
    if found is None or ending not in {"svg", "png", "csv"} or (found.spec is None and ending != "csv"):
        raise HTTPException(404, "There is no such figure.")
    headers = {"Content-Disposition": f'attachment; filename="{found.name}.{ending}"'}
    if ending == "csv":
        return Response(csv_of(found), media_type="text/csv; charset=utf-8", headers=headers)
    if ending == "png":
        return Response(file_png(found), media_type="image/png", headers=headers)
    return Response(file_svg(found), media_type="image/svg+xml", headers=headers)


def _figures(at: Desk) -> list[Figure]:
    return figures(at.store, rules=at.settings.triage)
