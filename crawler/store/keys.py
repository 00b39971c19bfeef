"""Stable keys, derived from identity and never from run order, so that every step can be repeated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime


def stable_id(*parts: str) -> str:
    """Sixteen hex digits of the SHA-256 of the parts; collisions are negligible below 1e9 keys."""
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def text_digest(text: str) -> str:
    """SHA-256 of a text, which tells two versions of a document apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def payload_digest(body: bytes) -> str:
    """SHA-256 of a response's body as WARC files name it: ``sha256:`` and hexadecimal digits."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spare space, so that equal content has equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def row_digest(row: Mapping[str, object]) -> str:
    """Digest of a catalogue row."""
    return text_digest(canonical_json(row))


def utc_now() -> str:
    """The present as ISO text in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso(moment: datetime) -> str:
    """A moment as ISO text in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
