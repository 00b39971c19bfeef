"""How what was found compares with a reference dataset.

The comparison is made as if no reference had ever been imported: on a copy of the database from which imported rows and
whatever the source ``epoch`` says are taken out, and whose statuses and estimates are worked out again without them.
Otherwise a model would count as confirmed because the reference says so.
"""

from __future__ import annotations

import json
import math
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crawler.config import Settings
from crawler.dataset.importing import read_file
from crawler.dataset.reference_links import Link, reference_links
from crawler.records import Status
from crawler.store.assessing import Assessor
from crawler.store.database import Store, open_store
from crawler.store.references import ReferenceRow, References, store_references
from pipelines.estimation.features import decimal_year

IMPORTED_SOURCE = "epoch"
"""The source that is a reference itself."""

SOUGHT = (Status.CONFIRMED, Status.UNCONFIRMED)
"""Statuses under which a model counts as found: known to be above the threshold, or before a reviewer."""

NEVER_SEEN = "never seen"
NOT_LINKED = "seen and not linked"

_ORDER = {Status.CONFIRMED: 0, Status.UNCONFIRMED: 1, Status.BELOW: 2, Status.EXCLUDED: 3}


class EvaluationFailed(Exception):  # noqa: N818  (what the operator reads is the message)
    """There is nothing to compare; the message is one line with the next step."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    found: int
    total: int

    @property
    def recall(self) -> float | None:
        """The share, ``None`` of nothing."""
        return round(self.found / self.total, 4) if self.total else None

    def as_json(self) -> dict[str, object]:
        """The share for ``--json``."""
        return {"recall": self.recall, "found": self.found, "total": self.total}


@dataclass(frozen=True, slots=True)
class Ours:
    """A model of ours with what it stands for in the reference; compute in FLOP."""

    id: str
    name: str
    organization: str | None
    status: Status
    reason: str
    published: str | None
    compute_flop: float | None
    low: float | None
    high: float | None
    disclosed: bool
    sources: frozenset[str]
    reference: str | None
    """The reference model that it is as a whole."""
    named: frozenset[str] = frozenset()
    """All reference models that its mentions name: a preview and its release may count as one model of ours."""

    def stands_for(self) -> frozenset[str]:
        """Every reference model that is found with this one."""
        return self.named | ({self.reference} if self.reference else frozenset())


@dataclass(frozen=True, slots=True)
class Miss:
    """A reference model that was not found, and why; ``detail`` is the reason code of ours, if there is one."""

    name: str
    reason: str
    detail: str
    models: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The miss for ``--json``."""
        return {"name": self.name, "reason": self.reason, "detail": self.detail, "models": list(self.models)}


@dataclass
class Errors:
    """How far medians lie from the reference's figures; ``factors`` are ratios of at least 1."""

    factors: list[float] = field(default_factory=list)
    covered: int = 0
    """Figures that lie in our 90 % interval."""

    def within(self, factor: float) -> float | None:
        """The share of medians within a factor of the reference, ``None`` of nothing."""
        return round(sum(f <= factor for f in self.factors) / len(self.factors), 4) if self.factors else None

    def as_json(self) -> dict[str, object]:
        """The errors for ``--json``."""
        ordered = sorted(self.factors)
        return {
            "compared": len(ordered),
            "within_2x": self.within(2),
            "within_3x": self.within(3),
            "median_factor": round(ordered[len(ordered) // 2], 3) if ordered else None,
            "in_90_percent_interval": round(self.covered / len(ordered), 4) if ordered else None,
        }


@dataclass
class Report:
    """The comparison; shares by year, country, domain, accessibility, openness and source.

    ``found`` are the rows that a confirmed or queued model of ours stands for; ``named`` are all those that some source
    names, whatever became of it, and ``named_by`` how many each source names.
    """

    found: Share
    named: Share
    named_by: dict[str, Share]
    links: list[Link]
    by: dict[str, dict[str, Share]]
    not_sought: int
    """Rows below the threshold, or undated and without compute before candidates are sought."""
    precision: Share
    """Confirmed models that the reference gives a compute for; found are those it puts above the threshold."""
    errors: Errors
    disclosed_errors: Errors
    only_ours: list[Ours]
    last_published: str | None
    """The latest publication date in the reference; what is newer cannot be in it."""
    misses: list[Miss]
    unread: list[tuple[int, str]]

    def as_json(self) -> dict[str, object]:
        """The comparison for ``--json``."""
        return {
            **self.found.as_json(),
            "named": self.named.as_json(),
            "named_by_source": {source: share.as_json() for source, share in self.named_by.items()},
            "not_sought": self.not_sought,
            **{
                f"recall_by_{name}": {value: share.as_json() for value, share in shares.items()}
                for name, shares in self.by.items()
            },
            "precision_confirmed": self.precision.recall,
            "confirmed_compared": self.precision.total,
            "within_2x": self.errors.within(2),
            "within_3x": self.errors.within(3),
            "estimates": self.errors.as_json(),
            "estimates_disclosed": self.disclosed_errors.as_json(),
            "only_ours": [self._only_ours(model) for model in self.only_ours],
            "misses": [miss.as_json() for miss in self.misses],
        }

    def _only_ours(self, model: Ours) -> dict[str, object]:
        return {
            "id": model.id, "name": model.name, "organization": model.organization, "status": model.status.value,
            "published": model.published, "compute_flop": model.compute_flop, "sources": sorted(model.sources),
            "newer_than_reference": self.is_newer(model),
        }  # fmt: skip

    def is_newer(self, model: Ours) -> bool:
        """Whether a model was published after the reference's last."""
        return bool(model.published and self.last_published and model.published > self.last_published)


def evaluate_reference(store: Store, settings: Settings, path: Path) -> Report:
    """Compare the database with a reference CSV.

    Raises:
        ImportFailed: the file cannot be read.
        EvaluationFailed: it holds no model.
    """
    file = read_file(path)
    if not file.rows:
        raise EvaluationFailed(f"{path} lists no model")
    with _unaided(store, settings) as copy:
        with copy.write() as connection:
            store_references(connection, "evaluated", file.rows)
        references = References(copy.connection)
        links = list(reference_links(copy.connection, references))
        ours = list(_ours(copy.connection, references, links))
        seen = _seen_names(copy.connection, references)
    return compare(file.rows, ours, links, seen, settings, file.unread)


@contextmanager
def _unaided(store: Store, settings: Settings) -> Iterator[Store]:
    """A copy of the database as it would be without any reference; the database itself is not touched."""
    with tempfile.TemporaryDirectory(prefix="flopscout-") as folder:
        path = Path(folder) / "copy.db"
        target = sqlite3.connect(path)
        store.connection.backup(target)
        target.close()
        with open_store(path) as copy:
            with copy.write() as connection:
                connection.execute("DELETE FROM reference_models")
                connection.execute(
                    "UPDATE models SET stale = 1 WHERE reference IS NOT NULL OR base_name IS NOT NULL "
                    "OR id IN (SELECT model_id FROM mentions WHERE place_source = ?)",
                    (IMPORTED_SOURCE,),
                )
                connection.execute(
                    "UPDATE mentions SET digest = '', model_id = NULL WHERE place_source = ?", (IMPORTED_SOURCE,)
                )
            Assessor(copy, settings).settle()
            yield copy


_MENTIONED = """
    SELECT COALESCE(models.merged_into, models.id) AS model, mentions.raw_name, mentions.aliases, place_source,
        sightings.source_key
    FROM mentions JOIN models ON models.id = model_id LEFT JOIN sightings ON sightings.id = sighting_id
"""

_REPOSITORIES = """
    SELECT DISTINCT COALESCE(models.merged_into, models.id) AS model, claims.text
    FROM claims JOIN mentions ON mentions.id = mention_id AND mentions.digest = claims.digest
    JOIN models ON models.id = model_id WHERE field = 'hugging_face_id' AND NOT suggested
"""


def _ours(connection: sqlite3.Connection, references: References, links: Iterable[Link]) -> Iterator[Ours]:
    """Every model that somebody names, linked to the reference as a crawl would link it."""
    names: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, set[str]] = defaultdict(set)
    repositories: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(_MENTIONED):
        names[row["model"]] |= {row["raw_name"], *json.loads(row["aliases"])}
        sources[row["model"]].add(row["place_source"])
        if row["place_source"] == "huggingface" and row["source_key"]:
            repositories[row["model"]].add(row["source_key"])
    named: dict[str, set[str]] = defaultdict(set)
    for link in links:
        named[link.model].add(link.reference)
    for row in connection.execute(_REPOSITORIES):
        repositories[row["model"]].add(row["text"])
    for row in connection.execute("SELECT * FROM models WHERE status <> 'merged' ORDER BY id").fetchall():
        ident = row["id"]
        if ident not in names:
            continue
        known = references.find(
            [row["name"], *sorted(names[ident])], organization=row["organization"], parameters=row["parameters"],
            repositories=repositories[ident], published=row["published"],
        )  # fmt: skip
        yield Ours(
            id=ident, name=row["name"], organization=row["organization"], status=Status(row["status"]),
            reason=row["reason"], published=row["published"], compute_flop=row["compute_flop"],
            low=row["compute_low"], high=row["compute_high"], disclosed=bool(row["disclosed"]),
            sources=frozenset(sources[ident]), reference=known.name if known else None,
            named=frozenset(named[ident]),
        )  # fmt: skip


def _seen_names(connection: sqlite3.Connection, references: References) -> frozenset[str]:
    """Reference models whose name stands somewhere, whatever speaks against linking it."""
    written: set[str] = set()
    for row in connection.execute("SELECT DISTINCT raw_name, aliases FROM mentions WHERE digest <> ''"):
        written |= {row["raw_name"], *json.loads(row["aliases"])}
    found = (references.find([name], organization=None, parameters=None) for name in sorted(written))
    return frozenset(known.name for known in found if known is not None)


def compare(
    rows: Sequence[ReferenceRow],
    ours: Sequence[Ours],
    links: Sequence[Link],
    seen: frozenset[str],
    settings: Settings,
    unread: Sequence[tuple[int, str]] = (),
) -> Report:
    """Compare a reference's rows with models of ours that are linked to them by name.

    A row is sought if its compute exceeds the threshold or is unknown; rows without compute that were published before
    candidates are sought do not count. One that lists several countries or domains counts under each.
    """
    threshold = settings.triage.threshold_flop
    linked: dict[str, list[Ours]] = defaultdict(list)
    own: dict[str, list[Ours]] = defaultdict(list)
    for model in ours:
        for name in sorted(model.stands_for()):
            linked[name].append(model)
        if model.reference is not None:
            own[model.reference].append(model)
    names = _sources_of(links)
    sought = [row for row in rows if _is_sought(row, threshold, settings.triage.earliest_year)]
    hits = [row for row in sought if any(model.status in SOUGHT for model in linked[row.name])]
    flops = {row.name: row.compute_flop for row in reversed(rows) if row.compute_flop is not None}
    confirmed = [flops[m.reference] for m in ours if m.status is Status.CONFIRMED and m.reference in flops]
    errors, disclosed = Errors(), Errors()
    for name, flop in flops.items():
        _note_error(own[name], flop, errors, disclosed)
    by = {
        name: _shares(sought, hits, groups)
        for name, groups in (
            ("year", lambda row: [row.published[:4] if row.published else "unknown"]),
            ("country", lambda row: _listed(row, "Country (of organization)")),
            ("domain", lambda row: _listed(row, "Domain")),
            ("accessibility", lambda row: [row.row.get("Model accessibility") or "unknown"]),
            ("openness", lambda row: [openness(row.row.get("Model accessibility"))]),
        )
    }
    by["source"] = _by_source(hits, linked, len(sought))
    missed = [row for row in sought if not any(model.status in SOUGHT for model in linked[row.name])]
    return Report(
        found=Share(len(hits), len(sought)),
        named=Share(sum(bool(names[row.name]) for row in sought), len(sought)),
        named_by=_by_name(sought, names),
        links=list(links),
        by=by,
        not_sought=len(rows) - len(sought),
        precision=Share(sum(flop > threshold for flop in confirmed), len(confirmed)),
        errors=errors,
        disclosed_errors=disclosed,
        only_ours=sorted(
            (model for model in ours if not model.stands_for() and model.status in SOUGHT),
            key=lambda model: (_ORDER[model.status], -(model.compute_flop or 0.0), model.id),
        ),
        last_published=max((row.published for row in rows if row.published), default=None),
        misses=[_miss(row, linked[row.name], seen) for row in missed],
        unread=list(unread),
    )


def openness(accessibility: str | None) -> str:
    """Open where the weights can be had, on whatever terms; closed otherwise."""
    if not accessibility:
        return "unknown"
    return "open" if accessibility.startswith("Open weights") else "closed"


def _is_sought(row: ReferenceRow, threshold: float, earliest_year: int) -> bool:
    if row.compute_flop is not None:
        return row.compute_flop > threshold
    year = decimal_year(row.published)
    return year is None or year >= earliest_year


def _listed(row: ReferenceRow, column: str) -> list[str]:
    values = {part.strip() for part in row.row.get(column, "").split(",")} - {""}
    return sorted(values) or ["unknown"]


def _shares(
    sought: Iterable[ReferenceRow], hits: Iterable[ReferenceRow], groups: Callable[[ReferenceRow], list[str]]
) -> dict[str, Share]:
    totals = Counter(group for row in sought for group in groups(row))
    found = Counter(group for row in hits for group in groups(row))
    return {group: Share(found[group], totals[group]) for group in sorted(totals)}


def _by_source(hits: Iterable[ReferenceRow], linked: Mapping[str, Sequence[Ours]], total: int) -> dict[str, Share]:
    """How many of all sought rows each source names."""
    found = Counter(
        source
        for row in hits
        for source in frozenset().union(*(m.sources for m in linked[row.name] if m.status in SOUGHT))
    )
    return {source: Share(found[source], total) for source in sorted(found)}


def _sources_of(links: Iterable[Link]) -> Mapping[str, frozenset[str]]:
    """The sources that name each reference model."""
    found: dict[str, set[str]] = defaultdict(set)
    for link in links:
        found[link.reference].add(link.source)
    return defaultdict(frozenset, {name: frozenset(sources) for name, sources in found.items()})


def _by_name(sought: Sequence[ReferenceRow], names: Mapping[str, frozenset[str]]) -> dict[str, Share]:
    """How many of all sought rows each source names, whatever became of them."""
    counts = Counter(source for row in sought for source in names[row.name])
    return {source: Share(counts[source], len(sought)) for source in sorted(counts)}


def _note_error(models: Sequence[Ours], flop: float, errors: Errors, disclosed: Errors) -> None:
    """Compare the reference's figure with the best known of its models that are no copies."""
    rated = [m for m in models if m.status is not Status.EXCLUDED and m.compute_flop]
    if not rated:
        return
    best = min(rated, key=lambda m: (not m.disclosed, _ORDER[m.status], m.id))
    assert best.compute_flop is not None
    factor = math.exp(abs(math.log(best.compute_flop / flop)))
    covered = best.low is not None and best.high is not None and best.low <= flop <= best.high
    for noted in (errors, *([disclosed] if best.disclosed else [])):
        noted.factors.append(factor)
        noted.covered += covered


def _miss(row: ReferenceRow, models: Sequence[Ours], seen: frozenset[str]) -> Miss:
    if models:
        best = min(models, key=lambda model: (_ORDER[model.status], model.id))
        return Miss(row.name, best.status.value, best.reason, tuple(sorted(model.id for model in models)))
    return Miss(row.name, NOT_LINKED if row.name in seen else NEVER_SEEN, "", ())
