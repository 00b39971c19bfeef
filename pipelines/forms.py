"""Other forms of a model's name: what a catalogue lists beside it, in other scripts or other words.

A form leads from one line of names to another, so it is held to more than a name is. Of one family's names the version,
size and variant tell the models apart, whatever an alias list says; a brand is not one of its versions; and a word of
daily use (Nova, 天工) means the model only where its developer is named as well.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise

from crawler.records import SourceRank
from keywords.pack import languages, load
from pipelines.identity.aliases import aliases as known_aliases
from pipelines.identity.aliases import known_families
from pipelines.identity.comparison import same_version, size_conflict
from pipelines.identity.folding import fold_name
from pipelines.identity.name_words import DESCRIPTORS, PACKAGING, VARIANTS
from pipelines.identity.names import ParsedName, parse_name
from pipelines.identity.organizations import known_names
from pipelines.linking import SAME_SIZE, Mention, line_key, name_key

TELLING_HAN, TELLING_SYLLABLES, TELLING_LETTERS = 3, 3, 4
"""Characters from which a lone word in another script than Latin is hardly a word of daily use: most of those are
shorter (two Han characters, two syllables), or are marked as such in the alias table."""


class Weight(IntEnum):
    """How much a form says by itself."""

    PLAIN_WORD = 0
    """Perhaps a word of daily use: the model's developer must be named beside it."""
    LONE_WORD = 1
    """One long word in another script: no other developer may be named beside it."""
    TELLING = 2
    """Several words, a figure or capitals inside: only facts speak against it, not a newspaper's developer."""


@dataclass(frozen=True, slots=True)
class OtherForm:
    """Another form of a name: the key of mentions under it, the form as listed, and how much it says."""

    name_key: str
    text: str
    weight: Weight


def other_forms(raw_name: str, listed: Iterable[str]) -> tuple[OtherForm, ...]:
    """What a catalogue's row lists beside a name and may stand for it, without what the name's own line settles."""
    own = parse_name(raw_name)
    found: dict[str, OtherForm] = {}
    for text in listed:
        other = parse_name(text)
        weight = _weight(text) if _may_be(other, own) and fold_name(text) not in known_names() else None
        key = name_key(other)
        if weight is not None and (key not in found or found[key].weight < weight):
            found[key] = OtherForm(key, text, weight)
    return tuple(found[key] for key in sorted(found))


def _may_be(other: ParsedName, own: ParsedName) -> bool:
    """Whether nothing in the two names speaks against their being one model's."""
    if not other.family or not own.family or line_key(other) == line_key(own):
        return False
    if other.family[0] == own.family[0] or other.key in known_families():
        return False
    if own.version is not None and (other.version is None or not same_version(other.version, own.version)):
        return False
    if other.version is not None and own.version is None:
        return False
    if other.is_sized and (not own.is_sized or size_conflict(other, own) is not None):
        return False
    return _same_variant(other, own)


def _same_variant(other: ParsedName, own: ParsedName) -> bool:
    """Whether two names may mean one variant; in another script a variant is at least a word of its own."""
    if all(word.isascii() for word in (*other.family, *other.variants)):
        return other.variants == own.variants
    if not VARIANTS.intersection(other.variants) <= set(own.variants):
        return False
    return not own.variants or len(other.family) + len(other.variants) >= len(own.family) + len(own.variants)


def _weight(text: str) -> Weight | None:
    """How much a form says as far as its shape tells; ``None`` where it names no model at all."""
    folded = fold_name(text)
    words = folded.split()
    if not words or all(word in _UNNAMING or word.isdecimal() for word in words) or folded in _field_words():
        return None
    if folded in _marked_plain():
        return Weight.PLAIN_WORD
    if len(words) > 1 or any(character.isdecimal() for character in folded):
        return Weight.TELLING
    if any(first.islower() and second.isupper() for first, second in pairwise(text)):
        return Weight.TELLING
    if folded.isascii():
        return Weight.PLAIN_WORD
    return Weight.LONE_WORD if len(folded) >= _telling_length(folded) else Weight.PLAIN_WORD


def _telling_length(word: str) -> int:
    if any("\u4e00" <= character <= "\u9fff" for character in word):
        return TELLING_HAN
    if any("\u3040" <= character <= "\u30ff" or "\uac00" <= character <= "\ud7a3" for character in word):
        return TELLING_SYLLABLES
    return TELLING_LETTERS


_UNNAMING = VARIANTS | PACKAGING | DESCRIPTORS


@lru_cache(maxsize=1)
def _marked_plain() -> frozenset[str]:
    return frozenset(fold_name(form) for _, form, _ in known_aliases() if form.startswith("="))


@cache
def _field_words() -> frozenset[str]:
    """What all languages' packs know as words of the field: a large model, a company, a context window."""
    packs = [load(code) for code in languages()]
    terms = (term for pack in packs for kind in (pack.units, pack.cues) for group in kind.values() for term in group)
    return frozenset(fold_name(term.strip("*")) for term in terms)


def stands_for(mention: Mention, listed: Mention, weight: Weight) -> bool:
    """Whether a mention under a form means the model that lists it: their sizes and developers must not disagree."""
    if mention.owner_key is not None:
        return False
    if mention.parameters and listed.parameters:
        apart = abs(math.log(mention.parameters / listed.parameters))
        if apart > math.log1p(SAME_SIZE):
            return False
    one, other = _developers(mention), _developers(listed)
    if one & other:
        return True
    if weight is Weight.PLAIN_WORD or not one or not other:
        return weight is not Weight.PLAIN_WORD
    return weight is Weight.TELLING and mention.rank == SourceRank.NEWS


def _developers(mention: Mention) -> set[str]:
    return {part.strip() for part in (mention.organization or "").split(";") if part.strip()}
