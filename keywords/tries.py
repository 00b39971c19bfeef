"""Searching a text for many words at once with the standard library's expressions."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\uffdc]")


def all_latin(text: str) -> bool:
    """Whether a text holds no other script's letters.

    It decides how to search for words with a Latin beginning: leaping to the next character that begins one, and then
    asking what stands before it, is several times faster where few letters are Latin, and slower where all are.
    """
    return text.isascii() or _OTHER_SCRIPT.search(text) is None


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
    # The first characters stay apart: an expression whose choices all begin with a plain one is leapt to.
    firsts = [re.escape(c) + _branch(following) for c, following in sorted(root.items()) if isinstance(following, dict)]
    return f"(?:{'|'.join(firsts)})" if len(firsts) > 1 else "".join(firsts) or "(?!)"


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
