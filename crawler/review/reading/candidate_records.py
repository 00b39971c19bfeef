"""What is shown of one candidate, as records."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.review.reading.lines import QueueItem
from crawler.store.suggested_pages import SuggestedPage


@dataclass(frozen=True, slots=True)
class TextPart:
    """A stretch of a document's text. ``claims`` are the ids of the claims whose spans cover it, none for plain text.

    Spans that overlap are cut into parts, so that parts never overlap and their texts add up to the shown text.
    ``fields`` are the claims' fields in the same order; ``begins`` the ids of the claims whose span begins here (the
    anchor to jump to). ``skipped`` is how many characters were left out before this part.
    """

    text: str
    claims: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceDocument:
    """A text, or a catalogue's row, that mentions the model.

    ``language`` is ISO 639-1 where it is known, ``direction`` ``ltr`` or ``rtl``. ``is_row`` says that ``parts`` show
    a catalogue's row as JSON. Of long texts only windows round the spans are in ``parts``; ``skipped_at_end`` counts
    the characters left out after the last. ``length`` is the whole text's in characters. ``changed`` says that the page
    or row has been read again since and no longer mentions the model.
    """

    id: str
    title: str
    source: str
    kind: str
    rank: str
    url: str
    language: str | None
    direction: str
    published: str | None
    first_seen: str
    last_seen: str
    parts: tuple[TextPart, ...]
    length: int
    skipped_at_end: int
    claims: int
    names: tuple[str, ...]
    is_row: bool
    warnings: tuple[str, ...]
    archived: bool


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim. ``value`` is as stored, ``shown`` with its unit for people.

    ``mark`` is ``chosen``, ``agrees`` (with the shown value), ``conflict`` (contradicts it), ``bound`` (only bounds or
    orders it) or ``suggested`` (by a language model; does not count).
    """

    id: str
    field: str
    value: float | str
    shown: str
    mark: str
    quote: str
    source: str
    rank: str
    url: str
    published: str | None
    document_id: str | None
    sighting_id: str | None
    has_span: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """What is known of one field: the value that is shown, why that one, and the claims, the shown ones first.

    ``before_edit`` is the value from the claims where a person has put another in its place; ``editable`` whether a
    person may. ``unit`` is for the field's heading (empty where it has none).
    """

    field: str
    label: str
    unit: str
    value: float | str | None
    shown: str
    why: str
    by_person: bool
    before_edit: str | None
    editable: bool
    in_conflict: bool
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class EstimateView:
    """The estimate: median and 90 % interval in FLOP, chances by threshold in FLOP, the arithmetic line by line."""

    compute_flop: float
    low: float
    high: float
    p_above: dict[float, float]
    confidence: str
    method: str
    disclosed: bool
    added_flop: float | None
    steps: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One field of two models side by side; ``agrees`` is ``None`` where one of them says nothing."""

    field: str
    label: str
    here: str
    there: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A model that may be the same. ``likeness`` of the names is 0 to 100; ``reasons_for`` and ``against`` sentences.

    ``ruled_apart`` tells who said that the two are not the same, ``merged`` that it counts for this one already.
    """

    id: str
    name: str
    developer: str | None
    status: str
    likeness: float
    reasons_for: tuple[str, ...]
    reasons_against: tuple[str, ...]
    values: tuple[ComparedValue, ...]
    ruled_apart: str | None
    merged: bool


@dataclass(frozen=True, slots=True)
class Relative:
    """A model of the family, a base or a derivative."""

    id: str | None
    name: str
    developer: str | None
    published: str | None
    parameters: float | None
    status: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class DerivativeSummary:
    """How many models name this one as their base: in all, by reason code, and by month (YYYY-MM, unknown as "")."""

    total: int
    by_kind: tuple[tuple[str, int], ...]
    by_month: tuple[tuple[str, int], ...]
    examples: tuple[Relative, ...]


@dataclass(frozen=True, slots=True)
class SightingLine:
    """When a source first and last had the model, and in how many places (ISO in UTC)."""

    source: str
    first_seen: str
    last_seen: str
    places: int
    url: str


@dataclass(frozen=True, slots=True)
class LinkReason:
    """Why a name in a source counts as this model."""

    name: str
    source: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One decision of the log; ``undone`` says it no longer stands, ``can_undo`` that it can be taken back."""

    number: int
    at: str
    who: str
    action: str
    told: str
    reason: str
    undone: bool
    can_undo: bool
    batch: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Everything about one model. ``header`` is its line in lists; ``explanation`` the verdict's sentence.

    ``changes`` says what new evidence has changed since it was decided, where that reopened it. ``merged`` are the ids
    of models that count for it, ``merged_into`` the one that it counts for.
    """

    header: QueueItem
    explanation: str
    domain: str | None
    task: str | None
    accessibility: str | None
    active_parameters: float | None
    tokens: float | None
    names: tuple[str, ...]
    first_seen: str
    documents: tuple[EvidenceDocument, ...]
    documents_left_out: int
    fields: tuple[FieldView, ...]
    estimate: EstimateView | None
    duplicates: tuple[Duplicate, ...]
    base: Relative | None
    family: tuple[Relative, ...]
    family_size: int
    derivatives: DerivativeSummary
    timeline: tuple[SightingLine, ...]
    links: tuple[LinkReason, ...]
    links_left_out: int
    history: tuple[HistoryLine, ...]
    changes: tuple[str, ...]
    reference: str | None
    merged: tuple[str, ...]
    merged_into: str | None
    suggested_pages: tuple[SuggestedPage, ...]
    blind: bool

    @property
    def version(self) -> int:
        """Number to give back with an action, so that it is refused where somebody has decided since."""
        return self.header.version
