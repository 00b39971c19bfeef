"""Whether a headline may be about a model, by the language's own words; the page is fetched only then."""

from __future__ import annotations

import re
from functools import cache

from keywords import LANGUAGES, load
from keywords.folding import fold, fold_term
from pipelines.extraction.lexicon import Lexicon
from pipelines.identity.aliases import find_model_aliases
from pipelines.identity.organizations import find_organizations

ACRONYM = re.compile(r"(?<![a-z])(?:ai|llm|gpt|moe|vlm)(?![a-z])")
"""How headlines in every script abbreviate the subject."""

SIZED = re.compile(r"(?<![a-z])[a-z][a-z0-9.]{2,}(?:[- ][0-9.]+)?[- ]?\d{1,4}(?:\.\d)?b(?![a-z0-9])")
"""A name with a size in billions, as models are named."""

WORD = re.compile(r"\w+")


@cache
def _lexicon(language: str) -> Lexicon:
    return Lexicon(load(language))


@cache
def _phrases(language: str) -> tuple[tuple[str, ...], ...]:
    """The search keywords as folded words."""
    return tuple(tuple(WORD.findall(fold_term(phrase))) for phrase in load(language).search.keywords)


def is_relevant(text: str, language: str | None) -> bool:
    """Whether a headline with its summary may announce a model; true for languages that have no words of their own.

    It is enough that the text counts parameters, names a model that we know, names a developer beside a word for models
    or announcing, uses a word that only means language models, or has half the words of a search keyword. A page too
    many costs one request; a page too few costs a model.
    """
    if language not in LANGUAGES:
        return True
    key = fold(text).key
    lexemes = _lexicon(language).lex(key)
    kinds = {kind for lexeme in lexemes for kind in lexeme.kinds}
    if "unit.parameters" in kinds or find_model_aliases(text):
        return True
    speaks_of_models = "cue.model" in kinds
    if speaks_of_models and ACRONYM.search(key):
        return True
    if (speaks_of_models or "cue.release" in kinds) and find_organizations(text):
        return True
    if any(lexeme.has("cue.model") and _is_special(key[lexeme.start : lexeme.end]) for lexeme in lexemes):
        return True
    return any(_shares_half(key, words) for words in _phrases(language))


def names_a_model(text: str, language: str | None) -> bool:
    """Whether a headline with its summary all but names a model: for lists of the whole world's news.

    Stricter than ``is_relevant``, because of such lists a few pages in a thousand are worth a request: the text counts
    parameters, names a model with its size (``Teuken-7B``), says that a model was trained, or has a word that only
    means language models beside one for announcing, a developer or a model.
    """
    if language not in LANGUAGES:
        return False
    key = fold(text).key
    lexemes = _lexicon(language).lex(key)
    kinds = {kind for lexeme in lexemes for kind in lexeme.kinds}
    if "unit.parameters" in kinds or SIZED.search(key):
        return True
    if "cue.model" not in kinds:
        return False
    if "cue.train" in kinds and ("unit.tokens" in kinds or ACRONYM.search(key)):
        return True
    is_named = bool(find_organizations(text) or find_model_aliases(text))
    announces = "cue.release" in kinds
    if any(lexeme.has("cue.model") and _is_special(key[lexeme.start : lexeme.end]) for lexeme in lexemes):
        return announces or is_named
    return bool(ACRONYM.search(key)) and announces and is_named


def _is_special(term: str) -> bool:
    """Whether a word for models is of several words, or as long in a script without spaces: ``language model``."""
    return len(WORD.findall(term)) > 1 or (len(term) > 2 and "\u3040" <= term[0] <= "\u9fff")


def _shares_half(key: str, words: tuple[str, ...]) -> bool:
    """Whether at least two words of a phrase, and half of them, occur; substrings, for compounds and endings."""
    return 2 * sum(word in key for word in words) >= max(4, len(words))
