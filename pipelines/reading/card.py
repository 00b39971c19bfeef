"""A model card: Markdown with YAML metadata in front."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import yaml

from pipelines.reading.blocks import tidy
from pipelines.reading.charset import decode

FRONT_MATTER = re.compile(r"\A\s*^---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
FENCE = re.compile(
    r"^(?P<mark>`{3,}|~{3,})[ \t]*(?P<label>[^\n`]*)\n(?P<body>.*?)(?:^(?P=mark)[`~]*[ \t]*$|\Z)",
    re.DOTALL | re.MULTILINE,
)
IMAGE = re.compile(r"!\[[^\]]*\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)|\[[^\]]*\])")
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+[\"'][^\"']*[\"'])?\)")
LINK_TARGET = re.compile(r"^[ \t]*\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE)
HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*)$", re.MULTILINE)
SCRIPT = re.compile(r"<(script|style|svg|video|audio|iframe)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)(?=</t[dh]\s*>|<t[dhr]\b|</tr\s*>|</table\s*>|\Z)", re.DOTALL | re.IGNORECASE)
ROW = re.compile(r"<tr\b[^>]*>(.*?)(?:</tr\s*>|(?=<tr\b|</table\s*>)|\Z)", re.DOTALL | re.IGNORECASE)
TABLE = re.compile(r"<table\b[^>]*>.*?(?:</table\s*>|\Z)", re.DOTALL | re.IGNORECASE)
STRONG = re.compile(r"</?(?:b|strong)\b[^>]*>", re.IGNORECASE)
BREAK = re.compile(
    r"<br\s*/?>|</?(?:p|div|h[1-6]|li|ul|ol|details|summary|center|blockquote|section)\b[^>]*>", re.IGNORECASE
)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")

PROSE_LABELS = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md"})
CODE_MARKS = re.compile(r"[{}=;]|\(\)|\bimport\b|\bdef\b|^\s*(?:\$|>>>|@|pip |git |curl )", re.MULTILINE)

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class CardReading:
    """A card's prose and its metadata.

    ``text`` keeps Markdown's emphasis, lists and table rows, which say which of several columns is this model's;
    images, badges, comments, code and link targets are gone. Offsets of evidence refer to it.
    """

    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_model_card(body: bytes, url: str) -> CardReading:
    """Read a card. Nothing raises: broken metadata is a warning, and the text is given all the same.

    ``url`` is the card's address, named in warnings.
    """
    decoded = decode(body, "text/markdown; charset=utf-8")
    warnings = list(decoded.warnings)
    content = decoded.text.replace("\r\n", "\n").replace("\x00", "")
    metadata: dict[str, Any] = {}
    found = FRONT_MATTER.match(content)
    if found:
        metadata, problem = _metadata(found.group(1))
        if problem:
            warnings.append(f"metadata of {url}: {problem}")
        content = content[found.end() :]
    text = plain_markdown(content)
    if not text:
        warnings.append("the card has no text")
    return CardReading(text, metadata, tuple(warnings))


def plain_markdown(content: str) -> str:
    """Markdown without what is not prose."""
    text = COMMENT.sub("", content)
    text = FENCE.sub(_fenced, text)
    text = SCRIPT.sub("", text)
    text = TABLE.sub(_table, text)
    # Badges are images inside links: images first, then the links that are left empty.
    text = IMAGE.sub("", text)
    text = LINK.sub(r"\1", text)
    text = LINK_TARGET.sub("", text)
    text = STRONG.sub("**", text)
    text = BREAK.sub("\n", text)
    text = TAG.sub("", text)
    text = HEADING.sub(lambda found: f"\n{found[1].rstrip().rstrip('#')}\n", text)
    return tidy(unescape(text))


def _metadata(block: str) -> tuple[dict[str, Any], str | None]:
    try:
        value = yaml.load(block.replace("\t", "  "), Loader=LOADER)  # noqa: S506  (a safe loader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        return {}, f"not YAML: {' '.join(str(error).split())[:200]}"
    if value is None:
        return {}, None
    if not isinstance(value, dict):
        return {}, "not a mapping"
    return {str(key): entry for key, entry in value.items()}, None


def _fenced(found: re.Match[str]) -> str:
    """A fenced block's text if it is prose, else nothing: numbers in example code are no training facts."""
    label = found["label"].strip().lower()
    lines = [line for line in found["body"].splitlines() if line.strip()]
    if label not in PROSE_LABELS or not lines:
        return "\n"
    code = sum(bool(CODE_MARKS.search(line)) for line in lines)
    return "\n" if code > 0.3 * len(lines) else f"\n{found['body']}\n"


def _table(found: re.Match[str]) -> str:
    rows = []
    for row in ROW.finditer(found.group()):
        cells = [" ".join(TAG.sub(" ", STRONG.sub("**", cell)).split()) for cell in CELL.findall(row.group(1))]
        if any(cells):
            rows.append("| " + " | ".join(cells) + " |")
    return "\n\n" + "\n".join(rows) + "\n\n"
