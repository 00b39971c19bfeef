"""Read the free-text note ``per_example`` where it states compute, passes, tokens or form beyond doubt; else silent.

A note is a person's remark beside the facts ("9B image-text examples, 729 patches + 16 text tokens each"). One that
could be read in two ways is not read: a wide estimate is better than a wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.estimation.arithmetic import plain
from pipelines.estimation.quantities import COMPUTE_UNIT, SCALES, SECONDS, flop_per_unit, folded
from pipelines.hardware import Precision

_SCALE = r"(?P<{0}_scale>k|m|b|t|thousand|million|billion|trillion)?(?![\w.]*\d)(?![a-z])"
_COUNT = r"(?<![\w.])(?P<{0}>\d+(?:\.\d+)?(?:e\d+)?)\s*" + _SCALE

_NOUN = (
    r"(?P<noun>example|sample|image|picture|pair|sequence|document|clip|video|frame|utterance|recording|song|protein"
    r"|structure|molecule|genome|game|position|episode|trajector(?:y|ie)|observation)"
)
_UNIT = r"(?:tokens?|patch(?:es)?|residues?|amino acids?|nucleotides?|bases?)"

_LEAST_TOTAL, _LEAST_TOTAL_PLURAL = 1e17, 1e21
"""FLOP below which a count without a span of time is a pass or a layer rather than a training run; higher for "FLOPs"
with a prefix, which may be a cluster's speed."""

_FLOP = re.compile(_COUNT.format("flop") + r"\s*" + COMPUTE_UNIT)
_PER = re.compile(r"\s*(?:per\b|/|an?\b|each\b|for each\b)")

_NO_PART = r"(?!(?:per|at|of|in|and|each|with|for|on|to)\b)"
_EXAMPLES = re.compile(
    r"(?<!batch )(?<!batch size )(?<!batch of )" + _COUNT.format("examples")
    + rf"\s+(?P<words>(?:{_NO_PART}[a-z][\w\-]*\s+){{0,3}}?){_NOUN}s?(?![\w\-])"
    + rf"(?!\s+(?:per\b|{_UNIT}|{_NOUN.replace('?P<noun>', '?:')}))(?P<seen>\s+(?:seen|processed))?"
)  # fmt: skip
_TERMS = rf"(?P<terms>\d+(?:\s+[a-z]+)?(?:\s*\+\s*\d+(?:\s+[a-z]+)?)*)\s+{_UNIT}"
_PER_EXAMPLE = re.compile(_TERMS + r"(?:\s+each\b|\s*(?:per|/|for each)\s*(?P<of>[a-z]+)|(?=(?P<bare>[,;.)]|$)))")
_HOURS = re.compile(_COUNT.format("hours") + r"\s+(?:[a-z]+\s+){0,2}?hours\b")
_ANY = frozenset({"example", "sample"})
_TIMES = frozenset({"second", "minute", "hour", "day", "gpu", "chip", "step", "batch", "parameter"})
_RATE = re.compile(r"(?P<rate>\d+(?:\.\d+)?)\s+" + _UNIT + r"\s*(?:per|/|a)\s*(?P<time>second|minute|hour)\b")
_BATCH = re.compile(r"batch(?:es)?(?: size)?(?: of)? " + _COUNT.format("batch") + r"(?!\s*tokens)")
_PASS_AFTER = re.compile(
    rf"\s*(?:per|/|an?|each|for (?:a|one|each))\s*(?:single )?(?:forward(?: pass)?|inference|{_NOUN})\b"
)
_PASS_BEFORE = re.compile(r"forward pass[^.;]{0,40}$")
_BACKWARD = re.compile(r"backward|training step|per step")
_ENCODER_DECODER = re.compile(r"encoder[\s\-–/]+decoder|sequence[\s\-]to[\s\-]sequence|seq2seq")
_FORMATS: dict[str, Precision] = {
    "fp32": "fp32", "float32": "fp32", "tf32": "tf32", "fp16": "fp16", "bf16": "fp16", "float16": "fp16",
    "bfloat16": "fp16", "fp8": "fp8", "float8": "fp8",
}  # fmt: skip
_TRAINED_IN = re.compile(
    rf"train(?:ed|ing) (?:\w+ ){{0,4}}?(?:in|with|at|using) (?:\w+ ){{0,2}}?({'|'.join(_FORMATS)})\b"
)
_STAGE = (
    r"(?P<{0}>pre-?training|mid-?training|post-?training|long[\s\-]context(?: extension| training)?|context extension"
    r"|annealing|cool-?down|decay|continued (?:pre-?)?training|supervised fine-?tuning|fine-?tuning|sft"
    r"|reinforcement learning|rlhf|rl|(?:stage|phase) (?:\d|one|two|three|four|i{{1,3}}|iv))"
)
_LABELLED = re.compile(
    _STAGE.format("before") + r"[\s:]*(?:stage |phase )?(?:\(|on |with |of |over |for |about |used |adds |another )*"
    + _COUNT.format("a") + r"\s*(?:[a-z]+ )?tokens"
    + "|" + _COUNT.format("b") + r"\s*(?:[a-z]+ )?tokens (?:of |for |in |during |at )?(?:the )?"
    + _STAGE.format("after")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NotedTokens:
    """Tokens that a note's counts come to. ``factors`` shows how; ``seen`` says that passes are counted already."""

    factors: tuple[str, ...]
    count: float
    seen: bool


@dataclass(frozen=True, slots=True)
class NotedExamples:
    """Examples of a note, and whether they count every pass."""

    count: float
    noun: str
    words: str
    seen: bool


def noted_flop(note: str | None) -> float | None:
    """FLOP from "60 PF-days", "9.5e4 exaFLOP" and their spellings; ``None`` where there is none, or more than one."""
    return _noted_flop(note) if note else None


def noted_tokens(note: str | None) -> NotedTokens | None:
    """Tokens from examples and tokens per example, or from hours and tokens per second."""
    return _noted_tokens(note) if note else None


def noted_pass(note: str | None) -> float | None:
    """FLOP of one forward pass of one example ("4.1 GFLOPs per image"); ``None`` where more than that is meant."""
    return _noted_pass(note) if note else None


def noted_examples(note: str | None) -> NotedExamples | None:
    """The one count of examples that a note states; ``None`` where it states none or several."""
    return _noted_examples(note) if note else None


def noted_per_example(note: str | None) -> float | None:
    """Tokens of one example, where a note states them once."""
    return _per_example(folded(note), noted_examples(note)) if note else None


def noted_batch(note: str | None) -> float | None:
    """Examples in a batch."""
    found = list(_BATCH.finditer(folded(note))) if note else []
    return _count(found[0], "batch") if len(found) == 1 else None


def noted_stages(note: str | None) -> tuple[tuple[str, float], ...]:
    """(stage, tokens) where a note gives at least two stages with tokens of their own; else empty."""
    return _noted_stages(note) if note else ()


def noted_precision(note: str | None) -> Precision | None:
    """The one number format that a note says training ran in ("trained in FP8"); silent about serving formats."""
    found = {match[1] for match in _TRAINED_IN.finditer(note.casefold())} if note else set()
    return _FORMATS[found.pop()] if len(found) == 1 else None


def says_encoder_decoder(note: str | None) -> bool:
    """Whether a note calls the model an encoder-decoder."""
    return note is not None and _ENCODER_DECODER.search(note.casefold()) is not None


@lru_cache(maxsize=1024)
def _noted_flop(note: str) -> float | None:
    found = []
    text = folded(note)
    for match in _FLOP.finditer(text):
        unit = flop_per_unit(match)
        if unit is None:
            continue
        value = _count(match, "flop") * unit
        least = _LEAST_TOTAL_PLURAL if match["rate"] and match["prefix"] else _LEAST_TOTAL
        if match["time"] or (value >= least and not _PER.match(text, match.end())):
            found.append(value)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1024)
def _noted_examples(note: str) -> NotedExamples | None:
    found = [
        NotedExamples(_count(m, "examples"), m["noun"], m["words"], m["seen"] is not None)
        for m in _EXAMPLES.finditer(folded(note))
    ]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=1024)
def _noted_tokens(note: str) -> NotedTokens | None:
    text = folded(note)
    hours, rates = list(_HOURS.finditer(text)), list(_RATE.finditer(text))
    if len(hours) == len(rates) == 1 and noted_examples(note) is None:
        amount, rate = _count(hours[0], "hours"), float(rates[0]["rate"])
        per_hour = SECONDS["hour"] / {"second": 1.0, "minute": 60.0, "hour": 3600.0}[rates[0]["time"]]
        factors = (f"{plain(amount)} hours", f"{plain(rate * per_hour)} tokens per hour")
        return NotedTokens(factors, amount * rate * per_hour, seen=False)
    examples, per_example = noted_examples(note), _per_example(text, noted_examples(note))
    if examples is None or per_example is None:
        return None
    factors = (f"{plain(examples.count)} {examples.noun}s", f"{plain(per_example)} tokens")
    return NotedTokens(factors, examples.count * per_example, examples.seen)


def _per_example(text: str, examples: NotedExamples | None) -> float | None:
    """Tokens of one example: "144 tokens per image", "196 tokens each", or a sum of parts, "128 text + 1024 image"."""
    found = [m for m in _PER_EXAMPLE.finditer(text) if m["bare"] is None or "+" in m["terms"]]
    if len(found) != 1:
        return None
    of = (found[0]["of"] or "").removesuffix("s")
    if of in _TIMES or (examples and of and of not in {examples.noun, *_ANY} and of not in examples.words):
        return None
    return sum(float(term) for term in re.findall(r"\d+", found[0]["terms"]))


@lru_cache(maxsize=1024)
def _noted_pass(note: str) -> float | None:
    text = folded(note)
    found = [
        _count(match, "flop") * unit
        for match in _FLOP.finditer(text)
        if not match["time"]
        and (unit := flop_per_unit(match))
        and (_PASS_AFTER.match(text, match.end()) or _PASS_BEFORE.search(text, 0, match.start()))
    ]
    return found[0] if len(found) == 1 and not _BACKWARD.search(text) else None


@lru_cache(maxsize=1024)
def _noted_stages(note: str) -> tuple[tuple[str, float], ...]:
    stages: dict[str, float] = {}
    for match in _LABELLED.finditer(folded(note)):
        label = match["before"] or match["after"]
        if label in stages:
            return ()
        stages[label] = _count(match, "a" if match["before"] else "b")
    return tuple(stages.items()) if len(stages) > 1 else ()


def _count(match: re.Match[str], name: str) -> float:
    scale = match[f"{name}_scale"]
    return float(match[name]) * (SCALES[scale] if scale else 1.0)
