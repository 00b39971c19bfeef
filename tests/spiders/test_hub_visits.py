"""Whole visits of a Hub: the watch list, the watermark, unknown sizes, the alarm, the statistics, resuming."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.config import Settings
from crawler.demo.exchange import Request
from crawler.demo.hub_site import HOST
from crawler.records import Failure
from crawler.store.database import open_store
from crawler.store.hub_snapshots import Basis, FamilyCount, HubSnapshot, family_counts, snapshots
from crawler.store.hub_visits import last_month, mark, watched
from spiders.base import Checkpoint
from spiders.hub.memory import NEWEST
from spiders.registry import load_sources
from tests.spiders.hub_answers import HubAnswers, cards, names, repository, settings_in, sightings, visit
from tests.spiders.jobs import Answer, RecordingJob

NOW = datetime.now(UTC)
MONTH = last_month(NOW)
IN_MONTH = f"{MONTH}-15T12:00:00.000Z"
TAKEN = [repository(f"lab-{number}/Kestrel-{number}", downloads=9000 - number) for number in range(12)]


def days_ago(days: float) -> str:
    return (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def fillers(number: int) -> list[dict[str, Any]]:
    """Repositories of no interest, a page of new ones and a page of older ones: lists of new ones end among them."""
    return [
        repository(f"lab-y/Crane-{days}-{n}", downloads=2, size=10**8, createdAt=days_ago(days))
        for days in (1, 70)
        for n in range(number)
    ]


def stored(settings: Settings) -> tuple[list[str], list[HubSnapshot], list[FamilyCount], str | None]:
    """The watch list, the snapshots, the families and the watermark."""
    with open_store(settings.database) as store:
        connection = store.connection
        waiting = [entry.repository for entry in watched(connection)]
        return waiting, snapshots(connection), family_counts(connection), mark(connection, NEWEST)


# The watch list and the watermark.


def test_what_is_new_waits_until_its_downloads_count(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, census="off")
    young = repository("lab-x/Merlin-30", downloads=3, size=30_000_000_000, createdAt=days_ago(2))
    others = [
        repository("lab-x/Merlin-small", downloads=3, size=100_000_000, createdAt=days_ago(2)),
        repository(
            "person/Merlin-tuned", downloads=3, createdAt=days_ago(2),
            tags=["base_model:lab-x/Merlin-30", "base_model:finetune:lab-x/Merlin-30"],
        ),
    ]  # fmt: skip
    items, job = visit(settings, HubAnswers([*TAKEN, young, *others]))
    assert "lab-x/Merlin-30" not in names(items)
    assert len(names(items)) == len(TAKEN)
    assert stored(settings)[0] == ["lab-x/Merlin-30"]
    assert job.failures == []

    items, _ = visit(settings, HubAnswers([*TAKEN, {**young, "downloads": 40}]))
    assert "lab-x/Merlin-30" not in names(items)
    assert stored(settings)[0] == ["lab-x/Merlin-30"]

    items, _ = visit(settings, HubAnswers([*TAKEN, {**young, "downloads": 400}]))
    assert "lab-x/Merlin-30" in names(items)
    assert stored(settings)[0] == []


def test_the_watch_list_is_asked_by_name_where_the_list_of_new_ones_no_longer_reaches(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, census="off", page_size=4, new_days=90)
    waiting = [
        repository(f"lab-x/Heron-{number}", downloads=3, size=number * 10**9, createdAt=days_ago(80))
        for number in (20, 30, 40)
    ]
    visit(settings, HubAnswers([*TAKEN, *waiting, *fillers(10)]))
    assert stored(settings)[0] == ["lab-x/Heron-40", "lab-x/Heron-30", "lab-x/Heron-20"]

    few = settings_in(tmp_path, census="off", page_size=4, watch_requests=2, new_days=90)
    gone = HubAnswers([*TAKEN, {**waiting[1], "downloads": 50}, waiting[0], *fillers(10)])
    visit(few, gone)
    by_name = [url.split("?")[0].rpartition("/")[2] for url in gone.asked if "/api/models/lab-x" in url]
    assert by_name == ["Heron-40", "Heron-30"]
    assert stored(few)[0] == ["lab-x/Heron-30", "lab-x/Heron-20"]


@pytest.mark.parametrize("status", [401, 404])
def test_a_repository_that_is_gone_leaves_the_watch_list(tmp_path: Path, status: int) -> None:
    settings = settings_in(tmp_path, census="off", page_size=4, new_days=90)
    old = repository("lab-x/Heron-40", downloads=3, createdAt=days_ago(80))
    visit(settings, HubAnswers([*TAKEN, old, *fillers(10)]))

    def odd(url: str) -> Answer | None:
        return Answer(b'{"error": "Invalid username or password."}', status) if "/models/lab-x/" in url else None

    _, job = visit(settings, HubAnswers([*TAKEN, *fillers(10)], odd))
    assert stored(settings)[0] == []
    assert job.failures == []


def test_an_old_repository_leaves_the_watch_list(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, census="off", new_days=90)
    visit(settings, HubAnswers([*TAKEN, repository("lab-x/Heron-40", downloads=3, createdAt=days_ago(80))]))
    assert stored(settings)[0] == ["lab-x/Heron-40"]
    visit(settings_in(tmp_path, census="off", watch_days=30), HubAnswers(TAKEN))
    assert stored(settings)[0] == []


def test_the_watermark_advances_when_everything_new_was_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, census="off", page_size=5, new_days=90)
    new = [repository(f"lab-y/Crane-{day}", downloads=0, size=10**8, createdAt=days_ago(day)) for day in range(1, 80)]
    first = HubAnswers([*TAKEN, *new])
    visit(settings, first)
    assert (stored(settings)[3] or "")[:10] == new[0]["createdAt"][:10]
    pages = [url for url in first.lists if "sort=createdAt" in url]
    assert len(pages) == 16

    # Seven days of overlap and no more are read again; a page that cannot be read leaves the mark where it is.
    def odd(url: str) -> Answer | None:
        return Answer(b"<html>") if "sort=createdAt" in url and "cursor=" in url else None

    more = [repository("lab-y/Crane-now", downloads=0, size=10**8, createdAt=days_ago(0.2)), *new]
    broken = HubAnswers([*TAKEN, *more], odd)
    _, job = visit(settings, broken)
    assert job.failure_names == [Failure.CHANGED]
    assert (stored(settings)[3] or "")[:10] == new[0]["createdAt"][:10]
    again = HubAnswers([*TAKEN, *more])
    visit(settings, again)
    assert len([url for url in again.lists if "sort=createdAt" in url]) == 2
    assert (stored(settings)[3] or "")[:10] == more[0]["createdAt"][:10]


# What the Hub does not measure.


def blind(name: str, **changes: Any) -> dict[str, Any]:
    return repository(name, size=None, sha="a" * 40, **changes)


LARGE = {
    "model_type": "kestrel", "hidden_size": 8192, "num_hidden_layers": 80, "num_attention_heads": 64,
    "num_key_value_heads": 8, "intermediate_size": 28672, "vocab_size": 128256, "hidden_act": "silu",
    "tie_word_embeddings": False,
}  # fmt: skip


def test_popular_models_of_unknown_size_are_measured(tmp_path: Path) -> None:
    rows = [
        blind("lab-x/Vision", files={"README.md": "# Vision", "config.json": json.dumps(LARGE)}),
        blind("lab-x/Fold", files={"README.md": "# Fold"}, sizes={"weights.pt": 12_000_000_000}),
        blind("lab-x/Little", files={"config.json": json.dumps({**LARGE, "num_hidden_layers": 2, "hidden_size": 64})}),
        blind("lab-x/Tool", files={"README.md": "# Tool"}, sizes={"weights.pt": 40_000_000}),
        blind("lab-x/Data", files={"README.md": "# Data"}),
        blind("person/Vision-GGUF", tags=["gguf"], files={"README.md": "#"}),
    ]
    settings = settings_in(tmp_path, census="off")
    answers = HubAnswers([*TAKEN, *rows])
    items, job = visit(settings, answers)
    assert set(names(items)) - {row["id"] for row in TAKEN} == {"lab-x/Vision", "lab-x/Fold"}
    sizes = {item.source_key: (item.fields["parameters"], item.pointers["parameters"]) for item in sightings(items)}
    assert sizes["lab-x/Vision"][0] == pytest.approx(70.6e9, rel=0.01)
    assert sizes["lab-x/Vision"][1] == "config"
    assert sizes["lab-x/Fold"] == (3e9, "files")
    assert job.failures == []
    # What was found small is left alone until it changes.
    again = HubAnswers([*TAKEN, *rows])
    visit(settings, again, job=RecordingJob(load_sources()["huggingface"], settings=settings, versions=job.versions))
    looked_up = [url for url in again.asked if "config.json" in url or "blobs=true" in url]
    assert not any(name in url for url in looked_up for name in ("Little", "Tool", "Data", "GGUF"))


def test_measuring_has_a_limit_that_is_named(tmp_path: Path) -> None:
    rows = [blind(f"lab-x/Tool-{letter}", files={}) for letter in "abcd"]
    answers = HubAnswers([*TAKEN, *rows])
    _, job = visit(settings_in(tmp_path, census="off", size_requests=1), answers)
    assert sum("blobs=true" in url for url in answers.asked) == 1
    told = [signal.detail for signal in job.signals if signal.kind == "size"]
    assert len(told) == 1
    assert told[0].startswith("3 left for later visits")


def test_a_gated_repository_is_named_and_still_sighted(tmp_path: Path) -> None:
    gated = repository("lab-x/Owl-7", gated="manual")
    items, job = visit(settings_in(tmp_path, census="off"), HubAnswers([*TAKEN, gated]))
    assert "lab-x/Owl-7" in names(items)
    assert {signal.subject for signal in job.signals if signal.kind == "gated"} == {"lab-x/Owl-7"}
    assert not any(card.about_key == "lab-x/Owl-7" for card in cards(items))


@pytest.mark.parametrize("task", ["text-to-video", "text-to-image", "robotics", "feature-extraction", None])
def test_every_task_is_looked_at(tmp_path: Path, task: str | None) -> None:
    answers = HubAnswers([repository("lab-x/Owl-7", **({"pipeline_tag": task} if task else {}))])
    items, _ = visit(settings_in(tmp_path, census="off"), answers)
    assert names(items) == ["lab-x/Owl-7"]
    assert not any("pipeline_tag=" in url for url in answers.asked)


def test_a_configuration_names_what_a_strangers_model_was_loaded_from(tmp_path: Path) -> None:
    told = {"_name_or_path": "lab-x/Owl-7", "model_type": "owl"}
    copy = repository("person/Poet-7", files={"config.json": json.dumps(told), "README.md": "# Poet"})
    items, _ = visit(settings_in(tmp_path, census="off"), HubAnswers([copy]))
    (sighting,) = sightings(items)
    assert sighting.exclusion == "finetune"
    assert cards(items)[0].exclusion == "finetune"


# The alarm.


def test_new_trending_repositories_raise_an_alarm(tmp_path: Path) -> None:
    rows = [
        repository("nobody/Phoenix", downloads=0, createdAt=days_ago(1), trendingScore=90),
        repository("Qwen/Vast", size=900_000_000_000, downloads=0, createdAt=days_ago(1), trendingScore=80),
        repository("Qwen/Usual", createdAt=days_ago(1), trendingScore=70),
        repository("nobody/Older", createdAt=days_ago(300), trendingScore=60),
        repository("nobody/Little", size=10**8, createdAt=days_ago(1), trendingScore=50),
        repository("nobody/Phoenix-GGUF", tags=["gguf"], size=None, createdAt=days_ago(1), trendingScore=40),
    ]
    items, job = visit(settings_in(tmp_path, census="off"), HubAnswers(rows))
    told = {signal.subject: signal.detail for signal in job.signals if signal.kind == "trending"}
    assert set(told) == {"nobody/Phoenix", "Qwen/Vast"}
    assert told["Qwen/Vast"].startswith("it is large; 9e+11 parameters")
    # A day old and without downloads, they are candidates at once.
    assert {"nobody/Phoenix", "Qwen/Vast"} <= set(names(items))
    quiet, job = visit(settings_in(tmp_path / "quiet", census="off", trending_rows=0), HubAnswers(rows))
    assert "nobody/Phoenix" not in names(quiet)
    assert not any(signal.kind == "trending" for signal in job.signals)


# The statistics.


def hub_of(number: int) -> list[dict[str, Any]]:
    """Popular models, then a long tail; one in three of it was never downloaded."""
    tail = [
        repository(
            f"many-{rank}/Sparrow-{rank}", size=50_000_000 + rank, downloads=max(0, 60 - rank // 4),
            downloadsAllTime=0 if rank % 3 == 0 and rank >= 240 else 500, createdAt="2024-06-01T00:00:00.000Z",
        )
        for rank in range(number)
    ]  # fmt: skip
    base = [
        repository("meta-llama/Llama-3.1-8B", size=8_030_261_248, downloads=50_000, config={"model_type": "llama"}),
        repository("lab-x/Owl-26", size=26_000_000_000, downloads=20_000),
        repository("lab-x/Owl-27", size=27_000_000_000, downloads=19_000),
    ]
    tags = ["base_model:meta-llama/Llama-3.1-8B", "base_model:finetune:meta-llama/Llama-3.1-8B"]
    derived = [
        repository(f"person-{number}/Poet-{number}", size=8_030_261_248, downloads=5, createdAt=IN_MONTH, tags=tags)
        for number in range(3)
    ]
    return [*base, *derived, repository("lab-y/Own-3", size=3 * 10**9, downloads=4, createdAt=IN_MONTH), *tail]


def figures_of(rows: list[dict[str, Any]]) -> dict[str, float]:
    """What the statistics must come to, counted over all rows."""
    downloads = sorted((row["downloads"] for row in rows), reverse=True)
    top = downloads[: -(-len(rows) // 100)]
    ever = [row.get("downloadsAllTime", row["downloads"]) for row in rows]
    return {
        "models": len(rows),
        "new_models": sum(row["createdAt"].startswith(MONTH) for row in rows),
        "downloads": sum(downloads),
        "downloads_all_time": sum(ever),
        "never_downloaded_share": sum(count == 0 for count in ever) / len(rows),
        "idle_share": sum(count == 0 for count in downloads) / len(rows),
        "top_percent_share": sum(top) / sum(downloads),
        "popular_models": 3,
        "fitting_models": 2,
        "largest_fitting_parameters": 26e9,
    }


@pytest.mark.parametrize("census", ["sampled", "full"])
def test_a_small_hub_is_counted_exactly(tmp_path: Path, census: str) -> None:
    settings = settings_in(tmp_path, census=census)
    rows = hub_of(200)
    items, job = visit(settings, HubAnswers(rows))
    _, (snapshot,), families, _ = stored(settings)
    assert job.failures == []
    assert snapshot.month == MONTH
    for name, value in figures_of(rows).items():
        assert getattr(snapshot, name) == pytest.approx(value), name
        assert snapshot.basis[name] is Basis.EXACT
    assert snapshot.largest_fitting == "lab-x/Owl-26"
    assert snapshot.sampled_models == 0
    assert families == [FamilyCount(MONTH, "llama", "finetune", 3, 1.0)]
    # The month is closed: a second visit counts nothing and reads no further back than it must.
    again = HubAnswers(rows)
    visit(settings, again)
    assert not any("skip=" in url for url in again.asked)
    assert stored(settings)[1] == [snapshot]
    assert items


def test_a_long_tail_is_sampled(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, page_size=20, census_pages=12, min_downloads=40)
    rows = hub_of(1500)
    answers = HubAnswers(rows)
    visit(settings, answers)
    (snapshot,) = stored(settings)[1]
    true = figures_of(rows)
    assert snapshot.models == true["models"]
    assert snapshot.basis["models"] is Basis.EXACT
    assert snapshot.sampled_models == 240
    for name in ("downloads", "downloads_all_time", "never_downloaded_share", "idle_share", "top_percent_share"):
        # Repositories with equal downloads come in no order, so that shares have the error of 240 random draws.
        assert getattr(snapshot, name) == pytest.approx(true[name], rel=0.08, abs=0.06), name
        assert snapshot.basis[name] is Basis.SAMPLED
    assert sum("skip=" in url for url in answers.asked) < 45


IGNORED = Answer(json.dumps([{"id": "meta-llama/Llama-3.1-8B", "downloads": 50_000}]).encode())


@pytest.mark.parametrize("answer", [IGNORED, Answer(b'{"error": "no"}', status=400), Answer(status=504)])
def test_a_hub_that_serves_no_ranks_gives_no_totals(tmp_path: Path, answer: Answer) -> None:
    settings = settings_in(tmp_path)
    _, job = visit(settings, HubAnswers(hub_of(200), lambda url: answer if "skip=" in url else None))
    (snapshot,) = stored(settings)[1]
    assert (snapshot.models, snapshot.downloads, snapshot.never_downloaded_share) == (None, None, None)
    assert (snapshot.new_models, snapshot.popular_models) == (4, 3)
    assert "models" not in snapshot.basis
    assert job.failures == []
    assert [signal.kind for signal in job.signals if signal.kind == "census"] == ["census"]


def test_pages_of_the_sample_that_cannot_be_had_are_left_out(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, page_size=20, census_pages=12, min_downloads=40)
    pages: list[str] = []

    def odd(url: str) -> Answer | None:
        if "skip=" not in url or "limit=1&" in url:
            return None
        pages.append(url)
        return Answer(status=504) if len(pages) % 4 == 0 else None

    _, job = visit(settings, HubAnswers(hub_of(1500), odd))
    (snapshot,) = stored(settings)[1]
    assert job.failures == []
    assert (snapshot.sampled_models, snapshot.basis["downloads"]) == (180, Basis.SAMPLED)
    none = settings_in(tmp_path / "none", page_size=20, census_pages=12)
    visit(
        none, HubAnswers(hub_of(1500), lambda url: Answer(status=504) if "skip=" in url and "limit=20" in url else None)
    )
    (snapshot,) = stored(none)[1]
    assert (snapshot.models, snapshot.downloads) == (len(hub_of(1500)), None)


def test_a_census_that_fails_leaves_the_month_open(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    rows = hub_of(200)

    def odd(url: str) -> Answer | None:
        return Answer(b"<html>busy</html>") if "skip=" in url else None

    items, job = visit(settings, HubAnswers(rows, odd))
    assert job.failure_names == [Failure.CHANGED]
    assert stored(settings)[1] == []
    cursor = [item.cursor for item in items if isinstance(item, Checkpoint)][-1]
    assert cursor == "census"
    resumed = RecordingJob(load_sources()["huggingface"], settings=settings, cursor=cursor)
    _, job = visit(settings, HubAnswers(rows), job=resumed)
    assert job.failures == []
    assert stored(settings)[1][0].models == len(rows)


@pytest.mark.parametrize("order", ["sort=downloads&limit=10&expand", "sort=createdAt"])
def test_a_page_that_cannot_be_read_leaves_the_month_to_another_visit(tmp_path: Path, order: str) -> None:
    settings = settings_in(tmp_path)
    rows = hub_of(60)
    hub = HubAnswers(rows)

    def odd(url: str) -> Answer | None:
        if order not in url or "cursor=" in url:
            return None
        link = hub.site.answer(Request("GET", HOST, "/api/models", urlsplit(url).query, {}, f"https://{HOST}")).headers
        return Answer(b"[{", headers={"Link": link["Link"]} if "Link" in link else {})

    hub.odd = odd
    _, job = visit(settings, hub)
    assert job.failure_names == [Failure.BROKEN]
    assert not any("skip=" in url for url in hub.asked)
    assert stored(settings)[1] == []
    visit(settings, HubAnswers(rows))
    assert [snapshot.models for snapshot in stored(settings)[1]] == [len(rows)]


def said(items: list[Any]) -> dict[str, Any]:
    """What is said of each repository."""
    return {item.source_key: (item.fields, item.row, item.exclusion, item.owner_key) for item in sightings(items)}


@pytest.mark.parametrize("census", ["sampled", "full"])
def test_a_visit_may_be_resumed_anywhere(tmp_path: Path, census: str) -> None:
    rows = [
        *hub_of(60), *fillers(10),
        repository("lab-z/Wren-9", downloads=3, createdAt=days_ago(1), trendingScore=5),
        repository("lab-z/Heron-9", downloads=3, createdAt=days_ago(100)),
        # The Hub finds it by its size, and states no total: both sweeps by downloads show it.
        repository(
            "lab-z/Tern-9", size=None, safetensors={"parameters": {"BF16": 9 * 10**9}}, cardData={"license": "mit"}
        ),
    ]  # fmt: skip
    # The watch list and the watermark of one visit, which has closed no month.
    visit(settings_in(tmp_path / "before", census="off", new_days=120), HubAnswers(rows))

    def after_a_visit(name: str) -> Settings:
        shutil.copytree(tmp_path / "before", tmp_path / name)
        return settings_in(tmp_path / name, census=census)

    whole = after_a_visit("whole")
    undisturbed, _ = visit(whole, HubAnswers(rows))
    cursors = [item.cursor for item in undisturbed if isinstance(item, Checkpoint)]
    last_of_sweep = {cursor.split()[0]: cursor for cursor in cursors if cursor}
    assert set(last_of_sweep) == {"unsized", "new", "trending", "watched", "census"}
    for sweep, cursor in last_of_sweep.items():
        settings = after_a_visit(sweep)
        limit = _requests_until(rows, after_a_visit(f"dry-{sweep}"), cursor)
        answers = HubAnswers(rows)
        answers.odd = lambda url, seen=answers.asked, most=limit: Answer(status=403) if len(seen) > most else None  # type: ignore[misc]
        begun, _ = visit(settings, answers)
        resumed = RecordingJob(load_sources()["huggingface"], settings=settings, cursor=cursor)
        rest, job = visit(settings, HubAnswers(rows), job=resumed)
        assert job.failures == []
        assert said([*begun, *rest]) == said(undisturbed)
        waiting, (snapshot,), families, newest = stored(settings)
        reference = stored(whole)
        assert (waiting, families, newest) == (reference[0], reference[2], reference[3])
        assert (snapshot.models, snapshot.downloads) == (reference[1][0].models, reference[1][0].downloads)


def _requests_until(rows: list[dict[str, Any]], settings: Settings, cursor: str | None) -> int:
    """How many requests a visit makes before it comes to a checkpoint."""
    answers = HubAnswers(rows)
    job = RecordingJob(load_sources()["huggingface"], settings=settings)
    count = 0
    from spiders.huggingface import HuggingFaceSpider  # noqa: PLC0415

    class Watching(HuggingFaceSpider):
        def _enter(self, at: Any) -> Any:
            nonlocal count
            if str(at) == cursor:
                count = len(answers.asked)
            yield from super()._enter(at)

    from tests.spiders.jobs import run  # noqa: PLC0415

    spider = Watching(job=job)
    run(spider.first_requests(), answers)
    spider.closed("finished")
    return count
