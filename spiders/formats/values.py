"""Rows in JSON and YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure
from spiders.formats.options import JsonFormat, YamlFormat
from spiders.formats.table import Row, Table, failed, head_names, rows_under
from spiders.parsed import read_json
from spiders.paths import find, find_all

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_json_rows(body: bytes, options: JsonFormat) -> Table:
    """The rows of a JSON body."""
    if options.lines and body.strip() and not looks_like_html(body):
        return _read_lines(body, options)
    value, problem = read_json(body)
    if problem is not None:
        return Table(problem=problem)
    return _grid_of(value, options) if options.heads else _rows_of(value, options)


def read_yaml_rows(body: bytes, options: YamlFormat) -> Table:
    """The rows of a YAML body."""
    if not body.strip():
        return failed(Failure.EMPTY, "empty body")
    if looks_like_html(body):
        return failed(Failure.CHANGED, "a web page instead of YAML")
    try:
        value = yaml.load(body, Loader=LOADER)  # noqa: S506  (a safe loader, in C where there is one)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return failed(Failure.BROKEN, f"not YAML: {' '.join(str(error).split())[:200]}")
    return _rows_of(value, options)


def _read_lines(body: bytes, options: JsonFormat) -> Table:
    values = []
    notes = []
    for number, line in enumerate(body.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            values.append(json.loads(line))
        except (ValueError, RecursionError):
            notes.append(f"line {number} is no JSON")
    if notes and not values:
        return failed(Failure.BROKEN, notes[0])
    table = _rows_of(values, options)
    return Table(table.rows, table.columns, table.value, tuple(notes), table.problem)


def _grid_of(value: Any, options: JsonFormat) -> Table:
    listed, grid = find(value, options.heads), find(value, options.rows)
    if not isinstance(listed, list) or not isinstance(grid, list):
        return failed(Failure.CHANGED, f"no table with heads at {options.heads} and rows at {options.rows}")
    heads = head_names(map(_cell, listed))
    records = [[_cell(cell) for cell in record] for record in grid if isinstance(record, list)]
    rows, notes = rows_under(heads, records)
    if len(records) < len(grid):
        notes.append(f"{len(grid) - len(records)} entries are no rows")
    return Table(tuple(rows), tuple(heads), value, tuple(notes))


def _cell(written: Any) -> Any:
    return written.get("value") if isinstance(written, Mapping) else written


def _rows_of(value: Any, options: JsonFormat | YamlFormat) -> Table:
    containers = list(find_all(value, options.rows))
    rows: list[Row] = []
    odd = 0
    for container in containers:
        if isinstance(container, Mapping):
            named: list[tuple[Any, Any]] = list(container.items())
        elif isinstance(container, list):
            named = [(None, entry) for entry in container]
        else:
            odd += 1
            continue
        for name, entry in named:
            row = find(entry, options.row)
            if not isinstance(row, Mapping):
                odd += 1
                continue
            rows.append({str(column): cell for column, cell in row.items()})
            if options.key and name is not None:
                rows[-1].setdefault(options.key, str(name))
    if not containers or (odd and not rows):
        return failed(Failure.CHANGED, f"no rows at {options.rows or 'the top'}")
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    return Table(tuple(rows), columns, value, (f"{odd} entries are no rows",) if odd else ())
