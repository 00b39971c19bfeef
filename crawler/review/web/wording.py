"""How values are written in the pages: short, with their unit, and never as markup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import quote, urlsplit

from pipelines.estimation.arithmetic import scientific

UNKNOWN = "unknown"

_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))

_UNITS = {
    "training_compute_flop": "FLOP",
    "parameters": "",
    "active_parameters": "",
    "tokens": "tokens",
    "dataset_tokens": "tokens",
    "batch_size_tokens": "tokens",
    "hardware_quantity": "chips",
    "gpu_hours": "chip-hours",
    "training_days": "days",
    "epochs": "epochs",
    "cost_usd": "USD",
    "context_window": "tokens",
}

FIELD_NAMES = {
    "parameters": "Parameters",
    "active_parameters": "Active parameters",
    "tokens": "Training tokens",
    "dataset_tokens": "Dataset tokens",
    "epochs": "Epochs",
    "hardware": "Hardware",
    "hardware_quantity": "Chips",
    "gpu_hours": "Chip-hours",
    "training_days": "Training days",
    "training_compute_flop": "Training compute",
    "utilization": "Utilisation",
    "cost_usd": "Training cost",
    "organization": "Developer",
    "country": "Country",
    "base_model": "Base model",
    "release_date": "Published",
    "domain": "Domain",
    "task": "Task",
    "accessibility": "Accessibility",
    "hugging_face_id": "Hugging Face repository",
    "licence": "Licence",
    "derivation": "Derivation",
    "mentioned_on": "Mentioned on",
    "name": "Name",
}


def field_name(field: str) -> str:
    """What a field is called."""
    return FIELD_NAMES.get(field) or field.replace("_", " ").capitalize()


def value_text(value: float | str | None, field: str = "") -> str:
    """A value with its unit: ``2.78 T``, ``14.8 T tokens``, ``3.3e24 FLOP``."""
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    unit = _UNITS.get(field, "")
    if field == "training_compute_flop":
        return f"{scientific(value)} {unit}"
    if field == "utilization":
        return f"{100 * value:.3g} %"
    return f"{amount(value)} {unit}".rstrip()


def amount(value: float | None) -> str:
    """A count in the units people use: ``671 B``, ``14.8 T``, ``2,048``."""
    if value is None:
        return UNKNOWN
    for scale, letter in _SCALES:
        if abs(value) >= scale and (scale > 1e3 or abs(value) >= 1e5):
            return f"{value / scale:.4g} {letter}"
    return f"{value:,.10g}"


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
