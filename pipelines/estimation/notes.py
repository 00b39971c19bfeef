"""Read the free-text note ``per_example`` where it states compute or tokens beyond doubt; silent otherwise."""

from __future__ import annotations

import re

_SCALE = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
_SCALE |= {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_COUNT = r"(?P<{0}>\d[\d,]*(?:\.\d+)?)\s*(?P<{0}_scale>[KMBTkmbt]|thousand|million|billion|trillion)?(?![\w.])"

PETAFLOP_DAY = 8.64e19
"""FLOP of one petaflop/s-day: 1e15 FLOP/s times 86,400 s."""

_PETAFLOP_DAYS = re.compile(
    _COUNT.format("days") + r"\s*(?:PF(?:LOP)?(?:/s|s)?|peta-?FLOP(?:/s|s)?)[\s\-]*days?", re.IGNORECASE
)
_EXAMPLES = re.compile(
    _COUNT.format("examples")
    + r"\s+(?:[a-z][\w\-]*\s+){0,3}?(?:examples?|samples?|images?|pairs?|sequences?|documents?|clips?|videos?)\b"
    + r"(?:\s+seen)?(?:,|\s+at|\s+of|\s+with|\s*\(|\s*x)?\s+"
    + r"(?P<terms>\d[\d,]*(?:\s+[a-z]+)?(?:\s*\+\s*\d[\d,]*(?:\s+[a-z]+)?)*)\s+tokens?\s+(?:each|per\s+\w+)",
    re.IGNORECASE,
)


def noted_flop(note: str | None) -> float | None:
    """FLOP from "60 PF-days" and its spellings; ``None`` where the note states none or more than one."""
    found = list(_PETAFLOP_DAYS.finditer(note or ""))
    return _count(found[0], "days") * PETAFLOP_DAY if len(found) == 1 else None


def noted_tokens(note: str | None) -> tuple[float, float] | None:
    """(examples, tokens per example) from "9B image-text examples, 729 patches + 16 text tokens each"."""
    found = list(_EXAMPLES.finditer(note or ""))
    if len(found) != 1:
        return None
    terms = re.findall(r"\d[\d,]*", found[0]["terms"])
    return _count(found[0], "examples"), sum(float(t.replace(",", "")) for t in terms)


def _count(match: re.Match[str], name: str) -> float:
    return float(match[name].replace(",", "")) * _SCALE[(match[f"{name}_scale"] or "").casefold()]
