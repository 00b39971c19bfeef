"""Exporting models above the threshold, in the columns analysts already use, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.dataset.columns import COLUMNS
from crawler.store.database import Store
from crawler.store.evidence import StoredClaim, claims_of
from crawler.store.keys import canonical_json, utc_now

NORMAL_95 = 1.6449
"""Standard deviations from the median to the end of a 90 % interval."""

DEMO_NOTE = "demo data"
"""What every row says under "Sources" that comes from the embedded demonstration."""


class ExportFailed(Exception):  # noqa: N818
    """The export cannot be written; the message is one line with the next step."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which models are exported.

    ``threshold`` is a lower bound of the median in FLOP. With ``min_probability`` it is the threshold to be passed with
    that chance instead, and ``default_threshold`` where none is given.
    """

    status: str = "confirmed"
    new: bool = False
    unlisted: bool = False
    """Only models that no imported reference lists, whether or not they were exported before."""
    since: str | None = None
    threshold: float | None = None
    min_probability: float | None = None
    default_threshold: float = 1e23


@dataclass(frozen=True, slots=True)
class Export:
    """An export's rows, and how many values were left out because their source forbids passing them on."""

    rows: tuple[dict[str, str], ...]
    model_ids: tuple[str, ...]
    withheld: int


def collect(store: Store, selection: Selection, *, closed_sources: frozenset[str]) -> Export:
    """The selected models as rows of texts.

    Args:
        store: the database.
        selection: which models.
        closed_sources: sources whose values may not be passed on; a value that only they state stays empty.
    """
    rows: list[dict[str, str]] = []
    ids: list[str] = []
    withheld = 0
    for model in _selected(store.connection, selection):
        claims = claims_of(store.connection, model["id"])
        row, left_out = _row(store.connection, model, claims, closed_sources)
        rows.append(row)
        ids.append(model["id"])
        withheld += left_out
    return Export(tuple(rows), tuple(ids), withheld)


def _selected(connection: sqlite3.Connection, selection: Selection) -> list[sqlite3.Row]:
    statuses = {"confirmed": ("confirmed",), "unconfirmed": ("unconfirmed",)}.get(
        selection.status, ("confirmed", "unconfirmed", "below", "excluded")
    )
    conditions = [f"status IN ({', '.join('?' for _ in statuses)})"]
    values: list[object] = list(statuses)
    if selection.threshold is not None and selection.min_probability is None:
        conditions.append("compute_flop > ?")
        values.append(selection.threshold)
    if selection.new:
        conditions.append("reference IS NULL AND id NOT IN (SELECT model_id FROM exported_models)")
    if selection.unlisted:
        conditions.append("reference IS NULL")
    if selection.since:
        conditions.append("published >= ?")
        values.append(selection.since)
    rows = connection.execute(
        f"SELECT * FROM models WHERE {' AND '.join(conditions)} ORDER BY published DESC, id",
        values,
    ).fetchall()
    if selection.min_probability is None:
        return rows
    threshold = selection.threshold or selection.default_threshold
    return [row for row in rows if _chance(row, threshold) >= selection.min_probability]


def _chance(model: sqlite3.Row, threshold: float) -> float:
    """The chance of passing any threshold, from the lognormal that the median and interval describe."""
    chances: dict[str, float] = json.loads(model["p_above"])
    known = chances.get(f"{threshold:g}")
    if known is not None:
        return known
    if model["compute_flop"] is None:
        return 0.0
    middle = math.log(model["compute_flop"])
    side = model["compute_high"] if threshold > model["compute_flop"] else model["compute_low"]
    spread = abs(math.log(side) - middle) / NORMAL_95
    return 0.5 * math.erfc((math.log(threshold) - middle) / (max(spread, 1e-9) * math.sqrt(2)))


def _row(
    connection: sqlite3.Connection, model: sqlite3.Row, claims: Sequence[StoredClaim], closed: frozenset[str]
) -> tuple[dict[str, str], int]:
    by_id = {claim.id: claim for claim in claims}
    chosen: dict[str, dict[str, object]] = json.loads(model["chosen"])
    withheld = 0
    cited: list[str] = []

    def value(field: str) -> str:
        nonlocal withheld
        entry = chosen.get(field)
        if entry is None:
            return ""
        ids = entry["claims"] if isinstance(entry["claims"], list) else []
        open_ids = [i for i in ids if i in by_id and by_id[i].source not in closed]
        if ids and not open_ids:
            withheld += 1
            return ""
        cited.extend(open_ids)
        return _text(entry["value"])

    steps = " | ".join(json.loads(model["steps"]))
    days = value("training_days")
    sources = sorted({claim.source for claim in claims if claim.source not in closed})
    if _is_demo(connection, model):
        sources = [f"{source} ({DEMO_NOTE})" for source in sources]
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "Model": model["name"],
        "Domain": value("domain"),
        "Task": value("task"),
        "Model accessibility": value("accessibility"),
        "Link": _link(claims, closed),
        "Publication date": model["published"] or "",
        "Organization": (model["organization"] or "").replace("; ", ","),
        "Parameters": value("parameters"),
        "Training compute (FLOP)": _text(model["compute_flop"]),
        "Training compute notes": steps,
        "Training time (hours)": _text(float(days) * 24) if days else "",
        "Training hardware": value("hardware").replace("; ", ","),
        "Confidence": model["confidence"] or "",
        "Country (of organization)": (model["country"] or "").replace(", ", ","),
        "Base model": value("base_model"),
        "Finetune compute (FLOP)": _text(model["added_flop"]),
        "Hardware quantity": value("hardware_quantity"),
        "Hardware utilization (MFU)": value("utilization"),
        "Accessibility notes": value("licence"),
        "Model id": model["id"],
        "Status": model["status"],
        "Active parameters": value("active_parameters"),
        "Training tokens": value("tokens"),
        "Compute low (FLOP)": _text(model["compute_low"]),
        "Compute high (FLOP)": _text(model["compute_high"]),
        "P(>1e23)": _probability(model, 1e23),
        "P(>1e25)": _probability(model, 1e25),
        "P(>1e26)": _probability(model, 1e26),
        "Estimation method": model["method"] or "",
        "First seen": model["first_seen"],
        "Sources": "; ".join(sources),
        "Claim ids": " ".join(sorted(set(cited))),
    }
    return row, withheld


def _is_demo(connection: sqlite3.Connection, model: sqlite3.Row) -> bool:
    row = connection.execute("SELECT demo FROM runs WHERE id = ?", (model["first_run"],)).fetchone()
    return bool(row and row["demo"])


def _probability(model: sqlite3.Row, threshold: float) -> str:
    chances: dict[str, float] = json.loads(model["p_above"])
    chance = chances.get(f"{threshold:g}")
    return "" if chance is None else f"{chance:.4f}"


def _link(claims: Sequence[StoredClaim], closed: frozenset[str]) -> str:
    """The page of the best-ranked source; pages rather than lists of rows."""
    order = ["developer", "paper", "news", "catalogue"]
    places = sorted({(order.index(c.rank.value), _page(c.url)) for c in claims if c.source not in closed})
    return places[0][1] if places else ""


def _page(url: str) -> str:
    """A repository's page instead of the card's file in it."""
    return url.removesuffix("/resolve/main/README.md")


def _text(value: object) -> str:
    """Numbers plain and short, as spreadsheets read them."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.6g}"
    return str(value)


def to_csv(rows: Sequence[dict[str, str]]) -> str:
    """The rows as CSV text with a header."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _harmless(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _harmless(text: str) -> str:
    """Texts that a spreadsheet would run as a formula get a leading apostrophe; pages we did not write are quoted."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def to_json_lines(rows: Sequence[dict[str, str]]) -> str:
    """The rows as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


WRITERS = {"csv": to_csv, "jsonl": to_json_lines}


def write_file(path: Path, text: str) -> None:
    """Write a file whole or not at all: staged beside its place, flushed to disk, then renamed.

    Raises:
        ExportFailed: the folder cannot be written or the disk is full; what was there before is untouched.
    """
    staged: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as file:
            staged = Path(file.name)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        staged.chmod(0o644)
        staged.replace(path)
    except OSError as error:
        if staged is not None:
            staged.unlink(missing_ok=True)
        raise ExportFailed(f"cannot write {path}: {error.strerror or error}") from error


def record_export(store: Store, path: Path, selection: Selection, export: Export) -> None:
    """Remember what was exported, so that ``--new`` leaves it out next time."""
    with store.write() as connection:
        cursor = connection.execute(
            "INSERT INTO exports (at, path, selection, rows) VALUES (?, ?, ?, ?)",
            (utc_now(), str(path), canonical_json(_selection_json(selection)), len(export.rows)),
        )
        connection.executemany(
            "INSERT INTO exported_models (export_id, model_id) VALUES (?, ?)",
            [(cursor.lastrowid, model_id) for model_id in export.model_ids],
        )


def _selection_json(selection: Selection) -> dict[str, object]:
    return {name: getattr(selection, name) for name in Selection.__slots__}
