"""All figures, in the order of the report."""

from __future__ import annotations

from collections.abc import Callable

from crawler.report.figure import Figure, Section
from crawler.report.figures import (
    accessibility,
    boards,
    frontier,
    groups,
    hub_concentration,
    hub_derivatives,
    hub_downloads,
    hub_memory,
    hub_models,
    models_per_year,
    reliability,
    sources,
    standings,
)
from crawler.report.material import Material

DRAWINGS: tuple[Callable[[Material], Figure], ...] = (
    models_per_year.draw,
    frontier.draw,
    groups.draw_domains,
    groups.draw_countries,
    groups.draw_developers,
    accessibility.draw,
    standings.draw,
    sources.draw,
    reliability.draw,
    boards.draw,
    hub_models.draw,
    hub_downloads.draw,
    hub_concentration.draw,
    hub_derivatives.draw,
    hub_memory.draw,
)
"""A function for each figure, by section."""


def draw_all(material: Material) -> list[Figure]:
    """Every figure, also those for which there is no data yet, by section."""
    order = list(Section)
    return sorted((draw(material) for draw in DRAWINGS), key=lambda figure: order.index(figure.section))
