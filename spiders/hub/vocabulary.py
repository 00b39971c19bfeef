"""The Hub's words in Epoch's: tasks as domains, licences as accessibility.

``tasks.csv`` lists the Hub's pipeline tags, ``licences.csv`` its licence identifiers and the names that cards give to
licences of their own, with the class that Epoch's accessibility notes put them in: *unrestricted*, *restricted use*
(acceptable-use rules, size caps, regions) or *non-commercial*. Sources: the Hub's lists of tasks and licences, licence
names met on cards up to October 2026, and the licences' texts; classes after Epoch AI, "Data on AI Models" (CC BY 4.0).
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent

NON_COMMERCIAL = re.compile(r"non-?commercial|research-only|\bnc\b")
"""Licences of one's own that say it in their name."""


@cache
def _table(file: str, key: str, value: str) -> dict[str, str]:
    with (FOLDER / file).open(encoding="utf-8", newline="") as lines:
        return {row[key]: row[value] for row in csv.DictReader(lines)}


def domain_of(pipeline_tag: str) -> str | None:
    """Epoch's domains of a pipeline tag, comma-separated; ``None`` for an unknown tag."""
    return _table("tasks.csv", "pipeline_tag", "domains").get(pipeline_tag.lower())


def accessibility_of(licence: str) -> str | None:
    """Epoch's accessibility of weights under a licence; ``None`` for an unknown licence."""
    folded = re.sub(r"[\s_]+", "-", licence.strip().lower())
    terms = _table("licences.csv", "licence", "terms").get(folded)
    if terms is None and NON_COMMERCIAL.search(folded):
        terms = "non-commercial"
    return f"Open weights ({terms})" if terms else None
