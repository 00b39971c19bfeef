"""Bringing what is computed about models up to date with what is stored about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from crawler.config import Settings
from crawler.records import Estimate, SourceRank, Verdict
from crawler.store.board_scores import scores_of
from crawler.store.database import Store
from crawler.store.decisions import Standing, standing_of
from crawler.store.evidence import StoredClaim, claims_of, names_of
from crawler.store.items import wake
from crawler.store.keys import row_digest
from crawler.store.models import (
    ModelIdentity,
    identity_of,
    keep_assessment,
    models_named,
    models_of_line,
    stale_models,
)
from crawler.store.own_bases import OwnNames, own_names
from crawler.store.references import References
from crawler.store.reopening import LOOK, changes_since_decision, look, stated_of
from crawler.store.signals import record_signals
from pipelines.assessment import Base, ReferenceEntry, Subject, assess
from pipelines.choosing import ChosenValue, ClaimView, choose
from pipelines.identity.names import parse_name
from pipelines.linking import SAME_SIZE, line_key, name_key
from pipelines.triage import REASONS

_ResolvedBase = tuple[str | None, str | None, str | None, Base | None]
"""A base model's name, key and id, and what the estimate needs of it."""

UNTIL_NEW_EVIDENCE = "9999-12-31"
"""How long a model rests that was put off until something new is known."""


class Assessor:
    """Assesses models against the settings and the imported references.

    The references are read once, unless they are given; ``reload_references`` does so again after an import.
    """

    def __init__(self, store: Store, settings: Settings, references: References | None = None) -> None:
        self.store = store
        self.settings = settings
        self.references = References(store.connection) if references is None else references

    def reload_references(self) -> None:
        """Read the imported references again, after an import."""
        self.references = References(self.store.connection)

    def assess(self, connection: sqlite3.Connection, model_ids: Iterable[str]) -> None:
        """Assess the models inside the caller's transaction."""
        for model_id in sorted(model_ids):
            self._assess(connection, model_id)

    def settle(self, progress: Callable[[int], None] | None = None, *, at_most: int | None = None) -> int:
        """Assess every model that waits for it, also because its base model changed; returns how many were done.

        With ``at_most``, about that many: whoever waits for an answer must not assess what a crawl has left to do.
        Chains of derivation are followed to their end; a cycle of declared bases stops, since a model is only
        assessed again where its base's compute changed.
        """
        done = 0
        rounds: dict[str, int] = {}
        while (at_most is None or done < at_most) and (waiting := stale_models(self.store.connection, AT_ONCE)):
            with self.store.write() as connection:
                wake(connection)
                for model_id in waiting:
                    rounds[model_id] = rounds.get(model_id, 0) + 1
                    self._assess(connection, model_id, follow=rounds[model_id] <= MAX_ROUNDS)
            done += len(waiting)
            if progress:
                progress(done)
        return done

    def _assess(self, connection: sqlite3.Connection, model_id: str, *, follow: bool = True) -> None:
        identity = identity_of(connection, model_id)
        if identity is None:
            return
        stored = claims_of(connection, model_id)
        standing = standing_of(connection, model_id)
        identity, views, chosen, resolved = self._resolved(connection, identity, stored, standing.edits)
        base_name, base_key, base_id, base = resolved
        organization = identity.organization
        if not follow:
            base = Base(base.name, None, base.same_developer) if base else None
        known = self.references.find(
            [identity.name, *names_of(connection, model_id)],
            organization=organization,
            parameters=_size(chosen),
            repositories=_repositories(stored, connection),
            published=_released(chosen),
        ) if identity.exclusion is None else None  # fmt: skip
        outcome = assess(
            Subject(
                organization=organization,
                claims=views,
                exclusion=identity.exclusion,
                exclusion_detail=identity.exclusion_detail,
                base=base,
                reference=ReferenceEntry(known.name, known.compute_flop) if known else None,
                decided_status=standing.status,
                edits=standing.edits,
                scores=scores_of(connection, model_id),
            ),
            thresholds=self.settings.triage.thresholds_flop,
            threshold=self.settings.triage.threshold_flop,
            earliest_year=self.settings.triage.earliest_year,
        )
        record_signals(connection, "estimation", outcome.estimate.signals)
        changes: tuple[str, ...] = ()
        if standing.by is not None and LOOK in standing.by.after:
            now = look(connection, outcome.estimate.compute_flop, stated_of(outcome.chosen), stored)
            changes = changes_since_decision(standing, now, self.settings.triage.thresholds_flop)
        if standing.by is not None and outcome.verdict.reason == "decision":
            outcome = replace(outcome, verdict=_signed(connection, outcome.verdict, standing, model_id))
        if changes:
            # What a decision says and what is known differ: that is worth a look before anything that is only guessed.
            outcome = replace(outcome, verdict=replace(outcome.verdict, priority=REOPENED_PRIORITY))
        keep_assessment(
            connection,
            model_id,
            outcome,
            base_name=base_name,
            base_key=base_key,
            base_id=base_id,
            reference=known.name if known else None,
            organization=organization,
            asleep_until=_asleep_until(standing, stored),
            reopened=changes,
        )

    def estimate_with(self, model_id: str, edits: Mapping[str, float | str]) -> tuple[Estimate, Base | None] | None:
        """What the estimate would be if these edits stood and no others, and the base model it would rest on.

        ``None`` where there is no such model. Nothing is written.
        """
        connection = self.store.connection
        identity = identity_of(connection, model_id)
        if identity is None:
            return None
        stored = [claim for claim in claims_of(connection, model_id) if not claim.suggested]
        identity, views, _, (_, _, _, base) = self._resolved(connection, identity, stored, edits)
        subject = Subject(
            organization=identity.organization, claims=views, base=base, edits=edits,
            scores=scores_of(connection, model_id),
        )  # fmt: skip
        rules = self.settings.triage
        outcome = assess(
            subject, thresholds=rules.thresholds_flop, threshold=rules.threshold_flop, earliest_year=rules.earliest_year
        )
        return outcome.estimate, base

    def _resolved(
        self,
        connection: sqlite3.Connection,
        identity: ModelIdentity,
        stored: Iterable[StoredClaim],
        edits: Mapping[str, float | str],
    ) -> tuple[ModelIdentity, list[ClaimView], dict[str, ChosenValue], _ResolvedBase]:
        """The identity under the developer that is shown, the claims that count, the shown values, and the base."""
        own = own_names(connection, identity.id)
        views = own.without_own_bases(_view(claim) for claim in stored)
        chosen = choose([view for view in views if not view.suggested], dict(edits))
        identity = replace(identity, organization=str(edits.get("organization") or identity.organization or "") or None)
        return identity, views, chosen, self._base(connection, identity, own, _base_name(chosen), _size(chosen))

    def _base(
        self,
        connection: sqlite3.Connection,
        identity: ModelIdentity,
        own: OwnNames,
        base_name: str | None,
        size: float | None,
    ) -> _ResolvedBase:
        """The base model's name, key and id, and what the estimate needs of it.

        A base named without its size ("based on Llama 3.1") is the one of the derivative's own size, which tuning does
        not change.
        """
        if not base_name or own.include(base_name):  # a tuned release names its own base release: one model
            return None, None, None, None
        plain_name = base_name.rpartition("/")[2]
        parsed = parse_name(plain_name)
        key = name_key(parsed)
        found = next((row for row in models_named(connection, key) if row["id"] != identity.id), None)
        if found is None and not parsed.is_sized and size:
            siblings = models_of_line(connection, line_key(parsed), near=size, within=SAME_SIZE)
            found = next((row for row in siblings if row["id"] != identity.id), None)
        listed = self.references.find([plain_name], organization=None, parameters=None if parsed.is_sized else size)
        flop = listed.compute_flop if listed and listed.compute_flop else None
        if found is not None:
            theirs = set((found["organization"] or "").split("; "))
            is_own = bool(theirs & set((identity.organization or "").split("; ")) - {""})
            known = found["compute_flop"] if found["disclosed"] else None  # a guess is no figure to build on
            return base_name, key, found["id"], Base(found["name"], flop or known, is_own)
        return base_name, key, None, Base(base_name, flop, same_developer=False)


AT_ONCE = 50
"""Models that are assessed in one transaction: a fifth of a second, after which others may write."""

REOPENED_PRIORITY = 1.0
"""Place in the queue, 0 to 1, of a decided model that new evidence has reopened."""

MAX_ROUNDS = 8
"""How often one model is assessed again in a settling; longer means a cycle of declared bases."""


def evidence_mark(claims: Iterable[StoredClaim]) -> str:
    """A digest of what is claimed about a model, equal as long as nobody says anything new."""
    said = {(claim.field, repr(claim.value)) for claim in claims if not claim.suggested}
    return row_digest({"said": sorted(entry for entry in said if entry[0] != "mentioned_on")})


def _asleep_until(standing: Standing, claims: Iterable[StoredClaim]) -> str | None:
    """The day on which a model that people kept or snoozed is shown again; ``None`` where it waits for review."""
    rest = standing.rest
    if rest is None or rest.after.get("evidence") != evidence_mark(claims):
        return None
    until = rest.after.get("until")
    return str(until) if until else UNTIL_NEW_EVIDENCE


def _signed(connection: sqlite3.Connection, verdict: Verdict, standing: Standing, model_id: str) -> Verdict:
    """The verdict with who decided it, when and why."""
    assert standing.by is not None
    what = verdict.status.value.capitalize()
    if standing.status == "merged":
        row = connection.execute(
            "SELECT into_model.id, into_model.name FROM models JOIN models AS into_model "
            "ON into_model.id = models.merged_into WHERE models.id = ?",
            (model_id,),
        ).fetchone()
        what = f"Merged into {row['name']} [{row['id']}]" if row else what
    because = f": {REASONS.get(standing.by.reason, standing.by.reason).rstrip('.')}" if standing.by.reason else ""
    return replace(verdict, explanation=f"{what} by {standing.by.by}{because}.")


def _size(chosen: Mapping[str, ChosenValue]) -> float | None:
    """The chosen total parameters."""
    entry = chosen.get("parameters")
    return float(entry.value) if entry is not None and not isinstance(entry.value, str) else None


def _released(chosen: Mapping[str, ChosenValue]) -> str | None:
    """The stated release date; a bound of it (a repository's creation) says nothing of an earlier release."""
    entry = chosen.get("release_date")
    return str(entry.value) if entry is not None and entry.exact else None


def _base_name(chosen: Mapping[str, ChosenValue]) -> str | None:
    """The chosen base model's name."""
    entry = chosen.get("base_model")
    return str(entry.value) if entry is not None else None


def _view(claim: StoredClaim) -> ClaimView:
    return ClaimView(
        id=claim.id, field=claim.field, value=claim.value, rank=SourceRank(claim.rank), origin=claim.origin,
        source=claim.source, published=claim.published, exact=claim.exact, suggested=claim.suggested,
    )  # fmt: skip


def _repositories(claims: Iterable[StoredClaim], connection: sqlite3.Connection) -> set[str]:
    found = {str(claim.value) for claim in claims if claim.field == "hugging_face_id"}
    sightings = {claim.sighting_id for claim in claims if claim.source == "huggingface" and claim.sighting_id}
    for ident in sightings:
        found.add(connection.execute("SELECT source_key FROM sightings WHERE id = ?", (ident,)).fetchone()[0])
    return found
