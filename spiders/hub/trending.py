"""The alarm: a new repository that is trending and either from a maker that nobody knows here, or very large."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from crawler.config import HuggingFace
from crawler.records import Signal
from pipelines.identity.organizations import organization_of_hub_account
from spiders.hub.listing import created_of
from spiders.parsed import count_of


def trending_signal(
    row: Mapping[str, Any], parameters: float | None, *, moment: datetime, settings: HuggingFace
) -> Signal | None:
    """What to tell of a trending repository that is no derivative; ``None`` where it is old, small or as expected."""
    created, score = created_of(row), count_of(row.get("trendingScore"))
    if score is None or created is None or moment - created > timedelta(days=settings.trending_days):
        return None
    account = str(row["id"]).rpartition("/")[0]
    reasons = []
    if organization_of_hub_account(account) is None and (parameters is None or parameters >= settings.min_parameters):
        reasons.append("its maker is not known")
    if parameters is not None and parameters >= settings.trending_parameters:
        reasons.append("it is large")
    if not reasons:
        return None
    size = "of unknown size" if parameters is None else f"{parameters:.3g} parameters"
    told = f"{' and '.join(reasons)}; {size}; created {created.date()}; score {score:g}"
    return Signal("trending", str(row["id"]), told)
