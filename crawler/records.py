"""The nouns of the project as immutable records, shared by every stage.

Numbers are plain: parameters and tokens are counts, training compute is in FLOP, time is in days or chip-hours.
``None`` always means "not stated"; no record carries a guessed default.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

NUMBER_FIELDS = (
    "parameters",
    "active_parameters",
    "tokens",
    "hardware_quantity",
    "gpu_hours",
    "training_days",
    "training_compute_flop",
)
"""Claim fields whose value is a number; ``gpu_hours`` are chip-hours of whatever accelerator."""

TEXT_FIELDS = ("name", "organization", "hardware", "base_model", "release_date")
"""Claim fields that extraction reads from prose and whose value is a text."""


class DocumentKind(StrEnum):
    """What a fetched document is, which decides how it is read."""

    ARTICLE = "article"
    MODEL_CARD = "model_card"
    CATALOGUE_ROW = "catalogue_row"


class SourceRank(StrEnum):
    """How far a source is trusted when claims disagree, best first."""

    DEVELOPER = "developer"
    PAPER = "paper"
    CATALOGUE = "catalogue"
    NEWS = "news"


class Status(StrEnum):
    """Where a model stands against the threshold."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    BELOW = "below"
    EXCLUDED = "excluded"
    MERGED = "merged"


class Failure(StrEnum):
    """The names of what can go wrong with a source; each has an action in ``crawler.fetching.actions``."""

    BLOCKED = "blocked"
    GONE = "gone"
    CHANGED = "changed"
    EMPTY = "empty"
    TIMEOUT = "timeout"
    RATE_LIMITED = "rate-limited"
    ROBOTS_DENIED = "robots-denied"
    SERVER_ERROR = "server-error"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too-large"
    REFUSED_ADDRESS = "refused-address"
    OVER_BUDGET = "over-budget"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The span of a text that states one value: ``text[start:end] == quote`` in characters."""

    field: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What one text says about one model that it announces.

    ``organization`` and ``hardware`` hold several names joined by ``"; "``. ``release_date`` is ISO at its own
    precision (``2025``, ``2025-06`` or ``2025-06-02``). ``is_vague`` marks a size known only by its order of magnitude.
    """

    name: str
    aliases: tuple[str, ...] = ()
    organization: str | None = None
    parameters: float | None = None
    active_parameters: float | None = None
    tokens: float | None = None
    hardware: str | None = None
    hardware_quantity: float | None = None
    gpu_hours: float | None = None
    training_days: float | None = None
    training_compute_flop: float | None = None
    base_model: str | None = None
    is_vague: bool = False
    release_date: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one text says: its language (ISO 639-1) and the models it announces, in order of appearance."""

    language: str
    models: tuple[ModelFacts, ...]
    product_of: tuple[tuple[str, str], ...] = ()
    """Products named as built on another developer's model: (product, underlying model)."""
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """Something the code met and does not know: a unit, column, chip, status. Never a silent default."""

    kind: str
    subject: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """A model's chosen values as the estimator takes them; every one may be unknown. Units as in ``ModelFacts``.

    ``tokens`` are tokens seen (data set times epochs), ``dataset_tokens`` the data set's size, ``batch_size_tokens``
    tokens per optimiser step, ``utilization`` a share between 0 and 1, ``cost_usd`` the cost of the training run.
    ``stages`` are stated apart from the facts above (mid-training, long context, reinforcement); ``base`` holds what is
    known of the base model where its compute has no figure of its own.
    """

    parameters: float | None = None
    active_parameters: float | None = None
    tokens: float | None = None
    dataset_tokens: float | None = None
    epochs: float | None = None
    hardware: str | None = None
    hardware_quantity: float | None = None
    training_days: float | None = None
    chip_hours: float | None = None
    utilization: float | None = None
    reported_flop: float | None = None
    base_model: str | None = None
    base_model_flop: float | None = None
    steps: float | None = None
    batch_size_tokens: float | None = None
    cost_usd: float | None = None
    per_example: str | None = None
    stages: tuple[Stage, ...] = ()
    base: Facts | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of training with its own facts; parameters and hardware that it leaves out are the model's."""

    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class ModelContext:
    """What is known about a model besides its training facts. Never its name: no estimate depends on one.

    ``published`` is an ISO date at its own precision; ``domains`` are lower-case Epoch domains; ``organization_types``
    and ``countries`` are Epoch's words (Industry, Academia, Government, Research collective; full country names).
    ``scores`` are results on boards, by the board's name in ``pipelines.estimation.scores``.
    """

    published: str | None = None
    domains: tuple[str, ...] = ()
    organization_types: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    accessibility: str | None = None
    scores: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """Training compute as a distribution: median and 90 % interval in FLOP, and chances of passing thresholds.

    ``confidence`` is Confident, Likely, Speculative or Unknown by the interval's width. ``method`` names the
    methods used, joined by ``"+"``; ``disclosed`` is false where only the prior answered. ``used`` names the facts and
    the context that the figure rests on, in the order of ``Facts`` and ``ModelContext``.
    """

    compute_flop: float
    low: float
    high: float
    p_above: dict[float, float]
    confidence: str
    method: str
    disclosed: bool
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    signals: tuple[Signal, ...] = ()
    added_flop: float | None = None
    """Median compute that a derivative adds to its base; ``None`` where there is no base."""
    p_added_above_threshold: float | None = None
    used: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What triage decided, with a reason code from ``pipelines.triage.REASONS`` and a sentence for people."""

    status: Status
    reason: str
    explanation: str
    priority: float = 0.0


@dataclass(frozen=True, slots=True)
class Document:
    """One fetched page or API record, before reading.

    ``url`` is the original address, never a redirected one. ``key`` names the record inside a page that holds many
    (a catalogue's row); it is empty for a page of its own. ``language`` is what the source declares, if it does.
    """

    source: str
    kind: DocumentKind
    rank: SourceRank
    url: str
    body: bytes
    content_type: str
    fetched_at: datetime
    key: str = ""
    title: str | None = None
    language: str | None = None
    published: str | None = None
    archive_id: str | None = None
    about: str | None = None
    """Name of the model that the whole document is about (a model card's repository)."""
    version: str | None = None
    """What the source calls this version (a repository's commit), to know later whether it has changed."""
    owner_key: str | None = None
    """As in ``Sighting``: set where the document belongs to a third party's derivative."""
    about_key: str | None = None
    """Source key of the sighting this document belongs to, so that a card's claims reach its repository's model."""
    exclusion: str | None = None
    exclusion_detail: str | None = None
    """As in ``Sighting``: why the model that the document is about is no candidate, where its text says so."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One row of a catalogue, board or hub that names a model; append-only, with first and last seen in the store.

    ``fields`` holds the row's statements by claim field (numbers or texts) and ``pointers`` where each stands in the
    row (a JSON path), which is a structured row's evidence. ``discovers`` is false for rows that only prove that a
    name is in use (a reseller's price list): they are kept and linked, and never open a candidate.
    """

    source: str
    source_key: str
    url: str
    raw_name: str
    rank: SourceRank
    seen_at: datetime
    fields: dict[str, float | str] = field(default_factory=dict)
    pointers: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    row: dict[str, object] = field(default_factory=dict)
    """The row itself, without what changes from day to day (downloads, likes, prices)."""
    metrics: dict[str, float] = field(default_factory=dict)
    """What does change from day to day."""
    archive_id: str | None = None
    discovers: bool = True
    exclusion: str | None = None
    """Reason code, where the source itself shows that this is no candidate (quantisation, adapter, ...)."""
    exclusion_detail: str | None = None
    owner_key: str | None = None
    """Identity of the model where it is not the name's alone: a third party's derivative keeps its repository's."""
