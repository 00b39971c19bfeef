"""Access keys: records name environment variables, and only the request that needs a key ever holds its value."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

PLACE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
"""How a record writes where a key goes: ``Bearer ${NAVER_CLIENT_SECRET}``."""

HIDDEN = "***"


class MissingKeyError(Exception):
    """An environment variable that a source needs is not set; the message is one line that names it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the environment variable {name} is not set")
        self.name = name


def key_names(template: Any) -> tuple[str, ...]:
    """The environment variables that a template names, in order; templates may be nested in lists and tables."""
    return tuple(dict.fromkeys(name for text in _texts(template) for name in PLACE.findall(text)))


def fill(template: Any, environment: Mapping[str, str] | None = None) -> Any:
    """The template with the values of its variables, which are stripped.

    Raises:
        MissingKeyError: a variable is not set, or blank.
    """
    values = os.environ if environment is None else environment

    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1], "").strip()
        if not value:
            raise MissingKeyError(found[1])
        return value

    if isinstance(template, str):
        return PLACE.sub(value_of, template)
    if isinstance(template, Mapping):
        return {name: fill(entry, values) for name, entry in template.items()}
    if isinstance(template, list | tuple):
        return [fill(entry, values) for entry in template]
    return template


def secrets_of(template: Any, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The values of a template's variables that are set, longest first."""
    values = os.environ if environment is None else environment
    found = {values.get(name, "").strip() for name in key_names(template)}
    return tuple(sorted(filter(None, found), key=len, reverse=True))


def hide(text: str, secrets: tuple[str, ...]) -> str:
    """The text without the values of keys, for messages that are stored or shown."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def _texts(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield template
    elif isinstance(template, Mapping):
        for entry in template.values():
            yield from _texts(entry)
    elif isinstance(template, list | tuple):
        for entry in template:
            yield from _texts(entry)
