"""Sorting the pieces of a model's name into family, version, variants, sizes and packaging."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.identity.aliases import known_families
from pipelines.identity.folding import fold_name
from pipelines.identity.name_pieces import Kind, Piece, Stamp, clean, dates_removed, pieces, stamp_of
from pipelines.identity.name_words import (
    DESCRIPTORS,
    PACKAGING,
    PACKED,
    PACKERS,
    REMAKE_ENDINGS,
    REMAKES,
    SERVICE_TIERS,
    VARIANTS,
)
from pipelines.identity.parsed_name import LIGHT_VARIANTS, in_billions

_SIZES = frozenset([Kind.SIZE, Kind.ACTIVE, Kind.EFFECTIVE, Kind.SHAPE])
_TOKEN_STAGES = frozenset(["base", "pretrain", "pretrained"])


@dataclass(slots=True)
class Parts:
    """What has been read of a name so far; lists keep the order of the name."""

    family: list[str] = field(default_factory=list)
    version: str | None = None
    variants: list[str] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)
    trillions: list[float] = field(default_factory=list)
    active: float | None = None
    effective: float | None = None
    shape: str | None = None
    context: list[str] = field(default_factory=list)
    packaging: list[str] = field(default_factory=list)
    stamps: list[Stamp] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)


def assemble(parts: Parts, words: list[str], account: str | None = None) -> None:
    """Sort the words of a name; ``account`` is the Hub account that publishes it, which may sign what it packed."""
    found = list(pieces("-".join(words)))
    packers = PACKERS | {(account or "").lower()}
    first_format = next((place for place, piece in enumerate(found) if place and _is_format(piece)), len(found))
    for place, piece in enumerate(found):
        if place > first_format:
            _take_packed(parts, piece)
        elif place == first_format or (place and place + 1 == first_format and piece.text in packers):
            parts.packaging.append(piece.text)
        else:
            _take(parts, piece)


def _is_format(piece: Piece) -> bool:
    return piece.kind is Kind.FORMAT or (piece.kind is Kind.WORD and piece.text in PACKED)


def _take_packed(parts: Parts, piece: Piece) -> None:
    """Take what follows the format of the weights: sizes not told yet, dates, and what makes it another model."""
    is_sized = bool(parts.totals or parts.shape or parts.effective)
    if piece.kind in {Kind.CONTEXT, Kind.STAMP} or (piece.kind in _SIZES and not is_sized):
        _take_size(parts, piece)
    elif piece.text in REMAKES or piece.text.endswith(REMAKE_ENDINGS):
        parts.variants.append(piece.text)
    else:
        parts.packaging.append(piece.text)


def _take(parts: Parts, piece: Piece) -> None:
    match piece.kind:
        case Kind.WORD | Kind.CODE:
            _take_word(parts, piece.text)
        case Kind.NUMBER:
            _take_number(parts, piece.text)
        case Kind.VERSION:
            _take_version(parts, piece.text)
        case Kind.STAMP if not parts.family:
            parts.family.append(piece.text)
        case Kind.EXPERTS if not (parts.totals and parts.shape is None):
            _take_word(parts, piece.text)
        case _:
            _take_size(parts, piece)


def _take_size(parts: Parts, piece: Piece) -> None:
    match piece.kind:
        case Kind.SIZE if piece.value and piece.text.rstrip("n").endswith("t"):
            parts.trillions.append(piece.value)
        case Kind.SIZE if piece.value:
            parts.totals.append(piece.value)
        case Kind.ACTIVE:
            parts.active = parts.active or piece.value or None
        case Kind.EFFECTIVE:
            parts.effective = parts.effective or piece.value or None
        case Kind.SHAPE:
            parts.shape = parts.shape or piece.text
        case Kind.EXPERTS:
            parts.shape = f"{in_billions(parts.totals.pop())}bx{piece.text}"
        case Kind.CONTEXT:
            parts.context.append(piece.text)
        case Kind.STAMP:
            stamp = stamp_of(piece.text)
            parts.stamps += [stamp] if stamp is not None else []
            parts.codes.append(piece.text)
        case _:
            parts.packaging.append(piece.text)


def _take_word(parts: Parts, word: str) -> None:
    if not parts.family:
        parts.family.append(word)
    elif word in PACKAGING or word in DESCRIPTORS or (word in SERVICE_TIERS and parts.version is not None):
        parts.packaging.append(word)
    elif word in VARIANTS or parts.variants:
        parts.variants.append(word)
    elif word in known_families():
        # The version so far was the base's: "Llama 3.1 Nemotron Ultra".
        parts.family += [parts.version] if parts.version else []
        parts.version = None
        parts.family += [word] if parts.family[-1] != word else []
    elif parts.version is None and not parts.totals and not parts.shape:
        parts.family += [word] if parts.family[-1] != word else []
    else:
        parts.variants.append(word)


def _take_number(parts: Parts, number: str) -> None:
    digits = number.rstrip("abcdefghijklmnopqrstuvwxyz")
    if not parts.family:
        parts.family.append(number)
    elif len(digits) == 3 and digits[0] == "0" and parts.version is not None:
        parts.packaging.append(number)
    elif digits in {"512", "1024", "2048", "4096", "8192", "16384", "32768"}:
        parts.context.append(number)
    elif parts.version is None:
        parts.version = _plain_version(number)
    elif _plain_version(number) not in {"1", parts.version}:
        parts.variants.append(f"v{_plain_version(number)}")


def _take_version(parts: Parts, number: str) -> None:
    if not parts.family:
        parts.family.append(f"v{number}")
    elif number.startswith("0") or _plain_version(number) == "1":
        # v0.1 and v002 number builds of one model, and v1 says no more than the bare name.
        parts.packaging.append(f"v{number}")
    else:
        _take_number(parts, number)


def _plain_version(number: str) -> str:
    plain = ".".join(part.lstrip("0") or "0" for part in number.split("."))
    return re.sub(r"(?:\.0)+$", "", plain)


def annotate(parts: Parts, inside: str) -> None:
    """Take from a bracket what is a size, date, version or known word; anything else is a second name or a remark."""
    text, stamps = dates_removed(clean(inside))
    parts.stamps += stamps
    found = list(pieces(text))
    words = {piece.text for piece in found if piece.kind in {Kind.WORD, Kind.CODE}}
    is_name = not words <= PACKAGING | VARIANTS | DESCRIPTORS
    is_sized = any(piece.kind in {Kind.SIZE, Kind.SHAPE} for piece in found)
    for piece in found:
        if piece.kind in {Kind.WORD, Kind.CODE}:
            if piece.text in PACKAGING or piece.text == "medium":
                parts.packaging.append(piece.text)
            elif piece.text in VARIANTS and not is_name and not is_sized:
                parts.variants.append(piece.text)
        elif piece.kind in {Kind.NUMBER, Kind.VERSION}:
            if len(found) == 1 and parts.version is None:
                _take_version(parts, piece.text)
        else:
            _take(parts, piece)
    if is_name:
        parts.annotations.append(fold_name(inside))


def settle(parts: Parts) -> None:
    """Decide what a "20T" is: tokens beside another size, a base checkpoint or a light variant, else parameters."""
    is_tokens = (
        bool(parts.totals)
        or not _TOKEN_STAGES.isdisjoint(parts.packaging)
        or not LIGHT_VARIANTS.isdisjoint(parts.variants)
    )
    if parts.trillions and not is_tokens:
        parts.totals = parts.trillions[:1]
        parts.trillions = []
