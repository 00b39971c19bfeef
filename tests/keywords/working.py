"""What each kind of word in a pack is there for, as an effect that can be seen in a sentence that holds it."""

from __future__ import annotations

from collections.abc import Callable

from crawler.records import ModelFacts
from keywords import load
from keywords.folding import fold
from pipelines.extraction.extractor import Found, read_text
from pipelines.extraction.lexicon import lexicon
from pipelines.extraction.numbers import NumberGrammar
from pipelines.extraction.reasons import Reason

OWN, OTHER = "Kestrel-3", "Veldora-2"
"""Invented names: of what a sentence is about, and of the rival, base or predecessor beside it."""

PRODUCT, ENGINE = "ZenRide", "GPT-4"
"""An invented product, and the well-known model that it runs on."""

_NONSENSE = {"zh": "甴", "ja": "ぬゑ", "ko": "쀍"}


def nonsense(code: str) -> str:
    """A word that the language does not have, with which a sentence must not have the effect."""
    return _NONSENSE.get(code, "zq")


def _of(found: Found, name: str) -> ModelFacts | None:
    return next((r for r in found.records if r.name == name), None)


def _aside(found: Found) -> bool:
    """The other model gets no record and keeps its number."""
    own = _of(found, OWN)
    return own is not None and own.parameters == 3e10 and _of(found, OTHER) is None


def _based(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.base_model == OTHER and _of(found, OTHER) is None


def _released(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.release_date == "2025-03-12"


def _trained(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.tokens == 2e6


def _active(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.active_parameters == 2e10 and own.parameters == 3e11


def _total(found: Found) -> bool:
    return any(q.total and q.value == 3e11 for q in found.quantities)


def _dropped(reason: Reason) -> Callable[[Found], bool]:
    return lambda found: not any(r.tokens for r in found.records) and any(q.reason == reason for q in found.quantities)


def _idle(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.hardware_quantity is None


def _denied(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.parameters is None and own.base_model is None


def _planned(found: Found) -> bool:
    return any(q.planned for q in found.quantities)


def _sized(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.parameters == 3e10


def _paired(found: Found) -> bool:
    own, other = _of(found, OWN), _of(found, OTHER)
    return own is not None and other is not None and (own.parameters, other.parameters) == (3e10, 7e9)


def _first(found: Found) -> bool:
    own, other = _of(found, OWN), _of(found, OTHER)
    return own is not None and own.tokens == 4e12 and (other is None or other.tokens is None)


def _second(found: Found) -> bool:
    own, other = _of(found, OWN), _of(found, OTHER)
    return other is not None and other.tokens == 4e12 and (own is None or own.tokens is None)


def _both(found: Found) -> bool:
    own, other = _of(found, OWN), _of(found, OTHER)
    return own is not None and other is not None and own.tokens == other.tokens == 4e12


def _no_active(found: Found) -> bool:
    own = _of(found, OWN)
    return own is not None and own.parameters == 3e10 and own.active_parameters is None


def _runs(found: Found) -> bool:
    return found.products == [(PRODUCT, ENGINE)]


def _runs_on_nothing(found: Found) -> bool:
    return not found.products


EFFECTS: dict[str, Callable[[Found], bool]] = {
    "compare": _aside,
    "compare_after": _aside,
    "predecessor": _aside,
    "base": _based,
    "base_after": _based,
    "base_object": _based,
    "rework": _based,
    "release": _released,
    "train": _trained,
    "active": _active,
    "total": _total,
    "context": _dropped(Reason.CONTEXT_WINDOW),
    "price": _dropped(Reason.PRICE),
    "rate": _dropped(Reason.RATE),
    "inference": _idle,
    "cluster": _idle,
    "negation": _denied,
    "plan": _planned,
    "approximate": _sized,
    "share": _aside,
    "respectively": _paired,
    "former": _first,
    "latter": _second,
    "each": _both,
    "largest": _first,
    "app": _runs,
    "runs": _runs,
    "drives": _runs,
    "own": _runs_on_nothing,
    "tuned": _runs_on_nothing,
}


ROUNDING = ("approximate",)
"""Kinds that must leave a figure as it is, which it also is without them."""


def works(code: str, kind: str, sentence: str, word: str) -> bool:
    """Whether a sentence with a word in its slot has the effect that the kind promises."""
    return EFFECTS[kind](read_text(sentence.replace("{}", word), code, None).found)


def forms(term: str) -> str:
    """A term as it stands in a text: a stem alone, the last part of a compound behind a first one."""
    return ("grund" if term.startswith("*") else "") + term.strip("*")


def counted(code: str, unit: str, term: str) -> bool:
    """Whether a number beside a word counts what the word is a unit of, behind it, glued to it, or as its label."""
    word = forms(term)
    for text in (f"{OWN}: 300 {word}.", f"{OWN}: 300{word}.", f"{OWN}. {word}: 300", f"{OWN}. {word}300."):
        found = read_text(text, code, None).found
        if any(q.kind == unit and q.number.value >= 300 for q in found.quantities):
            return True
    return False


def number_works(code: str, table: str, word: str, value: float) -> bool:
    """Whether a word of a number is read with its value: alone, or behind a digit where it multiplies."""
    days = forms(load(code).units["days"][0])
    texts = (f"{word} {days}", f"{word}{days}", f"{word}") if table == "words" else (f"3 {word}", f"3{word}")
    wanted = value if table == "words" else 3 * value
    for text in texts:
        folded = fold(text)
        read = NumberGrammar(load(code)).read(folded.key, folded.text, lexicon(code).lex(folded.key), [])
        if any(abs(n.value - wanted) <= 1e-9 * max(1.0, wanted) for n in read):
            return True
    return False
