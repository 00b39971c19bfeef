"""An Atom feed (RFC 4287) of newly confirmed models, as a file that any web server can serve."""

from __future__ import annotations

import os
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from crawler.store.outbox import TellableModel

ENTRIES = 200
"""Models that the feed lists, the latest first."""

_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, however they are written."""


def feed_of(models: Sequence[TellableModel], *, address: str = "", made_at: str = "1970-01-01T00:00:00Z") -> bytes:
    """The feed as XML.

    Args:
        models: with the moment at which each was told of; the latest first.
        address: where the feed is published, if it is.
        made_at: the feed's own date where it has no entries, ISO in UTC.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", _urn("feed", address))
    _add(feed, "title", "Newly confirmed AI models (flopscout)")
    _add(feed, "updated", max((model.announced_at or made_at for model in models), default=made_at))
    author = ET.SubElement(feed, f"{{{_ATOM}}}author")
    _add(author, "name", "flopscout")
    if address:
        ET.SubElement(feed, f"{{{_ATOM}}}link", {"rel": "self", "href": _clean(address)})
    for model in models:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", _urn("model", model.id))
        _add(entry, "title", f"{model.name} ({model.organization})" if model.organization else model.name)
        _add(entry, "updated", model.announced_at or made_at)
        if model.url:
            ET.SubElement(entry, f"{{{_ATOM}}}link", {"rel": "alternate", "href": _clean(model.url)})
        _add(entry, "content", _content(model)).set("type", "text")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def write_feed(path: Path, content: bytes) -> bool:
    """Replace the file in one step where its content has changed; returns whether it had. Raises ``OSError``."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return True


def _content(model: TellableModel) -> str:
    parts = [f"Published {model.published}." if model.published else ""]
    if model.compute_flop is not None and model.low is not None and model.high is not None:
        parts.append(
            f"Training compute {model.compute_flop:.2e} FLOP, 90 % between {model.low:.1e} and {model.high:.1e}."
        )
    parts.append(model.explanation)
    return " ".join(part for part in parts if part) or model.id


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _urn(kind: str, name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'flopscout:{kind}:{name}')}"
