"""Talking to the person at the terminal, and opening what commands work on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console

if TYPE_CHECKING:
    from crawler.config import Settings
    from crawler.store.database import Store

T = TypeVar("T")

errors = Console(stderr=True, highlight=False)
"""Where talk goes: progress, hints, warnings."""


class CommandFailed(Exception):  # noqa: N818
    """A command ends with one line of explanation and an exit status."""

    def __init__(self, message: str, exit_status: int = 1) -> None:
        super().__init__(message)
        self.exit_status = exit_status


def say(text: str) -> None:
    """One line of talk."""
    print(text, file=sys.stderr)  # noqa: T201


def put(text: str) -> None:
    """One line of data."""
    print(text)  # noqa: T201


def put_json(value: object) -> None:
    """Data as JSON, indented for reading."""
    put(json.dumps(value, ensure_ascii=False, indent=2))


def attempt(action: Callable[[], T], *failures: type[Exception], exit_status: int = 1) -> T:
    """The action's result; the named failures end the command with their message."""
    try:
        return action()
    except failures as error:
        raise CommandFailed(str(error), exit_status) from error


def settings(overrides: dict[str, object] | None = None) -> Settings:
    """The settings, or the command ends with what is wrong with them."""
    from crawler.config import ConfigError, load_settings  # noqa: PLC0415  (the overview and wrong usage need none)

    return attempt(lambda: load_settings(overrides=overrides), ConfigError, exit_status=2)


@contextmanager
def store(chosen: Settings, *, create: bool = True) -> Iterator[Store]:
    """The database, or the command ends with what is wrong with it."""
    from crawler.store.database import StoreError, open_store  # noqa: PLC0415  (much is answered without a database)

    opened = attempt(lambda: open_store(chosen.database, create=create), StoreError)
    try:
        yield opened
    except StoreError as error:
        raise CommandFailed(str(error)) from error
    finally:
        opened.close()


def read_file(path: Path) -> str:
    """A text file's content, or the command ends."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandFailed(f"cannot read {path}: {reason}") from error
