"""Files in Epoch's columns, of today and of older editions, as rows of a reference dataset.

Names and order of the columns: Epoch AI, "Data on AI Models", large-scale models, as of December 2025 (CC BY 4.0).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.store.references import ReferenceRow

EPOCH_COLUMNS = (
    "Model",
    "Domain",
    "Task",
    "Authors",
    "Model accessibility",
    "Link",
    "Citations",
    "Reference",
    "Publication date",
    "Organization",
    "Parameters",
    "Parameters notes",
    "Training compute (FLOP)",
    "Training compute notes",
    "Training dataset",
    "Training dataset notes",
    "(DEPRECATED) Training dataset size (datapoints)",
    "Dataset size notes",
    "Training time (hours)",
    "Training time notes",
    "Training hardware",
    "Confidence",
    "Abstract",
    "Country (of organization)",
    "Base model",
    "Finetune compute (FLOP)",
    "Finetune compute notes",
    "Hardware quantity",
    "Hardware utilization (MFU)",
    "Training code accessibility",
    "Accessibility notes",
    "Hardware utilization (HFU)",
    "Training compute cost (cloud)",
    "Training compute cost (upfront)",
)

OLDER_NAMES = {
    "System": "Model",
    "Author(s)": "Authors",
    "Organization(s)": "Organization",
    "Country (from Organization)": "Country (of organization)",
    "Training compute (FLOPs)": "Training compute (FLOP)",
    "Finetune compute (FLOPs)": "Finetune compute (FLOP)",
    "Hardware utilization": "Hardware utilization (MFU)",
    "Training dataset size (datapoints)": "(DEPRECATED) Training dataset size (datapoints)",
}
"""Headers of older editions of the same file, and what the column is called now."""

HUGGING_FACE_LINK = re.compile(
    r"huggingface\.co/(?!papers/|blog/|spaces/|datasets/|docs/|collections/|api/|learn/|organizations/)"
    r"([\w.\-]+/[\w.\-]+)",
    re.IGNORECASE,
)

MAX_FIELD_BYTES = 4 * 2**20
MAX_KEPT_CHARACTERS = 500
"""Longer cells (abstracts, notes) are not kept with a row."""


class NotInEpochsColumnsError(ValueError):
    """A table has no column with models' names."""


@dataclass
class ReferenceFile:
    """What a file holds; ``unread`` lists what could not be read, as (line, what)."""

    rows: list[ReferenceRow] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    columns_missing: tuple[str, ...] = ()
    columns_unknown: tuple[str, ...] = ()
    unread: list[tuple[int, str]] = field(default_factory=list)


def read_reference(lines: Iterable[str]) -> ReferenceFile:
    """Read the lines of a CSV file, without a byte order mark.

    Of several rows with the same name and developer the last one counts, as it would in a newer edition.

    Raises:
        NotInEpochsColumnsError: there is no column 'Model' (in older editions 'System').
        csv.Error: it is no CSV.
    """
    csv.field_size_limit(MAX_FIELD_BYTES)
    reader = csv.DictReader(lines)
    header = known_header(reader.fieldnames or [])
    if "Model" not in header:
        raise NotInEpochsColumnsError("no column 'Model' (or 'System')")
    reader.fieldnames = header
    file = ReferenceFile(
        columns=tuple(filter(None, header)),
        columns_missing=tuple(name for name in EPOCH_COLUMNS if name not in header),
        columns_unknown=tuple(name for name in header if name and name not in EPOCH_COLUMNS),
    )
    rows: dict[tuple[str, str | None], ReferenceRow] = {}
    for row in reader:
        entry = _row(row, reader.line_num, file)
        if entry is None:
            continue
        key = (entry.name, entry.organization)
        if key in rows:
            file.unread.append((reader.line_num, f"{entry.name!r} occurs again; this row counts"))
        rows[key] = entry
    file.rows = list(rows.values())
    return file


def known_header(header: Iterable[str]) -> list[str]:
    """The header with today's names for columns that it writes otherwise; where two mean the same, the first counts."""
    names: list[str] = []
    for written in header:
        name = KNOWN_NAMES.get(_plain(written), written.strip())
        names.append(name if name not in names else f"{written.strip()} (again)")
    return names


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


KNOWN_NAMES = {_plain(name): name for name in EPOCH_COLUMNS} | {
    _plain(older): name for older, name in OLDER_NAMES.items()
}
"""Today's column by its name in any edition, in small letters."""


def _row(row: dict[str | None, str | list[str] | None], line: int, file: ReferenceFile) -> ReferenceRow | None:
    texts = {key: value.strip() for key, value in row.items() if key and isinstance(value, str)}
    name = texts.get("Model", "")
    if not name:
        if any(texts.values()):
            file.unread.append((line, "a row without a model name"))
        return None
    return ReferenceRow(
        name=name,
        organization=texts.get("Organization") or None,
        published=_date(texts, line, file),
        parameters=_number(texts, "Parameters", line, file),
        compute_flop=_number(texts, "Training compute (FLOP)", line, file),
        hugging_face_ids=tuple(
            sorted({m.lower().rstrip(".") for text in texts.values() for m in HUGGING_FACE_LINK.findall(text)})
        ),
        row={
            key: value
            for key, value in texts.items()
            if value and key in EPOCH_COLUMNS and len(value) <= MAX_KEPT_CHARACTERS
        },
    )


def _number(texts: dict[str, str], column: str, line: int, file: ReferenceFile) -> float | None:
    text = texts.get(column, "")
    if not text:
        return None
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value <= 0:
        file.unread.append((line, f"{column} {text!r} of {texts['Model']!r} is no usable number"))
        return None
    return value


def _date(texts: dict[str, str], line: int, file: ReferenceFile) -> str | None:
    text = texts.get("Publication date", "")
    if not text:
        return None
    if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return text
    file.unread.append((line, f"Publication date {text!r} of {texts['Model']!r} is not in ISO form"))
    return None
