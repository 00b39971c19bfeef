"""What a model is named for in a sentence: its own sake, as a base, in a comparison, as what a product runs on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extraction.comparisons import contrasted, follows_comparison, has_known_size
from pipelines.extraction.contrasts import marks_time, opens_contrast
from pipelines.extraction.measures import behind_share, multiplied, share_of
from pipelines.extraction.names import NUMBERED, PLAIN, Mention
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.reuse import given_part, reworked
from pipelines.extraction.spans import starting

SUBJECT, BASE, COMPARED, PRODUCT = "subject", "base", "compared", "product"

_CONJUNCTION_REACH = 48
_SHORTEST_BASE = 4
"""Letters and digits that a name inside another needs to be no accident."""
_OBJECT_WORDS = 4
"""Words that may stand between a verb of further training and its object."""
_BASE_REACH = 45
_WORKED_REACH = 72
"""Characters between "based on" and a name, and the same where what was done stands between them."""
_ENGINE_REACH = 26
"""Characters from a name to the end of "through the API" right behind it."""
_OBJECT_CLAUSE = 64
"""Characters from an object to the end of the verb of surpassing that ends its clause."""
_CLAUSE_END = 3
"""Characters between a name and the verb that ends its clause."""
_VARIANT_REACH = 24
"""Characters from "a variant of" to the name."""
_APPOSITION = re.compile(r".{0,4}|['\"’”»]?,[^,;:]{1,80}, ?")
"""What stands between a name and the "is" that says what it is: nothing, or an apposition."""
_BRACKET = re.compile(r" ?[(（][^()（）]{0,40}[)）]")
_CLAUSE_REACH = 16
"""Characters from a name to the comparison that it is the subject of (and X is competitive with)."""
_VERB_REACH = 64
"""Characters between a verb of basing and its preposition, the subject between them."""
_SUBJECT_WORDS = 7
_LINKED_WORDS = 3
"""Words between the preposition and the name ("on the open model X")."""
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(slots=True)
class Occurrence:
    """One mention with its part in the sentence."""

    mention: Mention
    sentence: int
    role: str = SUBJECT
    model: int = -1
    rebased: bool = False
    """Whether only what the text says later makes it a base, so that what stands before the name is its own."""
    finer: Reason | None = None
    """The reason for the role, where the role does not say it all."""

    @property
    def reason(self) -> Reason:
        """Why it is not named for its own sake."""
        return self.finer or _OF_ROLE[self.role]


_OF_ROLE = {
    SUBJECT: Reason.IN_PASSING, BASE: Reason.BASE, COMPARED: Reason.COMPARED, PRODUCT: Reason.ENGINE,
}  # fmt: skip


def assign_roles(reading: Reading, occurrences: Sequence[Occurrence], quantities: Sequence[Quantity]) -> None:
    """Decide for every occurrence what it is named for; see the module."""
    members = list_members(reading, [(o.mention, o.sentence) for o in occurrences])
    for i, occurrence in enumerate(occurrences):
        before = occurrences[i - 1] if i and occurrences[i - 1].sentence == occurrence.sentence else None
        after = (
            occurrences[i + 1]
            if i + 1 < len(occurrences) and occurrences[i + 1].sentence == occurrence.sentence
            else None
        )
        measured = _measured_end(reading, occurrence, quantities)
        occurrence.role = _role(reading, occurrence, before, after, measured, listed=i in members)
        known = (
            before is not None
            and before.role == SUBJECT
            and has_known_size(reading, *_place(reading, occurrence), quantities)
            and not has_known_size(reading, *_place(reading, before), quantities)  # from the 2 of X to the 175 of Y
        )
        if occurrence.role == SUBJECT and (
            known
            or share_of(reading, occurrence.mention.end, quantities)
            or (before is not None and behind_share(reading, before.mention.end, occurrence.mention.start, quantities))
        ):
            occurrence.role = COMPARED
    _verb_first(reading, occurrences)
    keys = {o.mention.key for o in occurrences if o.role == SUBJECT}
    for occurrence in occurrences:
        if occurrence.role == SUBJECT and _names_another(occurrence.mention, keys):
            whole = len(occurrence.mention.name.split()) > 1 or not occurrence.mention.name.isalpha()
            occurrence.role = BASE if whole else COMPARED  # "Llama" alone is a family


def _place(reading: Reading, occurrence: Occurrence) -> tuple[int, int]:
    """Where the sentence of a name begins, and the name."""
    return reading.sentences[occurrence.sentence].start, occurrence.mention.start


def fall_back_on_subject(reading: Reading, occurrences: Sequence[Occurrence], quantities: Sequence[Quantity]) -> None:
    """Where nothing is named for its own sake, a text about one model, or about one that it fine-tunes, is about it."""
    if any(o.role == SUBJECT for o in occurrences):
        return
    if len({o.mention.key for o in occurrences}) == 1 and any(q.kind in ("parameters", "tokens") for q in quantities):
        for occurrence in occurrences:  # a text about one model, whatever stands beside its name
            if occurrence.role in (BASE, COMPARED):
                occurrence.role = SUBJECT
    if all(o.role != SUBJECT for o in occurrences):  # what is fine-tuned here is what the text is about
        for occurrence in occurrences:
            sentence = reading.sentences[occurrence.sentence]
            start, end = occurrence.mention.start, occurrence.mention.end
            made = _is_object(reading, sentence.start, start, start, start, None)
            if occurrence.role == BASE and (made or reworked(reading, sentence.start, start, end, sentence.end)):
                occurrence.role = SUBJECT


def _verb_first(reading: Reading, occurrences: Sequence[Occurrence]) -> None:
    """Where the verb comes first, the first of two names behind "rivals" is who rivals (يضاهي X نموذج Y)."""
    if not reading.terms("compare_verb"):
        return
    for first, second in pairwise(occurrences):
        if first.role != COMPARED or second.sentence != first.sentence:
            continue
        low, high = first.mention.end, second.mention.start
        words = reading.key[low:high].strip(" '\"«»“”").split()
        if len(words) <= 1 and (not words or reading.has_cue(low, high, "cue.model")):
            first.role, second.role = SUBJECT, COMPARED


def _names_another(mention: Mention, keys: Iterable[str]) -> bool:
    """Whether a name is the end of a longer one, which tells what that one is made of (Mistral 7B, BioMistral 7B)."""
    own = mention.key
    if mention.strength < NUMBERED or len(own) < _SHORTEST_BASE:
        return False
    return any(own != key and own in key and not key.startswith(own) for key in keys)


def _measured_end(reading: Reading, this: Occurrence, quantities: Sequence[Quantity]) -> int:
    """End of a size that stands right after a name ("than GPT-3 with 175 billion"), else the end of the name."""
    end = this.mention.end
    for quantity in starting(quantities, end, end + 16):
        if quantity.kind in ("parameters", "") and not reading.parted(end, quantity.start):
            return quantity.end
    return end


def _role(
    reading: Reading,
    this: Occurrence,
    before: Occurrence | None,
    after: Occurrence | None,
    measured: int,
    *,
    listed: bool,
) -> str:
    sentence = reading.sentences[this.sentence]
    start, end = this.mention.start, this.mention.end
    low = max(sentence.start, before.mention.end if before else sentence.start)
    high = min(sentence.end, after.mention.start if after else sentence.end)
    if _through_api(reading, low, start, end, high) or any(
        not reading.key[end : cue.start].strip(" '\"’”»」』")
        for cue in reading.cues(end, min(high, end + _ENGINE_REACH), "cue.product_after")
    ):
        return PRODUCT
    made = _made_of(reading, before, start)
    reused = "" if made else _base_role(reading, low, start, end, high, sentence.start, before)
    if reused:
        this.finer = Reason.NOT_BASE if reused == COMPARED else None
        return reused
    product = before is not None and before.role == BASE and reading.parted(before.mention.end, start, ",;")
    if (
        not product
        and this.mention.strength > PLAIN
        and (  # from Y, they fine-tuned X
            _is_object(reading, low, start, end, high, before)
            or reworked(reading, low, start, end, high)
            or (before is not None and before.role == SUBJECT and given_part(reading, low, start))
        )
    ):
        return BASE
    for cue in reading.cues(max(low, start - 30), start, "cue.product"):
        if not reading.parted(cue.end, start) and len(reading.key[cue.end : start].split()) <= 3:
            return PRODUCT
    for cue in reading.cues(end, min(high, end + 14), "cue.product_after"):
        if not reading.parted(end, cue.start):
            return PRODUCT
    if multiplied(reading, low, start, end, high) or _labelled_design(reading, low, start):
        return COMPARED
    if before is None and after is not None and opens_contrast(reading, sentence.start, this.mention, after.mention):
        return COMPARED
    beside = before is not None and before.role == SUBJECT
    if beside and ((measured > end and contrasted(reading, low, start)) or _inspires(reading, low, start)):
        return COMPARED
    if beside and any(
        len(reading.key[end : cue.start].split()) <= 1 and not reading.parted(end, cue.start)
        for cue in reading.cues(end, min(high, end + 24), "cue.not_base")
    ):
        return COMPARED
    if follows_comparison(reading, low, start) or (
        before is not None and _behind_verb(reading, sentence.start, start, "cue.compare_verb")
    ):
        return COMPARED
    bracket = re.match(r"['\"’”»」』]* ?[(（][^()（）]{1,60}[)）]", reading.key[end:high])
    reach = end + (bracket.end() if bracket else 0)
    for cue in reading.cues(reach, min(high, reach + 26), "cue.compare_after"):
        rounds = cue.has("cue.approximate") and starting(reading.numbers, reach, cue.start)
        if not rounds and not reading.parted(reach, cue.start):
            return COMPARED
    if _surpassed(reading, measured, high):
        return COMPARED
    if measured > end and any(
        cue.start - measured <= 6 and not cue.has("cue.approximate")
        for cue in reading.cues(measured, min(high, measured + 26), "cue.compare_after")
    ):
        return COMPARED
    if any(  # a verb that ends its clause has its object before it (das X übertrifft.)
        cue.start - measured <= _CLAUSE_END and reading.key[cue.end : cue.end + 1] in (".", ",", ";", "!")
        for cue in reading.cues(measured, min(high, measured + 30), "cue.compare")
    ):
        return COMPARED
    if before is not None and before.role in (COMPARED, BASE) and start - before.mention.end <= _CONJUNCTION_REACH:
        gap = _BRACKET.sub("", reading.key[before.mention.end : start]).strip(" '\"«»“”()")
        # From the one to the other; unlike the one, the other ("Xと違い、Y").
        made = reading.has_cue(before.mention.end, start, "cue.rework", "cue.compare_after", "cue.base_after")
        if not made and (listed or _coordinates(reading, gap)) and not _begins_clause(reading, gap, end, high):
            this.finer = before.finer
            return before.role
    if marks_time(reading, low, start, sentence.start):
        this.finer = Reason.EARLIER_MODEL
        return COMPARED
    reach = low + len(reading.key[low:start].rstrip(" ,'\"«“„"))  # "its predecessor, X"
    if any(
        cue.end >= reach or not reading.parted(cue.end, reach, ",;，；。")
        for cue in reading.cues(max(low, start - 30), start, "cue.predecessor")
    ):
        this.finer = Reason.EARLIER_MODEL
        return COMPARED
    return SUBJECT


def _begins_clause(reading: Reading, gap: str, end: int, high: int) -> bool:
    """Whether a name behind ", and" is compared with others itself: beats X, and Y is competitive with Z."""
    return "," in gap and any(
        not reading.parted(end, cue.start)
        for cue in reading.cues(end, min(high, end + _CLAUSE_REACH), "cue.compare", "cue.copula")
    )


def _surpassed(reading: Reading, end: int, high: int) -> bool:
    """Whether a name is marked as the object of a verb of surpassing that ends its clause (X'i çoğu testte geçiyor)."""
    mark = next((m for m in reading.object_marks if _marked(reading, end, m)), None)
    return mark is not None and any(
        not reading.parted(end, cue.start)
        for cue in reading.cues(end, min(high, end + _OBJECT_CLAUSE), "cue.compare_after")
    )


def _marked(reading: Reading, end: int, mark: str) -> bool:
    """Whether a mark of the object is written behind an apostrophe right after a name."""
    return re.match(rf"['’]{re.escape(mark)} ", reading.key[end : end + 8]) is not None


def _made_of(reading: Reading, before: Occurrence | None, start: int) -> bool:
    """Whether the name before says what this one is made of ("Y tabanlı X"), so that this one is no base itself."""
    if before is None or before.role != BASE:
        return False
    end = before.mention.end
    return any(
        len(reading.key[cue.end : start].split()) <= 1 and not reading.parted(end, start)
        for cue in reading.cues(end, start, "cue.base_after")
    )


def _through_api(reading: Reading, low: int, start: int, end: int, high: int) -> bool:
    """Whether a model is called over its interface: the API of X, X's API; all languages write the word so."""
    before = reading.key[max(low, start - 24) : start]
    after = reading.key[end : min(high, end + 10)]
    if re.match(r"(?:['’\s\w]{0,4}[ -]api(?![a-z])|のapi(?:を[使利呼活组組]|经由|経由))", after):
        return True
    called = re.search(r"(?<![a-z])api(?![a-z])(?P<gap>[^.,;:]*)$", before)
    return called is not None and len(called["gap"].split()) <= 2


def _is_object(reading: Reading, low: int, start: int, end: int, high: int, before: Occurrence | None) -> bool:
    """Whether a model is what another one is made of: "X fine-tunes Y", "X is a Y that ..."."""
    rivals = end < high and reading.has_cue(end, min(high, end + 16), "cue.predecessor", "cue.compare_after")
    if before is not None and before.role == SUBJECT and not rivals:
        gap = reading.key[before.mention.end : start]
        apposed = re.fullmatch(r", (\S+) (?:\S+ )?", gap)
        if apposed and apposed[1] in reading.terms("indefinite"):
            return True  # X, a retrained Y
        opened = re.match(r", (\S+) [^,;()]*$", gap)
        if opened and opened[1] in reading.terms("indefinite"):  # X, a Korean variant of the 7B Y
            near = reading.cues(max(before.mention.end, start - _VARIANT_REACH), start, "cue.attributive")
            if any(cue.end - cue.start > _SHORTEST_BASE and " " in reading.key[cue.start : cue.end] for cue in near):
                return True
    for cue in reading.cues(max(low, start - 50), start, "cue.base_object", "cue.copula"):
        gap = reading.key[cue.end : start]
        words = len(gap.split())
        if any(c.isdigit() for c in gap) or reading.parted(cue.end, start):
            continue
        if reading.object_marks and set(gap.split()) & reading.conjunctions:
            continue  # where the object stands before its verb: has fine-tuned Y and made X
        if cue.has("cue.base_object") and reading.has_cue(cue.end, start, "cue.not_base", "cue.component"):
            continue  # takes the tokenizer of X
        if cue.has("cue.base_object") and words <= _OBJECT_WORDS:
            if any(x.has("cue.with") for x in reading.cues(cue.end, start, "cue.with")):
                continue  # extended its series with X
            return True
        if cue.has("cue.copula") and not rivals and before is not None and before.role == SUBJECT:
            said = words <= 1 or _is_version(reading, cue.end, start)  # X is a Y that ..., X is a version of Y
            if said and _APPOSITION.fullmatch(reading.key, before.mention.end, cue.start):
                return True
    return False


def _is_version(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch ends in "version of" or the like."""
    words = reading.key[start:end].replace("'", "' ").split()
    linked = 1 < len(words) <= _OBJECT_WORDS and words[-1] in reading.terms("genitive")
    return linked and reading.has_cue(start, end, "cue.model")


def _labelled_design(reading: Reading, low: int, start: int) -> bool:
    """Whether a line of a fact sheet names a model for its architecture alone (Architecture: X)."""
    near = reading.cues(max(low, start - 24), start, "cue.not_base")
    opening = max(reading.key.rfind("\n", 0, start) + 1, 0)
    return any(
        _LABEL.fullmatch(reading.key, cue.end, start) and not reading.key[opening : cue.start].strip(" *_`|>+-•·")
        for cue in near
    )


def _inspires(reading: Reading, low: int, start: int) -> bool:
    """Whether only the architecture of a model is spoken of (inspired by that of X)."""
    near = reading.cues(max(low, start - 30), start, "cue.not_base", "cue.layers", "cue.component")
    return any(len(reading.key[cue.end : start].split()) <= 4 and not reading.parted(cue.end, start) for cue in near)


_LABEL = re.compile(r"[\s*_`]*[:：|][\s*_`|]*")


def _behind_verb(reading: Reading, low: int, start: int, kind: str) -> bool:
    """Whether a preposition before the name goes with a verb of a kind before its subject (verb X on Y)."""
    for link in reading.cues(max(low, start - 24), start, "cue.base_link"):
        gap = reading.key[link.end : start]
        named = reading.has_cue(link.end, start, "cue.model")
        if gap.strip(" '\"«“„‘-") and not (named and len(gap.split()) <= _LINKED_WORDS):
            continue
        for verb in reading.cues(max(low, link.start - _VERB_REACH), link.start, kind):
            between = reading.key[verb.end : link.start]
            if len(between.split()) <= _SUBJECT_WORDS and not reading.parted(verb.end, link.start, ",;:，；：、،؛"):
                return True
    return False


def _placed_on(reading: Reading, before: Occurrence | None, low: int, start: int) -> bool:
    """Whether only such a preposition stands between two names behind a verb of basing (they built X on Y)."""
    if before is None or before.role != SUBJECT:
        return False
    gap = reading.key[before.mention.end : start].strip(" '\"«»“”")
    return gap in reading.terms("base_link") and any(
        not reading.parted(verb.end, before.mention.start)
        for verb in reading.cues(low, before.mention.start, "cue.base_verb")
    )


def _before_verb(reading: Reading, start: int, end: int, high: int) -> bool:
    """Whether a name stands between the preposition and the verb of basing, where verbs come last (auf X basiert)."""
    if not reading.terms("determiner"):
        return False
    linked = any(
        len(reading.key[link.end : start].split()) <= 1 for link in reading.cues(start - 24, start, "cue.base_link")
    )
    return linked and any(
        len(reading.key[end : verb.start].split()) <= 1 and not reading.parted(end, verb.start)
        for verb in reading.cues(end, min(high, end + 30), "cue.base_verb")
    )


def _base_role(
    reading: Reading, low: int, start: int, end: int, high: int, this_low: int, before: Occurrence | None
) -> str:
    """`BASE` after "based on" and the like; `COMPARED` where only the architecture is, or where it is denied."""
    for cue in reading.cues(max(low, start - 90), start, "cue.base"):
        gap = reading.key[cue.end : start]
        reach = _WORKED_REACH if reading.has_cue(cue.end, start, "cue.train") else _BASE_REACH
        if len(gap) > reach or any(c in ";；。，" for c in gap) or ", " in gap:
            continue
        if reading.has_cue(cue.end, start, "cue.data", "cue.dataset"):
            continue  # from 39 years of ... data
        if set(gap.split()) & reading.conjunctions:  # it was fine-tuned and became X
            continue
        denied = any(
            not reading.parted(x.end, cue.start)
            for x in reading.cues(max(low, cue.start - 26), cue.start, "cue.negation")
        )
        inspired = reading.has_cue(cue.end, min(high, end + 20), "cue.not_base")
        return (
            COMPARED
            if denied or inspired or reading.has_cue(max(low, cue.start - 20), cue.start, "cue.not_base")
            else BASE
        )
    if _behind_verb(reading, this_low, start, "cue.base_verb") or _placed_on(reading, before, this_low, start):
        return BASE
    if _before_verb(reading, start, end, high):
        return BASE
    if reading.key.startswith(tuple(term for term in reading.terms("base_after") if term[0] == "-"), end):
        return BASE  # the X-based Y
    for cue in reading.cues(end, min(high, end + 110), "cue.base_after"):
        gap = reading.key[end : cue.start]
        counted = any(c.isdigit() for c in gap)
        made = bool(starting(reading.mentions, high, high + 1)) and high - cue.end <= 20
        if len(gap) > (90 if counted and made else 40 if counted else 16) or any(c in ";；。，" for c in gap):
            continue
        if starting(reading.chips, end, cue.start):
            continue  # on top of chips
        inspired = reading.has_cue(end, cue.start, "cue.not_base") or any(
            x.start - cue.end <= 1 for x in reading.cues(cue.end, cue.end + 20, "cue.not_base")
        )
        return COMPARED if inspired or reading.has_cue(cue.end, cue.end + 20, "cue.negation") else BASE
    return ""


def list_members(reading: Reading, named: Sequence[tuple[Mention, int]]) -> frozenset[int]:
    """Which mentions (with their sentences) go on with a list that ends in "and" or "or" after bare commas.

    A comparison that opens its sentence ends with a comma too ("Unlike X, Y and Z are open"), so that such a list
    counts only with a comma before its last "and".
    """
    members: set[int] = set()
    run: list[int] = []
    for i in range(1, len(named)):
        (before, sentence), (this, index) = named[i - 1], named[i]
        gap = _BRACKET.sub("", reading.key[before.end : this.start]).strip(" '\"«»“”*_")
        if sentence != index or len(gap) > _LIST_GAP:
            run = []
        elif gap in _COMMAS:
            run.append(i)
        else:
            words = gap.lstrip(",،、，").split()
            if len(words) <= 2 and words and words[0] in reading.conjunctions:
                first = named[(run or [i])[0] - 1][0]
                opening = reading.sentences[index].start
                opens = any(
                    not reading.key[opening : cue.start].strip()
                    for cue in reading.cues(opening, first.start, "cue.compare")
                )
                closed = reading.key[this.end : this.end + 1] in _COMMAS  # Unlike X, Y and Z, ...
                if gap[:1] in _COMMAS or closed or not opens:
                    members.update([*run, i] if gap[:1] in _COMMAS else run)
            run = []
    return frozenset(members)


_COMMAS = (",", "،", "、", "，")
_LIST_GAP = 12


def _coordinates(reading: Reading, gap: str) -> bool:
    """Whether what stands between two names only adds the second to the first (and, its size)."""
    joining = reading.conjunctions
    words = re.split(r"[\s()（）]+", gap)
    glued = bool(gap) and gap[0] in joining and bool(_HAN.match(gap[0])) and len(gap) <= 14
    return (bool(set(words) & joining) and len(words) <= 7) or gap in joining or glued
