"""What an analysis adds to a dataset or leaves out of it: small files beside the data, never silent.

A file of assumed figures may state the SHA-256 of the edition it was made for; only for exactly that edition is it used
without being asked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.analysis.catalogue import FLOP, NAME, Model
from crawler.analysis.tables import Table, TableError, parse_table, read_bytes, read_number

FOLDER = Path(__file__).parent / "data"
LEFT_OUT = FOLDER / "left_out.csv"

_DIGEST = re.compile(rb"^#\s*sha256\s+([0-9a-f]{64})\s*$", re.MULTILINE)


def made_for(content: bytes) -> Path | None:
    """The shipped file of assumed figures that belongs to a dataset with this content, if there is one."""
    digest = hashlib.sha256(content).hexdigest().encode()
    return next((path for path in sorted(FOLDER.glob("speculative_*.csv")) if digest in _digests(path)), None)


def _digests(path: Path) -> list[bytes]:
    return _DIGEST.findall(read_bytes(path))


def read_assumed(path: Path) -> dict[str, float]:
    """Assumed training compute in FLOP by model name.

    Raises:
        TableError: the file cannot be read, or has a row without a positive number.
    """
    table = parse_table(read_bytes(path), str(path))
    name, flop = table.required(NAME, "the model's name"), table.required(FLOP, "the training compute in FLOP")
    return {row[name]: _positive(table, row[flop], line) for row, line in zip(table.rows, table.lines, strict=True)}


def _positive(table: Table, text: str, line: int) -> float:
    value = read_number(text)
    if value is None or value <= 0:
        raise TableError(f"{table.name}, line {line}: {text!r} is no positive number of FLOP; correct it")
    return value


def read_names(path: Path) -> frozenset[str]:
    """The names in a file with one column of them.

    Raises:
        TableError: the file cannot be read.
    """
    table = parse_table(read_bytes(path), str(path))
    column = table.required(NAME, "the model's name")
    return frozenset(row[column] for row in table.rows)


@dataclass(frozen=True, slots=True)
class Filled:
    """Models after assumed figures were filled in: which ones got one, and which names the dataset does not have."""

    models: tuple[Model, ...]
    filled: tuple[str, ...]
    unknown: tuple[str, ...]


def fill_in(models: Iterable[Model], assumed: Mapping[str, float]) -> Filled:
    """Give assumed compute to the models named exactly so that have none; a figure that is there stays."""
    before = tuple(models)
    after = tuple(
        replace(model, flop=assumed[model.name]) if model.flop is None and model.name in assumed else model
        for model in before
    )
    filled = tuple(new.name for old, new in zip(before, after, strict=True) if old is not new)
    names = {model.name for model in before}
    return Filled(after, filled, tuple(name for name in assumed if name not in names))
