"""The saved leaderboards, served as their sources publish them: every row is read, and nothing fails."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench.shared_boards import board_sites
from crawler.demo.exchange import Request, Site
from spiders.registry import load_sources
from tests.spiders.golden import visit
from tests.spiders.jobs import Answer


class Web(dict[str, Answer | Exception]):
    """Answers of the sites to any address."""

    def __init__(self, sites: Mapping[str, Site]) -> None:
        super().__init__()
        self._sites = sites

    def get(self, url: str, default: object = None) -> Answer:
        parts = urlsplit(url)
        reply = self._sites[parts.netloc].answer(Request("GET", parts.netloc, parts.path, parts.query, {}, ""))
        return Answer(reply.body, reply.status, reply.headers)


@pytest.mark.parametrize(
    ("name", "keys", "with_size", "that_discover_at_least"),
    [
        ("arena", 530, 0, 530),
        ("livebench", 81, 0, 81),
        ("open_llm_leaderboard", 874, 872, 480),
    ],
)
def test_saved_boards(shared: Path, name: str, keys: int, with_size: int, that_discover_at_least: int) -> None:
    done = visit(load_sources()[name], Web(board_sites(shared / "data" / "leaderboards", {})))
    assert done.job.failures == []
    assert len(done.rows) == keys
    assert sum("parameters" in row.fields for row in done.rows.values()) == with_size
    assert sum(row.discovers for row in done.rows.values()) >= that_discover_at_least
