"""Models on the Hub, and how many each month adds."""

from __future__ import annotations

from crawler.report import palette
from crawler.report.figure import Figure, Row, Section
from crawler.report.figures.months import month_basis, nothing, panel, panels
from crawler.report.material import Material
from crawler.report.words import count, large

NAME = "hub_models"
COLUMNS = ("month", "measure", "value", "basis")
SUBTITLE = "Public model repositories on the Hugging Face Hub, and those created in each month that are still public"
MEASURES = ("models", "new_models")


def draw(material: Material) -> Figure:
    """Totals and additions by month."""
    rows: list[Row] = [
        (month.month, name, value, month.basis.get(name, ""))
        for month in material.months
        for name in MEASURES
        if (value := getattr(month, name)) is not None
    ]
    if not rows:
        return nothing(material, NAME, "Models on the Hub", SUBTITLE, COLUMNS)
    totals = [(row[0], int(row[2] or 0)) for row in rows if row[1] == "models"]
    added = [(row[0], int(row[2] or 0)) for row in rows if row[1] == "new_models"]
    parts = [f"The Hub holds {large(totals[-1][1])} models"] if totals else []
    parts += [f"{large(added[-1][1])} were added in {added[-1][0]}"] if added else []
    title = "; ".join(parts)
    title = title[0].upper() + title[1:]
    months = len({row[0] for row in rows})
    charts = [
        panel(months, "models", "All models", palette.BLUE, bars=False, last=not added) if totals else None,
        panel(months, "new_models", "Added in the month", palette.SKY, bars=True, last=True) if added else None,
    ]
    words = ", ".join(f"{month}: {value:,}" for month, value in (added or totals)[-12:])
    return Figure(
        name=NAME, section=Section.HUB, title=title, subtitle=SUBTITLE,
        alt=f"Line of all models and bars of additions over {count(months, 'month')}. {title}. By month: {words}.",
        basis=month_basis(material.months, months, MEASURES), columns=COLUMNS, rows=tuple(rows),
        spec=panels([chart for chart in charts if chart is not None], COLUMNS, rows), is_demo=material.is_demo,
    )  # fmt: skip
