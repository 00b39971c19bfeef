"""Cells of tables that people write: links, emphasis, marks, several names in one cell."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
LINK = re.compile(r"\[([^\[\]]*)\]\(\s*<?([^()\s<>]*(?:\([^()\s<>]*\)[^()\s<>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)")
ADDRESS = re.compile(r"https?://[^\s<>\"'|,，、）)\]]+")
TAG = re.compile(r"<[^<>]*>")
EMPHASIS = re.compile(r"(\*\*|__|~~|`)(?=\S)(.+?)(?<=\S)\1")
MARKS = re.compile(r"[\U0001F300-\U0001FAFF\u2190-\u21FF\u2600-\u27BF\uFE0F\u200B-\u200D\u2060⭐*†‡🆕]+")
"""Pictures, dingbats and footnote stars, which lists set beside names."""

SEPARATORS = re.compile(r"\s*(?:[,，、;；/]|<br\s*/?>)\s*", re.IGNORECASE)


def plain(value: Any) -> str:
    """A cell's text: links by their text, without images, tags and emphasis, in one line."""
    if value is None:
        return ""
    text = LINK.sub(r"\1", IMAGE.sub("", str(value)))
    text = EMPHASIS.sub(r"\2", TAG.sub(" ", text))
    return " ".join(unescape(text).split())


def name_text(value: Any) -> str:
    """A cell's text as a name: without the marks that lists set beside names."""
    return " ".join(MARKS.sub(" ", plain(value)).split())


def links(value: Any) -> list[tuple[str, str]]:
    """The links of a cell as (text, address); a bare address is its own text."""
    text = IMAGE.sub("", "" if value is None else str(value))
    found = [(plain(match[1]), match[2]) for match in LINK.finditer(text) if match[2]]
    return found or [(match.group(), match.group()) for match in ADDRESS.finditer(text)]


def pieces(value: Any) -> list[str]:
    """The parts of a cell that lists several things, each with its own link."""
    text = IMAGE.sub("", "" if value is None else str(value))
    # Separators inside links belong to the link's text or address.
    kept: list[str] = []

    def hold(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\x00{len(kept) - 1}\x00"

    held = LINK.sub(hold, text.replace("\x00", ""))
    parts = [part for part in SEPARATORS.split(held) if part.strip()]
    return [re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match[1])], part).strip() for part in parts]
