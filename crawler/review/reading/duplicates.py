"""Models that may be the same as a candidate, side by side with what speaks for it and against."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz

from crawler.review.reading import wording
from crawler.review.reading.candidate_records import ComparedValue, Duplicate
from crawler.review.reading.lines import QueueItem
from crawler.store.decisions import Decision
from crawler.store.items import squeezed
from pipelines.identity.folding import fold_name
from pipelines.identity.names import same_model
from pipelines.identity.organizations import canonical_organization

MOST = 8
"""Likely duplicates that are shown."""

LOOKED_AT = 150
"""Models of one family, or with one word in their names, that are compared."""

COMPARED_IN_FULL = 16
"""Models whose names are taken apart and whose values are compared, those with the likest names."""

LIKE_ENOUGH = 80.0
"""Likeness of two names, 0 to 100, from which they are worth comparing where nothing else speaks for it."""

SAME_SIZE = 0.02
"""Relative difference up to which two sizes are equal for people, who round them."""

_COMPARED = (
    ("organization", "organization"), ("release_date", "published"), ("parameters", "parameters"),
    ("active_parameters", "active_parameters"), ("tokens", "tokens"), ("training_compute_flop", "compute_flop"),
    ("base_model", "base_name"), ("accessibility", "accessibility"),
)  # fmt: skip
"""Claim fields that are compared, with the column of ``models`` that holds what is shown for each."""

_COLUMNS = (
    "id, name, family, line_key, organization, status, published, parameters, active_parameters, tokens, compute_flop, "
    "base_name, accessibility, merged_into, owner_key"
)


def duplicates_of(
    connection: sqlite3.Connection, model: Mapping[str, object], header: QueueItem, decisions: Sequence[Decision]
) -> tuple[Duplicate, ...]:
    """The models that are most likely the same, those that people have said something about first."""
    ident = str(model["id"])
    apart = {
        d.other_id if d.model_id == ident else d.model_id: d.by for d in decisions if d.action == "apart" and d.other_id
    }
    name = fold_name(str(model["name"]))
    alike: list[tuple[bool, float, str]] = []
    for other, (called, is_related, is_said) in _candidates(connection, model, header, list(apart)).items():
        likeness = fuzz.ratio(name, fold_name(called))
        if is_said or is_related or likeness >= LIKE_ENOUGH:
            alike.append((is_said, likeness, other))
    alike.sort(key=lambda entry: (-entry[0], -entry[1], entry[2]))
    kept = {other: (said, likeness) for said, likeness, other in alike[:COMPARED_IN_FULL]}
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM models WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(kept)),)
    ).fetchall()
    found = [
        (kept[row["id"]][0], _duplicate(model, row, kept[row["id"]][1], header, apart.get(row["id"])))
        for row in rows
        if row["merged_into"] in {None, ident}
    ]
    shown = [(said, duplicate) for said, duplicate in found if said or duplicate.reasons_for]
    shown.sort(key=lambda entry: (-entry[0], -_worth(entry[1]), entry[1].id))
    return tuple(duplicate for _, duplicate in shown[:MOST])


def _worth(duplicate: Duplicate) -> float:
    return duplicate.likeness + 10 * (len(duplicate.reasons_for) - 2 * len(duplicate.reasons_against))


def _candidates(
    connection: sqlite3.Connection, model: Mapping[str, object], header: QueueItem, apart: Sequence[str]
) -> dict[str, tuple[str, bool, bool]]:
    """Models of the line, of the family or of a similar name, and those that people have spoken of, by id: the name,
    whether line or group is the same, and whether people have spoken of it."""
    ident = model["id"]
    word = max((squeezed(part) for part in str(model["name"]).split()), key=len, default="")
    whole = squeezed(str(model["name"]))
    named = (
        "id IN (SELECT model_id FROM review_items WHERE number IN "
        "(SELECT rowid FROM search_texts_fts WHERE search_texts_fts MATCH ?2 LIMIT ?3))"
    )
    queries = [
        ("id IN (SELECT value FROM json_each(?2))", json.dumps(apart), False, True),
        ("merged_into = ?2", ident, False, True),
        ("id = ?2", header.group, True, False),
        ("line_key = ?2", model["line_key"], True, False),
        ("family = ?2", model["family"], False, False),
        *((named, f'"{text}"', False, False) for text in dict.fromkeys((whole, word)) if len(text) >= 4),
    ]
    found: dict[str, tuple[str, bool, bool]] = {}
    for condition, value, related, said in queries:
        for row in connection.execute(
            f"SELECT id, name FROM models WHERE ({condition}) AND id <> ?1 LIMIT ?3", (ident, value, LOOKED_AT)
        ):
            found.setdefault(row["id"], (row["name"], related, said))
    return found


def _duplicate(
    model: Mapping[str, object], row: sqlite3.Row, likeness: float, header: QueueItem, apart: str | None
) -> Duplicate:
    sizes = (_number(model["parameters"]), _number(row["parameters"]))
    comparison = same_model(str(model["name"]), row["name"], parameters=sizes)
    reasons, against = [], []
    if comparison.same:
        reasons.append("the names say the same family, version, size and variant")
    else:
        against.append(f"the names differ: {comparison.reason}")
    if row["line_key"] == model["line_key"]:
        reasons.append("one line of names")
    if header.group in {row["id"], header.id} and header.alike and row["id"] == header.group:
        reasons.append("one architecture and size")
    if fold_name(str(model["name"])) != fold_name(row["name"]) and likeness >= LIKE_ENOUGH:
        reasons.append(f"the names are spelled alike ({likeness:.0f} of 100)")
    values = tuple(_compared(field, model[column], row[column]) for field, column in _COMPARED)
    agreeing = {value.field: value.agrees for value in values}
    for field, same, other in (
        ("organization", "one developer", "different developers"),
        ("parameters", "one size", "different sizes"),
        ("release_date", "released at the same time", "released at different times"),
    ):
        if agreeing[field] is not None:
            (reasons if agreeing[field] else against).append(same if agreeing[field] else other)
    if row["owner_key"] != model["owner_key"]:
        against.append("one of them is a third party's repository")
    if apart is not None:
        against.append(f"called not the same by {apart}")
    return Duplicate(
        id=row["id"], name=row["name"], developer=row["organization"], status=row["status"],
        likeness=round(likeness, 1), reasons_for=tuple(reasons), reasons_against=tuple(against), values=values,
        ruled_apart=apart, merged=row["merged_into"] == model["id"],
    )  # fmt: skip


def _compared(field: str, here: object, there: object) -> ComparedValue:
    one, other = _value(here), _value(there)
    agrees: bool | None = None
    if one is not None and other is not None:
        agrees = _agree(field, one, other)
    return ComparedValue(field, wording.label(field), wording.shown(field, one), wording.shown(field, other), agrees)


def _agree(field: str, one: float | str, other: float | str) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        if field == "organization":
            return bool(_developers(str(one)) & _developers(str(other)))
        if field == "release_date":
            return str(one).startswith(str(other)) or str(other).startswith(str(one))
        return fold_name(str(one)) == fold_name(str(other))
    return abs(one - other) <= SAME_SIZE * max(abs(one), abs(other))


def _developers(text: str) -> set[str]:
    parts = (part.strip() for part in text.split(";"))
    return {canonical_organization(part) or part.casefold() for part in parts if part}


def _value(value: object) -> float | str | None:
    return value if isinstance(value, float | str) else None


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None
