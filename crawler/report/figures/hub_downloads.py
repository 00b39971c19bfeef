"""Downloads from the Hub by month, and how they grow."""

from __future__ import annotations

from crawler.report import palette
from crawler.report.figure import Figure, Row, Section
from crawler.report.figures.months import growth, month_basis, nothing, panel, panels
from crawler.report.material import Material
from crawler.report.words import count, large, percent

NAME = "hub_downloads"
COLUMNS = ("month", "measure", "value", "basis")
SUBTITLE = "Downloads of models from the Hugging Face Hub: of the 30 days before each reading, and of all time"
MEASURES = ("downloads", "downloads_all_time")


def draw(material: Material) -> Figure:
    """Downloads of 30 days and of all time."""
    rows: list[Row] = [
        (month.month, name, value, month.basis.get(name, ""))
        for month in material.months
        for name in MEASURES
        if (value := getattr(month, name)) is not None
    ]
    if not rows:
        return nothing(material, NAME, "Downloads from the Hub", SUBTITLE, COLUMNS)
    recent = [float(row[2] or 0) for row in rows if row[1] == "downloads"]
    ever = [float(row[2] or 0) for row in rows if row[1] == "downloads_all_time"]
    months = len({row[0] for row in rows})
    title = _title(recent, ever, str(rows[-1][0]))
    charts = [
        panel(months, "downloads", "In 30 days", palette.BLUE, bars=True, last=not ever) if recent else None,
        panel(months, "downloads_all_time", "Of all time", palette.PURPLE, bars=False, last=True) if ever else None,
    ]
    return Figure(
        name=NAME, section=Section.HUB, title=title, subtitle=SUBTITLE,
        alt=f"Bars of downloads in 30 days and line of downloads of all time over {count(months, 'month')}. {title}.",
        basis=month_basis(material.months, months, MEASURES), columns=COLUMNS, rows=tuple(rows),
        spec=panels([chart for chart in charts if chart is not None], COLUMNS, rows), is_demo=material.is_demo,
    )  # fmt: skip


def _title(recent: list[float], ever: list[float], month: str) -> str:
    if not recent:
        return f"Models were downloaded {large(ever[-1])} times up to {month}"
    change = growth(recent)
    told = f"Models were downloaded {large(recent[-1])} times in the 30 days up to the reading of {month}"
    if change is None:
        return told
    return f"{told}, {percent(abs(change))} {'more' if change >= 0 else 'fewer'} than a month before"
