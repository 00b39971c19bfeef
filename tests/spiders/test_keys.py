"""Keys: taken from the environment, sent only to the source itself, and found nowhere afterwards."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from crawler.records import Failure
from spiders.keys import MissingKeyError, fill, hide, key_names, secrets_of
from spiders.registry import Source
from tests.endtoend.running import at_hand, environment, flopscout
from tests.spiders.golden import visit
from tests.spiders.jobs import Answer, RecordingJob
from tests.spiders.records import BOARD, made
from tests.spiders.site import Reply, as_json, serving, when_keyed

SECRET = "s3cr3t-key-that-nobody-may-see"
RECORD = """
[[source]]
name = "board"
spider = "rows"
kind = "leaderboard"
urls = ["https://board.example/models.json", "https://board.example/gone.json"]
rank = "catalogue"
licence = "made up"
key_headers = { X-Key = "Token ${BOARD_KEY}" }
format = { type = "json" }
fields = { name = "model" }
"""


def keyed(**changes: Any) -> Source:
    return made(key_headers={"X-Key": "Token ${BOARD_KEY}"}, **changes)


def test_templates() -> None:
    template = {"a": ["Bearer ${ONE}", 3], "b": "${TWO}${ONE}"}
    assert key_names(template) == ("ONE", "TWO")
    assert fill(template, {"ONE": " 1\n", "TWO": "2"}) == {"a": ["Bearer 1", 3], "b": "21"}
    with pytest.raises(MissingKeyError, match="TWO"):
        fill(template, {"ONE": "1", "TWO": " "})
    assert hide("a 1 b 11", secrets_of(template, {"ONE": "1", "TWO": "11"})) == "a *** b ***"


def test_a_missing_key_is_named_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOARD_KEY", raising=False)
    done = visit(keyed(), {})
    assert done.job.failures == [
        (Failure.BLOCKED, BOARD, "the environment variable BOARD_KEY is not set; it must hold the access key")
    ]
    optional = visit(keyed(key_optional=True), {BOARD: Answer(b'[{"model": "A"}]')})
    assert len(optional.items) == 1


def test_a_key_goes_to_the_source_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOARD_KEY", SECRET)
    record = keyed(locate={"pattern": r"\.json$"}, urls=["https://board.example/index"])
    from spiders.rows import RowsSpider  # noqa: PLC0415  (Scrapy, beside the records above)

    spider = RowsSpider(job=RecordingJob(record))
    first = next(iter(spider.first_requests()))
    assert first.headers["X-Key"] == f"Token {SECRET}".encode()
    assert first.meta["dont_redirect"]
    calls = map(_call, ["https://board.example/a", "https://cdn.example/a"])
    own, foreign = (spider._ask(call, 0, call.url) for call in calls)
    assert "X-Key" in own.headers
    assert "X-Key" not in foreign.headers


def _call(url: str) -> Any:
    from spiders.paging import Call  # noqa: PLC0415

    return Call(url)


def test_failures_do_not_tell_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOARD_KEY", SECRET)
    done = visit(keyed(), {BOARD: ValueError(f"cannot send {SECRET}")})
    assert done.job.failures[0][2] == "cannot send ***"


def test_a_crawl_leaves_no_trace_of_a_key(tmp_path: Path) -> None:
    home = tmp_path / "data"
    (home / "sources").mkdir(parents=True)
    (home / "sources" / "board.toml").write_text(RECORD, encoding="utf-8")
    good = as_json([{"model": "Odd 70B"}])
    with serving(
        {
            "board.example/models.json": when_keyed("X-Key", f"Token {SECRET}", good),
            "board.example/gone.json": Reply(b"no", 500),
        }
    ) as site:
        env = environment(home, site.hosts, BOARD_KEY=SECRET, FLOPSCOUT_LOG_LEVEL="DEBUG")
        done = flopscout("crawl", "--source", "board", "--json", env=env, cwd=tmp_path)
        exported = at_hand("export", "--status", "all", "-o", "-", env=env, cwd=tmp_path)
        checked = flopscout("sources", "check", "board", "--json", env=env, cwd=tmp_path)
    assert any(asked.headers.get("x-key") == f"Token {SECRET}" for asked in site.asked)
    assert '"server-error"' in done.stdout
    assert exported.returncode == 0
    for told in (done.stdout, done.stderr, exported.stdout, checked.stdout, checked.stderr):
        assert SECRET not in told
    written = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".warc.gz") for path in written)
    for path in written:
        content = path.read_bytes()
        assert SECRET.encode() not in content
        if path.suffix == ".gz":
            assert SECRET.encode() not in gzip.decompress(content)
