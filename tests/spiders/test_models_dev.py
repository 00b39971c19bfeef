"""models.dev: golden rows, resellers, unknown things, unusable bodies."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Failure, Sighting
from spiders.models_dev import ModelsDevSpider, parse_models, parse_providers
from spiders.parsed import Parsed
from tests.spiders.golden import small
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run
from tests.spiders.odd import mutated_json

NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "https://models.dev/models.json"


def models() -> dict[str, Sighting]:
    parsed = parse_models((FIXTURES / "models_dev_models.json").read_bytes(), url=URL, seen_at=NOW)
    return {item.source_key: item for item in parsed.items if isinstance(item, Sighting)}


def providers() -> dict[str, Sighting]:
    parsed = parse_providers((FIXTURES / "models_dev_api.json").read_bytes(), url=URL, seen_at=NOW)
    return {item.source_key: item for item in parsed.items if isinstance(item, Sighting)}


def test_an_open_model() -> None:
    row = models()["stepfun/step-3.5-flash"]
    assert row.raw_name == "Step 3.5 Flash"
    assert row.fields == {
        "name": "Step 3.5 Flash",
        "organization": "StepFun",
        "release_date": "2026-01-29",
        "hugging_face_id": "stepfun-ai/Step-3.5-Flash",
        "domain": "Language",
    }
    assert row.pointers["release_date"] == "$['stepfun/step-3.5-flash'].release_date"
    assert set(row.pointers) == set(row.fields)
    assert row.discovers
    assert "benchmarks" not in row.row
    assert row.aliases == ("step-3.5-flash",)


def test_a_closed_model_is_an_api() -> None:
    row = models()["openai/o1-pro"]
    assert row.fields["accessibility"] == "API access"
    assert row.fields["domain"] == "Language,Vision,Multimodal"


def test_a_moving_name_discovers_nothing() -> None:
    assert not models()["openai/gpt-latest"].discovers


def test_unknown_things_are_signals() -> None:
    parsed = parse_models((FIXTURES / "models_dev_models.json").read_bytes(), url=URL, seen_at=NOW)
    subjects = {signal.subject for signal in parsed.signals}
    assert {"models_dev: colour", "models_dev: 2026-25-11", "models_dev: input smell"} <= subjects
    assert "release_date" not in models()["sakana/fugu"].fields
    assert parsed.rows == len(models())


def test_developers_discover_and_resellers_do_not() -> None:
    rows = providers()
    assert not rows["302ai:mistral-large-2512"].discovers
    assert "organization" not in rows["302ai:mistral-large-2512"].fields
    assert "accessibility" not in rows["302ai:mistral-large-2512"].fields
    own = [key for key in rows if key.startswith("alibaba-cn:qwen")]
    assert own
    assert all(rows[key].discovers and rows[key].fields["organization"] == "Alibaba" for key in own)
    assert not rows["alibaba-cn:deepseek-r1"].discovers
    assert rows["llama:llama-3.3-70b-instruct"].discovers
    assert not rows["llama:groq-llama-4-maverick-17b-128e-instruct"].discovers


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Failure.EMPTY),
        (b"<!DOCTYPE html><html>Just a moment</html>", Failure.CHANGED),
        (b'{"a/b": {"name"', Failure.BROKEN),
        (b"3", Failure.CHANGED),
        (b"null", Failure.CHANGED),
    ],
)
def test_unusable_bodies_are_named(body: bytes, failure: Failure) -> None:
    for parse in (parse_models, parse_providers):
        problem = parse(body, url=URL, seen_at=NOW).problem
        assert problem is not None
        assert problem.failure == failure


def test_the_spider_reads_both_files_and_reports_an_empty_one() -> None:
    job = RecordingJob(small("models_dev"))
    spider = ModelsDevSpider(job=job)
    answers = {
        URL: Answer((FIXTURES / "models_dev_models.json").read_bytes()),
        "https://models.dev/api.json": Answer(b"{}"),
    }
    items = run(spider.first_requests(), answers)
    assert len(items) == len(models())
    assert job.failures == [(Failure.EMPTY, "https://models.dev/api.json", "no rows at all")]


def test_one_file_that_fails_leaves_the_other() -> None:
    job = RecordingJob(small("models_dev"))
    answers = {
        URL: Answer(b"oops", status=500),
        "https://models.dev/api.json": Answer((FIXTURES / "models_dev_api.json").read_bytes()),
    }
    assert len(run(ModelsDevSpider(job=job).first_requests(), answers)) == len(providers())
    assert job.failure_names == [Failure.SERVER_ERROR]


@given(mutated_json((FIXTURES / "models_dev_models.json").read_text(encoding="utf-8")))
def test_odd_rows_never_raise(value: object) -> None:
    body = json.dumps(value).encode()
    assert isinstance(parse_models(body, url=URL, seen_at=NOW), Parsed)
    assert isinstance(parse_providers(body, url=URL, seen_at=NOW), Parsed)


@given(st.binary(max_size=200))
def test_odd_bytes_never_raise(body: bytes) -> None:
    assert isinstance(parse_models(body, url=URL, seen_at=NOW), Parsed)
