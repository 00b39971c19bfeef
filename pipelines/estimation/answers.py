"""What one method says about training compute."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.estimation.distribution import Distribution


@dataclass(frozen=True, slots=True)
class Answer:
    """One method's distribution of log10(FLOP), with its arithmetic and what a reader should be wary of.

    ``used`` names the facts that it rests on; ``partial`` says that a part of the run is counted and the main part is
    not stated.
    """

    method: str
    compute: Distribution
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    used: tuple[str, ...] = ()
    partial: bool = False
