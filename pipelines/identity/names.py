"""Reading a model's name: family, version, size, variant, and what is only packaging.

Sources write one model in many ways ("GLM-4.5-Air", "glm-4p5-air", "zai-org/GLM-4.5-Air-FP8", "Z.AI: GLM 4.5 Air") and
many models in nearly one way ("GLM-4.5", "GLM-4.5V"). A name is cut into pieces, each piece is one of a few kinds, and
the kinds that tell models apart make the key. Words that nobody listed count as variants: unknown keeps names apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipelines.identity.aliases import expand_native_names, known_families, latin_synonyms
from pipelines.identity.folding import fold_name
from pipelines.identity.name_pieces import Kind, Piece, Stamp, clean, dates_removed, pieces, stamp_of
from pipelines.identity.name_words import DESCRIPTORS, PACKAGING, SERVICE_TIERS, VARIANTS
from pipelines.identity.organizations import known_names

_LIGHT = frozenset(["mini", "nano", "tiny", "small", "lite", "flash", "micro"])
_TOKEN_STAGES = frozenset(["base", "pretrain", "pretrained"])
_HOST_SOURCES = frozenset(["litellm", "litellm-prices", "models_dev", "models-dev"])
"""Price lists whose first path part is the reseller, not the model's developer."""

_NATIVE_DESCRIPTORS = re.compile(r"(?:认知|语言|語言|基础|言語|언어)?(?:大模型|模型|モデル|모델)")
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
"""Square brackets are not meant: FLUX.1 [dev] and FLUX.1 [pro] are two models."""
_REGIONS = frozenset(["us", "eu", "apac", "global", "jp", "au"])
_LONGEST_SYNONYM = 4
_SIZE_TOLERANCE = 1.15
"""Sizes of one model differ by up to 15 % between sources (embeddings counted or not, rounding)."""


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A model's name by its parts. Sizes are parameter counts; ``None`` means that the name does not say.

    ``family`` is its words in lower case, with the base's version inside for compounds ("llama", "3.1", "nemotron");
    ``version`` has no trailing ``.0``. ``shape`` is a mixture of experts as written (``8x7b``: experts times expert
    size, ``17bx128e``: active size times experts), ``effective`` the E4B kind of figure. ``training_tokens`` is a count
    that some repositories put into the name (``-20T``).
    """

    raw: str
    account: str | None = None
    family: tuple[str, ...] = ()
    version: str | None = None
    variants: tuple[str, ...] = ()
    total: float | None = None
    active: float | None = None
    effective: float | None = None
    shape: str | None = None
    training_tokens: float | None = None
    context: tuple[str, ...] = ()
    packaging: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    annotations: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Identity as a readable string without packaging; empty where the name has neither letter nor digit."""
        # A four-digit version would read as a date again.
        version = self.version or ""
        if len(version) == 4 and version.isdecimal():
            version = f"v{version}"
        return "-".join([*self.family, *filter(None, [version]), *self.variants, *_written_sizes(self)])

    @property
    def parameters(self) -> float | None:
        """Total parameters as far as the name states them; a mixture's ``8x7B`` does not."""
        return self.total

    @property
    def is_sized(self) -> bool:
        """Whether the name says anything about size."""
        return self.total is not None or self.active is not None or bool(self.shape) or self.effective is not None

    @property
    def letters(self) -> str:
        """Family and variants without spacing, so that "Code Llama" and "CodeLlama" are one."""
        words = [word for position, word in enumerate(self.family) if position == 0 or not word[0].isdigit()]
        return "".join([*words, *self.variants])

    @property
    def base_version(self) -> str | None:
        """Version of the base inside a compound family ("Llama 3.1 Nemotron": 3.1)."""
        return next((word for word in self.family[1:] if word[0].isdigit()), None)


class Comparison(NamedTuple):
    """Whether two names are of one model, and what decided it."""

    same: bool
    reason: str


@dataclass(slots=True)
class _Parts:
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


def parse_name(raw: str, source: str | None = None) -> ParsedName:
    """Read a model's name as a source writes it. Never raises: a name without letters or digits has an empty key.

    ``source`` is the source's name; it only decides whether "x/name" starts with a developer or with a reseller.
    """
    parsed = _parse(raw)
    if source in _HOST_SOURCES and parsed.account is not None:
        return _replace_account(parsed)
    return parsed


def _replace_account(parsed: ParsedName) -> ParsedName:
    values = {slot: getattr(parsed, slot) for slot in ParsedName.__slots__}
    return ParsedName(**{**values, "account": None})


@lru_cache(maxsize=65536)
def _parse(raw: str) -> ParsedName:
    name, account = _without_path(raw)
    name = _NATIVE_DESCRIPTORS.sub(" ", expand_native_names(name))
    parts = _Parts()
    outside = _BRACKETS.sub(" ", name)
    if not fold_name(outside):
        outside, brackets = name, []
    else:
        brackets = [inside.strip() for inside in _BRACKETS.findall(name)]
    text, parts.stamps = dates_removed(clean(_without_heading(outside)))
    _assemble(parts, _with_synonyms(_without_developer(_words(text))))
    for inside in brackets:
        _annotate(parts, inside)
    if parts.version is None and parts.codes:
        _take_release_code(parts, parts.codes[0])
    _settle(parts)
    total = parts.totals[0] if parts.totals else None
    return ParsedName(
        raw=raw,
        account=account,
        family=tuple(parts.family),
        version=parts.version,
        variants=tuple(sorted(dict.fromkeys(parts.variants))),
        total=total,
        active=parts.active,
        effective=parts.effective,
        shape=parts.shape,
        training_tokens=parts.trillions[0] if parts.trillions else None,
        context=tuple(parts.context),
        packaging=tuple(dict.fromkeys(parts.packaging)),
        stamps=tuple(parts.stamps),
        annotations=tuple(parts.annotations),
    )


def _without_path(raw: str) -> tuple[str, str | None]:
    """Split "account/name", dropping the scheme, host and route of longer paths."""
    name = raw.strip()
    suffix = re.search(r":([A-Za-z0-9.]+)$", name)
    if suffix and suffix[1].lower() in PACKAGING:
        name = f"{name[: suffix.start()]}-{suffix[1]}"
    if "/" not in name or re.search(r"\s", name):
        return name, None
    parts = [part for part in name.split("/") if part]
    if not parts or not re.search(r"[^\W\d]", parts[-1]):
        return name, None
    return parts[-1], parts[0] if len(parts) == 2 else None


def _without_heading(name: str) -> str:
    """Drop a developer put before the name as a heading ("Mistral: Mistral Small 3")."""
    head, colon, rest = name.partition(": ")
    return rest if colon and fold_name(rest) and fold_name(head) in known_names() else name


def _words(text: str) -> list[str]:
    while True:
        head, dot, rest = text.partition(".")
        if not (dot and rest[:1].isalpha() and (head in known_names() or head in _REGIONS)):
            return [word for word in re.split(r"[-_\s,/]+", text) if word]
        text = rest


def _without_developer(words: list[str]) -> list[str]:
    """Drop the developer or reseller in front, where what remains can stand as a name of its own."""
    for count in range(min(_LONGEST_SYNONYM, len(words) - 1), 0, -1):
        window = fold_name(" ".join(words[:count]))
        if window not in known_names() or window.isdecimal():
            continue
        rest = words[count:]
        first = re.split(r"[\d.]", rest[0], maxsplit=1)[0]
        families = known_families()
        if rest[0] in families or first in families or (window not in families and _could_be_family(first)):
            return _without_developer(rest)
    return words


def _could_be_family(word: str) -> bool:
    return len(word) > 2 and word not in VARIANTS and word not in PACKAGING and word not in DESCRIPTORS


def _with_synonyms(words: list[str]) -> list[str]:
    for count in range(min(_LONGEST_SYNONYM, len(words)), 0, -1):
        canonical = latin_synonyms().get(fold_name(" ".join(words[:count])))
        if canonical is not None:
            return [*_words(clean(canonical)), *words[count:]]
    return words


def _assemble(parts: _Parts, words: list[str]) -> None:
    for piece in pieces("-".join(words)):
        _take(parts, piece)


def _take_release_code(parts: _Parts, code: str) -> None:
    """Some lines number their releases by date only ("Mistral Large 2411").

    The alias table says which version a code is; in a line that it knows, another code is another version.
    """
    line = fold_name(" ".join([*parts.family, *parts.variants]))
    canonical = latin_synonyms().get(f"{line} {code}")
    if canonical is not None:
        known = _parse(canonical)
        parts.family, parts.version, parts.variants = list(known.family), known.version, list(known.variants)
    elif line in _coded_lines():
        parts.version = code


@lru_cache(maxsize=1)
def _coded_lines() -> frozenset[str]:
    found = (re.fullmatch(r"(.+) 2[0-9](?:0[1-9]|1[0-2])", form) for form in latin_synonyms())
    return frozenset(match[1] for match in found if match)


def _take(parts: _Parts, piece: Piece) -> None:
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


def _take_size(parts: _Parts, piece: Piece) -> None:
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
            parts.shape = f"{_billions(parts.totals.pop())}bx{piece.text}"
        case Kind.CONTEXT:
            parts.context.append(piece.text)
        case Kind.STAMP:
            stamp = stamp_of(piece.text)
            parts.stamps += [stamp] if stamp is not None else []
            parts.codes.append(piece.text)
        case _:
            parts.packaging.append(piece.text)


def _take_word(parts: _Parts, word: str) -> None:
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


def _take_number(parts: _Parts, number: str) -> None:
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


def _take_version(parts: _Parts, number: str) -> None:
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


def _annotate(parts: _Parts, inside: str) -> None:
    """Take from a bracket what is a size, date, version or known word; the rest is a second name or a remark."""
    text, stamps = dates_removed(clean(inside))
    parts.stamps += stamps
    found = list(pieces(text))
    for piece in found:
        if piece.kind in {Kind.WORD, Kind.CODE}:
            if piece.text in PACKAGING or piece.text == "medium":
                parts.packaging.append(piece.text)
            elif piece.text in VARIANTS:
                parts.variants.append(piece.text)
        elif piece.kind in {Kind.NUMBER, Kind.VERSION}:
            if len(found) == 1 and parts.version is None:
                _take_version(parts, piece.text)
        else:
            _take(parts, piece)
    words = {piece.text for piece in found if piece.kind in {Kind.WORD, Kind.CODE}}
    if not words <= PACKAGING | VARIANTS | DESCRIPTORS:
        parts.annotations.append(fold_name(inside))


def _settle(parts: _Parts) -> None:
    """Decide what a "20T" is: tokens beside another size, a base checkpoint or a light variant, else parameters."""
    is_tokens = (
        bool(parts.totals) or not _TOKEN_STAGES.isdisjoint(parts.packaging) or not _LIGHT.isdisjoint(parts.variants)
    )
    if parts.trillions and not is_tokens:
        parts.totals = parts.trillions[:1]
        parts.trillions = []


def _billions(value: float) -> str:
    return f"{value / 1e9:.9f}".rstrip("0").rstrip(".")


def _written_sizes(name: ParsedName) -> list[str]:
    sizes = [name.shape] if name.shape else []
    if name.total is not None:
        is_long = name.total >= 1e12 and _LIGHT.isdisjoint(name.variants)
        sizes.append(f"{_billions(name.total / 1e3)}t" if is_long else f"{_billions(name.total)}b")
    if name.active is not None:
        sizes.append(f"a{_billions(name.active)}b")
    if name.effective is not None:
        sizes.append(f"e{_billions(name.effective)}b")
    return sizes


def close(first: float, second: float, tolerance: float = _SIZE_TOLERANCE) -> bool:
    """Whether two positive figures are within a factor ``tolerance`` of each other."""
    return max(first, second) <= tolerance * min(first, second)


def same_version(first: str | None, second: str | None) -> bool:
    """Whether two versions are one; a first version is often written without its number."""
    return (first or "1") == (second or "1")


def shape_fits(shape: str | None, total: float | None) -> bool:
    """Whether experts as written (``8x7b``, ``17bx128e``) can make up a total: more than one expert, less than all."""
    if shape is None or total is None:
        return True
    first, second = (float(number) for number in re.findall(r"[\d.]+", shape))
    size = (second if shape.endswith("b") else first) * 1e9
    return size < total <= first * second * 1e9 * _SIZE_TOLERANCE


def size_conflict(first: ParsedName, second: ParsedName) -> str | None:
    """Why the sizes in two names exclude each other, or ``None``. A size that only one name states excludes nothing."""
    if first.total is not None and second.total is not None and not close(first.total, second.total):
        return "different total size"
    if first.active is not None and second.active is not None and not close(first.active, second.active):
        return "different active size"
    if first.shape and second.shape and first.shape != second.shape:
        return "different experts"
    if first.effective and second.effective and first.effective != second.effective:
        return "different effective size"
    if not (shape_fits(first.shape, second.total) and shape_fits(second.shape, first.total)):
        return "experts that do not make up the total"
    sparse = (first.active is None) != (second.active is None)
    if sparse and first.total is not None and second.total is not None and not close(first.total, second.total, 1.05):
        return "one dense, one mixture of experts"
    return None


def same_model(first: str | ParsedName, second: str | ParsedName) -> Comparison:
    """Whether two names are of one model, by their parts; symmetric. Size and variant veto.

    Packaging (instruct, quantisation, context, date stamps) does not count. Where only one name states a size the two
    are kept apart: a family is not its member.
    """
    one, other = (name if isinstance(name, ParsedName) else parse_name(name) for name in (first, second))
    veto = _veto(one, other)
    if veto is not None:
        return Comparison(False, veto)
    return Comparison(True, "same key" if one.key == other.key else "same parts")


def _veto(one: ParsedName, other: ParsedName) -> str | None:
    if not one.key or not other.key:
        return "no name"
    if one.letters != other.letters:
        differing = sorted(set(one.variants) ^ set(other.variants))
        same_family = one.family == other.family and differing
        return f"different variant: {', '.join(differing)}" if same_family else "different family"
    if not same_version(one.version, other.version) or one.base_version != other.base_version:
        return "different version"
    conflict = size_conflict(one, other)
    if conflict is None and one.is_sized != other.is_sized:
        conflict = "size stated on one side only"
    return conflict
