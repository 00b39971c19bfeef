"""Records of made-up sources, with the keys that a test cares about on top."""

from __future__ import annotations

from typing import Any

from spiders.source_record import Source

BOARD = "https://board.example/models.json"


def made(**changes: Any) -> Source:
    """A source of rows in JSON; ``changes`` are keys of its record."""
    record: dict[str, Any] = {
        "name": "board", "spider": "rows", "kind": "leaderboard", "urls": [BOARD], "rank": "catalogue",
        "licence": "made up", "languages": ["en"], "format": {"type": "json"}, "fields": {"name": "model"},
    }  # fmt: skip
    return Source.model_validate({**record, **changes})
