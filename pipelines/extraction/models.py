"""Which mentions are one model, and what each mention is there for: announced, compared with, or reused as a base."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.extraction.base_columns import rebase_in_columns
from pipelines.extraction.contrasts import marks_time
from pipelines.extraction.descent import rebase_by_descent
from pipelines.extraction.drops import Drops
from pipelines.extraction.families import Model, cluster
from pipelines.extraction.lineage import rebase_by_lineage
from pipelines.extraction.names import KNOWN, NUMBERED, PLAIN, SHAPED, Mention, has_latin
from pipelines.extraction.naming import called_so, made_of, presented, reworked_into, spelt_out
from pipelines.extraction.other_names import has_genitive, is_home, is_person, what_else
from pipelines.extraction.products import Product, find_products
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading, Sentence
from pipelines.extraction.rescue import likeliest
from pipelines.extraction.results import rebase_before_results
from pipelines.extraction.rivals import compare_behind_anaphor
from pipelines.extraction.roles import SUBJECT, Occurrence, assign_roles, fall_back_on_subject
from pipelines.extraction.scratch import rebase_not_from_scratch
from pipelines.extraction.siblings import siblings
from pipelines.extraction.signs import Signs
from pipelines.extraction.spans import first_starting, starting
from pipelines.extraction.unquoted_names import unquoted
from pipelines.identity.aliases import canonical_model_name

_AT_ONCE = 2
"""Characters before "this model" at the very start of a sentence."""
_SHORT_NAME = re.compile(r"^[A-Z]\d(?:\.\d)?$")

_LONGEST_NAME = 200
"""Characters within which an organisation's name ends."""
_WORD_REACH = 64
"""Characters in which the word before a name stands."""
_OPENING = 40
"""Characters at the start of a sentence in which it points back."""

_BILLION = 1e9
_NOUN_REACH = 24
"""Characters between a size and the word for a model that it belongs to (a 72B language model)."""
_BASE_GAP = 14
"""Characters between "starting from" and the name of a base."""
_PRONOUN_REACH = 6
"""Characters between "trained" and "it"."""
_DAYS = ("unit.days", "unit.weeks", "unit.months")
_ACRONYM = 3
"""Letters up to which capitals alone are an acronym rather than a name."""


class Named(NamedTuple):
    """The models of a text, all occurrences of their names in order, and the products that run on one of them."""

    models: list[Model]
    occurrences: list[Occurrence]
    products: list[Product]


def find_models(reading: Reading, quantities: Sequence[Quantity], drops: Drops) -> Named:
    """What a text names; occurrences too weak to be names are left out."""
    named, refused = _accepted(reading, quantities, drops)
    occurrences = _occurrences(reading, quantities, named)
    products = find_products(reading, occurrences)
    if not any(o.role == SUBJECT for o in occurrences):
        alone = len({m.key for m in named}) == 1
        stated = {q.sentence for q in quantities if _states_training(reading, q)}
        likely = [m for m in refused if stated and (not alone or m.strength > PLAIN or m.quoted)]
        likely = [m for m in likely if what_else(reading, m, quantities) is None]
        rescued = likeliest(reading, likely, stated) or unquoted(reading, stated)
        if rescued:
            occurrences = _occurrences(reading, quantities, [*named, *rescued])
            products = find_products(reading, occurrences)
    fall_back_on_subject(reading, occurrences, quantities)
    models = cluster(reading, quantities, occurrences)
    for number, model in enumerate(models):
        for occurrence in model.occurrences:
            occurrence.model = number
        roles = [o.role for o in model.occurrences]
        model.role = SUBJECT if SUBJECT in roles else roles[0]
        model.first_role = roles[0]
    return Named(models, occurrences, products)


def _occurrences(reading: Reading, quantities: Sequence[Quantity], named: Sequence[Mention]) -> list[Occurrence]:
    """The names in order with those of siblings that sizes stand for, each with its role."""
    named = sorted([*named, *siblings(reading, quantities, named)], key=lambda m: m.start)
    occurrences = [Occurrence(m, reading.sentence_at(m.start)) for m in named]
    assign_roles(reading, occurrences, quantities)
    rebase_in_columns(reading, occurrences)
    rebase_before_results(reading, occurrences)
    rebase_by_descent(reading, occurrences)
    rebase_not_from_scratch(reading, occurrences)
    rebase_by_lineage(reading, occurrences)
    compare_behind_anaphor(reading, occurrences)
    return occurrences


def _accepted(reading: Reading, quantities: Sequence[Quantity], drops: Drops) -> tuple[list[Mention], list[Mention]]:
    """Mentions that are names of models: strong shapes, and weaker ones where the sentence speaks of a model.

    Beside them those that nothing proved to be one; of what has no sign at all it is not asked what else it may be.
    """
    leading = _leading(reading)
    stated = {q.sentence for q in quantities if _states_training(reading, q)}
    stated |= {reading.sentence_at(c.start) for c in reading.chips if _trained_on(reading, c.start)}
    stated |= {index - 1 for index in stated if index and _points_back(reading, index)}
    pointing = {reading.sentence_at(cue.start) for cue in reading.all_cues("cue.anaphor")}
    stated |= {index - 1 for index in pointing if index and _points_back(reading, index, model=True)}
    if stated and len({m.key for m in reading.mentions if m.strength >= SHAPED}) == 1:  # it can be about no other
        stated |= {reading.sentence_at(m.start) for m in reading.mentions if m.quoted}
    kept: list[Mention] = []
    refused: list[Mention] = []
    signs = Signs(reading, quantities, stated)
    for mention in reading.mentions:
        if not drops.every and not signs.any_beside(mention):
            refused.append(mention)
            continue
        other = what_else(reading, mention, quantities)
        if other is not None:
            drops.drop("name", mention.start, other)
            continue
        index = reading.sentence_at(mention.start)
        if _SHORT_NAME.match(mention.name) and _SHORT_NAME.match(reading.folded.text[mention.start : mention.end]):
            short = _composed(reading, mention, index)
            if short is not None or _follows_base(reading, mention) or _beside_model_word(reading, mention, words=1):
                kept.append(short or mention)
        elif mention.strength == PLAIN and mention.name.casefold() in reading.lone_tiers:
            family = next((m for m in reversed(kept) if m.strength >= NUMBERED and m.start < mention.start), None)
            if family is not None:
                kept.append(
                    mention._replace(name=f"{_without_tier(reading, family.name)} {mention.name}", strength=KNOWN)
                )
            elif _sized_before(mention, reading, quantities):
                kept.append(mention._replace(strength=SHAPED))
        elif mention.strength >= NUMBERED:
            kept.append(mention)
        elif spelt_out(reading, mention) or (reading.carded and mention.strength == PLAIN and not mention.quoted):
            refused.append(mention)
        else:
            first = mention.start < leading.get(index, len(reading.key))
            if mention.strength == SHAPED:
                accepted = _shaped_name(reading, mention, index, quantities, stated=index in stated, first=first)
            else:
                accepted = _plain_name(
                    reading,
                    mention,
                    index,
                    quantities,
                    stated=index in stated,
                    next_states=bool({index, index + 1} & stated),
                    first=first,
                )
            (kept if accepted else refused).append(mention)
    kept = [m for m in kept if m.strength > PLAIN or m.quoted or not _outshone(reading, m, kept)]
    names = {m.key for m in kept}
    again = [  # a name once is a name everywhere
        m for m in refused if m.key in names and what_else(reading, m, quantities) is None and not _is_owner(reading, m)
    ]
    return sorted([*kept, *again], key=lambda m: m.start), [m for m in refused if m not in again]


def _leading(reading: Reading) -> dict[int, int]:
    """For each sentence where the first name of sure shape begins that it does not merely compare with."""
    leading: dict[int, int] = {}
    for mention in reading.mentions:
        if mention.strength < NUMBERED:
            continue
        index = reading.sentence_at(mention.start)
        opening = reading.sentences[index].start
        rival = reading.has_cue(mention.start - 14, mention.start, "cue.compare") or marks_time(
            reading, opening, mention.start, opening
        )
        if not rival:
            leading.setdefault(index, mention.start)
    return leading


def _outshone(reading: Reading, mention: Mention, kept: Sequence[Mention]) -> bool:
    """Whether a capitalised word is rather who made a model: a name of surer shape, known to none, is beside it."""
    digits = any(c.isdigit() for c in mention.name)
    if digits or _called_model(reading, mention) or _follows_base(reading, mention):
        return False
    index = reading.sentence_at(mention.start)
    return any(
        m.strength in (SHAPED, NUMBERED)
        and not m.key.startswith(mention.key)  # a sibling (X-M beside X)
        and reading.sentence_at(m.start) == index
        for m in kept
    )


def _trained_on(reading: Reading, position: int) -> bool:
    """Whether the sentence of a chip speaks of training."""
    sentence = reading.sentences[reading.sentence_at(position)]
    return reading.has_cue(sentence.start, sentence.end, "cue.train") and not reading.has_cue(
        sentence.start, sentence.end, "cue.plan", "cue.cluster", "cue.not_release"
    )


def _points_back(reading: Reading, index: int, *, model: bool = False) -> bool:
    """Whether a sentence opens with "it" or "the model" (or only the latter), which the one before it has named."""
    sentence = reading.sentences[index]
    opening = reading.key[sentence.start : sentence.end]
    low = sentence.end - len(opening.lstrip())
    near = reading.cues(low, min(sentence.end, low + _OPENING), "cue.anaphor")
    return any(not model or (cue.has("cue.model") and cue.start - low <= _AT_ONCE) for cue in near)


def _states_training(reading: Reading, quantity: Quantity) -> bool:
    """Whether a quantity makes its sentence one about a model: its size, its tokens, or hardware that trained it."""
    if quantity.kind in ("parameters", "tokens") or quantity.field in ("training_compute_flop", "gpu_hours"):
        return True
    sentence = reading.sentences[quantity.sentence]
    if quantity.countable and quantity.number.scale >= _BILLION:
        sized = quantity.number.letter == "b" and (
            quantity.number.listed or reading.has_cue(quantity.end, quantity.end + _NOUN_REACH, "cue.model")
        )
        return sized or reading.has_cue(sentence.start, quantity.start, "unit.parameters")
    if quantity.kind == "chips" and quantity.value > 1 and _kept_busy(reading, sentence):
        return True
    return quantity.kind in ("chips", "chip_hours", "flop") and reading.has_cue(
        sentence.start, sentence.end, "cue.train"
    )


def _kept_busy(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence with chips says for how many days, and nothing of use, sale or plans."""
    return reading.has_cue(sentence.start, sentence.end, *_DAYS) and not reading.has_cue(
        sentence.start, sentence.end, "cue.inference", "cue.cluster", "cue.plan", "cue.rate", "cue.elapsed"
    )


def _shaped_name(
    reading: Reading, mention: Mention, index: int, quantities: Sequence[Quantity], *, stated: bool, first: bool
) -> bool:
    """Whether a name with inner capitals is a model's: "model" near it, or facts and no surer name before it."""
    sentence = reading.sentences[index]
    if mention.name.isupper() and len(mention.name) <= _ACRONYM and not mention.quoted:
        return first and _beside_model_word(reading, mention, words=1)
    if _is_compound_noun(reading, mention) or is_person(reading, mention):
        return False
    quoted = mention.quoted and (stated or reading.has_cue(sentence.start, sentence.end, "cue.model"))
    if quoted and not has_latin(mention.name) and not first:
        return _beside_model_word(reading, mention, words=1)  # a quoted notion beside a surer name
    if made_of(reading, mention) or _follows_base(reading, mention) or (stated and called_so(reading, mention)):
        return True
    if reworked_into(reading, mention) and _starts_from(reading, sentence.start, mention.start):
        return True
    sized = stated and (first or _subject_position(reading, mention, quantities))
    derived = first and reading.has_cue(
        mention.end, sentence.end, "cue.base", "cue.base_after", "cue.base_object", "cue.rework"
    )
    return quoted or sized or (derived and _named_surely(reading, index)) or _beside_model_word(reading, mention)


def _starts_from(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch names a base ("Starting from Y, "), so that the object of what follows is what was made."""
    return any(
        0 <= m.start - cue.end <= _BASE_GAP and reading.parted(m.end, end, ",;")
        for cue in reading.cues(start, end, "cue.base")
        for m in starting(reading.mentions, cue.end, cue.end + _BASE_GAP + 1)
    )


def _named_surely(reading: Reading, index: int) -> bool:
    """Whether a sentence holds a name whose shape alone proves it."""
    sentence = reading.sentences[index]
    return any(m.strength >= NUMBERED for m in starting(reading.mentions, sentence.start, sentence.end))


def _plain_name(
    reading: Reading,
    mention: Mention,
    index: int,
    quantities: Sequence[Quantity],
    *,
    stated: bool,
    next_states: bool,
    first: bool,
) -> bool:
    """Whether a capitalised word is a model's name: only where the words right beside it say so."""
    if _follows_base(reading, mention) or made_of(reading, mention):
        return True
    sentence = reading.sentences[index]
    if called_so(reading, mention) and (stated or reading.has_cue(sentence.start, sentence.end, "cue.model")):
        return True
    if _is_noun(reading, mention, quantities) or is_person(reading, mention):
        return False
    if _is_owner(reading, mention) or not first:
        return False
    if _is_verb(reading, mention) or _is_label(reading, mention):
        return False
    if starting(reading.chips, mention.end, mention.end + 2):
        return False  # the cloud that the chips belong to
    if stated and (
        _owned(reading, mention) or _sized_before(mention, reading, quantities) or _called_model(reading, mention)
    ):
        return True
    if is_home(reading, mention):
        return False
    if next_states and presented(reading, mention) and not has_genitive(reading, mention):
        return True
    bracketed = any(
        q.number.start - mention.end <= 3 and q.countable for q in starting(quantities, mention.end, mention.end + 4)
    )
    bases = reading.cues(mention.end, mention.end + 40, "cue.base", "cue.base_verb")
    derived = any(cue.start - mention.end <= 8 for cue in bases)
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
    compounded = reading.key.startswith("-", mention.end) and any(
        x.start - mention.end <= 1 for x in reading.cues(mention.end, mention.end + 24, "cue.model")
    )
    return counted or any(
        x.end == mention.start - 1
        for x in reading.cues(mention.start - 14, mention.start, "cue.determiner")
        if not mention.quoted and not compounded  # the Kestrel family (die Kestrel-Familie) is one
    )


def _is_compound_noun(reading: Reading, mention: Mention) -> bool:
    """Whether a hyphenated word behind "a" is a noun and not a name (ein DNA-Baustein), where nouns have capitals."""
    head, hyphen, tail = mention.name.rpartition("-")
    if not hyphen or mention.quoted or not tail.istitle() or not reading.terms("determiner"):
        return False
    low = reading.sentences[reading.sentence_at(mention.start)].start
    before = reading.key[low : mention.start].split()[-1:]
    return head.isupper() and before != [] and before[0] in reading.terms("indefinite")


def _is_verb(reading: Reading, mention: Mention) -> bool:
    """Whether the first word of a sentence has the ending of a verb or a common noun and stands in the text once."""
    low = reading.sentences[reading.sentence_at(mention.start)].start
    opens = not reading.key[low : mention.start].strip(" \n*_#>•·-«\"'¿¡")
    word = reading.key[mention.start : mention.end]
    return opens and word.endswith(reading.word_endings) and " " not in word and reading.key.count(word) == 1


def _is_label(reading: Reading, mention: Mention) -> bool:
    """Whether a word heads a line of a fact sheet (Taille : 7 milliards)."""
    before = reading.key[max(0, mention.start - 4) : mention.start].rstrip(" *_#>•·|-")
    behind = reading.key[mention.end : mention.end + 4].lstrip(" *_")
    return (not before or before.endswith("\n")) and behind[:1] in (":", "：") and "\n" in reading.key


def _is_owner(reading: Reading, mention: Mention) -> bool:
    """Whether a word names whose the name before it is: X by Acme, X von Acme."""
    words = (*reading.terms("agent"), *reading.terms("genitive")[:1])
    low = reading.sentences[reading.sentence_at(mention.start)].start
    first = first_starting(reading.mentions, low, mention.start)
    earlier = first is not None and first.end < mention.start
    last = reading.key[max(low, mention.start - _WORD_REACH) : mention.start].split()[-1:]
    if earlier and (has_genitive(reading, mention) or (last and last[0] in words)):
        return True
    return any(
        reading.key[other.end : mention.start].strip(" '\"”»*") in words
        for other in starting(reading.mentions, mention.start - 40, mention.start)
        if other.end < mention.start
    ) or (has_genitive(reading, mention) and _names_another_soon(reading, mention))


def _names_another_soon(reading: Reading, mention: Mention) -> bool:
    """Whether another name follows before any number of the sentence: Acme's latest release, Kestrel, has 7 ..."""
    end = reading.sentences[reading.sentence_at(mention.start)].end
    number = first_starting(reading.numbers, mention.end + 1, end)
    return first_starting(reading.mentions, mention.end, end if number is None else number.start) is not None


def _called_model(reading: Reading, mention: Mention) -> bool:
    """Whether a word for a model stands right before the name."""
    return any(
        reading.key[x.end : mention.start].strip("'\"“«„*:：") == " "
        for x in reading.cues(mention.start - 40, mention.start, "cue.model")
    )


def _owned(reading: Reading, mention: Mention) -> bool:
    """Whether a developer's possessive stands right before the name or right after it (Acme's X, X de Acme)."""
    key = reading.key
    genitive = reading.terms("genitive")
    for organization in starting(reading.organizations, mention.start - _LONGEST_NAME, mention.end + 7):
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
    """Whether a size stands before the name as its attribute: the 34-billion-parameter X, 34 billion for X."""
    owning = reading.terms("genitive")[1:]  # "of" comes first
    if any(
        (q.kind == "parameters" or (q.kind == "" and q.number.scale >= 1e9))
        and reading.key[q.end : mention.start].strip() in owning
        for q in starting(quantities, mention.start - 50, mention.start)
        if q.end < mention.start
    ):
        return True
    return any(
        q.kind in ("parameters", "")
        and (q.kind or q.number.letter in ("b", "t"))
        and 0 <= mention.start - q.end <= 1
        and (q.kind == "" or reading.has_cue(q.number.end, mention.start, "cue.attributive"))
        for q in starting(quantities, mention.start - 50, mention.start)
    )


def _follows_base(reading: Reading, mention: Mention) -> bool:
    """Whether the word stands right after "based on"."""
    return any(
        0 <= mention.start - x.end <= 14 and not starting(reading.mentions, x.end, mention.start)
        for x in reading.cues(mention.start - 40, mention.start, "cue.base")
    )


def _without_tier(reading: Reading, name: str) -> str:
    words = name.split(" ")
    return " ".join(words[:-1]) if words[-1].casefold() in reading.lone_tiers else name


def _beside_model_word(reading: Reading, mention: Mention, words: int = 5) -> bool:
    for lexeme in reading.cues(mention.start - 40, mention.end + 50, "cue.model"):
        left, right = (lexeme.end, mention.start) if lexeme.end <= mention.start else (mention.end, lexeme.start)
        gap = reading.key[left:right].strip(" '\"‘’“”«»„「」『』")
        if right >= left and len(gap.split()) <= words - (words == 1) and not any(c in ".;。；\n" for c in gap):
            return True
    return False


def _subject_position(reading: Reading, mention: Mention, quantities: Sequence[Quantity]) -> bool:
    """Whether a capitalised word has a parameter count after it in its clause, or "was trained" right behind it."""
    if any(
        cue.start - mention.end <= 8 and not reading.has_cue(cue.end, cue.end + _PRONOUN_REACH, "cue.anaphor")
        for cue in reading.cues(mention.end, mention.end + 30, "cue.train")
    ):
        return True  # X was trained; but in "X trained it" X is who did
    apposed = reading.key.startswith(", ", mention.end)
    reach = 110 if apposed else 60
    following = [
        q
        for q in starting(quantities, mention.end, mention.end + reach)
        if q.kind == "parameters" or (q.kind == "" and q.number.scale >= 1e9)
    ]
    if following and not apposed and _turns(reading, mention.end, following[0].start):
        return False  # X won't say, but it has 2 trillion
    return bool(following) and all(
        _is_owner(reading, m) for m in starting(reading.mentions, mention.end, following[0].start)
    )


def _turns(reading: Reading, start: int, end: int) -> bool:
    """Whether a new clause begins between two places, rather than one that describes (X, which ...; X, a model ...)."""
    describing = {*reading.terms("relative"), *reading.terms("indefinite")}
    for mark in range(start, end):
        if reading.key[mark] in ",;" and reading.parted(mark, mark + 1, ",;"):
            words = reading.key[mark + 1 : end].split()
            return not words or words[0] not in describing
    return False


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
