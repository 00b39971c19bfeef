"""Importing a reference dataset in Epoch's columns, so that known models are linked and not queued."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path

from crawler.store.database import Store
from crawler.store.models import mark_all_stale
from crawler.store.reference_file import NotInEpochsColumnsError, ReferenceFile, read_reference
from crawler.store.references import store_references

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
    gone: int = 0
    """Models of an earlier edition that are not in this one; they stay known."""
    columns_missing: tuple[str, ...] = ()
    columns_unknown: tuple[str, ...] = ()
    unread: list[tuple[int, str]] = field(default_factory=list)


def import_reference(store: Store, path: Path, *, dataset: str | None = None) -> ImportReport:
    """Import a CSV; importing it again, or a newer edition, updates the rows.

    Raises:
        ImportFailed: the file cannot be opened, is no CSV, or has no model column.
    """
    file = read_file(path)
    report = ImportReport(
        dataset or _dataset_name(path),
        rows=len(file.rows),
        columns_missing=file.columns_missing,
        columns_unknown=file.columns_unknown,
        unread=file.unread,
    )
    with store.write() as connection:
        report.new, report.changed = store_references(connection, report.dataset, file.rows)
        listed = {(entry.name, entry.organization) for entry in file.rows}
        known = connection.execute(
            "SELECT name, organization FROM reference_models WHERE dataset = ?", (report.dataset,)
        ).fetchall()
        report.gone = sum((row["name"], row["organization"]) not in listed for row in known)
        if report.new or report.changed:
            mark_all_stale(connection)
    return report


def _dataset_name(path: Path) -> str:
    """Editions of one file have one name: the date at its end is left out."""
    return re.sub(r"[_-]?\d{4}(-\d{2}){0,2}$", "", path.stem) or path.stem


def read_file(path: Path) -> ReferenceFile:
    """Read a reference CSV.

    Raises:
        ImportFailed: the file cannot be opened, is no CSV, or has no model column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return read_reference(lines)
    except OSError as error:
        raise ImportFailed(f"cannot read {path}: {error.strerror or error}") from error
    except NotInEpochsColumnsError as error:
        raise ImportFailed(f"{path} has {error}; is it a file in Epoch's columns?") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportFailed(f"{path} is not a CSV file in UTF-8: {error}") from error
