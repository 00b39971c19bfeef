"""What machines read about a data package: a Frictionless descriptor and a Croissant one.

Formats: Data Package 2.0 (datapackage.org) and Croissant 1.0 (docs.mlcommons.org/croissant).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.dataset.columns import COLUMNS, DESCRIPTIONS, NUMBER_COLUMNS
from crawler.dataset.evidence import EVIDENCE_COLUMNS, EVIDENCE_DESCRIPTIONS
from crawler.dataset.sources import SOURCE_COLUMNS, SOURCE_DESCRIPTIONS

NAME = "flopscout-models"
TITLE = "AI models and their training compute"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file of the package; ``numbers`` are its columns that hold numbers."""

    file: str
    columns: tuple[str, ...]
    descriptions: Mapping[str, str]
    numbers: Collection[str]
    key: tuple[str, ...]
    description: str
    parents: Mapping[str, str]
    """Columns whose values stand in another table's key, by that table's file."""

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.file.removesuffix(".csv")


TABLES = (
    Table("models.csv", COLUMNS, DESCRIPTIONS, NUMBER_COLUMNS, ("Model id",), "One row for each model.", {}),
    Table(
        "evidence.csv",
        EVIDENCE_COLUMNS,
        EVIDENCE_DESCRIPTIONS,
        (),
        (),
        "One row for each claim behind a value of models.csv.",
        {"Model id": "models.csv"},
    ),
    Table(
        "sources.csv",
        SOURCE_COLUMNS,
        SOURCE_DESCRIPTIONS,
        {"Models"},
        ("Source",),
        "The sources that name the models, with their licences and credits.",
        {},
    ),
)


@dataclass(frozen=True, slots=True)
class About:
    """What both descriptors say of one version; ``day`` is its date in ISO form, ``contact`` an address or empty."""

    version: str
    day: str
    description: str
    contact: str


def data_package(folder: Path, about: About) -> dict[str, object]:
    """The descriptor of the tables that lie in the folder."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": about.description,
        "version": about.version,
        "created": f"{about.day}T00:00:00Z",
        "licenses": [LICENCE],
        "resources": [
            *(_table_resource(folder, table) for table in TABLES),
            {
                "name": "delta",
                "path": "delta.json",
                "format": "json",
                "mediatype": "application/json",
                "description": "What changed since the version before.",
                **_measures(folder / "delta.json"),
            },
        ],
    }


def _table_resource(folder: Path, table: Table) -> dict[str, object]:
    schema: dict[str, object] = {
        "fields": [
            {
                "name": column,
                "type": "number" if column in table.numbers else "string",
                "description": table.descriptions.get(column, "Epoch's column, not filled by this dataset."),
            }
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.parents:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": parent.removesuffix(".csv"), "fields": [column]}}
            for column, parent in table.parents.items()
        ]
    return {
        "name": table.name,
        "type": "table",
        "path": table.file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": table.description,
        "schema": schema,
        **_measures(folder / table.file),
    }


def _measures(path: Path) -> dict[str, object]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}


def sha256(path: Path) -> str:
    """SHA-256 of a file, as hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


CROISSANT_CONTEXT: dict[str, object] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The terms of Croissant 1.0, as its specification asks every file to repeat them."""


def croissant(folder: Path, about: About) -> dict[str, object]:
    """The Croissant description of the tables that lie in the folder."""
    return {
        "@context": CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": NAME,
        "description": about.description,
        "url": about.contact,
        "license": LICENCE["path"],
        "creator": {"@type": "sc:Organization", "name": "flopscout", "url": about.contact},
        "citeAs": f"{TITLE}, version {about.version}, {about.day}; credits per source in sources.csv.",
        "version": about.version,
        "datePublished": about.day,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": table.file,
                "name": table.file,
                "description": table.description,
                "contentUrl": table.file,
                "encodingFormat": "text/csv",
                "sha256": sha256(folder / table.file),
            }
            for table in TABLES
        ],
        "recordSet": [_record_set(table) for table in TABLES],
    }


def _record_set(table: Table) -> dict[str, object]:
    record_set: dict[str, object] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "field": [
            {
                "@type": "cr:Field",
                "@id": _field_id(table, column),
                "name": column,
                "description": table.descriptions.get(column, "Epoch's column, not filled by this dataset."),
                "dataType": "sc:Float" if column in table.numbers else "sc:Text",
                "source": {"fileObject": {"@id": table.file}, "extract": {"column": column}},
            }
            for column in table.columns
        ],
    }
    if table.key:
        record_set["key"] = [{"@id": _field_id(table, column)} for column in table.key]
    return record_set


def _field_id(table: Table, column: str) -> str:
    """An id without blanks and brackets, which are not allowed in one."""
    return f"{table.name}/{re.sub(r'[^a-z0-9]+', '_', column.lower().replace('>', 'above ')).strip('_')}"
