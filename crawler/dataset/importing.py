"""Importing a reference dataset in Epoch's columns, so that known models are linked and not queued."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crawler.dataset.columns import EPOCH_COLUMNS, OLDER_NAMES
from crawler.store.database import Store
from crawler.store.models import mark_all_stale
from crawler.store.references import ReferenceRow, store_references

HUGGING_FACE_LINK = re.compile(
    r"huggingface\.co/(?!papers/|blog/|spaces/|datasets/|docs/|collections/|api/|learn/|organizations/)"
    r"([\w.\-]+/[\w.\-]+)",
    re.IGNORECASE,
)

MAX_FIELD_BYTES = 4 * 2**20
MAX_UNREAD_SHOWN = 20


class ImportFailed(Exception):  # noqa: N818  (what the operator reads is the message)
    """The file cannot be imported; the message is one line with the next step."""


@dataclass
class ImportReport:
    """What an import did; ``unread`` lists what could not be read, as (line, what)."""

    dataset: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    columns_missing: tuple[str, ...] = ()
    columns_unknown: tuple[str, ...] = ()
    unread: list[tuple[int, str]] = field(default_factory=list)


def import_reference(store: Store, path: Path, *, dataset: str | None = None) -> ImportReport:
    """Import a CSV; importing it again, or a newer edition, updates the rows.

    Raises:
        ImportFailed: the file cannot be opened, is no CSV, or has no model column.
    """
    report = ImportReport(dataset or _dataset_name(path))
    rows = list(_rows(path, report))
    with store.write() as connection:
        report.new, report.changed = store_references(connection, report.dataset, rows)
        if report.new or report.changed:
            mark_all_stale(connection)
    return report


def _dataset_name(path: Path) -> str:
    """Editions of one file have one name: the date at its end is left out."""
    return re.sub(r"[_-]?\d{4}(-\d{2}){0,2}$", "", path.stem) or path.stem


def _rows(path: Path, report: ImportReport) -> Iterator[ReferenceRow]:
    csv.field_size_limit(MAX_FIELD_BYTES)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            header = [OLDER_NAMES.get(name.strip(), name.strip()) for name in reader.fieldnames or []]
            if "Model" not in header:
                raise ImportFailed(f"{path} has no column 'Model' (or 'System'); is it a file in Epoch's columns?")
            reader.fieldnames = header
            report.columns_missing = tuple(name for name in EPOCH_COLUMNS if name not in header)
            report.columns_unknown = tuple(name for name in header if name and name not in EPOCH_COLUMNS)
            for row in reader:
                entry = _row(row, reader.line_num, report)
                if entry is not None:
                    report.rows += 1
                    yield entry
    except OSError as error:
        raise ImportFailed(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportFailed(f"{path} is not a CSV file in UTF-8: {error}") from error


def _row(row: dict[str | None, str | list[str] | None], line: int, report: ImportReport) -> ReferenceRow | None:
    texts = {key: value.strip() for key, value in row.items() if key and isinstance(value, str)}
    name = texts.get("Model", "")
    if not name:
        if any(texts.values()):
            report.unread.append((line, "a row without a model name"))
        return None
    return ReferenceRow(
        name=name,
        organization=texts.get("Organization") or None,
        published=_date(texts, line, report),
        parameters=_number(texts, "Parameters", line, report),
        compute_flop=_number(texts, "Training compute (FLOP)", line, report),
        hugging_face_ids=tuple(
            sorted({m.lower().rstrip(".") for text in texts.values() for m in HUGGING_FACE_LINK.findall(text)})
        ),
        row={key: value for key, value in texts.items() if value and key in EPOCH_COLUMNS and len(value) <= 500},
    )


def _number(texts: dict[str, str], column: str, line: int, report: ImportReport) -> float | None:
    text = texts.get(column, "")
    if not text:
        return None
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value <= 0:
        report.unread.append((line, f"{column} {text!r} of {texts['Model']!r} is no usable number"))
        return None
    return value


def _date(texts: dict[str, str], line: int, report: ImportReport) -> str | None:
    text = texts.get("Publication date", "")
    if not text:
        return None
    if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return text
    report.unread.append((line, f"Publication date {text!r} of {texts['Model']!r} is not in ISO form"))
    return None
