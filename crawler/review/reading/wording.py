"""Fields and values in words: labels, units, and figures as people write them."""

from __future__ import annotations

from pipelines.estimation.arithmetic import scientific

LABELS = {
    "name": "Name",
    "organization": "Developer",
    "release_date": "Release date",
    "mentioned_on": "Mentioned on",
    "parameters": "Parameters",
    "active_parameters": "Active parameters",
    "tokens": "Training tokens",
    "dataset_tokens": "Data set size",
    "epochs": "Epochs",
    "training_compute_flop": "Training compute",
    "hardware": "Hardware",
    "hardware_quantity": "Number of chips",
    "training_days": "Training time",
    "gpu_hours": "Chip time",
    "utilization": "Utilisation",
    "cost_usd": "Cost",
    "base_model": "Base model",
    "domain": "Domain",
    "task": "Task",
    "accessibility": "Accessibility",
    "country": "Country",
    "licence": "Licence",
    "hugging_face_id": "Hugging Face repository",
}
"""Claim fields in the order in which they are shown; others follow, named as they are."""

UNITS = {
    "tokens": "tokens",
    "dataset_tokens": "tokens",
    "hardware_quantity": "chips",
    "training_days": "days",
    "gpu_hours": "chip-hours",
    "training_compute_flop": "FLOP",
    "cost_usd": "USD",
    "utilization": "%",
}

_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"))


def label(field: str) -> str:
    """A field's name for people."""
    return LABELS.get(field, field.replace("_", " ").capitalize())


def place(field: str) -> tuple[int, str]:
    """Where a field stands among others."""
    return (list(LABELS).index(field) if field in LABELS else len(LABELS), field)


def shown(field: str, value: float | str | None) -> str:
    """A value with its unit: ``70.6B``, ``14.8T tokens``, ``3.29e24 FLOP``, ``54 days``, ``38 %``; "" for none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    unit = UNITS.get(field, "")
    if field == "training_compute_flop":
        return f"{scientific(value)} {unit}"
    if field == "utilization":
        return f"{100 * value:.3g} {unit}"
    figure = count(value)
    return f"{figure} {unit}" if unit else figure


def count(value: float) -> str:
    """A number to four digits: ``671B``, ``14.8T``, ``2048``, ``1.5``."""
    for scale, letter in _SCALES:
        if scale <= abs(value) < 1e16:
            return f"{value / scale:.4g}{letter}"
    return f"{value:.4g}" if abs(value) < 1e4 or abs(value) >= 1e16 else f"{value:,.0f}"
