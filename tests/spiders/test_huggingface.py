"""The Hub's spider: pages in order, cards between them, checkpoints behind them, named failures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from crawler.config import HuggingFace, Settings
from crawler.records import Document, Failure, Sighting
from spiders.base import Checkpoint
from spiders.hub.listing import Sweep, first_page
from spiders.huggingface import HuggingFaceSpider
from spiders.registry import load_sources
from tests.spiders.jobs import FIXTURES, Answer, RecordingJob, run

ROWS: dict[str, dict[str, Any]] = {
    row["id"]: row for row in json.loads((FIXTURES / "hub_page.json").read_text(encoding="utf-8")) if "id" in row
}
QWEN, OSS, LLAMA, GGUF, OLD = (
    "Qwen/Qwen3-235B-A22B",
    "openai/gpt-oss-120b",
    "meta-llama/Llama-3.1-8B-Instruct",
    "unsloth/Qwen3-Coder-30B-A3B-Instruct-GGUF",
    "deepseek-ai/deepseek-llm-67b-base",
)
ENDPOINT = "https://huggingface.co/api/models"
SIZED = first_page(ENDPOINT, Sweep.SIZED, page_size=1000, min_parameters=1e9)
UNSIZED = first_page(ENDPOINT, Sweep.UNSIZED, page_size=1000, min_parameters=1e9)
NEW = first_page(ENDPOINT, Sweep.NEW, page_size=1000, min_parameters=1e9)
SECOND = f"{SIZED}&cursor=abc"
CARD = Answer(b"# A card\nTrained on 15T tokens.", headers={"Content-Type": "text/markdown"})
NOTHING = Answer(b"[]")


def page(*names: str, after: str | None = None, **changes: Any) -> Answer:
    rows = [{**ROWS[name], **changes} for name in names]
    return Answer(json.dumps(rows).encode(), headers={"Link": f'<{after}>; rel="next"'} if after else {})


def card(name: str) -> str:
    return f"https://huggingface.co/{name}/resolve/main/README.md"


def config(name: str) -> str:
    return f"https://huggingface.co/{name}/resolve/main/config.json"


SWEEPS_ONLY = Settings(huggingface=HuggingFace(census="off", trending_rows=0))
"""Neither alarm nor statistics, which have tests of their own (``test_hub_visits``)."""


def new_job(**changes: Any) -> RecordingJob:
    return RecordingJob(load_sources()["huggingface"], **{"settings": SWEEPS_ONLY, **changes})


def crawl(job: RecordingJob, answers: Mapping[str, Answer | Exception]) -> list[Any]:
    spider = HuggingFaceSpider(job=job)
    items = run(spider.first_requests(), {UNSIZED: NOTHING, NEW: NOTHING, **answers})
    spider.closed("finished")
    return items


def kinds(items: list[Any]) -> list[str]:
    """What was yielded, in order: names of sightings, addresses of documents, cursors."""
    words = []
    for item in items:
        if isinstance(item, Sighting):
            words.append(item.raw_name)
        elif isinstance(item, Document):
            words.append(item.url)
        else:
            words.append(f"> {item.cursor.split()[0]}")
    return words


def test_pages_with_their_cards_and_a_checkpoint_behind_each() -> None:
    job = new_job()
    answers = {
        SIZED: page(QWEN, GGUF, after=SECOND),
        SECOND: page(LLAMA),
        UNSIZED: page(OLD, QWEN),
        card(QWEN): CARD,
        card(LLAMA): CARD,
        card(OLD): CARD,
    }
    assert kinds(crawl(job, answers)) == [
        "Qwen3-Coder-30B-A3B-Instruct-GGUF", "Qwen3-235B-A22B", card(QWEN), "> sized",
        "Llama-3.1-8B-Instruct", card(LLAMA), "> unsized",
        "deepseek-llm-67b-base", card(OLD), "> new",
    ]  # fmt: skip
    assert job.failures == []


def test_cards_belong_to_their_sighting() -> None:
    items = crawl(new_job(), {SIZED: page(QWEN), card(QWEN): CARD})
    document = next(item for item in items if isinstance(item, Document))
    assert document.about_key == QWEN
    assert document.body == CARD.body
    assert document.version == ROWS[QWEN]["sha"]


def test_the_sweep_ends_where_downloads_do() -> None:
    job = new_job()
    last = [ROWS[LLAMA], {**ROWS[OLD], "downloads": 100}]
    answers = {SIZED: Answer(json.dumps(last).encode(), headers={"Link": f'<{SECOND}>; rel="next"'}), card(LLAMA): CARD}
    assert kinds(crawl(job, answers)) == ["Llama-3.1-8B-Instruct", card(LLAMA), "> unsized", "> new"]
    assert job.failures == []  # the second page would have been answered with 404


def test_a_resumed_visit_begins_at_its_cursor() -> None:
    job = new_job(cursor=f"sized {SECOND}", finished={card(LLAMA)})
    assert kinds(crawl(job, {SECOND: page(LLAMA)})) == ["Llama-3.1-8B-Instruct", "> unsized", "> new"]
    job = new_job(cursor="something else")
    assert kinds(crawl(job, {SIZED: NOTHING})) == ["> unsized", "> new"]
    assert [signal.kind for signal in job.signals] == ["cursor"]


def test_an_unchanged_repository_is_not_fetched_again() -> None:
    job = new_job(versions={card(QWEN): ROWS[QWEN]["sha"], card(LLAMA): "an older commit"})
    assert kinds(crawl(job, {SIZED: page(QWEN, LLAMA), card(LLAMA): CARD})) == [
        "Qwen3-235B-A22B", "Llama-3.1-8B-Instruct", card(LLAMA), "> unsized", "> new",
    ]  # fmt: skip


def test_experts_are_read_from_the_configuration() -> None:
    told = {"num_local_experts": 128, "num_experts_per_tok": 4, "hidden_size": 2880, "intermediate_size": 2880,
            "num_hidden_layers": 36, "model_type": "gpt_oss"}  # fmt: skip
    job = new_job()
    items = crawl(job, {SIZED: page(OSS), config(OSS): Answer(json.dumps(told).encode()), card(OSS): CARD})
    assert kinds(items) == ["gpt-oss-120b", card(OSS), "> unsized", "> new"]
    assert job.failures == []


@pytest.mark.parametrize("answer", [Answer(status=401), Answer(status=404), Answer(b"{broken")])
def test_a_missing_or_broken_configuration_costs_no_row(answer: Answer) -> None:
    job = new_job()
    assert kinds(crawl(job, {SIZED: page(OSS), config(OSS): answer, card(OSS): CARD}))[0] == "gpt-oss-120b"
    assert job.failures == []


def test_a_configuration_that_fails_is_named() -> None:
    job = new_job()
    answers: dict[str, Answer | Exception] = {SIZED: page(OSS), config(OSS): TimeoutError(), card(OSS): CARD}
    assert kinds(crawl(job, answers)) == ["gpt-oss-120b", card(OSS), "> unsized", "> new"]
    assert job.failure_names == [Failure.TIMEOUT]
    # A row that an earlier run completed is not replaced by one without what the configuration told.
    known = new_job(versions={card(OSS): ROWS[OSS]["sha"]})
    assert kinds(crawl(known, answers)) == ["> unsized", "> new"]


def test_gated_and_absent_cards_are_ordinary() -> None:
    job = new_job()
    answers = {SIZED: page(QWEN, LLAMA), card(QWEN): Answer(status=404), card(LLAMA): Answer(status=401)}
    assert kinds(crawl(job, answers)) == ["Qwen3-235B-A22B", "Llama-3.1-8B-Instruct", "> unsized", "> new"]
    assert job.failures == []
    assert job.versions == {card(QWEN): ROWS[QWEN]["sha"]}
    assert [signal.subject for signal in job.signals if signal.kind == "gated"] == [LLAMA]


def test_a_card_that_fails_leaves_the_rest() -> None:
    job = new_job()
    answers = {SIZED: page(QWEN, LLAMA), card(QWEN): Answer(b"", status=500), card(LLAMA): CARD}
    assert kinds(crawl(job, answers)) == ["Qwen3-235B-A22B", "Llama-3.1-8B-Instruct", card(LLAMA), "> unsized", "> new"]
    assert job.failure_names == [Failure.SERVER_ERROR]


def test_a_broken_page_is_named_and_the_next_goes_on() -> None:
    job = new_job()
    broken = Answer(b'[{"id":', headers={"Link": f'<{SECOND}>; rel="next"'})
    assert kinds(crawl(job, {SIZED: broken, SECOND: page(LLAMA), card(LLAMA): CARD})) == [
        "> sized", "Llama-3.1-8B-Instruct", card(LLAMA), "> unsized", "> new",
    ]  # fmt: skip
    assert job.failure_names == [Failure.BROKEN]


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(b"<html>moved</html>"), Failure.CHANGED),
        (Answer(b'{"error": "no"}', status=400), Failure.CHANGED),
        (Answer(b"", status=403), Failure.BLOCKED),
        (page(GGUF, after="/api/models?cursor=a"), Failure.CHANGED),
        (page(GGUF, after=SIZED), Failure.CHANGED),
    ],
)
def test_where_the_list_breaks_off_the_visit_does_not_pass_for_complete(answer: Answer, failure: Failure) -> None:
    job = new_job()
    items = crawl(job, {SIZED: answer})
    assert not any(isinstance(item, Checkpoint) and "unsized" in str(item.cursor) for item in items)
    assert job.failure_names == [failure]


def test_a_slow_page_is_asked_for_in_smaller_pieces() -> None:
    smaller = SIZED.replace("limit=1000", "limit=200")
    job = new_job()
    assert kinds(crawl(job, {SIZED: Answer(status=504), smaller: page(LLAMA), card(LLAMA): CARD})) == [
        "Llama-3.1-8B-Instruct", card(LLAMA), "> unsized", "> new",
    ]  # fmt: skip
    assert job.failures == []
    job = new_job()
    assert kinds(crawl(job, {SIZED: Answer(status=504), smaller: TimeoutError()})) == []
    assert job.failure_names == [Failure.TIMEOUT]


def test_a_hub_without_rows_is_empty() -> None:
    job = new_job()
    crawl(job, {SIZED: NOTHING})
    assert job.failure_names == [Failure.EMPTY]


def test_a_repeated_row_is_taken_once() -> None:
    job = new_job()
    items = crawl(job, {SIZED: page(QWEN, after=SECOND), SECOND: page(QWEN), card(QWEN): CARD})
    assert kinds(items).count("Qwen3-235B-A22B") == 1


def test_the_token_goes_along() -> None:
    settings = Settings(huggingface=HuggingFace(token=SecretStr("hf_secret"), page_size=10))
    requests = list(HuggingFaceSpider(job=new_job(settings=settings)).first_requests())
    assert requests[0].headers["Authorization"] == b"Bearer hf_secret"
    assert "limit=10&" in requests[0].url
    assert "Authorization" not in next(iter(HuggingFaceSpider(job=new_job()).first_requests())).headers


def test_a_card_that_names_its_base_says_that_the_model_is_a_derivative() -> None:
    told = "# A card\nThis model is a fine-tuned version of [mistralai/Mistral-7B-v0.1](https://huggingface.co/mistralai/Mistral-7B-v0.1).\n"
    own = {
        "config": {"model_type": "kestrel"},
        "safetensors": {"parameters": {"BF16": 6_543_210_987}, "total": 6_543_210_987},
    }
    stranger = {**ROWS[QWEN], "id": "somebody/Kestrel-Chat-7B", "author": "somebody", "tags": [], **own}
    listed = Answer(json.dumps([stranger]).encode())
    items = crawl(new_job(), {SIZED: listed, card("somebody/Kestrel-Chat-7B"): Answer(told.encode())})
    sighting = next(item for item in items if isinstance(item, Sighting))
    assert sighting.exclusion == "finetune"
    assert sighting.owner_key == "somebody/Kestrel-Chat-7B"  # as of a derivative that declares it
    document = next(item for item in items if isinstance(item, Document))
    assert document.exclusion == "finetune"
    assert document.exclusion_detail


def test_a_look_at_the_first_page() -> None:
    spider = HuggingFaceSpider(job=new_job())
    seen = spider.inspect(page(QWEN, LLAMA).body, url=ENDPOINT, content_type="application/json")
    assert (seen.rows, seen.newest, seen.failure, seen.is_whole) == (2, "2025-04-27", None, False)
    assert spider.inspect(b"[]", url=ENDPOINT, content_type="application/json").failure is Failure.EMPTY
    assert spider.inspect(b"<html>", url=ENDPOINT, content_type="text/html").failure is Failure.CHANGED


@pytest.mark.parametrize(("code", "failures"), [("GatedRepo", []), (None, [Failure.BLOCKED])])
def test_a_refusal_is_gating_only_where_the_hub_says_so(code: str | None, failures: list[Failure]) -> None:
    job = new_job()
    refusal = Answer(b"{}", status=403, headers={"X-Error-Code": code} if code else {})
    assert kinds(crawl(job, {SIZED: page(QWEN), card(QWEN): refusal}))[0] == "Qwen3-235B-A22B"
    assert job.failure_names == failures
    assert [signal.subject for signal in job.signals if signal.kind == "gated"] == ([QWEN] if code else [])
