"""The field map: from columns to sightings, and what is a signal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crawler.records import Document, Failure, Sighting
from spiders.field_map import FieldMap
from spiders.parsed import Parsed
from spiders.rows import parse_rows
from tests.spiders.odd import ODD
from tests.spiders.records import BOARD, made

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def parse(rows: Any, fields: dict[str, Any], **record: Any) -> Parsed:
    source = made(fields=fields, **{"columns": ["*"], **record})
    return parse_rows(json.dumps(rows).encode(), source, url=BOARD, seen_at=NOW)


def sightings(parsed: Parsed) -> list[Sighting]:
    return [item for item in parsed.items if isinstance(item, Sighting)]


def one(row: dict[str, Any], fields: dict[str, Any], **record: Any) -> Sighting:
    parsed = parse([row], fields, **record)
    assert parsed.problem is None
    return sightings(parsed)[0]


def subjects(parsed: Parsed) -> set[str]:
    return {signal.subject for signal in parsed.signals}


def test_every_kind_of_field() -> None:
    row = one(
        {"model": "Odd 70B ⭐", "id": 7, "lab": {"name": "openai"}, "size": "70", "active": "12B", "seen": "15T",
         "when": "Feb/2026", "repo": "https://huggingface.co/odd/odd-70b", "rights": "apache-2.0", "open": "yes",
         "aka": "odd, odd-large", "score": "1,504.5", "votes": 12, "page": "https://odd.example/70b"},
        {"name": "model", "key": "id", "organization": "lab.name", "parameters": {"column": "size", "as": "billions"},
         "active_parameters": "active", "tokens": "seen", "release_date": "when", "hugging_face_id": "repo",
         "licence": "rights", "open_weights": "open", "aliases": "aka", "url": "page",
         "metrics": {"score": "score", "votes": "votes"}, "fixed": {"domain": "Language"}},
    )  # fmt: skip
    assert row.fields == {
        "name": "Odd 70B", "organization": "OpenAI", "parameters": 70e9, "active_parameters": 12e9, "tokens": 15e12,
        "release_date": "2026-02", "hugging_face_id": "odd/odd-70b", "licence": "apache-2.0", "domain": "Language",
        "accessibility": "Open weights (unrestricted)",
    }  # fmt: skip
    assert row.pointers["parameters"] == "$['7'].size"
    assert (row.source_key, row.raw_name, row.url) == ("7", "Odd 70B", "https://odd.example/70b")
    assert row.aliases == ("odd", "odd-large")
    assert row.metrics == {"score": 1504.5, "votes": 12.0}
    assert "score" not in row.row
    assert row.row["lab.name"] == "openai"


def test_the_first_filled_column_counts() -> None:
    fields = {"name": ["title", "model"]}
    assert one({"title": "-", "model": "B"}, fields).raw_name == "B"
    assert one({"title": "A", "model": "B"}, fields).raw_name == "A"


def test_words_of_a_source() -> None:
    access = {"column": "access", "words": {"Open": "", "Closed": "API access"}}
    fields = {"name": "model", "accessibility": access}
    assert one({"model": "A", "access": "closed"}, fields).fields["accessibility"] == "API access"
    parsed = parse([{"model": "A", "access": "open"}, {"model": "B", "access": "ajar"}], fields)
    assert all("accessibility" not in row.fields for row in sightings(parsed))
    assert subjects(parsed) == {"board: ajar"}


def test_what_cannot_be_read_is_a_signal_and_no_claim() -> None:
    rows = [{"model": "A", "size": "large"}, {"model": "B", "size": "TBA"}]
    parsed = parse(rows, {"name": "model", "parameters": "size"})
    assert all("parameters" not in row.fields for row in sightings(parsed))
    assert subjects(parsed) == {"board: size = large"}


def test_unknown_developers_are_signals() -> None:
    parsed = parse([{"model": "A", "lab": "Zzyzx Collective"}], {"name": "model", "organization": "lab"})
    assert sightings(parsed)[0].fields["organization"] == "Zzyzx Collective"
    assert subjects(parsed) == {"board: Zzyzx Collective"}


def test_a_column_with_marks_of_its_own_for_nothing() -> None:
    column = {"column": "size", "as": "billions", "blank": ["-1.0"]}
    parsed = parse([{"model": "A", "size": -1.0}], {"name": "model", "parameters": column})
    assert sightings(parsed)[0].fields == {"name": "A"}
    assert parsed.signals == ()


def test_rows_that_are_meant() -> None:
    rows = [
        {"model": "A", "type": "model", "tags": "base"}, {"model": "B", "type": "dataset", "tags": "base"},
        {"model": "C", "type": "Model", "tags": "merge of D"}, {"model": "D", "type": "model", "tags": "chat"},
    ]  # fmt: skip
    fields = {"name": "model", "only": {"type": ["model"]}, "skip": {"tags": ["*merge*"]},
              "discovers": {"tags": ["base"]}}  # fmt: skip
    parsed = parse(rows, fields)
    assert [(row.raw_name, row.discovers) for row in sightings(parsed)] == [("A", True), ("D", False)]
    assert parsed.rows == 2
    assert not sightings(parse(rows, {"name": "model"}, discovers=False))[0].discovers


def test_several_models_in_one_row() -> None:
    inner = {"name": "models.id", "organization": "lab", "expand": {"column": "models", "by": "list"}}
    listed = parse([{"lab": "OpenAI", "models": [{"id": "a"}, {"id": "b"}]}], inner)
    assert [row.raw_name for row in sightings(listed)] == ["a", "b"]
    written = parse([{"model": "[A](https://a.example), B"}], {"name": "model", "expand": {"column": "model"}})
    assert [row.raw_name for row in sightings(written)] == ["A", "B"]


def test_prose_is_a_document_about_its_row() -> None:
    fields = {"name": "model", "text": ["note", {"column": "chips", "label": "Training hardware"}]}
    rows = [{"model": "A", "note": "Seen 3,500B tokens.", "chips": "4096 A100"}, {"model": "B", "note": ""}]
    parsed = parse(rows, fields)
    documents = [item for item in parsed.items if isinstance(item, Document)]
    assert [document.body.decode() for document in documents] == ["Seen 3,500B tokens.\nTraining hardware: 4096 A100"]
    assert (documents[0].about, documents[0].about_key) == ("A", "A")


def test_a_row_that_is_listed_twice_is_taken_once() -> None:
    parsed = parse([{"model": "A", "n": 1}, {"model": "A", "n": 1}, {"model": "A", "n": 2}], {"name": "model"})
    assert len(sightings(parsed)) == 1
    assert subjects(parsed) == {"board: A is listed twice"}


def test_rows_without_a_name_are_a_signal() -> None:
    parsed = parse([{"model": None}, {"model": "A"}], {"name": "model"})
    assert subjects(parsed) == {"board: rows without a name"}
    assert parsed.rows == 2


def test_unknown_columns_are_a_fault_and_rows_go_on() -> None:
    parsed = parse([{"model": "A", "new": 1, "task_1": 2}], {"name": "model"}, columns=["task_*"])
    assert len(sightings(parsed)) == 1
    assert [(fault.failure, fault.detail) for fault in parsed.faults] == [(Failure.CHANGED, "unknown columns: new")]
    assert subjects(parsed) == {"board: new"}


def test_a_missing_column_is_a_problem_unless_it_is_optional() -> None:
    rows = [{"model": "A"}]
    problem = parse(rows, {"name": "model", "parameters": "size"}).problem
    assert problem is not None
    assert problem.failure is Failure.CHANGED
    assert "size" in problem.detail
    optional = {"column": "size", "optional": True}
    assert parse(rows, {"name": "model", "parameters": optional}).problem is None


@pytest.mark.parametrize(
    "fields",
    [{}, {"name": "m", "sise": "s"}, {"name": {"column": "m", "as": "nothing"}}, {"name": "m", "fixed": {"x": "y"}}],
)
def test_a_wrong_map_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        FieldMap.model_validate(fields)


@given(st.lists(st.dictionaries(st.sampled_from(["model", "lab", "size", "when", "open", "note"]), ODD), max_size=3))
def test_odd_rows_never_raise(rows: list[dict[str, Any]]) -> None:
    fields = {
        "name": "model", "organization": "lab", "parameters": "size", "release_date": "when", "open_weights": "open",
        "text": "note", "hugging_face_id": "lab", "url": "note", "aliases": "lab",
    }  # fmt: skip
    assert isinstance(parse(rows, fields), Parsed)
