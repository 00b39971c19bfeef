"""Templates: escaping always on, filters for values, and the answers made of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from crawler.review.web import wording
from crawler.review.web.picture import drawn


def environment() -> Environment:
    """The templates with everything they may call."""
    made = Environment(
        loader=PackageLoader("crawler.review.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        ago=wording.ago,
        amount=wording.amount,
        chance=wording.chance,
        field_name=wording.field_name,
        flop=wording.flop,
        host=wording.host,
        method_name=wording.method_name,
        minute=wording.minute,
        path=wording.path_part,
        per_day=wording.per_day,
        run_state=wording.run_state,
        web_address=wording.web_address,
    )
    made.globals.update(drawn=drawn, query=query)
    return made


def query(pairs: list[tuple[str, str]], **more: Any) -> str:
    """A query string with its ``?``: the pairs, with those named here replaced, or left out where ``None``."""
    kept = [(name, value) for name, value in pairs if name not in more]
    kept += [(name, str(value)) for name, value in more.items() if value is not None]
    return f"?{urlencode(kept)}" if kept else ""
