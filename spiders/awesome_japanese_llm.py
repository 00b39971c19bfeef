"""awesome-japanese-llm: tables of Japanese models, with sizes beside Hub links and token counts in the training data.

A row is a family. Its sizes stand as links (``[**13b**-instruct](hub)``, ``[8x13b (**73b**)](hub)``, where the brackets
hold the total) in the column of the architecture or under the name, and one row becomes one for each size. Sizes of
derived models may stand only beside their base model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.identity.undeclared import is_named_after_anothers
from spiders.cells import links, plain
from spiders.converters import count, hub_repository
from spiders.formats import Row
from spiders.formats.table import PARTS, SECTION
from spiders.rows import RowsSpider

NAME = "column 1"
"""The column of names has no head."""

SIZE = re.compile(r"(?<![\w.])(?P<label>(?:\d+x)?(?P<number>\d+(?:\.\d+)?)(?P<scale>[bm]))(?![a-z0-9])", re.I)
EXACT = re.compile(r"\(\s*(\d+(?:\.\d+)?[bm])\s*\)", re.IGNORECASE)
ACTIVE = re.compile(r"(?<![a-z0-9])a(\d+(?:\.\d+)?b)(?![a-z0-9])", re.IGNORECASE)
TOKENS = re.compile(r"(\d+(?:\.\d+)?\s*[BT])\s+tokens\b")
LATER_STAGE = re.compile(
    r"\W*(?:instruction|sft\b|dpo\b|rl\b|grpo\b|fine-?tun|post-?train|chat vector|alignment|preference|model merg)",
    re.IGNORECASE,
)
ADDED_STAGE = re.compile(r"\W*(?:continual|additional)", re.IGNORECASE)
STAGES = (("built from scratch", "scratch"), ("post-training only", "post-training"), ("continual", "continual"))
DOMAINS = (
    ("text+image to text", "Language,Vision,Multimodal"),
    ("vision-language models / others", "Vision"),
    ("text to image", "Image generation"),
    ("text to video", "Video"),
    ("speech", "Speech"),
    ("music", "Audio"),
    ("text generation", "Language"),
)
"""Parts of the headings above a table, with what its models do; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Size:
    """One size of a family: as it is called, in numbers, and its repository on the Hub."""

    label: str = ""
    parameters: float | None = None
    active: float | None = None
    repository: str | None = None


class AwesomeJapaneseLlmSpider(RowsSpider):
    """Makes one row of every size."""

    name = "awesome_japanese_llm"

    def adjust(self, row: Row) -> Iterable[Row]:
        return rows_of_family(row)


def rows_of_family(row: Row) -> Iterator[Row]:
    """The rows of one family, with columns of our own: model, hub, parameters, active, tokens, stage, domain, ..."""
    family = _family(row)
    section = str(row.get(SECTION, "")).lower()
    stage = next((word for part, word in STAGES if part in section), "other")
    base = plain(row.get("Base Model"))
    sizes = _sizes(row, base)
    prose, tokens = _pre_training(str(row.get("Training Data") or ""), stage)
    for size in sizes:
        # Tokens times the total of a mixture, of which only a part is active, would pass for its compute.
        is_countable = size.active is not None or "x" not in size.label.lower()
        yield {
            **row,
            PARTS: len(sizes),
            "family": family,
            "model": family if len(sizes) == 1 else _named(family, size.label),
            "hub": size.repository,
            "weights": "open" if size.repository else None,
            "parameters": size.parameters,
            "active": size.active,
            "tokens": tokens if is_countable else None,
            "pre-training": prose,
            "base": _base_model(base),
            "stage": stage,
            "own name": not is_named_after_anothers(family, plain(row.get("Developer"))) or stage == "continual",
            "domain": next((domain for part, domain in DOMAINS if part in section), None),
        }


def _family(row: Row) -> str:
    cell = str(row.get(NAME) or "")
    found = links(cell)
    name = found[0][0] if found and cell.lstrip(" *").startswith("[") else cell.partition("<br>")[0]
    return re.sub(r"\[\^\d+\]", "", plain(name)).strip()


def _named(family: str, label: str) -> str:
    """The family's name with the size in it; some families are called after their largest."""
    if not label or label.lower() in family.lower():
        return family
    return SIZE.sub(label, family, count=1) if SIZE.search(family) else f"{family} {label}"


def _base_model(cell: str) -> str | None:
    """``Gemma 2 (27b)`` is Gemma 2 27b."""
    name, bracket, rest = cell.partition("(")
    size = rest.partition(")")[0].strip()
    name = name.strip()
    is_told = not bracket or SIZE.search(name) is not None or SIZE.fullmatch(size.partition("-")[0]) is None
    return (name if is_told else f"{name} {size}") or None


def _sizes(row: Row, base: str) -> list[Size]:
    """The family's sizes, each with the repository of its shortest name, which is the base model's."""
    variants = [
        (text, hub_repository(url))
        for column in (NAME, "Architecture")
        for text, url in links(row.get(column))
        if "huggingface.co/" in url
    ]
    by_label: dict[str, Size] = {}
    for text, repository in variants:
        size = _size(text, repository)
        known = by_label.get(size.label.lower()) if size else None
        if size and (known is None or len(repository or "") < len(known.repository or "")):
            by_label[size.label.lower()] = size
    # A bare table cell (`MoE (**47b**)`) and the base model's size are the family's own where it shows no others.
    first = next((repository for _, repository in variants), None)
    for cell in (re.sub(r"\[[^\]]*\]\([^)]*\)", "", str(row.get("Architecture") or "")), base):
        if not by_label and (found := _size(plain(cell), first)):
            return [found]
    return list(by_label.values()) or [Size(repository=first)]


def _size(text: str, repository: str | None) -> Size | None:
    written = plain(text)
    found = SIZE.search(written)
    if found is None:
        return None
    exact = EXACT.search(written[found.end() :])
    is_mixture = "x" in found["label"].lower()
    total = exact[1] if exact else None if is_mixture else f"{found['number']}{found['scale']}"
    active = ACTIVE.search(written)
    return Size(found["label"], count(total), count(active[1]) if active else None, repository)


def _pre_training(cell: str, stage: str) -> tuple[str | None, float | None]:
    """What the training data say of the first stage, and its tokens where they are one figure.

    Later stages (tuning, alignment) have counts of their own, which are not the model's.
    """
    parts: list[str] = []
    for piece in re.split(r"<br\s*/?>", cell):
        written = plain(piece)
        if LATER_STAGE.match(written) or (parts and ADDED_STAGE.match(written)):
            break
        parts.append(written)
    prose = " ".join(filter(None, parts))
    counted = {count(figure) for figure in TOKENS.findall(prose)}
    is_whole = stage != "scratch" or not ADDED_STAGE.match(prose)
    return prose or None, counted.pop() if len(counted) == 1 and is_whole else None
