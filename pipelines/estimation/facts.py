"""Read one line of input into the records of the estimator: lenient about form, strict about what a number may be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from crawler.records import Facts, ModelContext, Signal, Stage
from pipelines.estimation.arithmetic import scientific
from pipelines.estimation.features import CATALOGUE_BLANK, ORGANIZATION_TYPES
from pipelines.estimation.quantities import number, quantity
from pipelines.estimation.scores import BOARDS, GUESSING

__all__ = ["TEXT_FACTS", "impossible", "number", "parse_input"]

TEXT_FACTS = ("hardware", "base_model", "per_example")
NESTED_FACTS = ("stages", "base")
FACT_NAMES = tuple(f.name for f in fields(Facts))
CONTEXT_KEYS = ("organization_type", "country", "published", "domain", "accessibility", "scores")
UNUSED_KEYS = ("id", "model", "organization")
"""Accepted and never looked at: no estimate depends on a name."""

MOST_BASES = 8
"""Bases of bases that are followed; a longer chain is a cycle or a mistake."""

_KNOWN_KEYS = frozenset({*CONTEXT_KEYS, *UNUSED_KEYS, "facts"})
_KNOWN_FACTS = frozenset(FACT_NAMES)
_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?"
_PUBLISHED = re.compile(rf"({_DATE})(?P<range>\s*(?:/|-|–|—|\.{{2,3}}|\bto\b)\s*{_DATE}$)?(?=$|[T\s])")


def parse_input(line: Mapping[str, Any]) -> tuple[Facts, ModelContext, tuple[str, ...], tuple[Signal, ...]]:
    """Facts and context of one input line, with a warning for everything left out and a signal for unknown keys.

    Never raises on odd values. A fact is left out with a warning if it is not a number where one belongs, or not a
    positive finite one (utilisation: above 0 and at most 1). Unknown keys become signals of kind ``unknown_key``.
    ``facts.base_model`` may be an object with the base's own facts, whose ``name`` is its name, and ``facts.stages`` a
    list of objects with the facts of one stage each.
    """
    facts, warnings, unknown = _facts(line.get("facts"), "facts", 0)
    context, context_warnings, signals = _context(line)
    signals += [Signal("unknown_key", key) for key in (*(str(k) for k in line if k not in _KNOWN_KEYS), *unknown)]
    return facts, context, (*warnings, *context_warnings), tuple(signals)


def _facts(raw: object, path: str, depth: int) -> tuple[Facts, list[str], list[str]]:
    """The facts of one object, what was left out, and the keys that nobody knows."""
    if raw is None:
        return Facts(), [], []
    if not isinstance(raw, Mapping):
        return Facts(), [f"{path}: not an object; left out"], []
    warnings: list[str] = []
    unknown: list[str] = [f"{path}.{key}" for key in raw if key not in _KNOWN_FACTS]
    values: dict[str, Any] = {}
    for name in FACT_NAMES:
        value = raw.get(name)
        if value is None or name in NESTED_FACTS:
            continue
        if name == "base_model" and isinstance(value, Mapping):
            named = value.get("name")
            base = {k: v for k, v in value.items() if k != "name"}
            values["base_model"] = named.strip() or None if isinstance(named, str) else None
            values["base"], more, odd = _nested(base.get("facts", base), f"{path}.base_model", depth + 1)
            warnings += more
            unknown += odd
            continue
        values[name], warning = _fact(name, value)
        if warning:
            warnings.append(warning)
    if raw.get("base") is not None:
        values["base"], more, odd = _nested(raw["base"], f"{path}.base", depth + 1)
        warnings += more
        unknown += odd
    if raw.get("stages") is not None:
        values["stages"], more, odd = _stages(raw["stages"], f"{path}.stages", depth + 1)
        warnings += more
        unknown += odd
    return Facts(**values), warnings, unknown


def _nested(raw: object, path: str, depth: int) -> tuple[Facts | None, list[str], list[str]]:
    if depth > MOST_BASES:
        return None, [f"{path}: more than {MOST_BASES} levels deep; left out"], []
    facts, warnings, unknown = _facts(raw, path, depth)
    return (facts if isinstance(raw, Mapping) else None), [_under(path, w) for w in warnings], unknown


def _stages(raw: object, path: str, depth: int) -> tuple[tuple[Stage, ...], list[str], list[str]]:
    if not isinstance(raw, list) or depth > MOST_BASES:
        return (), [f"{path}: {_shown(raw)} is no list; left out"], []
    stages: list[Stage] = []
    warnings: list[str] = []
    unknown: list[str] = []
    for i, entry in enumerate(raw, start=1):
        named = entry.get("name") if isinstance(entry, Mapping) else None
        own = {k: v for k, v in entry.items() if k != "name"} if isinstance(entry, Mapping) else entry
        facts, more, odd = _nested(own, f"{path}[{i}]", depth)
        warnings += more
        unknown += odd
        if facts is not None:
            stages.append(Stage(named.strip() if isinstance(named, str) and named.strip() else f"stage {i}", facts))
    return tuple(stages), warnings, unknown


def _under(path: str, warning: str) -> str:
    return warning if warning.startswith(path) else f"{path}.{warning}"


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
    parsed = quantity(name, value)
    if parsed is None:
        return None, f"{name}: {_shown(value)} is no number; left out"
    reason = impossible(name, parsed)
    if reason:
        return None, f"{name}: {_shown(value)} {reason}; left out"
    if isinstance(value, str) and number(value) is None:
        return parsed, f"{name}: {_shown(value)} read as {scientific(parsed)}"
    return parsed, None


def _context(line: Mapping[str, Any]) -> tuple[ModelContext, list[str], list[Signal]]:
    warnings: list[str] = []
    signals: list[Signal] = []
    texts: dict[str, tuple[str, ...]] = {}
    for key in ("domain", "organization_type", "country"):
        texts[key], odd = _texts(line.get(key))
        if odd:
            warnings.append(f"{key}: {_shown(line.get(key))} is neither text nor list of texts; left out")
    for kind in texts["organization_type"]:
        if kind.casefold() not in ORGANIZATION_TYPES:
            warnings.append(f"organization_type: {kind!r} is unknown; left out")
            signals.append(Signal("unknown_organization_type", kind))
    published, warning = _published(line.get("published"))
    if warning:
        warnings.append(warning)
    accessibility = line.get("accessibility")
    if accessibility is not None and not isinstance(accessibility, str):
        warnings.append(f"accessibility: {_shown(accessibility)} is no text; left out")
    elif accessibility is None and "accessibility" in line:
        # The row has the column and leaves it empty; without the key nobody has looked.
        accessibility = CATALOGUE_BLANK
    scores, score_warnings, score_signals = read_scores(line.get("scores"))
    context = ModelContext(
        published=published,
        domains=tuple(d.casefold() for d in texts["domain"]),
        organization_types=tuple(t for t in texts["organization_type"] if t.casefold() in ORGANIZATION_TYPES),
        countries=texts["country"],
        accessibility=accessibility if isinstance(accessibility, str) else None,
        scores=scores,
    )
    return context, warnings + score_warnings, signals + score_signals


def read_scores(raw: object) -> tuple[tuple[tuple[str, float], ...], list[str], list[Signal]]:
    """Scores by board; shares of right answers may be given in percent."""
    if raw is None:
        return (), [], []
    if not isinstance(raw, Mapping):
        return (), [f"scores: {_shown(raw)} is no object; left out"], []
    scores: list[tuple[str, float]] = []
    warnings: list[str] = []
    signals: list[Signal] = []
    for key, value in raw.items():
        board, score = str(key).casefold(), number(value)
        if board not in BOARDS:
            warnings.append(f"scores: unknown board {key!r}; left out")
            signals.append(Signal("unknown_board", str(key)))
            continue
        if score is not None and board in GUESSING and 1 < score <= 100:
            score /= 100
        if score is None or not 0 < score <= (1 if board in GUESSING else math.inf) or math.isinf(score):
            warnings.append(f"scores: {_shown(value)} is no score on {board}; left out")
            continue
        scores.append((board, score))
    return tuple(scores), warnings, signals


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
    match = _PUBLISHED.match(str(value).strip())
    if match is None or isinstance(value, bool):
        return None, f"published: {_shown(value)} is no ISO date; left out"
    if match["range"]:
        return match[1], f"published: {_shown(value)} is a range; its beginning is taken"
    return match[1], None


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
