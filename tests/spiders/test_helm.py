"""HELM: golden rows, descriptions as documents, unknown things, unusable bodies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Document, DocumentKind, Failure, Sighting
from spiders.helm import HelmSpider, parse_models
from spiders.parsed import Parsed
from spiders.registry import load_sources
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BODY = (FIXTURES / "helm.yaml").read_bytes()


def parsed() -> Parsed:
    return parse_models(BODY, url="https://helm.example/models.yaml", seen_at=NOW)


def rows() -> dict[str, Sighting]:
    return {item.source_key: item for item in parsed().items if isinstance(item, Sighting)}


def test_a_row() -> None:
    row = rows()["deepseek-ai/deepseek-v3"]
    assert row.fields == {
        "name": "DeepSeek v3",
        "organization": "DeepSeek",
        "parameters": 685e9,
        "release_date": "2024-12-24",
        "domain": "Language",
    }
    assert row.aliases == ("deepseek-v3",)
    assert set(row.pointers) == set(row.fields)
    assert row.row["release_date"] == "2024-12-24"
    assert "description" not in row.row


def test_access_and_a_misspelt_column() -> None:
    row = rows()["openai/gpt-4o-2024-05-13"]
    assert row.fields["accessibility"] == "API access"
    assert row.fields["release_date"] == "2024-05-13"
    assert row.fields["domain"] == "Language,Vision,Multimodal"


def test_descriptions_are_documents_about_their_row() -> None:
    documents = [item for item in parsed().items if isinstance(item, Document)]
    assert len(documents) == 2
    first = documents[0]
    assert first.kind is DocumentKind.CATALOGUE_ROW
    assert first.body.decode().endswith("of which 37B work on each token (report).")
    assert first.about == "DeepSeek v3"
    assert first.about_key == first.key == "deepseek-ai/deepseek-v3"


def test_test_rows_and_nameless_ones_are_left_out() -> None:
    assert set(rows()) == {"deepseek-ai/deepseek-v3", "openai/gpt-4o-2024-05-13", "unheard/of-1b"}
    assert parsed().rows == 3


def test_unknown_things_are_signals_and_no_claims() -> None:
    subjects = {signal.subject for signal in parsed().signals}
    assert subjects == {"helm: price", "helm: sometimes", "helm: Unheard Collective of Zzyzx"}
    row = rows()["unheard/of-1b"]
    assert row.fields == {"name": "Of (1B)", "organization": "Unheard Collective of Zzyzx"}


def test_a_model_that_is_listed_twice_is_taken_once() -> None:
    twice = b"models:\n- &a {name: a/b, display_name: B}\n- *a\n- {name: a/b, display_name: C}\n"
    listed = parse_models(twice, url="u", seen_at=NOW)
    assert [item.raw_name for item in listed.items if isinstance(item, Sighting)] == ["B"]
    assert "helm: a/b is listed twice" in {signal.subject for signal in listed.signals}


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(b""), Failure.EMPTY),
        (Answer(b"<!doctype html><p>moved</p>"), Failure.CHANGED),
        (Answer(b"models: ["), Failure.BROKEN),
        (Answer(b"models:\n  - {name: a/b, release_date: 2025-02-30}"), Failure.BROKEN),
        (Answer(b"rows: []"), Failure.CHANGED),
        (Answer(b"models: []"), Failure.EMPTY),
        (TimeoutError(), Failure.TIMEOUT),
    ],
)
def test_failures_are_named(answer: Answer | Exception, failure: Failure) -> None:
    source = load_sources()["helm"]
    job = RecordingJob(source)
    assert run(HelmSpider(job=job).first_requests(), {source.urls[0]: answer}) == []
    assert job.failure_names == [failure]


VALUE = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2)


COLUMN = st.sampled_from(["name", "display_name", "access", "tags", "num_parameters", "release", "description", "x"])


@given(st.lists(st.dictionaries(COLUMN, VALUE), max_size=3))
def test_odd_rows_never_raise(models: list[dict[str, object]]) -> None:
    body = yaml.safe_dump({"models": models}).encode()
    assert isinstance(parse_models(body, url="u", seen_at=NOW), Parsed)


@given(st.binary(max_size=100))
def test_odd_bytes_never_raise(body: bytes) -> None:
    assert isinstance(parse_models(body, url="u", seen_at=NOW), Parsed)
