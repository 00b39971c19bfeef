"""Which mentions are one model, and what each mention is there for: announced, compared with, or reused as a base."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipelines.extraction.names import KNOWN, NUMBERED, PLAIN, SHAPED, Mention, name_key, name_size
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import SUBJECT, Occurrence, assign_roles
from pipelines.extraction.spans import starting
from pipelines.identity.aliases import canonical_model_name

_SIZE_TOKEN = re.compile(
    r"^(?:\d+(?:\.\d+)?[bmt]|\d+x\d+(?:\.\d+)?[bm]|a\d+(?:\.\d+)?[bm]|base|pretrain|preview|alpha|beta|model|llm|pt)$",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"^[A-Z]\d(?:\.\d)?$")

_OPENING = 24
"""Characters at the start of a sentence in which it points back."""

_ACRONYM = 3
"""Letters up to which capitals alone are an acronym rather than a name."""


@dataclass(slots=True)
class Model:
    """One model of the text: its occurrences and its longest name."""

    name: str
    occurrences: list[Occurrence] = field(default_factory=list)
    role: str = SUBJECT
    first_role: str = SUBJECT

    @property
    def subject(self) -> bool:
        """Whether the text is about it, rather than naming it beside another."""
        return self.role == SUBJECT


def find_models(reading: Reading, quantities: Sequence[Quantity]) -> tuple[list[Model], list[Occurrence]]:
    """The models of a text and all occurrences in order; occurrences too weak to be names are left out."""
    named = _accepted(reading, quantities)
    named = sorted([*named, *_siblings(reading, quantities, named)], key=lambda m: m.start)
    occurrences = [Occurrence(m, reading.sentence_at(m.start)) for m in named]
    assign_roles(reading, occurrences, quantities)
    models = _cluster(occurrences)
    for number, model in enumerate(models):
        for occurrence in model.occurrences:
            occurrence.model = number
        roles = [o.role for o in model.occurrences]
        model.role = SUBJECT if SUBJECT in roles else roles[0]
        model.first_role = roles[0]
    return models, occurrences


def _accepted(reading: Reading, quantities: Sequence[Quantity]) -> list[Mention]:
    """Mentions that are names of models: strong shapes, and weaker ones where the sentence speaks of a model."""
    leading: dict[int, int] = {}
    for mention in reading.mentions:
        rival = reading.has_cue(mention.start - 14, mention.start, "cue.compare")
        if mention.strength >= NUMBERED and not rival:
            leading.setdefault(reading.sentence_at(mention.start), mention.start)
    stated = {q.sentence for q in quantities if _states_training(reading, q)}
    stated |= {index - 1 for index in stated if index and _points_back(reading, index)}
    kept: list[Mention] = []
    for mention in reading.mentions:
        if _is_machine(reading, mention) or _is_source(reading, mention, quantities):
            continue
        if mention.strength < NUMBERED and _called_company(reading, mention):
            continue
        index = reading.sentence_at(mention.start)
        if _SHORT_NAME.match(mention.name) and _SHORT_NAME.match(reading.folded.text[mention.start : mention.end]):
            short = _composed(reading, mention, index)
            if short is not None or _beside_model_word(reading, mention, words=1):
                kept.append(short or mention)
        elif mention.strength == PLAIN and mention.name.casefold() in reading.lone_tiers:
            family = next((m for m in reversed(kept) if m.strength >= NUMBERED and m.start < mention.start), None)
            if family is not None:
                kept.append(
                    replace(mention, name=f"{_without_tier(reading, family.name)} {mention.name}", strength=KNOWN)
                )
        elif mention.strength >= NUMBERED:
            kept.append(mention)
        else:
            first = mention.start < leading.get(index, len(reading.key))
            if mention.strength == SHAPED:
                accepted = _shaped_name(reading, mention, index, quantities, stated=index in stated, first=first)
            else:
                accepted = _plain_name(reading, mention, index, quantities, stated=index in stated, first=first)
            if accepted:
                kept.append(mention)
    return [m for m in kept if m.strength > PLAIN or m.quoted or not _outshone(reading, m, kept)]


def _outshone(reading: Reading, mention: Mention, kept: Sequence[Mention]) -> bool:
    """Whether a capitalised word is rather who made a model: a name of surer shape, known to none, is beside it."""
    digits = any(c.isdigit() for c in mention.name)
    if digits or _called_model(reading, mention) or _follows_base(reading, mention):
        return False
    index = reading.sentence_at(mention.start)
    return any(
        m.strength in (SHAPED, NUMBERED) and m.key != mention.key and reading.sentence_at(m.start) == index
        for m in kept
    )


def _points_back(reading: Reading, index: int) -> bool:
    """Whether a sentence opens with "it", "the model" and so speaks of what the one before it named."""
    sentence = reading.sentences[index]
    opening = reading.key[sentence.start : sentence.end]
    low = sentence.end - len(opening.lstrip())
    return reading.has_cue(low, min(sentence.end, low + _OPENING), "cue.anaphor")


def _states_training(reading: Reading, quantity: Quantity) -> bool:
    """Whether a quantity makes its sentence one about a model: its size, its tokens, or hardware that trained it."""
    if quantity.kind in ("parameters", "tokens") or quantity.field in ("training_compute_flop", "gpu_hours"):
        return True
    sentence = reading.sentences[quantity.sentence]
    return quantity.kind in ("chips", "chip_hours", "flop") and reading.has_cue(
        sentence.start, sentence.end, "cue.train"
    )


def _shaped_name(
    reading: Reading, mention: Mention, index: int, quantities: Sequence[Quantity], *, stated: bool, first: bool
) -> bool:
    """Whether a name with inner capitals is a model's: "model" near it, or facts and no surer name before it."""
    sentence = reading.sentences[index]
    if mention.name.isupper() and len(mention.name) <= _ACRONYM and not mention.quoted:
        return first and _beside_model_word(reading, mention, words=1)
    quoted = mention.quoted and (stated or reading.has_cue(sentence.start, sentence.end, "cue.model"))
    sized = stated and (first or _subject_position(reading, mention, quantities))
    derived = first and reading.has_cue(
        mention.end, sentence.end, "cue.base", "cue.base_after", "cue.base_object", "cue.rework"
    )
    return quoted or sized or (derived and _named_surely(reading, index)) or _beside_model_word(reading, mention)


def _named_surely(reading: Reading, index: int) -> bool:
    """Whether a sentence holds a name whose shape alone proves it."""
    sentence = reading.sentences[index]
    return any(m.strength >= NUMBERED for m in starting(reading.mentions, sentence.start, sentence.end))


def _plain_name(
    reading: Reading, mention: Mention, index: int, quantities: Sequence[Quantity], *, stated: bool, first: bool
) -> bool:
    """Whether a capitalised word is a model's name: only where the words right beside it say so."""
    if _follows_base(reading, mention):
        return True
    if _is_noun(reading, mention, quantities) or _is_owner(reading, mention) or not first:
        return False
    if stated and (
        _owned(reading, mention) or _sized_before(mention, reading, quantities) or _called_model(reading, mention)
    ):
        return True
    sentence = reading.sentences[index]
    bracketed = any(
        q.number.start - mention.end <= 3 and q.countable for q in starting(quantities, mention.end, mention.end + 4)
    )
    derived = any(cue.start - mention.end <= 8 for cue in reading.cues(mention.end, mention.end + 40, "cue.base"))
    announced = stated or reading.has_cue(sentence.start, sentence.end, "cue.release")
    return (
        bracketed
        or derived
        or (stated and _subject_position(reading, mention, quantities))
        or (announced and not _named_surely(reading, index) and _beside_model_word(reading, mention))
    )


def _is_noun(reading: Reading, mention: Mention, quantities: Sequence[Quantity]) -> bool:
    """Whether a capitalised word is a common noun: a number counts it, or an article stands before it (German)."""
    counted = any(
        q.end < mention.start <= q.end + 1 and not q.number.letter and q.kind != "parameters"
        for q in starting(quantities, mention.start - 40, mention.start)
    )
    return counted or any(
        x.end == mention.start - 1
        for x in reading.cues(mention.start - 14, mention.start, "cue.determiner")
        if not mention.quoted
    )


def _is_owner(reading: Reading, mention: Mention) -> bool:
    """Whether a word names whose the name before it is: X by Acme, X von Acme."""
    words = (*reading.pack.cues.get("agent", ()), *reading.pack.cues.get("genitive", ())[:1])
    low = reading.sentences[reading.sentence_at(mention.start)].start
    earlier = [m for m in starting(reading.mentions, low, mention.start) if m.end < mention.start]
    last = reading.key[low : mention.start].split()[-1:]
    if earlier and (_has_genitive(reading, mention) or (last and last[0] in words)):
        return True
    return any(
        reading.key[other.end : mention.start].strip(" '\"”»*") in words
        for other in starting(reading.mentions, mention.start - 40, mention.start)
        if other.end < mention.start
    ) or (_has_genitive(reading, mention) and _names_another_soon(reading, mention))


def _has_genitive(reading: Reading, mention: Mention) -> bool:
    return bool(re.match(r"['’](?:s |n?[iıuü]n )", reading.key[mention.end : mention.end + 5]))


def _names_another_soon(reading: Reading, mention: Mention) -> bool:
    """Whether another name follows before any number of the sentence: Acme's latest release, Kestrel, has 7 ..."""
    end = reading.sentences[reading.sentence_at(mention.start)].end
    number = next((n.start for n in reading.numbers if n.start > mention.end), end)
    return bool(starting(reading.mentions, mention.end, min(end, number)))


def _called_model(reading: Reading, mention: Mention) -> bool:
    """Whether a word for a model stands right before the name."""
    return any(
        reading.key[x.end : mention.start].strip("'\"“«„*") == " "
        for x in reading.cues(mention.start - 40, mention.start, "cue.model")
    )


def _owned(reading: Reading, mention: Mention) -> bool:
    """Whether a developer's possessive stands right before the name or right after it (Acme's X, X de Acme)."""
    key = reading.key
    genitive = reading.pack.cues.get("genitive", ())
    for organization in reading.organizations:
        if 0 < mention.start - organization.end <= 3:
            gap = key[organization.end : mention.start]
            if re.fullmatch(r"['’]?s |['’] ", gap):
                return True
        if 0 < organization.start - mention.end <= 6:
            gap = key[mention.end : organization.start].strip()
            if gap in genitive and gap != "in":
                return True
    return False


def _sized_before(mention: Mention, reading: Reading, quantities: Sequence[Quantity]) -> bool:
    """Whether a size stands before the name as its attribute: the 34-billion-parameter X, the 7B X."""
    return any(
        q.kind in ("parameters", "")
        and (q.kind or q.number.letter in ("b", "t"))
        and 0 <= mention.start - q.end <= 1
        and (q.kind == "" or reading.has_cue(q.number.end, mention.start, "cue.attributive"))
        for q in starting(quantities, mention.start - 50, mention.start)
    )


def _follows_base(reading: Reading, mention: Mention) -> bool:
    """Whether the word stands right after "based on"."""
    return any(0 <= mention.start - x.end <= 14 for x in reading.cues(mention.start - 40, mention.start, "cue.base"))


def _siblings(reading: Reading, quantities: Sequence[Quantity], named: Sequence[Mention]) -> list[Mention]:
    """Sizes that name another member of the last family: "its 12B sibling", "the 34B"."""
    articles = reading.pack.sizes_by_article
    found = []
    for quantity in quantities:
        number = quantity.number
        if number.letter not in ("b", "m") or quantity.field or quantity.kind or number.range_low:
            continue
        before = reading.key[max(0, number.start - 8) : number.start]
        if not any(re.search(rf"(?:^|\s|[(,;]){re.escape(a)} $", before) for a in articles):
            continue
        last = next((m for m in reversed(named) if m.end <= number.start and m.strength >= NUMBERED), None)
        following = next((m for m in named if 0 <= m.start - number.end <= 2), None)
        if last is None or following is not None or number.start - last.end > 400:
            continue
        written = reading.folded.text[number.start : number.end]
        if name_size(last.name) != number.value:
            found.append(Mention(f"{family_of(last.name)} {written}", number.start, number.end, NUMBERED))
    return found


def _is_machine(reading: Reading, mention: Mention) -> bool:
    """Whether a name is that of a computer or a data set: the word stands right beside it."""
    if mention.strength >= KNOWN:
        return False
    if reading.has_cue(mention.start, mention.end, "cue.cluster"):
        return True
    before = reading.has_cue(mention.start - 24, mention.start, "cue.cluster", "cue.dataset")
    after = reading.has_cue(mention.end, mention.end + 16, "cue.cluster", "cue.dataset")
    gap_before = reading.key[max(0, mention.start - 2) : mention.start]
    return (
        before and "," not in gap_before and "(" not in gap_before and _adjacent(reading, mention, before=True)
    ) or (after and _adjacent(reading, mention, before=False))


def _called_company(reading: Reading, mention: Mention) -> bool:
    """Whether the word right before the name calls it a company, a team or the like."""
    before = reading.key[max(0, mention.start - 24) : mention.start]
    return before.endswith(" ") and before.split()[-1:] != [] and before.split()[-1] in reading.institutions


def _is_source(reading: Reading, mention: Mention, quantities: Sequence[Quantity]) -> bool:
    """Whether counted things come from what is named: 70,000 conversations from X."""
    if mention.strength >= KNOWN or any(c.isdigit() for c in mention.name):
        return False
    linking = (*reading.pack.cues.get("part_of", ()), *reading.pack.cues.get("place", ()))
    return any(
        q.kind in ("things", "words", "bytes") and reading.key[q.end : mention.start].strip() in linking
        for q in starting(quantities, mention.start - 60, mention.start)
        if q.end < mention.start
    )


def _adjacent(reading: Reading, mention: Mention, *, before: bool) -> bool:
    if before:
        cues = list(reading.cues(mention.start - 24, mention.start, "cue.cluster", "cue.dataset"))
        return any(len(reading.key[x.end : mention.start].strip(" '\"«“「").split()) <= mention.quoted for x in cues)
    cues = list(reading.cues(mention.end, mention.end + 16, "cue.cluster", "cue.dataset"))
    gaps = [reading.key[mention.end : x.start] for x in cues if not x.has("cue.release")]
    return any(not gap.strip(" '\"»”」") or re.fullmatch(r"['\"»”]?, \S{1,4} ", gap) for gap in gaps)


def _without_tier(reading: Reading, name: str) -> str:
    words = name.split(" ")
    return " ".join(words[:-1]) if words[-1].casefold() in reading.lone_tiers else name


def _beside_model_word(reading: Reading, mention: Mention, words: int = 5) -> bool:
    for lexeme in reading.cues(mention.start - 40, mention.end + 50, "cue.model"):
        left, right = (lexeme.end, mention.start) if lexeme.end <= mention.start else (mention.end, lexeme.start)
        gap = reading.key[left:right]
        if right >= left and len(gap.split()) <= words - (words == 1) and not any(c in ".;。；\n" for c in gap):
            return True
    return False


def _subject_position(reading: Reading, mention: Mention, quantities: Sequence[Quantity]) -> bool:
    """Whether a capitalised word has a parameter count after it in its clause, or "was trained" right behind it."""
    if any(cue.start - mention.end <= 8 for cue in reading.cues(mention.end, mention.end + 30, "cue.train")):
        return True
    reach = 110 if reading.key.startswith(", ", mention.end) else 60
    following = [
        q
        for q in starting(quantities, mention.end, mention.end + reach)
        if q.kind == "parameters" or (q.kind == "" and q.number.scale >= 1e9)
    ]
    return bool(following) and all(
        _is_owner(reading, m) for m in starting(reading.mentions, mention.end, following[0].start)
    )


def _composed(reading: Reading, mention: Mention, index: int) -> Mention | None:
    """A short version name with the developer beside it (``DeepSeek's V3``), where the whole is a known model."""
    nearby = sorted(
        (abs(o.start - mention.start), o.canonical)
        for o in reading.organizations
        if abs(reading.sentence_at(o.start) - index) <= 1
    )
    for _, organization in nearby:
        whole = f"{organization}-{mention.name}"
        known = canonical_model_name(whole) or canonical_model_name(f"{organization} {mention.name}")
        if known or canonical_model_name(organization) is not None:
            return Mention(known or whole, mention.start, mention.end, KNOWN, mention.quoted, mention.written)
    return None


def _cluster(occurrences: Sequence[Occurrence]) -> list[Model]:
    models: list[Model] = []
    for occurrence in sorted(occurrences, key=lambda o: -len(_tokens(o.mention.name))):
        home = _home(models, occurrence)
        if home is None:
            models.append(Model(occurrence.mention.name, [occurrence]))
        else:
            home.occurrences.append(occurrence)
    for model in models:
        model.occurrences.sort(key=lambda o: o.mention.start)
    models.sort(key=lambda m: m.occurrences[0].mention.start)
    return models


def _home(models: Sequence[Model], occurrence: Occurrence) -> Model | None:
    key = occurrence.mention.key
    same = [m for m in models if name_key(m.name) == key]
    if same:
        return same[0]
    short = _tokens(occurrence.mention.name)
    longer = [
        m
        for m in models
        if _same_model(short, _tokens(m.name))
        and (m.occurrences[0].role == occurrence.role or m.occurrences[0].role == SUBJECT)
    ]
    if len({name_key(m.name) for m in longer}) == 1:
        return longer[0]
    return None


def _same_model(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a shorter name means the longer one: the family without size, or the last words alone."""
    if len(short) >= len(long):
        return False
    if long[: len(short)] == short and all(_SIZE_TOKEN.match(t) for t in long[len(short) :]):
        return True
    return long[-len(short) :] == short and (
        (not any(c.isdigit() for t in short for c in t) and len("".join(short)) >= 4)
        or bool(re.fullmatch(r"[a-z]\d", short[0]))
    )


@lru_cache(maxsize=16384)
def _tokens(name: str) -> tuple[str, ...]:
    spaced = re.sub(r"([a-zα-ωΑ-Ω])(\d)", r"\1 \2", name, flags=re.IGNORECASE)
    spaced = re.sub(r"(?<![A-Za-z0-9])([A-Za-z]) (\d)", r"\1\2", spaced)
    folded = [t.casefold() for t in re.split(r"[\s\-_:]+", spaced) if t]
    return tuple(t[1:] if re.fullmatch(r"v\d+(?:\.\d+)+", t) else t for t in folded)  # v1.5 is 1.5


def family_of(name: str) -> str:
    """A name without its size tokens."""
    kept = [t for t in re.split(r"(?<=[\s-])|(?=[\s-])", name) if not _SIZE_TOKEN.match(t)]
    return re.sub(r"[\s-]+$", "", "".join(kept)) or name
