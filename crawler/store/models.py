"""Models: linking mentions to them, and keeping what is computed about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.records import SourceRank
from crawler.store.keys import canonical_json
from pipelines.assessment import Assessment
from pipelines.choosing import ChosenValue
from pipelines.linking import LinkedModel, Mention, link_line, link_owner

MENTION_COLUMNS = (
    "mentions.id, raw_name, name_key, line_key, is_sized, organization, parameters, mentions.rank, owner_key, "
    "discovers, exclusion, exclusion_detail"
)

CURRENT_MENTIONS = f"""
    SELECT {MENTION_COLUMNS}
    FROM mentions
    LEFT JOIN (SELECT id AS document, digest AS document_digest FROM documents) ON document = document_id
    LEFT JOIN (SELECT id AS sighting, digest AS sighting_digest FROM sightings) ON sighting = sighting_id
    WHERE mentions.digest = COALESCE(document_digest, sighting_digest) AND
"""


def relink(
    connection: sqlite3.Connection, lines: Iterable[str], owners: Iterable[str], *, run_id: str, now: str
) -> set[str]:
    """Link every mention of the lines and owners again; returns the ids of the models whose mentions changed.

    A model that no mention adds up to any more disappears, unless a person has decided about it.
    """
    touched: set[str] = set()
    for column, keys, link in (("line_key", sorted(lines), link_line), ("owner_key", sorted(owners), link_owner)):
        alone = "owner_key IS NULL AND " if column == "line_key" else ""
        for key in keys:
            rows = connection.execute(f"{CURRENT_MENTIONS} {alone}{column} = ?", (key,)).fetchall()
            models = link([_mention(row) for row in rows])
            before = {
                row["id"]: row["model_id"]
                for row in connection.execute(
                    f"SELECT id, model_id FROM mentions WHERE {alone}{column} = ?",
                    (key,),
                )
            }
            after: dict[str, str | None] = dict.fromkeys(before)
            for model in models:
                _keep_model(connection, model, run_id=run_id, now=now)
                after.update(dict.fromkeys(model.mentions, model.id))
                touched.add(model.id)
            for mention, model_id in after.items():
                if before[mention] != model_id:
                    connection.execute("UPDATE mentions SET model_id = ? WHERE id = ?", (model_id, mention))
                    if before[mention]:
                        touched.add(before[mention])
    return touched - _drop_empty(connection, touched)


def _mention(row: sqlite3.Row) -> Mention:
    return Mention(
        id=row["id"], raw_name=row["raw_name"], name_key=row["name_key"], line_key=row["line_key"],
        is_sized=bool(row["is_sized"]), organization=row["organization"], parameters=row["parameters"],
        rank=SourceRank(row["rank"]), owner_key=row["owner_key"], discovers=bool(row["discovers"]),
        exclusion=row["exclusion"], exclusion_detail=row["exclusion_detail"],
    )  # fmt: skip


def _keep_model(connection: sqlite3.Connection, model: LinkedModel, *, run_id: str, now: str) -> None:
    connection.execute(
        "INSERT INTO models (id, name, family, name_key, organization, status, reason, explanation, first_seen, "
        "first_run) VALUES (?, ?, ?, ?, ?, 'unconfirmed', 'new', '', ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET name = excluded.name, family = excluded.family, "
        "name_key = excluded.name_key, organization = excluded.organization, stale = 1",
        (model.id, model.name, model.family, model.name_key, model.organization, now, run_id),
    )
    # Models that name this one as their base, perhaps without its size, may have come before it.
    connection.execute(
        "UPDATE models SET stale = 1 WHERE base_key IN (?, ?) AND base_id IS NOT ?",
        (model.name_key, model.line_key, model.id),
    )


def _drop_empty(connection: sqlite3.Connection, candidates: Iterable[str]) -> set[str]:
    dropped = set()
    for model_id in candidates:
        used = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM mentions WHERE model_id = ?1) OR "
            "EXISTS (SELECT 1 FROM decisions WHERE model_id = ?1) OR "
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
    name_key: str
    organization: str | None
    exclusion: str | None
    exclusion_detail: str | None


def identity_of(connection: sqlite3.Connection, model_id: str) -> ModelIdentity | None:
    """A model's identity with the exclusion its mentions agree on, or ``None`` where there is no such model."""
    row = connection.execute("SELECT id, name, name_key, organization FROM models WHERE id = ?", (model_id,)).fetchone()
    if row is None:
        return None
    exclusions = connection.execute(
        "SELECT exclusion, exclusion_detail, rank FROM mentions WHERE model_id = ? AND discovers = 1 ORDER BY id",
        (model_id,),
    ).fetchall()
    first: sqlite3.Row | None = exclusions[0] if exclusions else None
    if any(entry["exclusion"] is None for entry in exclusions):
        first = None
    return ModelIdentity(
        id=row["id"], name=row["name"], name_key=row["name_key"], organization=row["organization"],
        exclusion=first["exclusion"] if first else None,
        exclusion_detail=first["exclusion_detail"] if first else None,
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
) -> None:
    """Store what was computed about a model; models derived from it are computed again where its compute changed."""
    figure, verdict, chosen = assessment.estimate, assessment.verdict, assessment.chosen
    old = connection.execute("SELECT compute_flop, organization FROM models WHERE id = ?", (model_id,)).fetchone()
    connection.execute(
        """
        UPDATE models SET country = :country, domain = :domain, task = :task, accessibility = :accessibility,
            published = :published, parameters = :parameters, active_parameters = :active_parameters,
            tokens = :tokens, status = :status, reason = :reason, explanation = :explanation, priority = :priority,
            compute_flop = :compute_flop, compute_low = :compute_low, compute_high = :compute_high,
            added_flop = :added_flop, confidence = :confidence, method = :method, disclosed = :disclosed,
            p_above = :p_above, steps = :steps, warnings = :warnings, chosen = :chosen, base_name = :base_name,
            base_key = :base_key, base_id = :base_id, reference = :reference, stale = 0
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
        },
    )
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
    """Models that have this key, best attested first: known compute before none, then by id."""
    return connection.execute(
        "SELECT id, name, organization, compute_flop, base_id FROM models WHERE name_key = ? AND status <> 'merged' "
        "ORDER BY (reason IN ('quantisation', 'adapter', 'merge', 'reupload', 'finetune')), disclosed DESC, id",
        (name_key,),
    ).fetchall()


def models_of_line(connection: sqlite3.Connection, line: str, *, near: float, within: float) -> list[sqlite3.Row]:
    """Models of a line (names without sizes) whose parameters lie within a share of ``near``, nearest first."""
    return connection.execute(
        "SELECT DISTINCT models.id, models.name, models.organization, compute_flop, base_id, models.parameters "
        "FROM mentions JOIN models ON models.id = model_id WHERE line_key = ?1 AND mentions.owner_key IS NULL "
        "AND models.parameters BETWEEN ?2 * (1 - ?3) AND ?2 * (1 + ?3) "
        "ORDER BY abs(models.parameters - ?2), models.id",
        (line, near, within),
    ).fetchall()


def status_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Number of models by status, every status named."""
    counts = dict.fromkeys(("confirmed", "unconfirmed", "below", "excluded", "merged"), 0)
    counts.update({row[0]: row[1] for row in connection.execute("SELECT status, count(*) FROM models GROUP BY status")})
    return counts
