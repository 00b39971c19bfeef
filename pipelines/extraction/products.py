"""Products that run on a model of somebody else: "an app powered by X", "the assistant uses the API of X".

What tells a product from a model is what the text calls it (an app, a search engine, a plug-in), that it names the
model that does the work, its engine, and that it says nothing of weights having been trained. Words such as "powered
by" say enough by themselves; "uses" or "is based on" say so only of an app.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from pipelines.extraction.apps import Apps
from pipelines.extraction.engines import Link, belongs, called_model, engines, gap, is_app, is_service, links
from pipelines.extraction.names import KNOWN, NUMBERED, SHAPED, Mention
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import COMPARED, PRODUCT, SUBJECT, Occurrence
from pipelines.extraction.spans import starting
from pipelines.identity.catalogue import families_in

_BEFORE, _BEHIND = 160, 120
"""Characters before and behind an engine in which its product stands."""
_OWN_REACH = 48
"""Characters round an engine in which the text says that its developer made the product too."""
_OWNER_REACH = 10
"""Characters between an engine and the name of its developer (Acme's X, X by Acme)."""
_DIRECT_WORDS = 5
"""Words between a product that nothing calls an app and "powered by"."""
_OPENING = 40
"""Characters at the start of a sentence in which it points back."""
_OBJECT_REACH = 32
"""Characters from a verb of using to the model that is its object."""
_NOUN_REACH = 24
"""Characters from "X-powered" to what it describes."""
_LENT_REACH = 16
"""Characters round an engine in which a word for what it lent stands (texts written by X)."""
_LIST_GAP = 12
"""Characters between two engines of one product."""
_SIZES = ("unit.parameters", "unit.tokens")


class Product(NamedTuple):
    """A product and the model that it runs on; ``own`` says that one developer made both."""

    name: Mention
    engine: Mention
    own: bool = False


def find_products(reading: Reading, occurrences: Sequence[Occurrence]) -> list[Product]:
    """The products of a text in order of their engines, whose occurrences are given the role that they have.

    ``occurrences`` are in order of their places. An engine of the product's own developer may be what a text is about.
    """
    finder = _Finder(reading, occurrences)
    found: list[Product] = []
    for engine in finder.engines:
        product = finder.product_of(engine) or _listed(reading, found, engine)
        if product is not None:
            found.append(product)
            finder.assign(product)
    return found


def _listed(reading: Reading, found: Sequence[Product], engine: Mention) -> Product | None:
    """The product of the engine before, where a list goes on with this one (X and Y)."""
    if not found or not 0 <= engine.start - found[-1].engine.end <= _LIST_GAP:
        return None
    words = reading.key[found[-1].engine.end : engine.start].strip(" ,、،，").split()
    joined = not words or (len(words) == 1 and words[0] in reading.conjunctions)
    return found[-1]._replace(engine=engine) if joined else None


class _Finder:
    """Finds the product of one engine after the other in a text."""

    def __init__(self, reading: Reading, occurrences: Sequence[Occurrence]) -> None:
        self._reading = reading
        self._occurrences = {o.mention.start: o for o in occurrences}
        self._apps = Apps(reading)
        self.engines = engines(reading, occurrences)
        self._models = frozenset(m.start for m in self.engines if m.strength >= KNOWN)

    def product_of(self, engine: Mention) -> Product | None:
        """The product that runs on a model, ``None`` where the text names none."""
        reading = self._reading
        sentence = reading.sentences[reading.sentence_at(engine.start)]
        low, high = max(sentence.start, engine.start - _BEFORE), min(sentence.end, engine.end + _BEHIND)
        found = links(reading, engine, low, high)
        if self._compared(engine):  # but "behind X is Y" is no comparison
            found = [x for x in found if reading.has_cue(x.start, x.end, "cue.compare")]
        if not found or is_app(reading, engine):
            return None
        strong = [x for x in found if x.strong and not self._reworked(engine, x)]
        name = self._named(engine, low, high, strong)
        if name is None or (name.start > engine.start and all(x.access for x in found)):
            return None
        called = self._apps.calls(name)
        own = self._own(engine, name, low, high)
        model = engine.strength >= KNOWN or is_service(reading, engine) or called_model(reading, engine)
        if not strong and all(self._of_another(name, engine, x) for x in found):
            return None
        if called:
            runs = bool(strong) or ((model or own) and self._merely_runs(engine, name, low, high, own=own))
        else:
            runs = bool(strong) and model and not reading.find("tuned", reading.key, low, high)
        return Product(name, engine, own) if runs else None

    def assign(self, product: Product) -> None:
        """Give the place that names an engine its role; a sentence with its size is about it as well."""
        occurrence = self._occurrences.get(product.engine.start)
        if occurrence is None:
            return
        sentence = self._reading.sentences[occurrence.sentence]
        sized = occurrence.role == SUBJECT and self._reading.has_cue(sentence.start, sentence.end, *_SIZES)
        occurrence.role, occurrence.finer = (SUBJECT if product.own or sized else PRODUCT), None

    def _of_another(self, name: Mention, engine: Mention, link: Link) -> bool:
        """Whether such words have another subject (the team of the app X built Y on Z), or another object.

        The subject may be another app, without a name (the app X offers services based on Y).
        """
        reading = self._reading
        first = min(link.start, engine.start)
        opening = reading.sentences[reading.sentence_at(engine.start)].start
        left = max(name.end if name.end <= first else opening, first - _BEFORE)
        if any(self._announces(m, name, engine) for m in starting(reading.mentions, left, first)):
            return True
        if opening <= name.start < link.start < engine.start and self._apps.names_another(name, link.start):
            return True
        return link.start >= engine.end and any(
            m.strength >= KNOWN and m.key != name.key and not reading.parted(link.end, m.start)
            for m in starting(reading.mentions, link.end, link.end + _OBJECT_REACH)
        )

    def _announces(self, mention: Mention, name: Mention, engine: Mention) -> bool:
        """Whether a sure name stands for another model for its own sake."""
        occurrence = self._occurrences.get(mention.start)
        if occurrence is None or mention.key in (name.key, engine.key):
            return False
        return occurrence.role == SUBJECT and any(c.isdigit() for c in mention.name)

    def _compared(self, engine: Mention) -> bool:
        occurrence = self._occurrences.get(engine.start)
        return occurrence is not None and occurrence.role == COMPARED

    def _reworked(self, engine: Mention, link: Link) -> bool:
        """Whether what runs is only made of the model (powered by a fine-tuned X)."""
        return bool(self._reading.find("tuned", self._reading.key, *gap(engine, link.start, link.end)))

    def _merely_runs(self, engine: Mention, name: Mention, low: int, high: int, *, own: bool) -> bool:
        """Whether nothing says that an app is a model itself, or has weights of its own.

        Where one developer made both, a size is rather the model's.
        """
        reading = self._reading
        if name.strength >= KNOWN or (name.strength == NUMBERED and any(c.isdigit() for c in name.name)):
            return False
        lent = reading.has_cue(engine.start - _LENT_REACH, engine.end + _LENT_REACH, "cue.lends")
        if lent or reading.has_cue(low, high, "cue.dataset") or self._trained(name, engine):
            return False
        if not own and reading.has_cue(low, high, *_SIZES):
            return False
        models = [x for x in reading.cues(low, high, "cue.model") if not belongs(reading, engine, x.start, x.end)]
        near = [m for m in self._apps.names(low, high) if m.key != engine.key]
        return not any(self._apps.calls_model(m, x.start, x.end) for m in near for x in models)

    def _trained(self, name: Mention, engine: Mention) -> bool:
        """Whether a sentence with the engine, with the name or one that goes on about it speaks of training."""
        return name.key in self._trained_names or self._reading.sentence_at(engine.start) in self._of_training

    @cached_property
    def _trained_names(self) -> frozenset[str]:
        reading = self._reading
        return frozenset(m.key for m in reading.mentions if reading.sentence_at(m.start) in self._of_training)

    @cached_property
    def _of_training(self) -> frozenset[int]:
        """Sentences that speak of training, and those before one that does and points back."""
        reading = self._reading
        found = {
            reading.sentence_at(start)
            for start, end in reading.find("tuned", reading.key, 0, len(reading.key))
            if not self._apps.begins_app(end)
        }
        return frozenset(found | {index - 1 for index in found if self._points_back(index)})

    def _points_back(self, index: int) -> bool:
        reading = self._reading
        sentence = reading.sentences[index]
        if any(m.strength >= NUMBERED for m in starting(reading.mentions, sentence.start, sentence.end)):
            return False
        return reading.has_cue(sentence.start, min(sentence.end, sentence.start + _OPENING), "cue.anaphor")

    def _own(self, engine: Mention, name: Mention, low: int, high: int) -> bool:
        """Whether one developer made the product and the model."""
        reading = self._reading
        if engine.key.startswith(name.key) or name.key.startswith(engine.key):
            return True
        developers = {f.organization for f in families_in(engine.name)}
        if developers & {f.organization for f in families_in(name.name)}:
            return True
        before = max(low, engine.start - _OWN_REACH, name.end if name.end <= engine.start else low)
        for start, end in reading.find("own", reading.key, before, min(high, engine.end + _OWN_REACH)):
            if end <= engine.start and not reading.parted(end, engine.start):
                return True
            if start >= engine.end and reading.key.count(",", engine.end, start) <= 1:
                return True
        return any(
            o.canonical in developers and not _owns(o.start, o.end, engine)
            for o in starting(reading.organizations, low, name.start)
        )

    def _named(self, engine: Mention, low: int, high: int, strong: Sequence[Link]) -> Mention | None:
        """The product's name: the one that is called an app, or whose predicate "powered by" is."""
        apps = self._apps
        near = [m for m in apps.names(low, high) if m.key != engine.key and m.start not in self._models]
        called = [(apart, m) for m in near if (apart := apps.apart(m)) is not None]
        if called:
            return min(called, key=lambda x: x[0])[1]
        elsewhere = [m for m in near if apps.calls(m)]
        if elsewhere:
            return elsewhere[-1]
        direct = [m for m in near if any(self._direct(m, engine, x) for x in strong)]
        if direct:
            return direct[-1]
        sure = [m for m in near if m.end <= engine.start and not apps.is_opening_word(m)]
        return None if sure else self._before(engine)

    def _direct(self, name: Mention, engine: Mention, link: Link) -> bool:
        """Whether a name is the subject of "powered by", or follows it as what is described (the X-powered Y)."""
        reading = self._reading
        ending = reading.key[name.start : name.end].endswith(tuple(reading.word_endings))
        if name.strength < SHAPED and (ending or reading.terms("determiner")):
            return False
        ahead = name.end <= engine.start
        left, right = (name.end, min(link.start, engine.start)) if ahead else (max(link.end, engine.end), name.start)
        if left > right or len(reading.key[left:right].split()) > (_DIRECT_WORDS if ahead else 1):
            return False
        nouns = reading.find("app", reading.key, link.end, link.end + _NOUN_REACH)
        if ahead and link.start >= engine.end and any(self._apps.brought_out(end) for _, end in nouns):
            return False  # X brings out an app that runs on Y
        return not starting(reading.mentions, left, right) and not reading.find("app", reading.key, left, right)

    def _before(self, engine: Mention) -> Mention | None:
        """The app that the sentence before is about."""
        reading = self._reading
        index = reading.sentence_at(engine.start)
        if not index:
            return None
        before = reading.sentences[index - 1]
        named = self._apps.names(max(before.start, before.end - _BEFORE), before.end)
        named = [m for m in named if self._apps.calls(m)]
        return named[0] if len({m.key for m in named}) == 1 else None


def _owns(start: int, end: int, engine: Mention) -> bool:
    """Whether the name of an organisation stands right beside an engine, as that of its developer."""
    return 0 <= engine.start - end <= _OWNER_REACH or 0 <= start - engine.end <= _OWNER_REACH
