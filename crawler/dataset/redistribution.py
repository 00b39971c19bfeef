"""What a model's row says without the sources whose values may not be passed on.

Such a source contributes nothing: shown values are chosen again among the other claims, and an estimate that would come
out differently without it is made again. Where nothing else is disclosed, the compute stays empty rather than being
replaced by a guess. The status stays: it is this project's own verdict.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from crawler.config import Triage
from crawler.dataset.columns import CHANCE_COLUMNS, COLUMNS, COMPUTE_COLUMNS, POSITION
from crawler.dataset.rows import Cell, Row, plain_number
from crawler.records import Estimate, SourceRank
from crawler.store.board_scores import Scores, models_scored_by, scores_of
from crawler.store.evidence import claims_of
from crawler.store.own_bases import own_names
from crawler.store.references import References
from crawler.store.shown import CLAIM_FIELDS
from pipelines.assessment import Base, Subject, assess, context_of, facts_of
from pipelines.choosing import ChosenValue, ClaimView, choose
from pipelines.identity.names import parse_name

_FOLLOWED = 8
"""Bases that are followed from a model; a longer chain is a cycle of declared bases."""

_OPEN_ANYWAY = frozenset({"Link", "Sources", "Claim ids"})
"""Columns that are filled from open sources alone in the first place."""

_VALUES = frozenset(CLAIM_FIELDS) - {"name"}
"""Claim fields that put more than a name into a row."""

_RANKS = tuple(SourceRank)


@dataclass
class Withheld:
    """What an export leaves out because its only source does not allow passing it on."""

    models: int = 0
    """Models that only such sources name."""
    emptied: Counter[str] = field(default_factory=Counter)
    """Values left empty, by column."""
    replaced: Counter[str] = field(default_factory=Counter)
    """Values for which another source's stand, by column."""

    @property
    def values(self) -> int:
        """Values that are not the ones shown to reviewers."""
        return self.emptied.total() + self.replaced.total()


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said about one model: by everybody (as the database shows it), and in open sources."""

    chosen: dict[str, ChosenValue]
    open_chosen: dict[str, ChosenValue]
    open_views: tuple[ClaimView, ...]
    edits: dict[str, float | str]
    name: str
    organization: str | None
    scores: Scores
    open_scores: Scores


class OpenValues:
    """Restates rows of models of which a closed source says something."""

    def __init__(self, connection: sqlite3.Connection, closed: Collection[str], rules: Triage) -> None:
        self._connection = connection
        self._closed = frozenset(closed)
        self._rules = rules
        self._estimates: dict[str, Estimate | None] = {}
        self._references: References | None = None
        self._closed_claims = self._find_closed_claims()
        self._concerned = self._find_concerned()
        self.models = self._concerned | self._closed_claims.keys()
        """Models whose rows may have to be restated."""

    def _find_closed_claims(self) -> dict[str, dict[str, list[str]]]:
        """Ids of the closed sources' claims, by model and field."""
        found: dict[str, dict[str, list[str]]] = {}
        rows = self._connection.execute(
            "SELECT COALESCE(models.merged_into, models.id), claims.field, claims.id FROM mentions "
            "JOIN models ON models.id = model_id LEFT JOIN claims ON claims.mention_id = mentions.id "
            "WHERE place_source IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(self._closed)),),
        )
        for model_id, name, claim_id in rows:
            fields = found.setdefault(model_id, {})
            if name is not None:
                fields.setdefault(name, []).append(claim_id)
        return found

    def _find_concerned(self) -> frozenset[str]:
        """Models with values from closed sources, and those derived from one of them."""
        found = {model for model, fields in self._closed_claims.items() if not _VALUES.isdisjoint(fields)}
        found |= models_scored_by(self._connection, self._closed)
        concerned = found
        while found:
            derived = self._connection.execute(
                "SELECT id FROM models WHERE base_id IN (SELECT value FROM json_each(?))", (json.dumps(sorted(found)),)
            )
            found = {row[0] for row in derived} - concerned
            concerned = concerned | found
        return frozenset(concerned)

    def restate(self, row: Row, withheld: Withheld) -> None:
        """Put what the open sources say in the place of what is shown, and count the differences."""
        model_id = str(row[POSITION["Model id"]])
        before = list(row)
        if model_id in self._concerned:
            model = self._model(model_id)
            said = self._said(model)
            values = _cells(said)
            if not self._same_estimate(model, said):
                values |= _compute_cells(self._estimate(model, said))
        else:  # the name is all that closed sources state
            closed = {ident for claims in self._closed_claims[model_id].values() for ident in claims}
            cited = [ident for ident in str(row[POSITION["Claim ids"]] or "").split() if ident not in closed]
            name, _ = self._identity(self._model(model_id))
            values = {"Model": name, "Claim ids": " ".join(cited) or None}
        for column, value in values.items():
            row[POSITION[column]] = value
        for column, was, now in zip(COLUMNS, before, row, strict=True):
            if was is not None and was != now and column not in _OPEN_ANYWAY:
                (withheld.emptied if now is None else withheld.replaced)[column] += 1

    def _model(self, model_id: str) -> sqlite3.Row:
        row: sqlite3.Row = self._connection.execute("SELECT * FROM models WHERE id = ?", (model_id,)).fetchone()
        return row

    def _said(self, model: sqlite3.Row) -> _Said:
        claims = [claim for claim in claims_of(self._connection, model["id"]) if not claim.suggested]
        views = own_names(self._connection, model["id"]).without_own_bases(
            ClaimView(
                id=claim.id, field=claim.field, value=claim.value, rank=claim.rank, origin=claim.origin,
                source=claim.source, published=claim.published, exact=claim.exact,
            )
            for claim in claims
        )  # fmt: skip
        shown: dict[str, dict[str, float | str]] = json.loads(model["chosen"])
        edits = {name: entry["value"] for name, entry in shown.items() if entry["by_person"]}
        open_views = tuple(view for view in views if view.source not in self._closed)
        name, organization = self._identity(model)
        return _Said(
            chosen=choose(views, edits), open_chosen=choose(open_views, edits), open_views=open_views, edits=edits,
            name=str(edits.get("name", name)),
            organization=model["organization"] if "organization" in edits else organization,
            scores=scores_of(self._connection, model["id"]),
            open_scores=scores_of(self._connection, model["id"], self._closed),
        )  # fmt: skip

    def _identity(self, model: sqlite3.Row) -> tuple[str, str | None]:
        """The model's name and developer as open sources write them, those shown if they are among them."""
        mentions = self._connection.execute(
            "SELECT raw_name, name_key, organization, rank FROM mentions WHERE model_id IN "
            "(SELECT id FROM models WHERE id = ?1 OR merged_into = ?1) "
            "AND place_source NOT IN (SELECT value FROM json_each(?2)) ORDER BY id",
            (model["id"], json.dumps(sorted(self._closed))),
        ).fetchall()
        mentions.sort(key=lambda mention: _RANKS.index(SourceRank(mention["rank"])))
        named = any(mention["name_key"] == model["name_key"] for mention in mentions)
        name = model["name"] if named or not mentions else mentions[0]["raw_name"].rpartition("/")[2]
        developers = [mention["organization"] for mention in mentions if mention["organization"]]
        shown = model["organization"]
        return name, shown if shown in developers else next(iter(developers), None)

    def _same_estimate(self, model: sqlite3.Row, said: _Said) -> bool:
        """Whether the shown estimate rests on open sources alone."""
        return (
            _same_base(model, said)
            and facts_of(said.chosen, None) == facts_of(said.open_chosen, None)
            and context_of(said.chosen, model["organization"], said.scores)
            == context_of(said.open_chosen, said.organization, said.open_scores)
            and not (model["base_id"] in self._concerned and not self._base_is_open(model))
        )

    def _base_is_open(self, model: sqlite3.Row) -> bool:
        base = self._model(model["base_id"])
        shown = base["compute_flop"] if base["disclosed"] else None
        return bool(self._open_flop(base["id"], 0) == shown)

    def _estimate(self, model: sqlite3.Row, said: _Said, depth: int = 0) -> Estimate | None:
        """The estimate from open claims; ``None`` where closed ones disclosed what these do not."""
        if model["id"] not in self._estimates:
            outcome = assess(
                Subject(
                    organization=said.organization, claims=said.open_views, base=self._base(model, said, depth),
                    edits=said.edits, scores=said.open_scores,
                ),
                thresholds=self._rules.thresholds_flop, threshold=self._rules.threshold_flop,
                earliest_year=self._rules.earliest_year,
            )  # fmt: skip
            is_enough = outcome.estimate.disclosed or not model["disclosed"]
            self._estimates[model["id"]] = outcome.estimate if is_enough else None
        return self._estimates[model["id"]]

    def _base(self, model: sqlite3.Row, said: _Said, depth: int) -> Base | None:
        if model["base_name"] is None or "base_model" not in said.open_chosen:
            return None
        name = str(said.open_chosen["base_model"].value)
        flop = self._listed_flop(name)
        if model["base_id"] is None:
            return Base(name, flop, same_developer=False)
        base = self._model(model["base_id"])
        own = set((said.organization or "").split("; ")) & set((base["organization"] or "").split("; ")) - {""}
        return Base(base["name"], flop or self._open_flop(base["id"], depth + 1), bool(own))

    def _listed_flop(self, name: str) -> float | None:
        self._references = self._references or References(self._connection)
        plain = name.rpartition("/")[2]
        parsed = parse_name(plain)
        listed = self._references.find([plain], organization=None, parameters=parsed.total)
        return listed.compute_flop if listed else None

    def _open_flop(self, model_id: str, depth: int) -> float | None:
        """A base model's compute as open sources disclose it; a guess is no figure to build on."""
        model = self._model(model_id)
        shown = float(model["compute_flop"]) if model["disclosed"] else None
        if depth > _FOLLOWED or model_id not in self._concerned:
            return shown
        said = self._said(model)
        if model["base_id"] is None and facts_of(said.chosen, None) == facts_of(said.open_chosen, None):
            return shown
        figure = self._estimate(model, said, depth)
        return figure.compute_flop if figure and figure.disclosed else None


def _same_base(model: sqlite3.Row, said: _Said) -> bool:
    if model["base_name"] is None:
        return True
    stated = said.open_chosen.get("base_model")
    return stated is not None and stated.value == said.chosen["base_model"].value


def _cells(said: _Said) -> dict[str, Cell]:
    """The columns that claims fill, from open ones."""
    values = said.open_chosen
    context = context_of(values, said.organization)

    def text(name: str) -> str | None:
        return str(values[name].value) if name in values else None

    def number(name: str, factor: float = 1.0) -> Cell:
        stated = values[name].value if name in values else None
        return plain_number(float(stated) * factor) if isinstance(stated, int | float) else None

    cited = [ident for name in CLAIM_FIELDS if name in values for ident in values[name].claims]
    return {
        "Model": said.name,
        "Domain": text("domain"),
        "Task": text("task"),
        "Model accessibility": context.accessibility,
        "Publication date": context.published,
        "Organization": said.organization.replace("; ", ",") if said.organization else None,
        "Parameters": number("parameters"),
        "Training time (hours)": number("training_days", 24),
        "Training hardware": (text("hardware") or "").replace("; ", ",") or None,
        "Country (of organization)": ",".join(context.countries) or None,
        "Hardware quantity": number("hardware_quantity"),
        "Hardware utilization (MFU)": number("utilization"),
        "Accessibility notes": text("licence"),
        "Active parameters": number("active_parameters"),
        "Training tokens": number("tokens"),
        "Claim ids": " ".join(cited) or None,
    } | ({} if "base_model" in values else {"Base model": None})


def _compute_cells(estimate: Estimate | None) -> dict[str, Cell]:
    if estimate is None:
        return dict.fromkeys(COMPUTE_COLUMNS)
    chances: Mapping[float, float] = estimate.p_above
    return {
        "Training compute (FLOP)": plain_number(estimate.compute_flop),
        "Training compute notes": " | ".join(estimate.steps) or None,
        "Confidence": estimate.confidence,
        "Finetune compute (FLOP)": plain_number(estimate.added_flop),
        "Compute low (FLOP)": plain_number(estimate.low),
        "Compute high (FLOP)": plain_number(estimate.high),
        **{column: _rounded(chances.get(threshold)) for column, threshold in CHANCE_COLUMNS.items()},
        "Estimation method": estimate.method,
    }


def _rounded(chance: float | None) -> Cell:
    return None if chance is None else round(chance, 4)
