"""What a statement of hardware comes to: which chips, how many, at which precision.

Prose and tables write "NVIDIA H100", "A100, TPU v3", "16 nodes x 8 A100", "DGX A100", "TPU v4-1024" (a slice, named by
its cores), "512 TPU v3 cores", "V100 (FP32)". One grammar takes them apart; what it does not know is named.
"""

from __future__ import annotations

import math
import re
import statistics
from dataclasses import dataclass
from functools import lru_cache

from crawler.records import Signal
from pipelines.estimation.arithmetic import plain
from pipelines.hardware import Chip, canonical_chip, chips_of, find_chips, find_slices
from pipelines.hardware.chips import Precision

_LONGEST_SERVICE_YEARS = 6.0
"""Chips of a line that were this old at publication are left out where the generation is not stated."""

SIGMA_EIGHT_BIT = 0.10
"""Runs in FP8 reach between the same and half as much again of what they would in BF16."""

_PRECISION = re.compile(
    r"\b(?:(fp32|float32)|(tf32)|(fp16|bf16|float16|bfloat16|half[ -]precision)|(fp8|float8))\b", re.IGNORECASE
)
_PRECISIONS: tuple[Precision, ...] = ("fp32", "tf32", "fp16", "fp8")
_UNNAMED = re.compile(r"(?:\d+\s*)?(?:nvidia\s+)?(?:gpu|accelerator|chip|xpu|npu)s?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[,;+/|&]|\band\b")
_NODES = r"(?:nodes?|servers?|machines?|hosts?|boxe?s?)"
_NODES_OF = re.compile(
    rf"^\s*(?P<nodes>\d+)\s*{_NODES}?\s*(?:[x×*@]|of|with|each)\s*(?P<each>\d+)\s*(?:[x×*]|gpus?|chips?)?\s+(?=\D)",
    re.IGNORECASE,
)
_PER_NODE = re.compile(
    rf"\(?\b(?P<each>\d+)[\s\-]*(?:gpus?|chips?|accelerators?)(?:[\s\-]*{_NODES}| per node| each)\)?", re.IGNORECASE
)
_COUNTED = re.compile(r"^\s*(?P<count>\d+)(?:\s*[x×*]\s*|\s+)(?=[^\W\d])", re.IGNORECASE)
_COUNT_AFTER = re.compile(r"\s+[x×]\s*(?P<count>\d+)\s*$")
_CORES = re.compile(r"\bcores?\b", re.IGNORECASE)
_SLICE_CORES = re.compile(r"[vV]\d\w*-(\d+)")
_GROUPING = re.compile(r"(?<=\d),(?=\d{3}\b)")
_LEADING_NODES = re.compile(rf"^\s*{_NODES}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Peak:
    """Peak FLOP/s per chip: log10 of its median, and spread in orders of magnitude.

    ``scale`` brings a published utilisation, which refers to 16-bit formats, to this peak's format.
    """

    log: float
    sigma: float
    name: str
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Machines:
    """Hardware as stated. ``count`` is the number of chips by the text itself.

    ``per_unit`` is what one counted unit holds where a quantity counts machines or cores (8 for "DGX A100", 0.5 for
    cores); ``slice_cores`` is the number that a slice's name gives.
    """

    peak: Peak | None = None
    count: float | None = None
    per_unit: float = 1.0
    unit: str = "chip"
    slice_cores: int | None = None
    warnings: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()

    def chips(self, quantity: float | None) -> tuple[float | None, tuple[str, ...]]:
        """The number of chips given the stated ``quantity``, and what was assumed to reach it."""
        if quantity is None:
            return self.count, ()
        if self.slice_cores is not None and quantity == self.slice_cores and self.count:
            if quantity == self.count:
                return quantity, ()
            said = f"hardware_quantity: {plain(quantity)} is the slice's number of cores, {plain(self.count)} chips"
            return self.count, (said,)
        if self.per_unit != 1:
            chips = quantity * self.per_unit
            said = f"hardware_quantity: {plain(quantity)} {self.unit}s x {plain(self.per_unit)} = {plain(chips)} chips"
            return chips, (said,)
        if self.count is not None and self.count != quantity:
            said = f"hardware_quantity: {plain(quantity)} taken, the hardware's own text says {plain(self.count)}"
            return quantity, (said,)
        return quantity, ()


@dataclass(frozen=True, slots=True)
class _Part:
    chips: tuple[Chip, ...]
    name: str
    count: float | None = None
    per_unit: float = 1.0
    unit: str = "chip"
    slice_cores: int | None = None


@lru_cache(maxsize=8192)
def read_machines(hardware: str | None, year: float | None, *, precision: Precision | None = None) -> Machines:
    """Take ``hardware`` apart; ``year`` of publication narrows a line without a generation to the chips of its time.

    A family without variant is taken at the peak of its widest one, which large runs use, with an error that reaches to
    the others; several chips, or a line without generation, at their median. ``precision`` is one stated elsewhere.
    """
    if not hardware:
        return Machines()
    parts: list[_Part] = []
    warnings: list[str] = []
    signals: list[Signal] = []
    stated = _PRECISION.search(hardware)
    if stated:
        precision = _PRECISIONS[next(i for i, group in enumerate(stated.groups()) if group)]
    for written in _SEPARATORS.split(_PRECISION.sub(" ", _GROUPING.sub("", hardware))):
        name = " ".join(written.split()).strip("()- ")
        if not name:
            continue
        part = _part(name, year)
        if part is not None:
            parts.append(part)
        elif _UNNAMED.fullmatch(name) is None:
            warnings.append(f"hardware: unknown chip {name!r}; left out")
            signals.append(Signal("unknown_chip", name))
    if not parts:
        return Machines(warnings=tuple(warnings), signals=tuple(signals))
    counts = [p.count for p in parts]
    whole = len(parts) == 1
    known = [c for c in counts if c is not None]
    return Machines(
        peak=_peak(parts, precision),
        count=sum(known) if len(known) == len(parts) else None,
        per_unit=parts[0].per_unit if whole else 1.0,
        unit=parts[0].unit if whole else "chip",
        slice_cores=parts[0].slice_cores if whole else None,
        warnings=tuple(warnings),
        signals=tuple(signals),
    )


def _part(name: str, year: float | None) -> _Part | None:
    """One kind of chip with what its text says about their number, or ``None`` where no chip is known in it."""
    slices = find_slices(name if "TPU" in name else f"TPU {name}") if re.search(r"[vV]\d", name) else []
    if len(slices) == 1:
        found = slices[0]
        counted = _COUNTED.match(name)
        named = _SLICE_CORES.search(name)
        cores = int(named[1]) if named else None
        slices_named = int(counted["count"]) if counted else 1
        chips = _trainable(chips_of(found.canonical), year)
        whole = float(found.chips * slices_named)
        return _Part(chips, found.canonical, whole, slice_cores=cores) if chips else None
    nodes = _NODES_OF.match(name)
    rest = name[nodes.end() :] if nodes else name
    per_node = None if nodes else _PER_NODE.search(rest)
    if per_node:
        rest = rest[: per_node.start()] + rest[per_node.end() :]
    before, after = _COUNTED.match(rest), _COUNT_AFTER.search(rest)
    count: float | None = None
    if nodes:
        count = float(int(nodes["nodes"]) * int(nodes["each"]))
    elif before or after:
        counted = before or after
        count = float(counted["count"]) if counted else None
        rest = rest[before.end() :] if before else rest[: after.start()] if after else rest
    chips = _trainable(chips_of(name), year) or _trainable(chips_of(rest), year)
    if not chips:
        return None
    label = canonical_chip(rest) or canonical_chip(name) or name
    boxed = [m.chips_per_box for m in find_chips(rest) if m.chips_per_box]
    if _CORES.search(rest) and (cores_per_chip := chips[0].cores_per_chip):
        return _Part(chips, label, count / cores_per_chip if count else None, 1 / cores_per_chip, "core")
    each = float(per_node["each"]) if per_node else float(boxed[0]) if boxed and not nodes else 1.0
    if each == 1 and before and _LEADING_NODES.match(rest):
        count = None  # so many machines, and nobody says what is in one
    return _Part(chips, label, count * each if count else None, each, "machine" if each != 1 else "chip")


def _trainable(chips: tuple[Chip, ...], year: float | None) -> tuple[Chip, ...]:
    """Chips with a known peak; of several those that existed and were not yet old at publication, if there are any."""
    usable = tuple(c for c in chips if c.training_peak)
    if year is None or len(usable) < 2:
        return usable
    fitting = tuple(
        c for c in usable if (released := c.release_year) is None or 0 <= year - released <= _LONGEST_SERVICE_YEARS
    )
    return fitting or usable


def _peak(parts: list[_Part], precision: Precision | None) -> Peak:
    name = ", ".join(dict.fromkeys(p.name for p in parts))
    if precision:
        name += f", {precision.upper()}"
    peaks = [[_at(c, precision) for c in p.chips] for p in parts]
    scale = 2.0 if precision == "fp8" and all(c.fp8 for p in parts for c in p.chips) else 1.0
    more = SIGMA_EIGHT_BIT if precision == "fp8" else 0.0
    counts = [p.count for p in parts]
    if len(parts) > 1 and all(counts):
        # Each kind at its own peak, weighted by how many there are of it.
        shares = [(c or 0.0) / sum(c or 0.0 for c in counts) for c in counts]
        mean = sum(share * max(p) for share, p in zip(shares, peaks, strict=True))
        return Peak(math.log10(mean), max(_spread(p) for p in peaks), name, scale)
    logs = [math.log10(p) for found in peaks for p in found]
    if len({c.family for p in parts for c in p.chips}) == 1:
        return Peak(max(logs), math.hypot(_spread(peaks[0]), more), name, scale)
    return Peak(statistics.median(logs), math.hypot(statistics.pstdev(logs), more), name, scale)


def _spread(peaks: list[float]) -> float:
    """A uniform spread over the range has its width over the square root of 12 as standard deviation."""
    return (math.log10(max(peaks)) - math.log10(min(peaks))) / math.sqrt(12)


def _at(chip: Chip, precision: Precision | None) -> float:
    at_precision = getattr(chip, precision) if precision else None
    peak = at_precision or chip.training_peak
    assert peak is not None
    return float(peak)
