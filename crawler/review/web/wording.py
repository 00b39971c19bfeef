"""How values are written in the pages: short, with their unit, and never as markup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import quote, urlsplit

from crawler.review.reading.wording import count, label, shown

UNKNOWN = "unknown"

_METHODS = {
    "reported": "stated by a source",
    "operations": "parameters times tokens",
    "hardware": "chips times time",
    "base+added": "base model plus what was added",
    "prior": "similar models",
    "scores": "benchmark scores",
    "cost": "stated cost",
    "chips": "number of chips",
    "tokens": "number of tokens",
}


def field_name(field: str) -> str:
    """What a field is called."""
    return label(field)


def method_name(method: str | None) -> str:
    """What an estimate rests on: ``similar models and number of chips`` for ``prior+chips``."""
    if not method:
        return UNKNOWN
    parts = [method] if method in _METHODS else method.split("+")
    return " and ".join(_METHODS.get(part, part.replace("_", " ")) for part in parts)


def value_text(value: float | str | None, field: str = "") -> str:
    """A value with its unit: ``2.78T``, ``14.8T tokens``, ``3.3e24 FLOP``."""
    return UNKNOWN if value is None else shown(field, value)


def amount(value: float | None) -> str:
    """A count in the units people use: ``671B``, ``14.8T``, ``2048``."""
    return UNKNOWN if value is None else count(value)


def flop(value: float | None) -> str:
    """Training compute: ``3.3e24``."""
    return UNKNOWN if value is None else f"{value:.2g}".replace("e+", "e")


def chance(value: float | None) -> str:
    """A probability in per cent; never 0 or 100, which no estimate is sure of."""
    if value is None:
        return "?"
    if value > 0.995:
        return "> 99 %"
    if value < 0.005:
        return "< 1 %"
    return f"{100 * value:.0f} %"


def ago(moment: str | None, now: datetime | None = None) -> str:
    """How long a moment (ISO, in UTC) is past: ``today``, ``3 days``, ``5 weeks``."""
    if not moment:
        return UNKNOWN
    try:
        day = date.fromisoformat(moment[:10])
    except ValueError:
        return UNKNOWN
    days = ((now or datetime.now(UTC)).date() - day).days
    if days <= 0:
        return "today"
    if days < 14:
        return f"{days} day{'s' if days > 1 else ''}"
    return f"{days // 7} weeks" if days < 70 else f"{days // 30} months"


def per_day(value: float) -> str:
    """How many a day: ``197``, ``3.4``, ``less than 0.1``."""
    if 0 < value < 0.1:
        return "less than 0.1"
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.1f}"


def run_state(state: str) -> str:
    """A state's word in plain text: ``partly failed``."""
    return state.replace("-", " ").replace("_", " ")


def minute(moment: str | None) -> str:
    """A moment (ISO, in UTC) to the minute."""
    return (moment or "")[:16].replace("T", " ")


def web_address(url: str | None) -> str | None:
    """The address if a browser may be sent there: http or https with a host, nothing else."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return url.strip() if url and parts.scheme in {"http", "https"} and parts.hostname else None


def host(url: str | None) -> str:
    """Where an address leads, for people."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def path_part(text: str) -> str:
    """A text as part of one of our paths; slashes stay, since ids have them."""
    return quote(text, safe="/")
