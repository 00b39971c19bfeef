"""Which domains, countries and developers the models above the threshold come from."""

from __future__ import annotations

from collections import Counter

from crawler.report.entries import MULTINATIONAL, Entry
from crawler.report.figure import Figure, Section
from crawler.report.figures.counting import ranked, shown_thresholds
from crawler.report.material import Material
from crawler.report.words import count, flop, listed, percent
from pipelines.identity.organizations import canonical_organization

_SHORT = {
    "Korea (Republic of)": "South Korea", "United Kingdom of Great Britain and Northern Ireland": "United Kingdom",
    "United States of America": "United States",
}  # fmt: skip
"""Everyday names where Epoch AI's country column has the long ones."""

TOP_DEVELOPERS, TOP_COUNTRIES, TOP_DOMAINS = 16, 14, 12


def draw_domains(material: Material) -> Figure:
    """Models by domain; one of several domains counts for each."""
    return ranked(
        material, name="domains", section=Section.COMPUTE, kind="domain", subject="Models by domain",
        subtitle=f"Models of known compute by domain; a model of several domains counts for each {_limits(material)}",
        groups_of=lambda entry: entry.domains, title=_domains, unknown="without a domain", top=TOP_DOMAINS,
    )  # fmt: skip


def draw_countries(material: Material) -> Figure:
    """Models by country; one of developers in several countries counts as multinational."""
    return ranked(
        material, name="countries", section=Section.ACCESS, kind="country", subject="Models by country",
        subtitle="Models of known compute by the country of their developers, multinational where these are in several "
        + _limits(material),
        groups_of=_country, title=_countries, unknown="without a country", top=TOP_COUNTRIES,
    )  # fmt: skip


def draw_developers(material: Material) -> Figure:
    """Models by developer; one of several developers counts for each."""
    return ranked(
        material, name="developers", section=Section.ACCESS, kind="developer", subject="Models by developer",
        subtitle=f"Models of known compute by developer; a joint model counts for each of its developers "
        f"{_limits(material)}",
        groups_of=_developers_of, title=_developers, unknown="without a developer",
        top=TOP_DEVELOPERS,
    )  # fmt: skip


def _limits(material: Material) -> str:
    return f"(above {listed([flop(value) for value in shown_thresholds(material)])} FLOP)"


def _country(entry: Entry) -> tuple[str, ...]:
    return (_SHORT.get(entry.country, entry.country),) if entry.country else ()


def _developers_of(entry: Entry) -> tuple[str, ...]:
    """The developers by one name each: references write them in other ways than the catalogue."""
    return tuple(dict.fromkeys(canonical_organization(name) or name for name in entry.organizations))


def _domains(totals: Counter[str], models: int) -> str:
    first, *others = _in_order(totals)[:3]
    rest = "".join(f", {_lower(name)} of {percent(number / models)}" for name, number in others)
    return f"{first[0]} is a domain of {percent(first[1] / models)} of the models{rest}"


def _countries(totals: Counter[str], models: int) -> str:
    single = [(name, number) for name, number in _in_order(totals) if name != MULTINATIONAL][:2]
    parts = [f"{percent(number / models)} of the models come from {_article(name)}" for name, number in single[:1]]
    parts += [f"{percent(number / models)} from {_article(name)}" for name, number in single[1:]]
    joint = totals.get(MULTINATIONAL)
    parts += [f"{percent(joint / models)} are multinational"] if joint else []
    return listed(parts)


def _developers(totals: Counter[str], models: int) -> str:
    leading = _in_order(totals)[:3]
    made = listed([f"{name} ({number})" for name, number in leading])
    if len(totals) == len(leading):
        return f"{made} made the {count(models, 'model')}"
    return f"{made} made the most: {count(models, 'model')} come from {count(len(totals), 'developer')}"


def _article(country: str) -> str:
    return f"the {country}" if country.startswith(("United ", "Netherlands")) else country


def _lower(domain: str) -> str:
    return domain if domain[:2].isupper() else domain[0].lower() + domain[1:]


def _in_order(totals: Counter[str]) -> list[tuple[str, int]]:
    """The groups, the largest first; equal ones by name, whatever the order of the models."""
    return sorted(totals.items(), key=lambda entry: (-entry[1], entry[0]))
