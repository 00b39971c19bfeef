"""JSON Lines in, JSON Lines out: one line per input line, in order, whatever the lines hold."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from crawler.cli.talk import CommandFailed, put, say


class UnusableLine(Exception):  # noqa: N818
    """A line that nothing can be said about; the message says why."""


class NoJson(UnusableLine):
    """A line that is not even JSON, as those of a plain text are."""


@contextmanager
def opened(path: Path | None) -> Iterator[BinaryIO]:
    """The file, or standard input for ``-`` or nothing."""
    if path is None or str(path) == "-":
        yield sys.stdin.buffer
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise CommandFailed(f"cannot read {path}: {error.strerror or error}") from error
    with file:
        yield file


def unknown_keys(line: Mapping[str, object], known: frozenset[str]) -> tuple[str, ...]:
    """The keys of a line that are not among the known ones."""
    return tuple(key for key in line if key not in known)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one line is answered with, and the keys in it that nobody knows."""

    values: dict[str, object]
    unknown_keys: tuple[str, ...] = ()


def answer_lines(
    path: Path | None,
    answer: Callable[[Mapping[str, object]], Answer],
    *,
    plain_text_hint: str = "",
    data: bool = True,
) -> int:
    """Answer every line; returns the exit status, 1 where a line could not be used at all.

    Args:
        path: the input, ``None`` or ``-`` for standard input.
        answer: the answer to one line's object, without its ``id``; raises ``UnusableLine``. Unknown keys are ignored
            with one warning at the end.
        plain_text_hint: what to do where no line at all is JSON; ``{file}`` stands for the input's name.
        data: whether the answers are printed; where not, the errors among them are told instead.
    """
    lines = plain = failed = 0
    failures: list[str] = []
    unknown: set[str] = set()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    with opened(path) as stream:
        for number, raw in enumerate(stream, start=1):
            if not raw.strip():
                continue
            lines += 1
            ident: object = None
            try:
                line = _object(raw, number)
                ident = line.get("id")
                answered = answer(line)
                unknown.update(answered.unknown_keys)
                result = {"id": ident, **answered.values}
            except UnusableLine as error:
                plain += isinstance(error, NoJson)
                result = {"id": ident, "error": str(error)}
            except Exception as error:  # our own fault on one line must not cost the others
                result = {"id": ident, "error": f"cannot be read: {type(error).__name__}: {error}"}
            failed += "error" in result
            if data:
                put(json.dumps(result, ensure_ascii=False))
            elif "error" in result:
                failures.append(f"{number if ident is None else ident}: {result['error']}")
    if unknown:
        say(f"flopscout: ignored unknown keys: {', '.join(sorted(unknown))}")
    if not failed:
        return 0
    if plain_text_hint and plain == lines:
        name = "FILE" if path is None or str(path) == "-" else shlex.quote(str(path))
        say(f"flopscout: the input is not JSON Lines; {plain_text_hint.replace('{file}', name)}")
    elif data:
        say("flopscout: some lines could not be used; they are answered with an error")
    else:
        say("flopscout: some lines could not be used: " + "; ".join(failures))
    return 1


def _object(raw: bytes, number: int) -> Mapping[str, object]:
    try:
        value = json.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise NoJson(f"line {number} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise UnusableLine(f"line {number} is {type(value).__name__}, not an object")
    return value
