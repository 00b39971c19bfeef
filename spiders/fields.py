"""How a source's rows become sightings: its field map, laid over them.

Every field names the column that it reads (or several, of which the first that is filled counts) and, where the usual
one does not fit, a converter of ``spiders.converters``. What a column says in prose goes to extraction as a document
about its row; what is not mapped is not kept, so that a score that moves every day makes no new version of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from crawler.records import Document, DocumentKind, Sighting, Signal
from pipelines.identity.organizations import canonical_organization
from spiders.cells import name_text, pieces
from spiders.converters import MAY_FIND_NOTHING, Value, converter, is_blank
from spiders.field_map import CLAIMS, USUAL, Column, FieldMap, Patterns
from spiders.formats.table import GIVEN, PARTS, Row
from spiders.hub.vocabulary import accessibility_of
from spiders.paths import find, top_of

if TYPE_CHECKING:
    from spiders.source_record import Source


class FieldReader:
    """Lays a source's field map over its rows."""

    def __init__(self, source: Source, fields: FieldMap, *, url: str, seen_at: datetime) -> None:
        self.source = source
        self.fields = fields
        self.url = url
        self.seen_at = seen_at
        self.signals: list[Signal] = []

    def select(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that the map asks for, those with several models as one for each."""
        return [row for listed in rows for row in self._expanded(listed) if self._is_wanted(row)]

    def items(self, rows: Iterable[Row]) -> Iterator[Sighting | Document]:
        """One sighting a row, and its prose behind it; of rows with the same key the first counts."""
        seen: dict[str, Row] = {}
        told: set[str] = set()
        for row in rows:
            name = self._text("name", row)
            if name is None:
                self._signal("row", "rows without a name", str(row))
                continue
            parts = [name_text(find(row, column.column)) for column in self.fields.key]
            key = "|".join(parts) if any(parts) else name
            if key in seen:
                if row != seen[key]:
                    self._signal("row", f"{key} is listed twice", "the first entry was taken")
                continue
            seen[key] = row
            sighting = self._sighting(row, name, key)
            yield sighting
            for about in (True, False):
                prose = "\n".join(self._prose(row, about=about))
                # What a row says of several models stands once, not once for each.
                if prose and (about or prose not in told):
                    told.add(prose)
                    yield self._document(sighting, prose, about=about)

    def _sighting(self, row: Row, name: str, key: str) -> Sighting:
        fields: dict[str, float | str] = {"name": name}
        pointers = {"name": self._pointer(self.fields.name, row, key)}
        fields |= {str(field): constant for field, constant in self.fields.fixed.items()}
        pointers |= dict.fromkeys(self.fields.fixed, "the source's record")
        for field in CLAIMS:
            columns: tuple[Column, ...] = getattr(self.fields, field)
            value = self._value(field, columns, row)
            if isinstance(value, str | float) and not isinstance(value, bool):
                fields[field] = value
                pointers[field] = self._pointer(columns, row, key)
        self._note_developers(fields.get("organization"), key)
        discovers = self.source.discovers and _fits_all(self.fields.discovers, row)
        weights = self._value("open_weights", self.fields.open_weights, row)
        access = _access(weights, fields.get("licence"), discovers=discovers)
        if access and "accessibility" not in fields:
            fields["accessibility"] = access
            pointers["accessibility"] = self._pointer(self.fields.open_weights, row, key)
        aliases = self._value("aliases", self.fields.aliases, row)
        return Sighting(
            source=self.source.name,
            source_key=key,
            url=self._text("url", row) or self.url,
            raw_name=name,
            rank=self.source.rank,
            seen_at=self.seen_at,
            fields=fields,
            pointers=pointers,
            aliases=tuple(alias for alias in aliases if alias != name) if isinstance(aliases, tuple) else (),
            row=self._kept(row),
            metrics={
                called: value
                for called, column in self.fields.metrics.items()
                if isinstance(value := self._value(called, (column,), row, usual="number"), float)
            },
            discovers=discovers,
        )

    def _document(self, sighting: Sighting, prose: str, *, about: bool) -> Document:
        languages = self.source.languages
        return Document(
            source=self.source.name,
            kind=DocumentKind.CATALOGUE_ROW,
            rank=self.source.rank,
            url=self.url,
            key=sighting.source_key if about else f"{sighting.source_key}#",
            body=prose.encode(),
            content_type="text/plain; charset=utf-8",
            fetched_at=self.seen_at,
            title=sighting.raw_name,
            language=languages[0] if len(languages) == 1 else None,
            about=sighting.raw_name if about else None,
            about_key=sighting.source_key if about else None,
        )

    def _prose(self, row: Row, *, about: bool) -> Iterator[str]:
        """What the row says in prose: of its model, or (where it speaks of several) of models that the text names."""
        is_shared = row.get(PARTS, 1) > 1
        for column in self.fields.text:
            if (column.about and not is_shared) != about:
                continue
            cell = find(row, column.column)
            value = None if is_blank(cell) else converter(column.convert or "text")(cell)
            if isinstance(value, str) and not is_blank(value):
                yield f"{column.label}: {value}" if column.label else value

    def _text(self, field: str, row: Row) -> str | None:
        value = self._value(field, getattr(self.fields, field), row)
        return value if isinstance(value, str) else None

    def _value(self, field: str, columns: Iterable[Column], row: Row, *, usual: str = "") -> Value | None:
        """The first value that one of the columns states; what cannot be read is a signal."""
        for column in columns:
            cell = find(row, column.column)
            if is_blank(cell) or (isinstance(cell, str | int | float) and str(cell).strip() in column.blank):
                continue
            called = column.convert or usual or USUAL[field]
            value = converter(called)(cell)
            if column.words:
                spoken = {word.casefold(): ours for word, ours in column.words.items()}
                said = str(cell).strip().casefold()
                if said not in spoken:
                    self._signal(field, str(cell)[:100], f"column {column.column}")
                    continue
                value = spoken[said] or None
            elif value is None and called not in MAY_FIND_NOTHING:
                self._signal("value", f"{column.column} = {str(cell)[:80]}", f"no {field}")
            if value is not None and not (isinstance(value, str) and is_blank(value)):
                return value
        return None

    def _note_developers(self, stated: float | str | None, key: str) -> None:
        for developer in str(stated or "").split("; "):
            if developer and canonical_organization(developer) is None:
                self._signal("organization", developer, key)

    def _pointer(self, columns: Iterable[Column], row: Row, key: str) -> str:
        column = next((entry.column for entry in columns if not is_blank(find(row, entry.column))), "")
        return f"$[{key!r}].{column}"

    def _kept(self, row: Row) -> dict[str, object]:
        fields = self.fields
        volatile = {column.column for column in (*fields.metrics.values(), *fields.text)}
        chosen = [column.column for column in fields.read_columns() if column.column not in volatile]
        cells = {column: find(row, column) for column in (*chosen, *fields.keep)}
        return {column: _storable(cell) for column, cell in cells.items() if not is_blank(cell)}

    def _expanded(self, row: Row) -> Iterator[Row]:
        expand = self.fields.expand
        if expand is None:
            yield row
            return
        cell = find(row, expand.column)
        inner = pieces(cell) if expand.by == "pieces" else cell if isinstance(cell, list) else []
        if not inner:
            yield row
        for entry in inner:
            yield {**row, expand.column: entry, PARTS: len(inner)}

    def _is_wanted(self, row: Row) -> bool:
        return _fits_all(self.fields.only, row) and not any(
            _fits(find(row, column), patterns) for column, patterns in self.fields.skip.items()
        )

    def _signal(self, kind: str, what: str, detail: str) -> None:
        self.signals.append(Signal(kind, f"{self.source.name}: {what}", detail[:200]))


def unknown_columns(source: Source, fields: FieldMap, columns: Iterable[str]) -> list[str]:
    """Columns that neither the field map nor the record's list of known columns speaks of."""
    known = {top_of(column, dict.fromkeys(columns)) for column in fields.known()} | fields.known()
    return sorted(
        column
        for column in set(columns)
        if column not in known
        and column not in GIVEN
        and not any(fnmatchcase(column, pattern) for pattern in source.columns)
    )


def missing_columns(fields: FieldMap, columns: Iterable[str]) -> list[str]:
    """Columns that the field map needs and that no row has."""
    shown = dict.fromkeys(columns)
    return sorted(
        column
        for column in fields.required()
        if column not in shown and top_of(column, shown) not in shown and column not in GIVEN
    )


def _fits_all(patterns: Patterns, row: Mapping[str, Any]) -> bool:
    return all(_fits(find(row, column), wanted) for column, wanted in patterns.items())


def _fits(cell: Any, patterns: Iterable[str]) -> bool:
    written = "" if cell is None else str(cell).strip().casefold()
    return any(fnmatchcase(written, pattern.casefold()) for pattern in patterns)


def _access(weights: Value | None, licence: float | str | None, *, discovers: bool) -> str | None:
    if weights is True and isinstance(licence, str):
        return accessibility_of(licence)
    # Resellers' "no" often means no more than that nobody filled it in.
    return "API access" if weights is False and discovers else None


def _storable(cell: Any) -> object:
    return cell if isinstance(cell, str | int | float | bool | list | dict) else str(cell)
