"""Where a model stands against the threshold, and where in the queue: the article's rules, in their order.

1. A person's decision stands. 2. A model in an imported reference is linked, never queued. 3. What is no candidate is
excluded, and so is a derivative unless its added compute may pass the threshold. 4. Disclosed facts decide where they
are sure enough. 5. Without them, old and small models are below and the rest is queued; a prior alone never confirms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist

from crawler.records import Estimate, SourceRank, Status, Verdict
from pipelines.estimation.arithmetic import plain, scientific
from pipelines.estimation.distribution import NORMAL_95
from pipelines.estimation.features import decimal_year

SURE = 0.95
"""Probability from which disclosed facts decide without a person."""

LAST_UNDISCLOSED_YEAR = 2022
"""Models published before this year without disclosed compute are taken as below: hardly any undisclosed one passed."""

SMALL_PARAMETERS, SMALL_DATAPOINTS = 3e9, 1e10
"""Below either, an undisclosed model needs the prior's P >= ``LIKELY`` to be queued."""

SMALL_OF_UNKNOWN = 5e9
"""Undisclosed models of developers that no catalogue knows are queued from this many parameters on, whatever the prior.

The prior knows notable developers only. Of the 21 models below 5 billion parameters in Epoch AI's large-scale list
(December 2025) none is its developer's only one there; of the 60 below 8 billion, two are.
"""

LIKELY = 0.5

REASONS = {
    "decision": "A person decided.",
    "in_reference": "Already listed in an imported reference dataset.",
    "quantisation": "A quantised copy of another model.",
    "adapter": "An adapter that needs another model's weights.",
    "merge": "A merge of other models' weights.",
    "reupload": "A copy of a model published elsewhere.",
    "finetune": "Derived from another model with little compute added.",
    "product": "A product built on another developer's model.",
    "not_a_model": "Not a model.",
    "excluded_by_source": "The source shows that this is no candidate.",
    "too_early": "Published before the period in which candidates are sought.",
    "known_above": "Disclosed facts put training compute above the threshold.",
    "known_below": "Disclosed facts put training compute below the threshold.",
    "known_uncertain": "Disclosed facts leave it open whether training compute passes the threshold.",
    "too_old_unknown": "Compute undisclosed and published before 2022.",
    "small_undisclosed": "Compute undisclosed, and small enough that passing the threshold is unlikely.",
    "undisclosed": "Compute undisclosed; it may exceed the threshold.",
    "suggested": "Only claims that a language model suggested bring the model near or above the threshold.",
}
"""Reason codes of verdicts, each with its sentence."""

_DERIVED = frozenset({"finetune"})
"""Exclusions that added compute can overturn; a copy, a merge or a product has none of its own."""

_RANK_WEIGHT = {
    SourceRank.DEVELOPER: 1.0,
    SourceRank.PAPER: 0.9,
    SourceRank.CATALOGUE: 0.7,
    SourceRank.NEWS: 0.5,
}
_KNOWN_NOVELTY = 0.5
_NO_ESTIMATE_CHANCE, _NO_ESTIMATE_UNCERTAINTY = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class TriageSubject:
    """What the rules look at besides the estimate.

    ``decision`` is a person's standing status; ``reference_name`` and ``reference_flop`` the linked reference's row;
    ``exclusion`` a reason code (quantisation, adapter, merge, reupload, finetune, product, not_a_model) with
    ``exclusion_detail`` saying how it is known. ``published`` is an ISO date at any precision, ``parameters`` and
    ``datapoints`` are counts. ``same_developer`` says that a derivative's base is its developer's own.
    ``first_seen_is_new`` is false for models that earlier runs already knew. ``developer_is_known`` is false where a
    stranger's account or name is all that is known of who made it.
    """

    decision: Status | str | None = None
    reference_name: str | None = None
    reference_flop: float | None = None
    exclusion: str | None = None
    exclusion_detail: str | None = None
    is_derivative: bool = False
    same_developer: bool = False
    published: str | None = None
    parameters: float | None = None
    datapoints: float | None = None
    best_source_rank: SourceRank = SourceRank.NEWS
    first_seen_is_new: bool = True
    developer_is_known: bool = True


def triage(
    subject: TriageSubject, estimate: Estimate | None, *, threshold: float = 1e23, earliest_year: int = 2020
) -> Verdict:
    """Decide a model's status; ``priority`` is 0 outside the queue and in [0, 1] inside it.

    Raises ``ValueError`` if ``subject.decision`` is not a status.
    """
    return (
        _decided(subject, estimate, threshold)
        or _referenced(subject, threshold)
        or _excluded(subject, estimate, threshold)
        or _too_early(subject, earliest_year)
        or _disclosed(subject, estimate, threshold)
        or _undisclosed(subject, estimate, threshold)
    )


def with_suggestions(
    firm: Verdict, possible: Verdict, subject: TriageSubject, estimate: Estimate, *, threshold: float = 1e23
) -> Verdict:
    """The verdict where a language model has suggested further claims.

    ``firm`` rests on what was read alone; ``possible``, ``subject`` and ``estimate`` count the suggestions as well.
    These never confirm or dismiss: at most they leave the model, or put it, before a person.
    """
    settled = firm.status is Status.CONFIRMED or firm.reason in ("decision", "in_reference")
    opens = possible.status in (Status.CONFIRMED, Status.UNCONFIRMED)
    if settled or not (estimate.disclosed and (opens or firm.status is Status.UNCONFIRMED)):
        return firm
    hint = (
        f"Suggested claims, checked by nobody, would give {scientific(estimate.compute_flop)} FLOP, "
        f"with {_percent(_chance(estimate, threshold))} above {scientific(threshold)}."
    )
    rank = max(firm.priority, priority(subject, estimate, threshold))
    if firm.status is Status.UNCONFIRMED:
        return replace(firm, explanation=f"{firm.explanation} {hint}", priority=rank)
    explanation = f"{REASONS['suggested']} {hint} Without them: {firm.explanation}"
    return Verdict(Status.UNCONFIRMED, "suggested", explanation, rank)


def priority(subject: TriageSubject, estimate: Estimate | None, threshold: float) -> float:
    """Expected value of a reviewer's look: P(> threshold) x uncertainty x novelty x source rank, in [0, 1].

    Uncertainty is ``w / (1 + w)`` for a 90 % interval ``w`` orders of magnitude wide: a likely model of which little is
    known is worth more than one whose figure a look would hardly move.
    """
    uncertainty = _NO_ESTIMATE_UNCERTAINTY
    if estimate is not None and 0 < estimate.low <= estimate.high:
        width = math.log10(estimate.high) - math.log10(estimate.low)
        uncertainty = width / (1 + width)
    novelty = 1.0 if subject.first_seen_is_new else _KNOWN_NOVELTY
    value = _chance(estimate, threshold) * uncertainty * novelty * _RANK_WEIGHT[subject.best_source_rank]
    return min(max(value, 0.0), 1.0)


def _decided(subject: TriageSubject, estimate: Estimate | None, threshold: float) -> Verdict | None:
    if not subject.decision:
        return None
    status = Status(subject.decision)
    rank = priority(subject, estimate, threshold) if status is Status.UNCONFIRMED else 0.0
    return Verdict(status, "decision", f"A person decided: {status.value}.", rank)


def _referenced(subject: TriageSubject, threshold: float) -> Verdict | None:
    if not subject.reference_name:
        return None
    listed = f"Listed in an imported reference as {subject.reference_name!r}"
    flop = subject.reference_flop
    if flop is None:
        return Verdict(Status.EXCLUDED, "in_reference", f"{listed}, without a compute figure.")
    status = Status.CONFIRMED if flop > threshold else Status.BELOW
    return Verdict(status, "in_reference", f"{listed} with {scientific(flop)} FLOP.")


def _excluded(subject: TriageSubject, estimate: Estimate | None, threshold: float) -> Verdict | None:
    code = subject.exclusion or ("finetune" if subject.is_derivative else None)
    if code is None:
        return None
    reason = code if code in REASONS else "excluded_by_source"
    sentence = REASONS[reason]
    detail = f" ({subject.exclusion_detail or code})" if subject.exclusion_detail or reason != code else ""
    if code not in _DERIVED:
        return Verdict(Status.EXCLUDED, reason, f"{sentence[:-1]}{detail}.")
    chance = estimate.p_added_above_threshold if estimate else None
    if chance is None and subject.same_developer and subject.exclusion is None:
        return None  # a developer's next release on its own base may be a large run; nobody says how large
    if chance is None:
        more = "Nothing is disclosed about the added stage, whose compute is almost always small."
        return Verdict(Status.EXCLUDED, reason, f"{sentence[:-1]}{detail}. {more}")
    if 1.0 - chance < SURE:
        return None
    added = f" of about {scientific(estimate.added_flop)} FLOP" if estimate and estimate.added_flop else ""
    more = f"The added stage{added} is below {scientific(threshold)} with {_percent(1 - chance)}."
    return Verdict(Status.EXCLUDED, reason, f"{sentence[:-1]}{detail}. {more}")


def _too_early(subject: TriageSubject, earliest_year: int) -> Verdict | None:
    year = decimal_year(subject.published)
    if year is None or year >= earliest_year:
        return None
    return Verdict(
        Status.EXCLUDED, "too_early", f"Published {subject.published}; candidates are sought from {earliest_year} on."
    )


def _disclosed(subject: TriageSubject, estimate: Estimate | None, threshold: float) -> Verdict | None:
    if estimate is None or not estimate.disclosed:
        return None
    chance = _chance(estimate, threshold)
    figure = (
        f"Disclosed facts give {scientific(estimate.compute_flop)} FLOP "
        f"({scientific(estimate.low)} to {scientific(estimate.high)}), "
        f"with {_percent(chance)} above {scientific(threshold)}."
    )
    if chance >= SURE:
        return Verdict(Status.CONFIRMED, "known_above", figure)
    if chance <= 1 - SURE:
        return Verdict(Status.BELOW, "known_below", figure)
    return Verdict(Status.UNCONFIRMED, "known_uncertain", figure, priority(subject, estimate, threshold))


def _undisclosed(subject: TriageSubject, estimate: Estimate | None, threshold: float) -> Verdict:
    year = decimal_year(subject.published)
    if year is not None and year < LAST_UNDISCLOSED_YEAR:
        return Verdict(
            Status.BELOW, "too_old_unknown", f"Compute undisclosed; published {subject.published}, before 2022."
        )
    chance = _chance(estimate, threshold)
    expected = f"similar models pass {scientific(threshold)} FLOP with {_percent(chance)}"
    small = [
        text
        for value, limit, text in (
            (subject.parameters, SMALL_PARAMETERS, "fewer than 3 billion parameters"),
            (subject.datapoints, SMALL_DATAPOINTS, "fewer than 10 billion training datapoints"),
        )
        if value is not None and value < limit
    ]
    if small and chance < LIKELY:
        sentence = f"Compute undisclosed; {' and '.join(small)}, and {expected}."
        return Verdict(Status.BELOW, "small_undisclosed", sentence)
    if not subject.developer_is_known and subject.parameters and subject.parameters < SMALL_OF_UNKNOWN:
        sentence = "Compute undisclosed; fewer than 5 billion parameters, of a developer that no catalogue knows."
        return Verdict(Status.BELOW, "small_undisclosed", sentence)
    known = f"{plain(subject.parameters)} parameters" if subject.parameters else "size unknown"
    sentence = f"Compute undisclosed ({known}); {expected}."
    return Verdict(Status.UNCONFIRMED, "undisclosed", sentence, priority(subject, estimate, threshold))


def _chance(estimate: Estimate | None, threshold: float) -> float:
    if estimate is None:
        return _NO_ESTIMATE_CHANCE
    known = estimate.p_above.get(threshold)
    if known is not None:
        return known
    # The estimate was made for other thresholds: read the chance off its interval as a log-normal.
    sigma = (math.log10(estimate.high) - math.log10(estimate.low)) / (2 * NORMAL_95)
    distance = math.log10(estimate.compute_flop) - math.log10(threshold)
    return NormalDist().cdf(distance / sigma) if sigma > 0 else float(distance > 0)


def _percent(chance: float) -> str:
    if chance >= 0.995:
        return "more than 99 % probability"
    return "less than 1 % probability" if chance < 0.005 else f"{100 * chance:.0f} % probability"
