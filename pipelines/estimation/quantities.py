"""Numbers as people write them for one fact: "14.8T", "3640 petaflop/s-days", "64 x 8 GPUs", "54 days", "15T + 1T".

A number may carry a scale and the unit of its fact; counts and times may be sums of products. What does not parse as a
whole is no number: nothing is read out of the middle of a sentence here (see ``notes``).
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

SCALES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "g": 1e9, "t": 1e12, "tn": 1e12, "p": 1e15, "%": 0.01}
SCALES |= {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "quadrillion": 1e15}

SECONDS = {"second": 1.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0, "month": 2629800.0, "year": 31557600.0}
_SHORT_TIMES = {"s": "second", "sec": "second", "h": "hour", "hr": "hour", "d": "day", "wk": "week", "yr": "year"}

_PREFIXES = {"kilo": 1e3, "mega": 1e6, "giga": 1e9, "tera": 1e12, "peta": 1e15, "exa": 1e18, "zetta": 1e21}
_PREFIXES |= {"yotta": 1e24, "k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12, "p": 1e15, "e": 1e18, "z": 1e21, "y": 1e24}

FLOP_PER_MULTIPLY_ADD = 2.0
"""A fused multiply-add is one multiplication and one addition."""

_NAMED = r"second|hour|day|week|month|year"
COMPUTE_UNIT = (
    r"(?:(?:bf16|fp16|fp8|fp32|training|total)[\s\-]+)?"
    r"(?P<prefix>kilo|mega|giga|tera|peta|exa|zetta|yotta|[kmgtpezy](?=[\s\-]?f|macs?\b))?[\s\-]?"
    r"(?P<what>flop|floating[\s\-]point operation|operation|fma|mac|(?:fused )?multiply[\s\-](?:add|accumulate)"
    r"(?: operation)?|mult-add|f(?=s?(?:/s)?[\s\-]*(?:days?|hours?|years?)\b))"
    r"(?P<rate>/s(?:ec(?:ond)?)?|ps|s)?"
    rf"(?:[\s\-·]{{0,3}}(?P<time>{_NAMED})s?)?(?![\w/])"
)
"""A unit of compute in small letters: FLOP and multiply-adds with a prefix, and speeds times a span of time."""

_COMPUTE = re.compile(COMPUTE_UNIT)
_SCALE = r"(?:k|m|bn|b|g|tn|t|p|%|thousand|million|billion|trillion|quadrillion)(?![a-z])"
_NUMBER = re.compile(rf"([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*({_SCALE})?\s*")
_GROUPED = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d,])")
_SUPERSCRIPT = re.compile(r"10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_POWER = re.compile(r"(?:(\d+(?:\.\d+)?)\s*[x×*·]\s*)?(?<![\d.])10\s*(?:\^|\*\*)\s*[{(]?([+-]?\d{1,3})[})]?")
_PLUS = re.compile(r"(?<!e)\+")
_TIMES = re.compile(r"\s*[×*·]\s*|\s+x\s+|(?<=\d)x(?=\d)")

_TOKENS = (
    r"(?:(?:pre|mid|post)-?training|long[\s-]context|extension|annealing|cooldown|continued|fine-?tuning|sft|rl"
    r"|reinforcement|learning|stage|phase|training|text|image|code|audio|video|tokens?|for|of|in|at|\d|[\s-])*"
)
_CHIPS = r"(?:[a-z][\w\-]*\s+){0,3}?(?:gpu|tpu|npu|chip|accelerator|card|device)s?"
_WORDS = {
    "parameters": r"(?:total\s+)?(?:param(?:eter)?s?)?",
    "active_parameters": r"(?:(?:active(?:ated)?\s+)?param(?:eter)?s?|active(?:ated)?)?",
    "tokens": _TOKENS,
    "dataset_tokens": _TOKENS,
    "batch_size_tokens": r"(?:tokens?)?",
    "hardware_quantity": rf"(?:{_CHIPS})?",
    "epochs": r"(?:epochs?|passes)?",
    "steps": r"(?:(?:training\s+)?(?:steps?|iterations?|updates?))?",
    "cost_usd": r"(?:usd|(?:us[\s-])?dollars?)?",
    "utilization": r"(?:mfu)?",
}
_WORDS_OF = {name: re.compile(pattern) for name, pattern in _WORDS.items()}
_NODES = re.compile(r"(?:compute\s+)?(?:node|server|machine|host|boxe?)s?|(?:gpu|chip|accelerator|card)s? per \w+|each")
_DURATION = re.compile(rf"({_NAMED}|s|sec|hr|h|d|wk|yr)s?")
_CHIP_TIME = re.compile(rf"(?:{_CHIPS}|(?:[a-z][\w\-]*[\s\-]+){{1,3}}?)[\s\-]*(hour|h|day|month|year)s?|(hour|h|day)s?")
_DOLLAR = re.compile(r"^(?:us)?\s?\$\s?")

_EXPRESSIONS = frozenset(
    {"tokens", "dataset_tokens", "batch_size_tokens", "steps", "hardware_quantity", "training_days", "chip_hours"}
)
"""Facts that may be written as sums of products. Parameters may not: eight experts of 7B share layers, so that "8x7B"
is a name whose product is not the model's size."""

_COMPUTE_FACTS = frozenset({"reported_flop", "base_model_flop"})


def quantity(name: str, value: object) -> float | None:
    """The number that ``value`` states for the fact ``name`` in the fact's own unit; ``None`` where it states none.

    Compute is in FLOP, ``training_days`` in days, ``chip_hours`` in chip-hours, money in US dollars. Infinities and NaN
    are returned as they are: whether a number is possible is another question.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return _finite_or_infinite(value)
    return _written(name, value) if isinstance(value, str) and len(value) <= _LONGEST else None


_LONGEST = 200
"""Characters of the longest text that is tried as a number."""


def number(value: object) -> float | None:
    """A number, or a numeric text without a unit such as "14.8T", "671e9", "2.788M", "41%"; ``None`` otherwise."""
    return quantity("", value)


def folded(text: str) -> str:
    """Small letters, one kind of space, powers of ten as exponents, no grouping commas."""
    text = " ".join(text.replace("_", "").split()).casefold()
    text = _SUPERSCRIPT.sub(lambda m: "10^" + m[1].translate(_SUPERSCRIPTS), text)
    text = _POWER.sub(lambda m: f"{m[1] or 1}e{m[2]}", text)
    return _GROUPED.sub(lambda m: m[0].replace(",", ""), text)


def flop_per_unit(match: re.Match[str]) -> float | None:
    """FLOP in one unit that ``COMPUTE_UNIT`` found; ``None`` where it is a speed without a span of time."""
    flop = _PREFIXES[match["prefix"]] if match["prefix"] else 1.0
    if match["what"].startswith(("fma", "mac", "fused", "mult")):
        flop *= FLOP_PER_MULTIPLY_ADD
    if match["time"]:
        return flop * SECONDS[match["time"]]
    # "FLOPs" is the plural of a count far more often than a speed where a total is asked for.
    return None if match["rate"] and match["rate"] != "s" else flop


@lru_cache(maxsize=4096)
def _written(name: str, text: str) -> float | None:
    plain = folded(text)
    if plain.lstrip("+-") in {"nan", "inf", "infinity"}:
        return float(plain)
    if name == "cost_usd":
        plain = _DOLLAR.sub("", plain)
    expression = name in _EXPRESSIONS
    total = 0.0
    for term in _terms(plain) if expression else [plain]:
        factors = _TIMES.split(term) if expression else [term]
        found = [_factor(name, factor, many=len(factors) > 1) for factor in factors]
        known = [value for value in found if value is not None]
        if len(known) < len(found):
            return None
        total += math.prod(known)
    return total


def _terms(text: str) -> list[str]:
    """The summands; a leading sign belongs to its number."""
    return [text[:1] + part if i == 0 else part for i, part in enumerate(_PLUS.split(text[1:]))]


def _factor(name: str, text: str, *, many: bool) -> float | None:
    match = _NUMBER.match(text.strip())
    if match is None:
        return None
    value = float(match[1]) * (SCALES[match[2]] if match[2] else 1.0)
    unit = _unit(name, text.strip()[match.end() :].strip(), many=many)
    if unit is None and match[2]:
        # "4 PF-days": the letter was the unit's prefix, not a scale.
        value, unit = float(match[1]), _unit(name, text.strip()[match.start(2) :].strip(), many=many)
    return None if unit is None else value * unit


def _unit(name: str, unit: str, *, many: bool) -> float | None:
    if not unit:
        return 1.0
    if name in _COMPUTE_FACTS:
        compute = _COMPUTE.fullmatch(unit)
        return flop_per_unit(compute) if compute else None
    if name == "training_days":
        time = _DURATION.fullmatch(unit)
        return SECONDS[_SHORT_TIMES.get(time[1], time[1])] / SECONDS["day"] if time else None
    if name == "chip_hours":
        time = _CHIP_TIME.fullmatch(unit)
        word = (time[1] or time[2]) if time else None
        return SECONDS[_SHORT_TIMES.get(word, word)] / SECONDS["hour"] if word else None
    if many and name == "hardware_quantity" and _NODES.fullmatch(unit):
        return 1.0
    words = _WORDS_OF.get(name)
    return 1.0 if words is not None and words.fullmatch(unit) else None


def _finite_or_infinite(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf
