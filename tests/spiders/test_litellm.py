"""LiteLLM: golden rows, names inside keys, unknown things, unusable bodies."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given

from crawler.records import Failure, Sighting
from spiders.litellm import LiteLlmSpider, parse_prices, plain_name
from spiders.parsed import Parsed
from tests.spiders.golden import small, visit
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run
from tests.spiders.odd import mutated_json

NOW = datetime(2026, 11, 21, tzinfo=UTC)
URL = "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"
BODY = (FIXTURES / "litellm.json").read_bytes()


def rows() -> dict[str, Sighting]:
    parsed = parse_prices(BODY, url=URL, seen_at=NOW)
    return {item.source_key: item for item in parsed.items if isinstance(item, Sighting)}


@pytest.mark.parametrize(
    ("key", "name", "vendor"),
    [
        ("deepseek/deepseek-v3.2", "deepseek-v3.2", None),
        ("bedrock/us-east-1/anthropic.claude-v2:1", "claude-v2.1", "anthropic"),
        ("bedrock/us-west-2/deepseek.v3.2", "deepseek-v3.2", "deepseek"),
        ("openai.gpt-oss-120b-1:0", "gpt-oss-120b", "openai"),
        ("amazon.nova-pro-v1:0", "nova-pro", "amazon"),
        ("us.anthropic.claude-3-5-sonnet-20240620-v1:0", "claude-3-5-sonnet-20240620", "anthropic"),
        ("1024-x-1024/50-steps/stability.stable-diffusion-xl-v1", "stable-diffusion-xl-v1", "stability"),
        ("standard/1024-x-1024/dall-e-3", "dall-e-3", None),
        ("us.amazon.nova-2-lite-v1:0", "nova-2-lite", "amazon"),
        ("text-unicorn@001", "text-unicorn", None),
        ("vertex_ai/claude-3-5-haiku@20241022", "claude-3-5-haiku@20241022", None),
        ("vertex_ai/zai-org/glm-5-maas", "glm-5", None),
        ("gpt-3.5-turbo", "gpt-3.5-turbo", None),
        ("mistral/mistral-medium-3.5", "mistral-medium-3.5", None),
    ],
)
def test_plain_name(key: str, name: str, vendor: str | None) -> None:
    assert plain_name(key) == (name, vendor)


def test_a_developers_own_model() -> None:
    row = rows()["deepseek/deepseek-v3.2"]
    assert row.fields == {"name": "deepseek-v3.2", "organization": "DeepSeek", "domain": "Language"}
    assert row.discovers
    assert "input_cost_per_token" not in row.row
    assert row.row["max_input_tokens"] == 163840


def test_a_vendor_in_the_key_is_the_developer() -> None:
    guest = rows()["bedrock/us-east-1/anthropic.claude-v2:1"]
    assert (guest.fields["organization"], guest.discovers) == ("Anthropic", False)
    own = rows()["us.amazon.nova-2-lite-v1:0"]
    assert (own.fields["organization"], own.discovers) == ("Amazon", True)


@pytest.mark.parametrize(
    "key",
    [
        "tencent/glm-5.3",  # another developer's
        "gemini-flash-lite-latest",  # a moving name
        "ft:gpt-4o-2024-08-06",  # a customer's
        "voyage/rerank-2",  # a reranker
        "ollama/codellama",  # a reseller's
        "openai/new-thing",  # of an unknown mode
        "fireworks-ai-default",  # a price class
    ],
)
def test_names_that_discover_nothing(key: str) -> None:
    assert not rows()[key].discovers


@pytest.mark.parametrize("key", ["sample_spec", "tavily/search", "openai/container", "fallback_generalizations"])
def test_what_is_no_model_is_left_out(key: str) -> None:
    assert key not in rows()


def test_media_models_discover() -> None:
    assert rows()["runwayml/gen4.5"].discovers
    assert rows()["runwayml/gen4.5"].fields["domain"] == "Video"
    assert "Multimodal" in str(rows()["gpt-4o-audio-preview-2024-12-17"].fields["domain"])


def test_an_unknown_mode_is_a_signal() -> None:
    assert "litellm: telepathy" in {signal.subject for signal in parse_prices(BODY, url=URL, seen_at=NOW).signals}


def test_the_spider() -> None:
    job = RecordingJob(small("litellm"))
    items = run(LiteLlmSpider(job=job).first_requests(), {URL: Answer(BODY)})
    assert len(items) == len(rows())
    assert job.failures == []


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(b"<html><title>Sign in</title></html>"), Failure.CHANGED),
        (Answer(b"{"), Failure.BROKEN),
        (Answer(b"[]"), Failure.CHANGED),
        (Answer(b"{}"), Failure.EMPTY),
        (Answer(b"no", status=404), Failure.GONE),
    ],
)
def test_failures_are_named(answer: Answer, failure: Failure) -> None:
    job = RecordingJob(small("litellm"))
    assert run(LiteLlmSpider(job=job).first_requests(), {URL: answer}) == []
    assert job.failure_names == [failure]


def test_a_table_that_lost_much_of_itself_is_a_change() -> None:
    first = visit(small("litellm"), {URL: Answer(BODY)})
    half = dict(list(json.loads(BODY).items())[::2])
    done = visit(small("litellm"), {URL: Answer(json.dumps(half).encode())})
    assert first.job.failures == []
    assert done.items == []
    assert done.job.failure_names == [Failure.CHANGED]


@given(mutated_json(BODY.decode()))
def test_odd_rows_never_raise(value: object) -> None:
    assert isinstance(parse_prices(json.dumps(value).encode(), url=URL, seen_at=NOW), Parsed)
