"""The data package: the rows with their evidence, descriptors for machines, texts for people, and what has changed."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from crawler.dataset.columns import POSITION
from crawler.dataset.delta import Delta, compare, reason_for
from crawler.dataset.descriptors import About, croissant, data_package
from crawler.dataset.evidence import EVIDENCE_COLUMNS, evidence_of
from crawler.dataset.exporting import Export
from crawler.dataset.formats import write_csv
from crawler.dataset.rows import DEMO_NOTE, Row
from crawler.dataset.sources import SOURCE_COLUMNS, Credits, source_rows
from crawler.dataset.texts import changelog_entry, description, licence, readme
from crawler.dataset.versions import Versions, open_versions, same_files

FIRST_VERSION = "1.0.0"
CHANGELOG_TITLE = "# Changelog\n\n"
_NOTE = re.compile(rf" \({DEMO_NOTE}\)$")


@dataclass(frozen=True, slots=True)
class Written:
    """What an export to a package did; ``is_new`` is false where nothing had changed."""

    version: str
    is_new: bool
    is_first: bool
    delta: Delta


@dataclass(frozen=True, slots=True)
class _Former:
    """The version that is in place."""

    folder: Path
    version: str
    day: str

    @property
    def changelog(self) -> str:
        return (self.folder / "CHANGELOG.md").read_text(encoding="utf-8")


def write_package(folder: Path, export: Export, sources: Credits, *, day: str, contact: str) -> Written:
    """Write a version of the package, unless it would be the one that is in place.

    Versions are numbered by what changes for a reader: the first number with the columns, the second with the models,
    the third with values alone.

    Args:
        folder: where the package lies; it becomes a link to the version in ``<folder>.versions``.
        export: the rows.
        sources: all sources, for credits.
        day: today, ISO.
        contact: address of who publishes the package.

    Raises:
        ExportFailed: the folder cannot be written; what was there before is untouched.
    """
    with open_versions(folder) as versions:
        staging = versions.staging
        counts = _write_tables(staging, export)
        rows = source_rows(counts, sources)
        _write_table(staging / "sources.csv", SOURCE_COLUMNS, rows)
        former = _former(versions)
        delta = _delta(former, staging, export)

        def describe(about: About, difference: str, changelog: str) -> None:
            (staging / "delta.json").write_text(difference, encoding="utf-8")
            (staging / "CHANGELOG.md").write_text(changelog, encoding="utf-8")
            (staging / "README.md").write_text(readme(about, export.selection, export.withheld, rows), encoding="utf-8")
            (staging / "LICENSE.md").write_text(licence(rows, _references(export)), encoding="utf-8")
            _write_json(staging / "datapackage.json", data_package(staging, about))
            _write_json(staging / "croissant.json", croissant(staging, about))

        text = description(export.selection, len(export.models))
        if former is not None and delta.is_empty:
            before = About(former.version, former.day, text, contact)
            describe(before, (former.folder / "delta.json").read_text(encoding="utf-8"), former.changelog)
            if same_files(staging, former.folder):
                return Written(former.version, is_new=False, is_first=False, delta=delta)
        about = About(_next_version(former, delta), day, text, contact)
        entry = changelog_entry(about, delta, is_first=former is None, models=len(export.models))
        older = former.changelog.removeprefix(CHANGELOG_TITLE) if former else ""
        describe(about, _delta_text(former, about, delta), "\n".join(filter(None, [CHANGELOG_TITLE + entry, older])))
        versions.publish(about.version)
        return Written(about.version, is_new=True, is_first=former is None, delta=delta)


def _write_tables(staging: Path, export: Export) -> Counter[str]:
    """Write rows and evidence in one pass; returns how many models each source names."""
    counts: Counter[str] = Counter()
    with (
        (staging / "models.csv").open("wb") as models,
        (staging / "evidence.csv").open("w", encoding="utf-8", newline="") as file,
        closing(export.batches()) as batches,
    ):
        evidence = csv.writer(file, lineterminator="\n")
        evidence.writerow(EVIDENCE_COLUMNS)

        def passing() -> Iterator[Sequence[Row]]:
            for batch in batches:
                evidence.writerows(evidence_of(export.store.connection, batch, export.closed))
                counts.update(_source_names(batch))
                yield batch

        write_csv(passing(), models)
    return counts


def _source_names(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        for name in str(row[POSITION["Sources"]] or "").split("; "):
            if name:
                yield _NOTE.sub("", name)


def _former(versions: Versions) -> _Former | None:
    folder = versions.current
    if folder is None:
        return None
    try:
        content = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        return _Former(folder, str(content["version"]), str(content["created"])[:10])
    except (OSError, ValueError, KeyError):
        return None  # somebody emptied or changed it: the next version is a first one again


def _delta(former: _Former | None, staging: Path, export: Export) -> Delta:
    if former is None or not (former.folder / "models.csv").exists():
        return Delta()
    connection = export.store.connection
    return compare(
        former.folder / "models.csv",
        staging / "models.csv",
        lambda ident: reason_for(connection, ident, export.selection),
    )


def _delta_text(former: _Former | None, about: About, delta: Delta) -> str:
    content = {"from": former.version if former else None, "to": about.version, **delta.as_json()}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _next_version(former: _Former | None, delta: Delta) -> str:
    if former is None:
        return FIRST_VERSION
    numbers = [int(part) for part in former.version.split(".") if part.isdigit()]
    major, minor, patch = [*numbers, 0, 0, 0][:3]
    if delta.columns_added or delta.columns_removed:
        return f"{major + 1}.0.0"
    if delta.added or delta.removed:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def _references(export: Export) -> list[str]:
    rows = export.store.connection.execute("SELECT DISTINCT dataset FROM reference_models ORDER BY dataset")
    return [row["dataset"] for row in rows]


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
