"""How far the shipped prior's chances came true when it was cross-validated; written by ``fit_prior``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from pipelines.estimation.reliability import ReliabilityBin

FILE = "reliability.json"
"""Lies beside ``prior.json``, which is fitted on the same rows."""


@dataclass(frozen=True, slots=True)
class ShippedReliability:
    """Chances of passing 1e23 FLOP beside what was published, each from a fit that did not know the model.

    ``source`` names the data, ``models`` their number; ``brier`` is the mean squared difference of chance and outcome,
    ``slope`` the calibration slope (1 is perfect).
    """

    source: str
    models: int
    brier: float
    slope: float
    bins: tuple[ReliabilityBin, ...]

    def to_json(self) -> str:
        """The file's content."""
        return json.dumps(asdict(self), indent=1) + "\n"


@cache
def shipped_reliability() -> ShippedReliability:
    """The figures of the shipped fit."""
    document = json.loads(files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    bins = tuple(ReliabilityBin(**bin_) for bin_ in document.pop("bins"))
    return ShippedReliability(**document, bins=bins)
