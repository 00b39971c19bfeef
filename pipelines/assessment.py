"""From a model's claims to its shown values, its estimate and its status, in one pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from crawler.records import Estimate, Facts, ModelContext, SourceRank, Verdict
from pipelines.choosing import ChosenValue, ClaimView, choose
from pipelines.estimation import estimate
from pipelines.identity.organizations import organization
from pipelines.triage import TriageSubject, triage, with_suggestions


@dataclass(frozen=True, slots=True)
class Base:
    """The model that another was derived from; ``same_developer`` decides whether it counts as a derivative."""

    name: str
    compute_flop: float | None
    same_developer: bool


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """A row of an imported dataset that is this model."""

    name: str
    compute_flop: float | None


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything about one model that decides where it stands."""

    organization: str | None
    claims: Sequence[ClaimView]
    exclusion: str | None = None
    exclusion_detail: str | None = None
    base: Base | None = None
    reference: ReferenceEntry | None = None
    decided_status: str | None = None
    edits: Mapping[str, float | str] = field(default_factory=dict)
    scores: tuple[tuple[str, float], ...] = ()
    """As in ``ModelContext``."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The outcome: shown values, estimate and verdict."""

    chosen: dict[str, ChosenValue]
    estimate: Estimate
    verdict: Verdict
    context: ModelContext


def assess(subject: Subject, *, thresholds: Sequence[float], threshold: float, earliest_year: int) -> Assessment:
    """Choose values, estimate training compute, and decide the status.

    Shown values and the estimate rest on what was read alone. Claims that a language model suggested can only bring a
    model before a person: they add to the explanation, raise the priority, or queue what would else be left out.
    """
    read = [claim for claim in subject.claims if not claim.suggested]
    firm, _ = _assess(replace(subject, claims=read), thresholds, threshold, earliest_year)
    if len(read) == len(subject.claims):
        return firm
    possible, seen = _assess(subject, thresholds, threshold, earliest_year)
    verdict = with_suggestions(firm.verdict, possible.verdict, seen, possible.estimate, threshold=threshold)
    return replace(firm, verdict=verdict)


def _assess(
    subject: Subject, thresholds: Sequence[float], threshold: float, earliest_year: int
) -> tuple[Assessment, TriageSubject]:
    chosen = choose(subject.claims, dict(subject.edits))
    facts = facts_of(chosen, subject.base)
    context = context_of(chosen, subject.organization, subject.scores)
    figure = estimate(facts, context, thresholds=tuple(thresholds), threshold=threshold)
    seen = TriageSubject(
        decision=subject.decided_status,
        reference_name=subject.reference.name if subject.reference else None,
        reference_flop=subject.reference.compute_flop if subject.reference else None,
        exclusion=subject.exclusion,
        exclusion_detail=subject.exclusion_detail,
        is_derivative=subject.base is not None,
        same_developer=subject.base is not None and subject.base.same_developer,
        published=context.published,
        parameters=facts.parameters,
        datapoints=facts.dataset_tokens or facts.tokens,
        developer_is_known=_is_known(subject.organization),
        best_source_rank=min((c.rank for c in subject.claims), key=list(SourceRank).index, default=SourceRank.NEWS),
    )
    verdict = triage(seen, figure, threshold=threshold, earliest_year=earliest_year)
    return Assessment(chosen, figure, verdict, context), seen


def facts_of(chosen: Mapping[str, ChosenValue], base: Base | None) -> Facts:
    """The estimator's input from the shown values."""

    def number(name: str) -> float | None:
        value = chosen.get(name)
        return float(value.value) if value is not None and isinstance(value.value, int | float) else None

    hardware = chosen.get("hardware")
    return Facts(
        parameters=number("parameters"),
        active_parameters=number("active_parameters"),
        tokens=number("tokens"),
        dataset_tokens=number("dataset_tokens"),
        epochs=number("epochs"),
        hardware=str(hardware.value).replace(";", ",") if hardware else None,
        hardware_quantity=number("hardware_quantity"),
        training_days=number("training_days"),
        chip_hours=number("gpu_hours"),
        utilization=number("utilization"),
        reported_flop=number("training_compute_flop"),
        base_model=base.name if base else None,
        base_model_flop=base.compute_flop if base else None,
        cost_usd=number("cost_usd"),
    )


def context_of(
    chosen: Mapping[str, ChosenValue], developer: str | None, scores: tuple[tuple[str, float], ...] = ()
) -> ModelContext:
    """What the priors may look at: dates, domains, the developer's kind and country, access, scores; never names."""

    def text(name: str) -> str | None:
        value = chosen.get(name)
        return str(value.value) if value is not None else None

    known = [organization(part.strip()) for part in (developer or "").split(";") if part.strip()]
    stated_country = text("country")
    countries = [entry.country for entry in known if entry and entry.country]
    if not countries and stated_country:
        countries = [stated_country]
    return ModelContext(
        published=_published(chosen),
        domains=tuple(part.strip().lower() for part in (text("domain") or "").split(",") if part.strip()),
        organization_types=tuple(dict.fromkeys(entry.category for entry in known if entry and entry.category)),
        countries=tuple(dict.fromkeys(countries)),
        accessibility=text("accessibility"),
        scores=scores,
    )


def _is_known(developer: str | None) -> bool:
    """Whether the catalogue of organisations knows one of the developers."""
    return any(organization(part.strip()) for part in (developer or "").split(";") if part.strip())


def _published(chosen: Mapping[str, ChosenValue]) -> str | None:
    """The stated release date, else the earlier of a repository's creation and the first mention.

    A repository is made at most days before its model is published (or long after, as a copy), and whoever writes about
    a model does so once it is public.
    """
    released = chosen.get("release_date")
    if released is not None and released.exact:
        return str(released.value)
    bounds = [str(released.value)] if released is not None else []
    mentioned = _first_mention(chosen)
    return min([*bounds, *([mentioned] if mentioned else [])], default=None)


def _first_mention(chosen: Mapping[str, ChosenValue]) -> str | None:
    """The earliest date on which somebody wrote about the model."""
    mentioned = chosen.get("mentioned_on")
    if mentioned is None:
        return None
    return min(str(mentioned.value), *(str(value) for value, _ in mentioned.conflicts), str(mentioned.value))
