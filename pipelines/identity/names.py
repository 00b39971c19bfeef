"""Reading a model's name: family, version, size, variant, and what is only packaging.

Sources write one model in many ways ("GLM-4.5-Air", "glm-4p5-air", "zai-org/GLM-4.5-Air-FP8", "Z.AI: GLM 4.5 Air") and
many models in nearly one way ("GLM-4.5", "GLM-4.5V"). A name is cut into pieces, each piece is one of a few kinds, and
the kinds that tell models apart make the key. Words that nobody listed count as variants: unknown keeps names apart.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from math import inf

from pipelines.identity.aliases import expand_native_names, known_families, latin_synonyms
from pipelines.identity.comparison import Comparison, veto
from pipelines.identity.folding import fold_name
from pipelines.identity.name_assembly import Parts, annotate, assemble, settle
from pipelines.identity.name_pieces import clean, dates_removed
from pipelines.identity.name_words import DESCRIPTORS, PACKAGING, PACKERS, RESELLERS, VARIANTS
from pipelines.identity.organizations import known_names
from pipelines.identity.parsed_name import ParsedName

__all__ = ["Comparison", "ParsedName", "parse_name", "same_model"]

_HOST_SOURCES = frozenset(["litellm", "litellm-prices", "models_dev", "models-dev"])
"""Price lists whose first path part is the reseller, not the model's developer."""
_NATIVE_DESCRIPTORS = re.compile(r"(?:认知|语言|語言|基础)?大?模型|(?:言語)?モデル(?!\w)|\s(?:언어\s?)?모델(?!\w)")
_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
"""Square brackets are not meant: FLUX.1 [dev] and FLUX.1 [pro] are two models."""
_REGIONS = frozenset(["us", "eu", "apac", "global", "jp", "au"])
"""Regions that cloud hosts put before a name ("us.anthropic.claude...")."""
_LONGEST_SYNONYM = 4
_JOINED_STAGE = re.compile(r"([a-z]+)(chat|instruct)(\d.*)?")
"""A stage of training written into the family's word: "AquilaChat2" is Aquila 2."""


def parse_name(raw: str, source: str | None = None) -> ParsedName:
    """Read a model's name as a source writes it. Never raises: a name without letters or digits has an empty key.

    ``source`` is the source's name; it only decides whether "x/name" starts with a developer or with a reseller.
    """
    parsed = _parse(raw)
    if source in _HOST_SOURCES and parsed.account is not None:
        return replace(parsed, account=None)
    return parsed


@lru_cache(maxsize=65536)
def _parse(raw: str) -> ParsedName:
    name, account = _without_path(raw)
    name = _NATIVE_DESCRIPTORS.sub(" ", expand_native_names(name))
    parts = Parts()
    outside = _BRACKETS.sub(" ", name)
    if not fold_name(outside):
        outside, brackets = name, []
    else:
        brackets = [inside.strip() for inside in _BRACKETS.findall(name)]
    text, parts.stamps = dates_removed(clean(_without_heading(outside)))
    assemble(parts, _with_synonyms(_without_developer(_words(text))), account)
    for inside in brackets:
        annotate(parts, inside)
    if parts.version is None and parts.codes:
        _take_release_code(parts, parts.codes[0])
    settle(parts)
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
        if not (dot and rest[:1].isalpha() and (fold_name(head) in known_names() or head in _REGIONS)):
            return [part for word in re.split(r"[-_\s,/]+", text) if word for part in _without_joined_stage(word)]
        text = rest


def _without_joined_stage(word: str) -> list[str]:
    match = _JOINED_STAGE.fullmatch(word)
    if match is None or match[1] not in known_families():
        return [word]
    return [f"{match[1]}{match[3] or ''}", match[2]]


def _without_developer(words: list[str]) -> list[str]:
    """Drop the developer or reseller in front, where what remains can stand as a name of its own."""
    for count in range(min(_LONGEST_SYNONYM, len(words) - 1), 0, -1):
        window = fold_name(" ".join(words[:count]))
        if (window not in known_names() and window not in RESELLERS) or window.isdecimal():
            continue
        rest = words[count:]
        first = re.split(r"[\d.]", rest[0], maxsplit=1)[0]
        families = known_families()
        if rest[0] in families or first in families or (window not in families and _could_be_family(first)):
            return _without_developer(rest)
    return words


def _could_be_family(word: str) -> bool:
    return len(word) > 2 and not any(word in words for words in (VARIANTS, PACKAGING, DESCRIPTORS, PACKERS))


def _with_synonyms(words: list[str]) -> list[str]:
    for count in range(min(_LONGEST_SYNONYM, len(words)), 0, -1):
        canonical = latin_synonyms().get(fold_name(" ".join(words[:count])))
        if canonical is not None:
            return [*_words(clean(canonical)), *words[count:]]
    return words


def _take_release_code(parts: Parts, code: str) -> None:
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


def same_model(
    first: str | ParsedName,
    second: str | ParsedName,
    *,
    parameters: tuple[float | None, float | None] = (None, None),
) -> Comparison:
    """Whether two names are of one model, and what decided it; symmetric, and never raises.

    Two names are of one model only if family, version, size and variant agree. Packaging (instruct, quantisation,
    context, date stamps, the account) does not count. Where only one name states a size the two are kept apart, as a
    family is not its member, unless ``parameters`` (counts stated beside the names, in their order) fills the gap.
    """
    one, other = (name if isinstance(name, ParsedName) else parse_name(name) for name in (first, second))
    reason = veto(_with_stated_size(one, parameters[0], other), _with_stated_size(other, parameters[1], one))
    if reason is not None:
        return Comparison(False, reason)
    return Comparison(True, "same key" if one.key == other.key else "same parts")


def _with_stated_size(name: ParsedName, parameters: float | None, other: ParsedName) -> ParsedName:
    # Beside a size in the name a count says little: of packed weights it is a fraction of the truth.
    if name.is_sized or not other.is_sized or parameters is None or not 0 < parameters < inf:
        return name
    return replace(name, total=parameters)
