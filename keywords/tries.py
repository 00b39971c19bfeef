"""Searching a text for many words at once with the standard library's expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\uffdc]")


@lru_cache(maxsize=4)
def all_latin(text: str) -> bool:
    """Whether a text holds no other script's letters.

    It decides how to search for words with a Latin beginning: leaping to the next character that begins one, and then
    asking what stands before it, is several times faster where few letters are Latin, and slower where all are.
    The answer is kept, because each search of one text asks.
    """
    return text.isascii() or _OTHER_SCRIPT.search(text) is None


_MOST_BESIDE = 48
"""Choices that stand side by side at most."""
_SIDES = 4
"""Parts into which more of them are divided, and again."""

LEAD = "\n"
"""What is put before a text so that `behind_border` finds what stands at its very beginning."""


def behind_border(inside: str, pattern: str) -> str:
    """A pattern for what begins behind a character outside a class, to be searched for in `LEAD` and the text.

    It takes in the character before, so that the search leaps from one border to the next; a look back at every
    character instead would cost several times as much. ``inside`` is the inside of the class.
    """
    return f"[^{inside}]{pattern}"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first; a pattern that never matches where there are none."""
    root: dict[str, object] = {}
    for word in words:
        node = root
        for c in word:
            following = node.setdefault(c, {})
            assert isinstance(following, dict)
            node = following
        node[""] = True
    return choice({c: _branch(following) for c, following in sorted(root.items()) if isinstance(following, dict)})


def choice(following: Mapping[str, str]) -> str:
    """A pattern for a character and what follows it, from patterns by character; one that never matches without any.

    Few stand side by side with their characters first, which a search leaps to. An expression tries such choices one
    by one, so that many cost more than all else: those are found by looking back at the character, by parts of parts.
    """
    if not following:
        return "(?!)"
    if len(following) <= _MOST_BESIDE:
        return f"(?:{'|'.join(re.escape(c) + rest for c, rest in following.items())})"
    return f"[{re.escape(''.join(following))}](?:{_behind(list(following.items()))})"


def _behind(following: Sequence[tuple[str, str]]) -> str:
    """A pattern for what follows one of some characters, to be asked right behind it."""
    if len(following) <= _SIDES:
        return "|".join(f"(?<={re.escape(c)}){rest}" for c, rest in following)
    size = max(_SIDES, -(-len(following) // _SIDES))
    parts = [following[i : i + size] for i in range(0, len(following), size)]
    return "|".join(f"(?<=[{re.escape(''.join(c for c, _ in part))}])(?:{_behind(part)})" for part in parts)


def _branch(node: dict[str, object]) -> str:
    first_of: dict[str, list[str]] = {}
    for c, following in sorted(node.items()):
        if c:
            assert isinstance(following, dict)
            first_of.setdefault(_branch(following), []).append(re.escape(c))
    if not first_of:
        return ""
    options = [(cs[0] if len(cs) == 1 else f"[{''.join(cs)}]") + rest for rest, cs in first_of.items()]
    body = options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
    return f"(?:{body})?" if "" in node else body
