"""Read one line of input into the records of the estimator: lenient about form, strict about what a number may be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from crawler.records import Facts, ModelContext, Signal
from pipelines.estimation.features import CATALOGUE_BLANK

TEXT_FACTS = ("hardware", "base_model", "per_example")
FACT_NAMES = tuple(f.name for f in fields(Facts))
CONTEXT_KEYS = ("organization_type", "country", "published", "domain", "accessibility")
UNUSED_KEYS = ("id", "model", "organization")
"""Accepted and never looked at: no estimate depends on a name."""

_SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "g": 1e9, "t": 1e12, "tn": 1e12, "p": 1e15, "%": 0.01}
_NUMBER = re.compile(r"(?P<digits>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*(?P<scale>[a-z%]*)", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def parse_input(line: Mapping[str, Any]) -> tuple[Facts, ModelContext, tuple[str, ...], tuple[Signal, ...]]:
    """Facts and context of one input line, with a warning for everything left out and a signal for unknown keys.

    Never raises on odd values. A fact is left out with a warning if it is not a number where one belongs, or not a
    positive finite one (utilisation: above 0 and at most 1). Unknown keys become signals of kind ``unknown_key``.
    """
    warnings: list[str] = []
    raw = line.get("facts")
    if raw is None:
        raw = {}
    elif not isinstance(raw, Mapping):
        warnings.append("facts: not an object; left out")
        raw = {}
    values: dict[str, Any] = {}
    for name in FACT_NAMES:
        value, warning = _fact(name, raw.get(name))
        if warning:
            warnings.append(warning)
        values[name] = value
    context, context_warnings = _context(line)
    known = {*CONTEXT_KEYS, *UNUSED_KEYS, "facts"}
    unknown = [str(k) for k in line if k not in known] + [f"facts.{k}" for k in raw if k not in FACT_NAMES]
    signals = tuple(Signal("unknown_key", key) for key in unknown)
    return Facts(**values), context, (*warnings, *context_warnings), signals


def number(value: object) -> float | None:
    """A number, or a numeric text such as "14.8T", "671e9", "2.788M", "41%"; ``None`` where it is neither.

    Infinities and NaN are returned as they are: whether a number is possible is another question.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _finite_or_infinite(value)
    if not isinstance(value, str):
        return None
    text = value.strip().replace("_", "").replace("\u00a0", " ")
    if text.casefold().lstrip("+-") in {"nan", "inf", "infinity"}:
        return float(text)
    if _GROUPED.match(text):
        text = text.replace(",", "")
    match = _NUMBER.fullmatch(text)
    if match is None or match["scale"].casefold() not in _SCALES:
        return None
    return float(match["digits"]) * _SCALES[match["scale"].casefold()]


def impossible(name: str, value: float) -> str | None:
    """Why ``value`` cannot be the fact ``name``, or ``None``."""
    if math.isnan(value):
        return "is not a number (NaN)"
    if math.isinf(value):
        return "is infinite"
    if value <= 0:
        return "is not positive"
    if name == "utilization" and value > 1:
        return "is above 1"
    if name in {"parameters", "active_parameters"} and value < 1:
        return "is below one parameter"
    return None


def _fact(name: str, value: object) -> tuple[float | str | None, str | None]:
    if value is None:
        return None, None
    if name in TEXT_FACTS:
        if isinstance(value, str):
            return value.strip() or None, None
        return None, f"{name}: {_shown(value)} is no text; left out"
    parsed = number(value)
    if parsed is None:
        return None, f"{name}: {_shown(value)} is no number; left out"
    reason = impossible(name, parsed)
    if reason:
        return None, f"{name}: {_shown(value)} {reason}; left out"
    return parsed, None


def _context(line: Mapping[str, Any]) -> tuple[ModelContext, list[str]]:
    warnings: list[str] = []
    texts: dict[str, tuple[str, ...]] = {}
    for key in ("domain", "organization_type", "country"):
        texts[key], odd = _texts(line.get(key))
        if odd:
            warnings.append(f"{key}: {_shown(line.get(key))} is neither text nor list of texts; left out")
    published, warning = _published(line.get("published"))
    if warning:
        warnings.append(warning)
    accessibility = line.get("accessibility")
    if accessibility is not None and not isinstance(accessibility, str):
        warnings.append(f"accessibility: {_shown(accessibility)} is no text; left out")
    elif accessibility is None and "accessibility" in line:
        # The row has the column and leaves it empty; without the key nobody has looked.
        accessibility = CATALOGUE_BLANK
    context = ModelContext(
        published=published,
        domains=tuple(d.casefold() for d in texts["domain"]),
        organization_types=texts["organization_type"],
        countries=texts["country"],
        accessibility=accessibility if isinstance(accessibility, str) else None,
    )
    return context, warnings


def _texts(value: object) -> tuple[tuple[str, ...], bool]:
    """Names from a comma-separated text or a list, and whether the value was neither."""
    if value is None:
        return (), False
    parts: Iterable[object] = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    names = tuple(p.strip() for p in parts if isinstance(p, str) and p.strip())
    return names, not isinstance(value, (str, list)) or (isinstance(value, list) and len(names) < len(value))


def _published(value: object) -> tuple[str | None, str | None]:
    if value is None:
        return None, None
    match = _DATE.match(str(value).strip())
    if match is None or isinstance(value, bool):
        return None, f"published: {_shown(value)} is no ISO date; left out"
    return match[0], None


def _finite_or_infinite(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
