"""Models: linking mentions to them, and keeping what is computed about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crawler.records import SourceRank
from crawler.store.decisions import rulings_of_line, rulings_of_owner
from crawler.store.forms import widen
from crawler.store.items import enter
from crawler.store.keys import canonical_json
from crawler.store.mention_rows import CURRENT_MENTIONS, EXCLUSION, mention_of
from crawler.store.value_changes import record_changes
from pipelines.assessment import Assessment
from pipelines.choosing import ChosenValue
from pipelines.linked import exclusion_of
from pipelines.linking import LinkedModel, Mention, link_line, link_owner


def relink(
    connection: sqlite3.Connection, lines: Iterable[str], owners: Iterable[str], *, run_id: str, now: str
) -> set[str]:
    """Link every mention of the lines and owners again; returns the ids of the models whose mentions changed.

    A model that no mention adds up to any more disappears, unless a person has decided about it. With a model that was
    merged, the one it counts for is returned as well.
    """
    touched: set[str] = set()
    widened = widen(connection, lines)
    by_line: dict[str, list[Mention]] = {line: [] for line in widened.lines}
    for line in widened.lines:
        rows = connection.execute(f"{CURRENT_MENTIONS} mentions.owner_key IS NULL AND mentions.line_key = ?", (line,))
        by_line[line] += [mention for mention in map(mention_of, rows) if mention.id not in widened.adopted]
    for mention in widened.adopted.values():
        if mention.line_key in by_line:
            by_line[mention.line_key].append(mention)
    linked = [model for line, found in by_line.items() for model in link_line(found, rulings_of_line(connection, line))]
    before = _links(connection, "owner_key IS NULL AND line_key = ?", widened.lines)
    for mention in widened.adopted.values():
        if mention.line_key in by_line:
            before |= _links(connection, "id = ?", (mention.id,))
        else:
            before.pop(mention.id, None)  # it stays with a line that none of this concerns
    for owner in sorted(set(owners)):
        rows = connection.execute(f"{CURRENT_MENTIONS} mentions.owner_key = ?", (owner,))
        linked += link_owner(list(map(mention_of, rows)), rulings_of_owner(connection, owner))
        before |= _links(connection, "owner_key = ?", (owner,))
    after: dict[str, tuple[str | None, str]] = dict.fromkeys(before, (None, ""))
    for model in linked:
        _keep_model(connection, model, run_id=run_id, now=now)
        after.update({ident: (model.id, why) for ident, why in zip(model.mentions, model.reasons, strict=True)})
        touched.add(model.id)
    for ident, link in after.items():
        if before[ident] != link:
            connection.execute("UPDATE mentions SET model_id = ?, why = ? WHERE id = ?", (*link, ident))
            former = before[ident][0]
            if former is not None and former != link[0]:
                touched.add(former)
    return survivors_too(connection, touched - drop_empty(connection, touched))


def _links(connection: sqlite3.Connection, condition: str, values: Iterable[str]) -> dict[str, tuple[str | None, str]]:
    """The model that each mention is linked to now, and why."""
    return {
        row["id"]: (row["model_id"], row["why"])
        for value in values
        for row in connection.execute(f"SELECT id, model_id, why FROM mentions WHERE {condition}", (value,))
    }


def survivors_too(connection: sqlite3.Connection, model_ids: Iterable[str]) -> set[str]:
    """Models together with those that the merged ones among them count for."""
    found = set(model_ids)
    for model_id in sorted(found):
        row = connection.execute("SELECT merged_into FROM models WHERE id = ?", (model_id,)).fetchone()
        if row is not None and row["merged_into"]:
            found.add(row["merged_into"])
    return found


def _keep_model(connection: sqlite3.Connection, model: LinkedModel, *, run_id: str, now: str) -> None:
    connection.execute(
        "INSERT INTO models (id, name, family, name_key, line_key, owner_key, place, organization, "
        "linked_organization, status, reason, explanation, first_seen, first_run) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 'unconfirmed', 'new', '', ?9, ?10) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, family = excluded.family, "
        "name_key = excluded.name_key, line_key = excluded.line_key, owner_key = excluded.owner_key, "
        "place = excluded.place, organization = excluded.organization, "
        "linked_organization = excluded.linked_organization, stale = 1",
        (
            model.id,
            model.name,
            model.family,
            model.name_key,
            model.line_key,
            model.owner_key,
            model.place,
            model.organization,
            now,
            run_id,
        ),
    )
    # What was merged into it says so by its name, which may have changed.
    connection.execute(
        "UPDATE models SET stale = 1 WHERE merged_into = ?1 AND instr(explanation, ?2 || ' [' || ?1 || ']') = 0",
        (model.id, model.name),
    )
    # Models that name this one as their base, perhaps without its size, may have come before it.
    connection.execute(
        "UPDATE models SET stale = 1 WHERE base_key IN (?, ?) AND base_id IS NOT ?",
        (model.name_key, model.line_key, model.id),
    )


def drop_empty(connection: sqlite3.Connection, candidates: Iterable[str]) -> set[str]:
    """Delete those of the models that nobody mentions, holds by a decision, or was given in an export."""
    dropped = set()
    for model_id in candidates:
        used = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM mentions WHERE model_id = ?1) OR "
            "EXISTS (SELECT 1 FROM decided_models WHERE id = ?1 AND held = 1) OR "
            "EXISTS (SELECT 1 FROM exported_models WHERE model_id = ?1)",
            (model_id,),
        ).fetchone()[0]
        if not used:
            connection.execute("DELETE FROM models WHERE id = ?", (model_id,))
            connection.execute("UPDATE models SET stale = 1, base_id = NULL WHERE base_id = ?", (model_id,))
            dropped.add(model_id)
    return dropped


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What decides a model's place before its claims are read."""

    id: str
    name: str
    organization: str | None
    exclusion: str | None
    exclusion_detail: str | None


def identity_of(connection: sqlite3.Connection, model_id: str) -> ModelIdentity | None:
    """A model's identity with the exclusion its mentions agree on, or ``None`` where there is no such model.

    Mentions of models that were merged into it count as its own, and so does their developer where it has none.
    """
    members = connection.execute(
        "SELECT id, name, linked_organization FROM models WHERE id = ?1 OR merged_into = ?1 ORDER BY id <> ?1, id",
        (model_id,),
    ).fetchall()
    if not members or members[0]["id"] != model_id:
        return None
    exclusions = connection.execute(
        f"SELECT {EXCLUSION}, rank FROM mentions WHERE discovers = 1 AND model_id IN "
        "(SELECT id FROM models WHERE id = ?1 OR merged_into = ?1) ORDER BY mentions.id",
        (model_id,),
    ).fetchall()
    exclusion, detail = exclusion_of(
        [(entry["exclusion"], entry["exclusion_detail"], SourceRank(entry["rank"])) for entry in exclusions]
    )
    return ModelIdentity(
        id=model_id, name=members[0]["name"],
        organization=next((row["linked_organization"] for row in members if row["linked_organization"]), None),
        exclusion=exclusion, exclusion_detail=detail,
    )  # fmt: skip


def stale_models(connection: sqlite3.Connection, limit: int = 500) -> list[str]:
    """Ids of models whose estimate has to be computed again, a batch at a time."""
    return [
        row["id"] for row in connection.execute("SELECT id FROM models WHERE stale = 1 ORDER BY id LIMIT ?", (limit,))
    ]


def mark_all_stale(connection: sqlite3.Connection) -> None:
    """Have every model assessed again (a reference was imported, a setting changed)."""
    connection.execute("UPDATE models SET stale = 1")


def keep_assessment(
    connection: sqlite3.Connection,
    model_id: str,
    assessment: Assessment,
    *,
    base_name: str | None,
    base_key: str | None,
    base_id: str | None,
    reference: str | None,
    organization: str | None,
    asleep_until: str | None,
    reopened: Sequence[str] = (),
) -> None:
    """Store what was computed about a model; models derived from it are computed again where its compute changed.

    ``reopened`` says what new evidence has changed since a person decided about it, where it has to be looked at again.
    """
    figure, verdict, chosen = assessment.estimate, assessment.verdict, assessment.chosen
    old = connection.execute("SELECT * FROM models WHERE id = ?", (model_id,)).fetchone()
    connection.execute(
        """
        UPDATE models SET country = :country, domain = :domain, task = :task, accessibility = :accessibility,
            published = :published, parameters = :parameters, active_parameters = :active_parameters,
            tokens = :tokens, status = :status, reason = :reason, explanation = :explanation, priority = :priority,
            compute_flop = :compute_flop, compute_low = :compute_low, compute_high = :compute_high,
            added_flop = :added_flop, confidence = :confidence, method = :method, disclosed = :disclosed,
            p_above = :p_above, steps = :steps, warnings = :warnings, chosen = :chosen, base_name = :base_name,
            base_key = :base_key, base_id = :base_id, reference = :reference, organization = :organization,
            asleep_until = :asleep_until, reopened = :reopened, stale = 0
        WHERE id = :id
        """,
        {
            "id": model_id,
            "country": ", ".join(assessment.context.countries) or None,
            "domain": _text(chosen, "domain"),
            "task": _text(chosen, "task"),
            "accessibility": assessment.context.accessibility,
            "published": assessment.context.published,
            "parameters": _number(chosen, "parameters"),
            "active_parameters": _number(chosen, "active_parameters"),
            "tokens": _number(chosen, "tokens"),
            "status": verdict.status.value,
            "reason": verdict.reason,
            "explanation": verdict.explanation,
            "priority": verdict.priority,
            "compute_flop": figure.compute_flop,
            "compute_low": figure.low,
            "compute_high": figure.high,
            "added_flop": figure.added_flop,
            "confidence": figure.confidence,
            "method": figure.method,
            "disclosed": int(figure.disclosed),
            "p_above": canonical_json({f"{flop:g}": chance for flop, chance in figure.p_above.items()}),
            "steps": canonical_json(list(figure.steps)),
            "warnings": canonical_json(list(figure.warnings)),
            "chosen": canonical_json({name: _chosen_json(value) for name, value in chosen.items()}),
            "base_name": base_name,
            "base_key": base_key,
            "base_id": base_id,
            "reference": reference,
            "organization": organization,
            "asleep_until": asleep_until,
            "reopened": canonical_json(list(reopened)) if reopened else None,
        },
    )
    enter(connection, [model_id])
    if old is not None and old["explanation"]:
        record_changes(connection, old)
    if old is None or old["compute_flop"] != figure.compute_flop:
        connection.execute("UPDATE models SET stale = 1 WHERE base_id = ? AND id <> ?", (model_id, model_id))


def _text(chosen: Mapping[str, ChosenValue], name: str) -> str | None:
    return str(chosen[name].value) if name in chosen else None


def _number(chosen: Mapping[str, ChosenValue], name: str) -> float | None:
    value = chosen[name].value if name in chosen else None
    return float(value) if isinstance(value, int | float) else None


def _chosen_json(value: ChosenValue) -> dict[str, object]:
    return {
        "value": value.value,
        "claims": list(value.claims),
        "rank": value.rank.value,
        "origins": value.origins,
        "exact": value.exact,
        "by_person": value.by_person,
        "conflicts": [{"value": other, "claims": list(claims)} for other, claims in value.conflicts],
    }


def models_named(connection: sqlite3.Connection, name_key: str) -> list[sqlite3.Row]:
    """Models that have this key, best attested first: known compute before none, then by id.

    A model that was merged into another gives that one.
    """
    return connection.execute(
        "SELECT id, name, organization, compute_flop, disclosed, base_id FROM models "
        "WHERE id IN (SELECT COALESCE(merged_into, id) FROM models WHERE name_key = ?) "
        "ORDER BY (reason IN ('quantisation', 'adapter', 'merge', 'reupload', 'finetune')), disclosed DESC, id",
        (name_key,),
    ).fetchall()


def models_of_line(connection: sqlite3.Connection, line: str, *, near: float, within: float) -> list[sqlite3.Row]:
    """Models of a line (names without sizes) whose parameters lie within a share of ``near``, nearest first."""
    return connection.execute(
        "SELECT id, name, organization, compute_flop, disclosed, base_id, parameters FROM models "
        "WHERE parameters BETWEEN ?2 * (1 - ?3) AND ?2 * (1 + ?3) AND id IN "
        "(SELECT COALESCE(merged_into, linked.id) FROM mentions JOIN models AS linked ON linked.id = model_id "
        "WHERE mentions.line_key = ?1 AND mentions.owner_key IS NULL) ORDER BY abs(parameters - ?2), id",
        (line, near, within),
    ).fetchall()


def status_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Number of models by status, every status named."""
    counts = dict.fromkeys(("confirmed", "unconfirmed", "below", "excluded", "merged"), 0)
    counts.update({row[0]: row[1] for row in connection.execute("SELECT status, count(*) FROM models GROUP BY status")})
    return counts
