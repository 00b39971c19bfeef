"""What one method says about training compute."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.records import Signal
from pipelines.estimation.distribution import LogMixture


@dataclass(frozen=True, slots=True)
class Answer:
    """One method's distribution of log10(FLOP), with its arithmetic and what a reader should be wary of."""

    method: str
    compute: LogMixture
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
