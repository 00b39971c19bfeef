"""Stable ids of models, made of identity alone: never of page text, run order or dates of a crawl."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import quote

from pipelines.identity.names import ParsedName
from pipelines.identity.organizations import canonical_organization

_UNKNOWN = "unknown"


def _slug(text: str) -> str:
    """Lower-case ASCII letters, digits, dots and hyphens; where other scripts lose letters, with a digest of all."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = decomposed.encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")
    if all(character.isascii() or not character.isalnum() for character in decomposed) and slug:
        return slug
    digest = hashlib.sha256(unicodedata.normalize("NFKC", text).casefold().encode()).hexdigest()[:10]
    return f"{slug}-{digest}" if slug else digest


def model_id(organization: str | None, parsed: ParsedName) -> str:
    """The id "developer/model-key" of a model, with "unknown" for a developer that no source names.

    The developer's many names give one id; of several developers (joined by ``;``) the first counts.
    """
    first = re.split(r"[;]", organization or "")[0].strip()
    developer = canonical_organization(first) or first if first else ""
    return f"{_slug(developer) if developer else _UNKNOWN}/{_slug(parsed.key) if parsed.key else _UNKNOWN}"


def repository_model_id(repo_id: str) -> str:
    """The id of a third party's derivative: its repository, since its name alone is not its own.

    Hub ids do not distinguish case, and neither does this one; other characters stay, as they tell repositories apart.
    """
    return f"huggingface/{quote(repo_id.strip().strip('/').casefold(), safe='/._-')}"
