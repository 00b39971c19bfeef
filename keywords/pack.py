"""A language as data: how it searches, counts, and says what matters about a model.

One TOML file per language, ``keywords/<code>.toml``, holds everything; ``international.toml`` holds what all
languages borrow (``GPU``, ``FLOP``, the suffixes B, T, M). A term ending in ``*`` stands for the stem with any ending,
one that begins with ``*`` for the last part of a compound (German); all other terms match whole words. Scripts written
without spaces (Chinese, Japanese, Korean) match anywhere.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

UNITS = (
    "parameters",
    "tokens",
    "chips",
    "nodes",
    "chip_hours",
    "chip_days",
    "chip_weeks",
    "hours",
    "days",
    "weeks",
    "months",
    "years",
    "flop",
    "flop_rate",
    "petaflop_days",
    "money",
    "bytes",
    "words",
    "percent",
    "times",
    "things",
)
"""Kinds of unit; ``things`` are counted things that are never a training fact (languages, layers, users, images)."""

CUES = {
    "active": "the size is of the active parameters (activated, per token)",
    "weak_active": "verbs of using, which say so only beside a larger size (uses)",
    "total": "the size is the total",
    "out_of": "what follows is the total (37 of 671)",
    "context": "tokens of a window, an input or a vocabulary",
    "price": "tokens as a unit of price",
    "rate": "something per second or per day",
    "pool": "stands before the larger stock that training data were taken from (sampled from)",
    "per_amount": "what follows is not the whole but for each such amount of data (per trillion)",
    "subset": "what follows is a part of what precedes",
    "share": "a share without a count (a quarter of them)",
    "average": "the figure is a mean",
    "compare": "stands before what is compared with",
    "compare_after": "stands after what is compared with",
    "base": "stands before the model whose weights are reused",
    "base_after": "stands after the model whose weights are reused",
    "base_object": "verbs and participles whose object is the model whose weights are reused (fine-tunes X)",
    "into": "stands between a base and what it was turned into",
    "descent": "common words of descent, which stand before a known model and make it a base (the German edition of X)",
    "descent_after": "the same, where they stand after it",
    "lends": "what a known model gives beside its weights, such as texts that it wrote, so that it is no base",
    "where": "opens a part of the sentence about a place",
    "with": "stands between a verb of extending and what a series is extended with, which is no base",
    "indefinite": "a, an",
    "relative": "which, whose: what follows describes the name before the comma",
    "copula": "is a, after which a model's name tells what another is made of",
    "object": "marks of an object behind a name, in languages whose verb comes last",
    "object_before": "marks of an object before a name, with the verb behind it",
    "rework": "verbs whose object is the model whose weights are reused, standing behind it",
    "not_base": "only the architecture or the like is reused",
    "negation": "not, without",
    "plan": "not done yet",
    "denied": "the text says that a figure is wrong",
    "train": "training, or what a model does in it (saw, read)",
    "inference": "hardware serves the model",
    "cluster": "hardware stands in a hall or is sold",
    "dataset": "a data set, not a model",
    "release": "the model comes out",
    "not_release": "a date of something else (cutoff, begin of training)",
    "model": "a word for a model, beside which a name is one",
    "largest": "the largest of a family",
    "each": "what follows holds for all that were named",
    "respectively": "two lists go together in order",
    "former": "the first named",
    "latter": "the last named",
    "predecessor": "an earlier model",
    "demonstrative": "this, which before a word for a model points back",
    "anaphor": "points back to a model named before",
    "product": "stands before the model that a product runs on",
    "product_after": "stands after the model that a product runs on",
    "app": "words for what people use, which runs on a model and is none (app, search engine, plug-in)",
    "runs": "verbs of using, which say only of an app what model it runs on (also those that are of kind product too)",
    "drives": "verbs behind a model whose object is the app that runs on it (powers, anime)",
    "own": "says of a model that who makes the app made it too (in-house, proprietary)",
    "tuned": "says that weights were changed, so that nothing merely runs on a model (trained, distilled)",
    "definite": "the, before a size that is known: that of another model (the 175 billion of X)",
    "than": "stands before what is compared with, where another word opens the comparison (plus rapide que)",
    "degree": "opens such a comparison (more, less, as)",
    "couple": "verbs of giving a model a part, between which and the model the part stands (adds an encoder to X)",
    "add_to": "to, with, on: stands between a part that a model was given and the model (adds an encoder to X)",
    "derived": "participles behind or before version, for what was made of the model spoken of (its pruned version)",
    "attributive": "links a size to the name after it",
    "part_of": "stands between a part and the whole (3 of the 80 billion)",
    "genitive": "links a size to its owner after it",
    "approximate": "about, more than, only: words that may stand between a number and its unit",
    "conjunction": "and, between names",
    "group": "a sum over several models",
    "clause": "ends a clause without a comma",
    "agent": "stands before who did it (by)",
    "like": "stands right before a model named as an example or measure (like X, wie X)",
    "determiner": "articles, where the language writes common nouns with capitals, so that what follows is no name",
    "benchmark": "a test or a table of results, beside which a name is no model",
    "places": "countries and cities, which own models in headlines and make none (Berlin unveils X)",
    "subject": "marks of a subject behind a name, in languages that have them",
    "made_by": "stands right before the name of who made a model (developed by)",
    "made_by_after": "the same, where it stands right behind the name (X tarafından geliştirilen)",
    "scratch": "from scratch, which denied says that another model named is the base",
    "duration": "labels of how long a training took (duration:)",
    "maker": "labels of a fact sheet that say who made a model (developer:)",
    "base_verb": "verbs whose subject stands before the preposition that leads to the base (verb X on Y)",
    "base_link": "those prepositions",
    "lineage": "words of descent too common to name a base, except where one of two models is well known (checkpoint)",
    "addition": "right beside tokens, says that they came on top of those of a well-known base (another, extra)",
    "teacher": "says that a well-known model only taught another one (teacher, professeur)",
    "compare_verb": "verbs of surpassing whose rival stands behind such a preposition, the subject between them",
    "component": "a part of a model, whose size is not the model's (encoder, tokenizer)",
    "licence": "a licence, beside which MIT is no institute",
    "contrast": "sets another model against the one before (while)",
    "forecast": "words for a forecast, of which a time near them says how far it looks",
    "elapsed": "a time that has passed and is no training time",
    "tiers": "sizes and kinds within a family, which make a developer's name a model's (Mistral Large)",
    "lone_tiers": "those of them that the press uses alone",
    "endings": "endings that only names of models have, case counting",
    "test_endings": "endings of names of benchmarks and data sets, case counting (VideoBench)",
    "adjectives": "last parts that make a hyphenated word no name (X-based, X-like)",
    "institution": "words in names of institutions and companies (University, GmbH)",
    "called": "stands right before the name that a model is given (called, dubbed)",
    "concession": "opens a part of the sentence that turns back to its subject (despite having only)",
    "place": "stands before where a model is published (on, sur)",
    "behind_name": "stands right behind a model's name that follows a word for a model, where adjectives precede nouns",
    "naming": "gives something made from another model its name (is now called, batizado de)",
    "result": "says what came of the work on a model named before (the result, le résultat)",
    "origin": "stands before the place where a company sits (from, aus)",
    "stage": "a numbered part of one training, whose figures add up (stage 2, phase one)",
    "lender": "stands before who only lent the hardware (provided by)",
    "company": "words for a company, a team or a community that stand right before its name (startup, équipe)",
    "company_after": "the same, where they stand right behind the name (X şirketi)",
    "academy": "words that begin or end the name of a university, an institute or an authority",
    "era": "stands right before a model that only marks a time (before X, two years after X)",
    "earlier": "what was done before, to the base and not to the model (originally, itself)",
    "word_endings": "endings of verbs and common nouns, which the first word of a sentence has as a capitalised word",
    "layers": "layers and blocks: what a model is built of has their name (layers by Mamba)",
    "data": "words for data, right behind which a name is that of their source (données ERA5)",
    "machines": "names of computers, which are names of models only behind a word for one",
    "services": "names of services, which are names of models only beside a word for one",
    "not_names": "capitalised words that are no names of models",
}
"""Kinds of word that decide what a number or a name near them means, and what each says."""

NEEDED_UNITS = ("parameters", "tokens", "chips", "hours", "days", "weeks", "months", "flop", "money", "bytes", "words")
NEEDED_CUES = ("active", "total", "context", "compare|compare_after", "base|base_after", "train", "release", "model")

DIRECTORY = Path(__file__).parent
INTERNATIONAL = "international"


class PackError(ValueError):
    """A language file cannot be used; the message names the file and the entry."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Search(_Record):
    """How news in this language is searched: three to six phrases, each a plausible headline."""

    keywords: Annotated[tuple[str, ...], Field(min_length=3, max_length=6)]


class Numbers(_Record):
    """How numbers are written. Values are exact; ``words`` are spelled numbers, ``scales`` multiply what precedes."""

    decimal: Literal[".", ","] = "."
    group: tuple[str, ...] = (",",)
    words: dict[str, float] = {}
    scales: dict[str, float] = {}
    numerals: dict[str, float] = {}
    """Characters that write numbers without spaces (一百, 천칠백); empty for other scripts."""
    infix: tuple[str, ...] = ()
    """Characters that may stand inside such a number without changing it (8500多亿)."""
    duals: dict[str, float] = {}
    """Words that hold number and scale at once (Arabic dual)."""
    vague: dict[str, float] = {}
    """Words that make the following scale an order of magnitude only (hundreds of)."""
    vague_scales: dict[str, float] = {}
    """Scale words whose form alone says that the number is vague (billions of)."""
    bare_scale_is_one: bool = True
    """Whether a scale word without a number counts one of it (Arabic مليار) or is only an order (千亿)."""
    plus_half: tuple[str, ...] = ()
    """Words after a number that add half of its last unit (et demi)."""
    before: dict[str, float] = {}
    """Words that shift the number after them: साढ़े is +0.5, पौने is -0.25."""
    joiners: tuple[str, ...] = ()
    """Words allowed between the parts of one spelled number (and)."""
    decimal_words: tuple[str, ...] = ()
    """Spoken decimal points (দশমিক)."""
    ranges: tuple[str, ...] = ("-", "–", "~", "—")
    """What stands between the ends of a range."""
    lists: tuple[str, ...] = (",",)
    """What stands between the members of a list that share the last one's scale word."""
    units_first: bool = False
    """Whether the unit precedes the ten (Arabic five-and-seventy)."""
    counted: dict[str, tuple[float, str]] = {}
    """Words that hold a number and its unit at once (Arabic شهرين: two months)."""
    size_letters: dict[str, float] = {}
    """Letters glued to digits that stand for B, M, T in the language's own script."""
    numerals_are_syllables: bool = False
    """Whether the numerals are also everyday syllables, so that only long runs of them are numbers (Korean)."""
    glued: bool = False
    """Whether spelled numbers are written as one word (German)."""
    powers: tuple[str, ...] = ("^", "**")
    """What stands between 10 and its exponent."""


class Dates(_Record):
    """How dates are written: names of months and of calendars other than the Gregorian."""

    months: dict[str, Annotated[int, Field(ge=1, le=12)]]
    jalali_months: dict[str, Annotated[int, Field(ge=1, le=12)]] = {}
    seasons: tuple[str, ...] = ()
    year_marks: tuple[str, ...] = ()
    month_marks: tuple[str, ...] = ()
    day_marks: tuple[str, ...] = ()
    linkers: tuple[str, ...] = ()
    """Small words between day, month and year (de, of)."""
    eras: dict[str, int] = {}
    """Year before the first of each era (令和 = 2018)."""


class LanguagePack(_Record):
    """Everything that is particular to one language; ``code`` is ISO 639-1."""

    code: Annotated[str, Field(pattern=r"^[a-z]{2}$")]
    name: str
    native_name: str
    scripts: tuple[str, ...]
    search: Search
    numbers: Numbers
    dates: Dates
    units: dict[str, tuple[str, ...]]
    cues: dict[str, tuple[str, ...]]
    prefixes: tuple[str, ...] = ()
    """Letters written together with the following word (Arabic and, by, the)."""
    quotes: tuple[str, ...] = ()
    """Pairs of quotation marks that stand round names."""
    sizes_by_article: tuple[str, ...] = ()
    """Words before a bare size that names a sibling model (its 12B)."""
    sizes_by_noun: tuple[str, ...] = ()
    """Nouns right behind a bare size that names a sibling model (8B版, 8B 버전)."""
    tier_words: dict[str, str] = {}
    """Tiers of a family as the language writes them by their sound, and their Latin form (울트라 is Ultra)."""

    @field_validator("units")
    @classmethod
    def _known_units(cls, units: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return _known(units, UNITS)

    @field_validator("cues")
    @classmethod
    def _known_cues(cls, cues: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return _known(cues, CUES)

    @model_validator(mode="after")
    def _complete(self) -> LanguagePack:
        lacking = missing(self)
        if lacking:
            msg = f"lacks {', '.join(lacking)}"
            raise ValueError(msg)
        return self


def _known(terms: dict[str, tuple[str, ...]], kinds: Iterable[str]) -> dict[str, tuple[str, ...]]:
    unknown = sorted(set(terms) - set(kinds))
    if unknown:
        msg = f"unknown kinds {', '.join(unknown)}"
        raise ValueError(msg)
    return terms


def missing(pack: LanguagePack) -> list[str]:
    """What a pack lacks that every language needs, as ``units.<kind>`` and ``cues.<kind>``."""
    return _lacking(pack.units, pack.cues, counts=bool(pack.numbers.scales or pack.numbers.numerals))


def _lacking(units: Mapping[str, object], cues: Mapping[str, object], *, counts: bool) -> list[str]:
    lacking = [f"units.{kind}" for kind in NEEDED_UNITS if not units.get(kind)]
    lacking += [f"cues.{kind}" for kind in NEEDED_CUES if not any(cues.get(k) for k in kind.split("|"))]
    return lacking if counts else [*lacking, "numbers.scales"]


def languages() -> tuple[str, ...]:
    """Codes of all languages that have a file, sorted."""
    return tuple(sorted(path.stem for path in DIRECTORY.glob("??.toml")))


def read_file(code: str) -> dict[str, Any]:
    """A language's file as it stands. Raises `PackError` where there is none, or it is no TOML."""
    path = DIRECTORY / f"{code}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        msg = f"{path.name}: {problem}"
        raise PackError(msg) from problem


@cache
def load(code: str) -> LanguagePack:
    """The pack of one language with the international terms merged in. Raises `PackError` naming what is wrong."""
    content = _merged(code)
    try:
        return LanguagePack(code=code, **content)
    except ValueError as problem:
        msg = f"{code}.toml: {problem}"
        raise PackError(msg) from problem


def _merged(code: str) -> dict[str, Any]:
    content, shared = read_file(code), read_file(INTERNATIONAL)
    for part in ("units", "cues"):
        own = content.setdefault(part, {})
        for kind, terms in shared.get(part, {}).items():
            own[kind] = [*own.get(kind, []), *terms]
    return content


def lacking_in(code: str) -> tuple[str, ...]:
    """What `missing` says, also for a file that cannot be loaded yet."""
    content = _merged(code)
    numbers = content.get("numbers", {})
    counts = bool(numbers.get("scales") or numbers.get("numerals"))
    return tuple(_lacking(content["units"], content["cues"], counts=counts))


def problems_in(code: str) -> tuple[str, ...]:
    """The entries that keep a file from being loaded, each with its fault, besides what it lacks as a whole."""
    try:
        LanguagePack(code=code, **_merged(code))
    except ValidationError as problem:
        faults = [(".".join(map(str, fault["loc"])), fault["msg"]) for fault in problem.errors()]
        return tuple(f"{entry}: {message}" for entry, message in faults if entry)
    return ()
