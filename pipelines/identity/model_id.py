"""Stable ids of models, made of identity alone: never of page text, run order or dates of a crawl."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from pipelines.identity.names import ParsedName
from pipelines.identity.organizations import canonical_organization

_UNKNOWN = "unknown"


def _slug(text: str) -> str:
    """Lower-case ASCII letters, digits, dots and hyphens; a text of other scripts becomes a short digest of itself."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub(r"[^a-z0-9.]+", "-", plain).strip("-.")
    letters = sum(character.isalnum() for character in text)
    if letters and sum(character.isalnum() for character in slug) * 2 >= letters:
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

    Hub ids do not distinguish case, and neither does this one.
    """
    return f"huggingface/{'/'.join(_slug(part) for part in repo_id.strip().split('/') if part)}"
