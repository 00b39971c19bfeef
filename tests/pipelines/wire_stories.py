"""The agency stories of ``wire_stories.toml`` as texts: each as sent, its copies, and others' own articles."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class WireStory:
    """One event: ``copies`` by outlet, the story as sent among them, and ``own`` articles."""

    language: str
    agency: str
    wire: str
    copies: dict[str, str]
    own: tuple[str, ...]


@cache
def wire_stories() -> tuple[WireStory, ...]:
    """All stories."""
    written = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(_story(part) for part in written["story"])


def _story(part: dict[str, Any]) -> WireStory:
    wire: list[str] = part["wire"]
    return WireStory(
        language=part["language"],
        agency=part["agency"],
        wire="\n\n".join(wire),
        copies={
            copy["outlet"]: "\n\n".join(_paragraph(wire, piece) for piece in copy["text"]) for copy in part["copy"]
        },
        own=tuple("\n\n".join(article) for article in part["own"]),
    )


def _paragraph(wire: list[str], piece: str | int | dict[str, Any]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, int):
        return wire[piece]
    text = " ".join(wire[number] for number in piece["of"])
    for old, new in piece.get("edits", ()):
        assert old in text, f"no {old!r} to edit in {text!r}"
        text = text.replace(old, new)
    return text
