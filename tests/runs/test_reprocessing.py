"""Reading stored pages again with a later extractor."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import pipelines.stages
from crawler.cli.app import run as run_command
from crawler.config import Settings
from crawler.fetching.archive import ArchiveWriter
from crawler.records import Document, DocumentKind, Extraction, SourceRank
from crawler.runs.entering import RunError
from crawler.runs.liveness import RunLock
from crawler.runs.reprocessing import alone, apply, preview
from crawler.store import archive_index, runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from crawler.store.reviewing import Review
from pipelines.extraction import extract
from pipelines.stages import Assimilator

NOW = datetime(2026, 11, 1, tzinfo=UTC)
TEXT = (
    "Zephyria Labs released Zephyria 90B, a language model with 90 billion parameters that was trained on "
    "12 trillion tokens. The announcement was made at a conference, where visitors could try the system. "
    "Researchers from several universities had been given early access and spoke well of it."
)
ADDRESS = "https://example.org/a"


def page(text: str = TEXT) -> bytes:
    return f"<html><head><title>News</title></head><body><article><p>{text}</p></article></body></html>".encode()


def bring(store: Store, settings: Settings, body: bytes, *, archived: bytes | None) -> str:
    """Crawl one article; ``archived`` is the response that it came with."""
    with store.write() as connection:
        run_id = runs.start_run(connection, ["feeds/example"], {}, demo=False)
    ident = None
    if archived is not None:
        with ArchiveWriter(settings.archive_folder, max_file_bytes=10**6) as writer, store.write() as connection:
            record = writer.write(ADDRESS, 200, [("Content-Type", "text/html; charset=utf-8")], archived, NOW)
            archive_index.store_record(connection, record)
            ident = record.id
    document = Document(
        source="feeds/example", kind=DocumentKind.ARTICLE, rank=SourceRank.NEWS, url=ADDRESS, body=body,
        content_type="text/html; charset=utf-8", fetched_at=NOW, language="en", published="2026-10-01",
        archive_id=ident,
    )  # fmt: skip
    assessor = Assessor(store, settings)
    Assimilator(store, settings, assessor, run_id, "feeds/example").document(document)
    assessor.settle()
    with store.write() as connection:
        runs.finish_run(connection, run_id, "finished")
    return run_id


def misread(**changes: Any) -> Callable[..., Extraction]:
    """An extractor of an earlier day, which took every model's facts to be these."""

    def extractor(text: str, **options: Any) -> Extraction:
        found = extract(text, **options)
        return replace(found, models=tuple(replace(model, evidence=(), **changes) for model in found.models))

    return extractor


@pytest.fixture
def earlier(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Has the next reading done by an earlier extractor; without arguments by today's."""

    def use(**changes: Any) -> None:
        monkeypatch.setattr(pipelines.stages, "extract", misread(**changes) if changes else extract)

    return use


def shown(store: Store) -> dict[str, Any]:
    row = store.connection.execute("SELECT * FROM models").fetchone()
    return dict(row)


def everything(store: Store) -> list[str]:
    return list(store.connection.iterdump())


def test_what_would_change_is_shown_before_anything_does(
    store: Store, settings: Settings, earlier: Callable[..., None]
) -> None:
    earlier(parameters=9e9, tokens=None)
    bring(store, settings, page(), archived=page())
    before = everything(store)
    earlier()
    found = preview(store, settings)
    assert everything(store) == before
    assert (found.pages, found.texts, found.lost) == (1, 0, 0)
    assert {("parameters", 90e9), ("tokens", 12e12)} <= {(change.field, change.value) for change in found.added}
    assert ("parameters", 9e9) in {(change.field, change.value) for change in found.withdrawn}
    assert {change.what for change in found.models} == {"status", "compute"}


def test_applied_changes_are_those_that_were_shown_and_happen_once(
    store: Store, settings: Settings, earlier: Callable[..., None]
) -> None:
    earlier(parameters=9e9, tokens=None)
    bring(store, settings, page(), archived=page())
    earlier()
    found = preview(store, settings)
    apply(store, settings, found)
    after = shown(store)
    assert (after["parameters"], after["tokens"], after["status"]) == (90e9, 12e12, "confirmed")
    assert preview(store, settings).is_empty


def test_a_claim_that_is_found_again_keeps_its_id_and_one_that_is_not_is_kept_withdrawn(
    store: Store, settings: Settings, earlier: Callable[..., None]
) -> None:
    bring(store, settings, page(), archived=page())
    first = {row["id"]: row["field"] for row in store.connection.execute("SELECT id, field FROM claims")}
    earlier(tokens=None, organization="Someone Else")
    apply(store, settings, preview(store, settings))
    assert shown(store)["tokens"] is None
    withdrawn = {row[0] for row in store.connection.execute("SELECT claim_id FROM withdrawn_claims")}
    assert "tokens" in {first[ident] for ident in withdrawn}
    earlier()
    apply(store, settings, preview(store, settings))
    assert shown(store)["tokens"] == 12e12
    still = {row[0] for row in store.connection.execute("SELECT claim_id FROM withdrawn_claims")}
    assert not still & first.keys()
    assert first.keys() <= {row[0] for row in store.connection.execute("SELECT id FROM claims")}


def test_a_model_that_is_not_found_any_more_goes_unless_somebody_decided_about_it(
    store: Store, settings: Settings, earlier: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(store, settings, page(), archived=page())
    monkeypatch.setattr(pipelines.stages, "extract", lambda text, **options: Extraction("en", ()))
    assert {change.what for change in preview(store, settings).models} == {"gone"}
    ident = shown(store)["id"]
    Review(store, Assessor(store, settings), "Ada").accept(ident)
    log = [tuple(row) for row in store.connection.execute("SELECT * FROM decisions")]
    apply(store, settings, preview(store, settings))
    assert [tuple(row) for row in store.connection.execute("SELECT * FROM decisions")] == log
    assert shown(store)["status"] == "confirmed"
    assert shown(store)["parameters"] is None


def test_what_was_archived_as_part_of_another_page_is_read_from_its_stored_text(
    store: Store, settings: Settings, earlier: Callable[..., None]
) -> None:
    earlier(tokens=None)
    bring(store, settings, page(), archived=b"a whole feed with many entries")
    earlier()
    found = preview(store, settings)
    assert (found.pages, found.texts) == (0, 1)
    assert "tokens" in {change.field for change in found.added}


def test_a_lost_archive_file_loses_no_text(store: Store, settings: Settings, earlier: Callable[..., None]) -> None:
    earlier(tokens=None)
    bring(store, settings, page(), archived=page())
    for file in settings.archive_folder.iterdir():
        file.unlink()
    earlier()
    found = preview(store, settings)
    assert (found.pages, found.lost) == (0, 1)
    apply(store, settings, found)
    assert shown(store)["tokens"] == 12e12


def test_only_what_one_run_brought(store: Store, settings: Settings, earlier: Callable[..., None]) -> None:
    earlier(tokens=None)
    run_id = bring(store, settings, page(), archived=page())
    earlier()
    assert preview(store, settings, run_id=run_id).documents
    with store.write() as connection:
        other = runs.start_run(connection, [], {}, demo=False)
    assert not preview(store, settings, run_id=other).documents
    with pytest.raises(RunError, match="flopscout status"):
        preview(store, settings, run_id="1999-01-01-1")


def test_the_status_tells_what_an_earlier_extractor_read(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLOPSCOUT_HOME", str(settings.home))
    monkeypatch.setattr(pipelines.stages, "EXTRACTOR_VERSION", "0")
    bring(store, settings, page(), archived=page())
    assert run_command(["status"]) == 0
    assert "1 documents were read by an earlier extractor" in capsys.readouterr().out
    assert run_command(["reprocess"]) == 0
    assert run_command(["status"]) == 0
    assert "earlier extractor" not in capsys.readouterr().out


def test_it_waits_for_no_run_but_refuses(store: Store, settings: Settings) -> None:
    held = RunLock(settings.home)
    assert held.acquire()
    try:
        with pytest.raises(RunError, match="another run"), alone(store, settings):
            raise AssertionError("it went on beside a run")
    finally:
        held.release()


def test_the_command_shows_first_and_changes_only_when_told(
    store: Store,
    settings: Settings,
    earlier: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FLOPSCOUT_HOME", str(settings.home))
    earlier(parameters=9e9, tokens=None)
    bring(store, settings, page(), archived=page())
    earlier()
    assert run_command(["reprocess"]) == 0
    told = capsys.readouterr().err
    assert "tokens = 1.2e+13" in told
    assert "--apply" in told
    assert shown(store)["tokens"] is None
    assert run_command(["reprocess", "--apply", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["applied"]
    assert {change["field"] for change in printed["added"]} >= {"tokens", "parameters"}
    assert shown(store)["tokens"] == 12e12
    assert run_command(["reprocess", "--apply"]) == 0
    assert "nothing changes" in capsys.readouterr().err
