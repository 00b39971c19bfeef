"""Put independent answers together in log space, by their variances; disagreement widens and warns.

Combining is precision weighting. Disagreement beyond what the variances explain multiplies the variance by the ratio
of found to expected chi-square, as is done for measured constants (Birge, "The Calculation of Errors by the Method of
Least Squares", 1932; Particle Data Group, "Review of Particle Physics", section 5.2).
"""

from __future__ import annotations

import math

import numpy as np

from pipelines.estimation.answers import Answer
from pipelines.estimation.arithmetic import power, scientific
from pipelines.estimation.distribution import NORMAL_95, SAMPLE_WIDTH, Distribution, LogMixture

_NEGLIGIBLE = 1e-6

_PLAUSIBLE_EXCESS = 0.10
"""log10 of a good published utilisation over the median one (0.48 over 0.38): counts that ask for more of
the hardware are increasingly doubted."""

_DOUBT_PER_EXCESS = 9.0
"""Variance added to 6ND, in units of the hardware answer's, per order of magnitude beyond ``_PLAUSIBLE_EXCESS``: frozen
weights, progressive growth or tokens of another stage inflate counts. Below ``1 / _PLAUSIBLE_EXCESS``, so that more
tokens never lower the combined median."""

_IDLE_EXCESS = 0.6
"""Chip time above four times what 6ND needs is the project's time rather than the run's."""

_DOUBT_PER_IDLE = 0.4
"""Variance added to the hardware answer per order of magnitude beyond ``_IDLE_EXCESS``."""


def combine(operations: Answer | None, hardware: Answer | None) -> Answer | None:
    """One answer from counts and hardware, either of which may be missing."""
    if operations is None or hardware is None:
        return operations or hardware
    counted, clocked = operations.compute, hardware.compute
    difference = counted.mean - clocked.mean
    variance_counted = counted.sigma**2 + _DOUBT_PER_EXCESS * clocked.sigma**2 * max(
        0.0, difference - _PLAUSIBLE_EXCESS
    )
    variance_clocked = clocked.sigma**2 + _DOUBT_PER_IDLE * max(0.0, -difference - _IDLE_EXCESS)
    weight = variance_clocked / (variance_counted + variance_clocked)
    mean = weight * counted.mean + (1 - weight) * clocked.mean
    variance = variance_counted * variance_clocked / (variance_counted + variance_clocked)
    warnings = [*operations.warnings, *hardware.warnings]
    stated = math.hypot(counted.sigma, clocked.sigma)
    if abs(difference) > NORMAL_95 * stated:
        warnings.append(disagreement("parameters x tokens", "chips x time", difference))
        variance *= max(1.0, difference**2 / (variance_counted + variance_clocked))
    together = f"weighted by variance, {weight:.2f} and {1 - weight:.2f} in log space: {scientific(power(mean))}"
    return Answer(
        "operations+hardware",
        LogMixture.single(mean, math.sqrt(variance)),
        (*operations.steps, *hardware.steps, together),
        tuple(warnings),
        tuple(dict.fromkeys((*operations.used, *hardware.used))),
    )


def check(reported: Answer, other: Answer | None) -> Answer:
    """A reported figure stands; what other facts give is shown, and warned about where it contradicts."""
    if other is None:
        return reported
    warnings = [*reported.warnings, *other.warnings]
    compute = reported.compute
    difference = other.compute.mean - compute.mean
    if abs(difference) > NORMAL_95 * math.hypot(other.compute.sigma, compute.sigma):
        warnings.append(disagreement("other facts", "the reported figure", difference))
        compute = compute.as_mixture.widened(min(abs(difference) / 4, 0.3))
    steps = (*reported.steps, *(f"check: {s}" for s in other.steps))
    return Answer(reported.method, compute, steps, tuple(warnings), reported.used)


def disagreement(one: str, other: str, difference: float) -> str:
    """The warning that two methods differ, with the factor."""
    ratio = 10 ** min(abs(difference), 300.0)
    return f"methods disagree: {one} gives {ratio:.2g} times {'more' if difference > 0 else 'less'} than {other}"


def update(prior: Distribution, answers: list[Answer]) -> Distribution:
    """The prior sharpened by incomplete facts: Bayes' rule, component by component."""
    if not answers:
        return prior
    mixture = prior.as_mixture.condensed(SAMPLE_WIDTH)
    for answer in answers:
        mixture = _updated(mixture, answer.compute.mean, answer.compute.sigma)
    return mixture


def _updated(prior: LogMixture, fact: float, spread: float) -> LogMixture:
    weights, means, sigmas = (np.array(part) for part in (prior.weights, prior.means, prior.sigmas))
    total = sigmas**2 + spread**2
    logs = np.log(weights) - (fact - means) ** 2 / (2 * total) - np.log(total) / 2
    weights = np.exp(logs - logs.max())
    # Components of hardly any weight left no longer matter.
    keep = weights > _NEGLIGIBLE
    weights, means, sigmas, total = weights[keep], means[keep], sigmas[keep], total[keep]
    means = (means * spread**2 + fact * sigmas**2) / total
    sigmas = sigmas * spread / np.sqrt(total)
    return LogMixture(tuple((weights / weights.sum()).tolist()), tuple(means.tolist()), tuple(sigmas.tolist()))
