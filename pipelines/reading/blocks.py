"""Text from markup: paragraphs separated by a blank line, tables as ``| a | b |`` rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")

SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "button", "select", "svg",
     "iframe", "figure", "menu", "dialog", "head"]
)  # fmt: skip
BLOCKS = frozenset(
    ["p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd",
     "blockquote", "pre", "table", "tr", "td", "th", "tbody", "thead", "center", "body", "td", "hr", "address"]
)  # fmt: skip
CLUTTER = frozenset(
    ["ad", "ads", "advert", "advertisement", "advertorial", "banner", "comment", "comments", "comment-list", "disqus",
     "newsletter", "newsletter-signup", "promo", "recommended", "related", "related-articles", "related-posts",
     "share", "sharing", "sidebar", "social", "sponsored", "subscribe", "taboola", "teaser", "outbrain"]
)  # fmt: skip
"""Classes and ids, whole words, of what publishers put between and after an article's paragraphs."""

MIN_WEIGHT = 24
MAX_LINK_SHARE = 0.5


def tidy(text: str) -> str:
    """Text with single spaces, no space at line ends, and at most one blank line."""
    lines = [SPACES.sub(" ", line).strip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def weight(text: str) -> int:
    """Length of a text as a reader feels it: a character of a script without spaces counts for three letters."""
    return len(text) + 2 * len(WIDE.findall(text))


def remove_clutter(tree: Any) -> None:
    """Take advertisements, comments and teasers out of a parsed page, unless what bears the name is the page itself."""
    total = len(tree.text_content())
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in {"html", "body", "main", "article"}:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}".lower().split()
        if CLUTTER.isdisjoint(names) or element.getparent() is None:
            continue
        if len(element.text_content()) < total / 2:
            element.drop_tree()


def text_of_extraction(body: Any) -> str:
    """The text of what trafilatura found (its ``Document.body``).

    Read from the tree because its plain text drops the zero-width non-joiner, which Persian words are spelled with.
    """
    return tidy("\n\n".join(block for element in body for block in _extracted(element)))


def paragraphs_of(tree: Any) -> str:
    """The text of a page's paragraphs by a simple rule, for pages that the extractor finds nothing in.

    Short blocks and those that are mostly links are left out, as are navigation, headers, footers and forms.
    """
    blocks = []
    for text, linked in _flat_blocks(_fullest(tree)):
        letters = sum(character.isalnum() for character in text)
        if weight(text) >= MIN_WEIGHT and linked <= MAX_LINK_SHARE * letters:
            blocks.append(text)
    return tidy("\n\n".join(dict.fromkeys(blocks)))


def _fullest(tree: Any) -> Any:
    """The part of a page that its text is in; of several articles the longest, since the others are teasers."""
    for tag in ("article", "main", "body"):
        found = max(tree.iter(tag), key=lambda element: len(element.text_content()), default=None)
        if found is not None:
            return found
    return tree


def _extracted(element: Any) -> Iterator[str]:
    tag = element.tag
    if tag == "table":
        rows = [[" ".join(_inline(cell).split()) for cell in row.iter("cell")] for row in element.iter("row")]
        if all(len(cells) < 2 for cells in rows):
            yield from (cell for cells in rows for cell in cells if cell)  # a table used as a frame around the text
        else:
            yield "\n".join("| " + " | ".join(cells) + " |" for cells in rows if any(cells))
    elif tag == "list":
        yield "\n".join(f"- {_inline(item)}" for item in element.iter("item") if _inline(item))
    elif tag in {"quote", "div"} and len(element):
        if element.text and element.text.strip():
            yield tidy(element.text)
        for child in element:
            yield from _extracted(child)
            if child.tail and child.tail.strip():
                yield tidy(child.tail)
    else:
        text = _inline(element)
        if text:
            yield text


def _inline(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        parts.append("\n" if child.tag == "lb" else "\n" + _inline(child) if child.tag == "p" else _inline(child))
        parts.append(child.tail or "")
    return tidy("".join(parts))


def _flat_blocks(root: Any) -> Iterator[tuple[str, int]]:
    """Text between block boundaries, with the number of its letters that are in links."""
    buffer: list[str] = []
    linked = 0

    def flush() -> Iterator[tuple[str, int]]:
        nonlocal linked
        text = tidy("".join(buffer))
        if text:
            yield text, linked
        buffer.clear()
        linked = 0

    # An explicit stack: pages nest deeper than Python's recursion limit.
    stack: list[tuple[str, Any, bool]] = [("open", root, False)]
    while stack:
        step, value, in_link = stack.pop()
        if step == "text":
            buffer.append(value)
            linked += sum(character.isalnum() for character in value) if in_link else 0
            continue
        if step == "break":
            yield from flush()
            continue
        if not isinstance(value.tag, str) or value.tag in SKIPPED:
            continue
        if value.tag == "tr" and sum(child.tag in {"td", "th"} for child in value) > 1:
            yield from flush()
            cells = [" ".join("".join(cell.itertext()).split()) for cell in value if cell.tag in {"td", "th"}]
            yield "| " + " | ".join(cells) + " |", 0
            continue
        is_block = value.tag in BLOCKS
        within = in_link or value.tag == "a"
        if is_block:
            yield from flush()
            stack.append(("break", None, False))
        for child in reversed(value):
            if child.tail:
                stack.append(("text", child.tail, within))
            stack.append(("open", child, within))
        if value.tag == "br":
            stack.append(("text", "\n", within))
        if value.text:
            stack.append(("text", value.text, within))
    yield from flush()
