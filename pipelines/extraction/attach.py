"""Which number belongs to which model: by brackets, attributes, lists and the nearest name in the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.extraction.base_figures import already_sized, made_into, speaks_of_base
from pipelines.extraction.families import Model
from pipelines.extraction.model_tables import ModelTables
from pipelines.extraction.naming import called_so
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.rivals import points_back_before, size_of_another
from pipelines.extraction.roles import BASE, COMPARED, SUBJECT, Occurrence
from pipelines.extraction.spans import starting
from pipelines.extraction.topics import Topics

_BRACKET_REACH = 30
_ATTRIBUTE_REACH = 42
_RANGE_GAP = 8
"""Characters between the ends of a range."""
_COUNTED_WORDS = 6
"""Words from a name to the bracket with the sizes of others (X, and six dense models)."""
_PREDICATE_WORDS = 3
"""Words between "and" and a word for training that begin a new predicate (and has been trained)."""
_OPENED = re.compile(r"[(（][^()（）\d]{0,6}$")
_PREDECESSOR_REACH = 32
"""Characters in which "the earlier", a name and the bracket with its size stand."""
_DESCRIBED_REACH = 32
"""Characters from a base to the word that says what it is (X, a language model that ...)."""
_BREAKS = ";。；\n؛"
_IN_BRACKET = re.compile(r" ?\S{0,10} ?[(（][^()（）\d]{0,12}")
"""Between a size and another one in the bracket behind it."""


def _may_fill(quantity: Quantity) -> bool:
    """Whether a quantity may come to fill a field: it has one, counts a chip's hours, or may have left out its unit."""
    return bool(quantity.field) or quantity.countable or quantity.kind == "chip_hours"


class Attachment:
    """Owners of the quantities of one text; an owner is the index of a model."""

    def __init__(
        self,
        reading: Reading,
        models: Sequence[Model],
        occurrences: Sequence[Occurrence],
        quantities: Sequence[Quantity],
    ) -> None:
        self._reading = reading
        self._occurrences = occurrences
        self._quantities = quantities
        self._bases = any(o.role == BASE for o in occurrences)
        self.topics = Topics(reading, models, occurrences)
        self._tables = ModelTables(reading)
        self._model_at = {o.mention.start: o.model for o in occurrences}
        self._rivals: dict[int, Occurrence | None] = {}

    def group(self, occurrence: Occurrence) -> list[int]:
        """The models named together with an occurrence ("X and Y")."""
        return self._group(occurrence, self.topics.named_in(occurrence.sentence))

    def owners(self) -> list[list[int]]:
        """For each quantity the models it belongs to, empty where it belongs to none or can fill no field anyway."""
        found = [self._owner(i) if _may_fill(quantity) else [] for i, quantity in enumerate(self._quantities)]
        self._distribute(found)
        return found

    def unowned(self, i: int) -> tuple[Reason, str]:
        """Why a quantity belongs to no announced model, and the name of the model that it does belong to, if any."""
        if i not in self._rivals:
            return Reason.NO_MODEL, ""
        rival = self._rivals[i]
        return (Reason.RIVALS, "") if rival is None else (rival.reason, rival.mention.name)

    def _owner(self, i: int, *, leans_back: bool = True) -> list[int]:
        """The models of a quantity, which may be those of the one before it, or else of the one behind."""
        quantity = self._quantities[i]
        if i and leans_back and self._goes_with(self._quantities[i - 1], quantity):
            owners = self._owner(i - 1)
            if i - 1 in self._rivals:
                self._rivals[i] = self._rivals[i - 1]
            return owners
        if self._paired(i):
            return self._owner(i + 1, leans_back=False)
        return self.owner_of(
            quantity.start, quantity.end, quantity.sentence, sized=quantity.kind in ("parameters", ""), number=i
        )

    def _goes_with(self, before: Quantity, quantity: Quantity) -> bool:
        """Whether a quantity is of what the one before it is of: the upper end of a range, or a size in a bracket."""
        if before.number.range_low and quantity.start - before.end <= _RANGE_GAP:
            return True
        sizes = before.kind in ("parameters", "") and quantity.field in ("active_parameters", "parameters", "")
        return sizes and _IN_BRACKET.fullmatch(self._reading.key, before.end, quantity.start) is not None

    def _paired(self, i: int) -> bool:
        """Whether a size and the active one right behind it, or the other way round, stand together before a name.

        (the X of 30 billion, 3 of them active, as 総数305億・稼働33億のX says it)
        """
        this, following = self._quantities[i], self._quantities[i + 1] if i + 1 < len(self._quantities) else None
        if following is None or {this.field, following.field} != {"parameters", "active_parameters"}:
            return False
        apart = self._reading.key[this.end : following.start]
        here = self.topics.named_in(this.sentence)
        return (
            len(apart) <= _RANGE_GAP
            and following.sentence == this.sentence
            and not any(c in _BREAKS or c in ",，" for c in apart)
            and self._attributed(following.start, following.end, here, sized=True) is not None
        )

    def owner_of(
        self, start: int, end: int, sentence: int, *, sized: bool = False, number: int | None = None
    ) -> list[int]:
        """The models that a span of a sentence speaks of."""
        tabled = [self._model_at[m.start] for m in self._tables.owners(start) if m.start in self._model_at]
        if tabled:
            return list(dict.fromkeys(tabled))
        here = self.topics.named_in(sentence)
        bracket = self._bracketed(start, sentence, here)
        if bracket is not None:
            return [bracket.model]
        if (sized and self._counts_unnamed(start, sentence, here)) or speaks_of_base(
            self._reading, start, end, sentence, sized=sized, reused=self._bases
        ):
            return []
        attribute = self._attributed(start, end, here, sized)
        if attribute is not None:
            return self._group(attribute, here)
        pointed = self._pointed(start, sentence, here)
        if pointed:
            return pointed
        preceding = [o for o in here if o.mention.end <= start]
        nearest = next((o for o in here if o.mention.start >= end), None)
        if nearest is not None and nearest.rebased and not preceding:
            return []
        ahead = next((o for o in here if o.mention.start >= end and o.role == SUBJECT), None)
        if ahead and preceding and self._own_segment(preceding[-1].mention.end, start, ahead.mention.start):
            return [ahead.model]
        if preceding and self._hard_break(preceding[-1].mention.end, start) and not sized:
            main = next((o for o in preceding if o.role == SUBJECT), None)
            if main is not None and not any(q.field == "tokens" for q in self._between(main, preceding[-1])):
                return self._group(main, here)
        rival = self._rival_of_another_size(preceding, start, number) if sized else None
        if sized and rival is None and self._measures_rivals(start, end, sentence):
            if number is not None:
                self._rivals[number] = preceding[-1] if preceding and preceding[-1].role != SUBJECT else None
            return []
        for occurrence in reversed(preceding):
            if occurrence.role == SUBJECT:
                return self._group(occurrence, here)
            if occurrence is rival or self._reading.has_cue(occurrence.mention.end, start, "cue.concession"):
                continue  # beats Y despite having only 34 billion
            if self._apposed(occurrence) and occurrence.role != BASE:
                return [occurrence.model]
            left = self._leaves_clause(occurrence.mention.end, start) or self._new_predicate(
                occurrence.mention.end, start
            )
            if (
                occurrence.role == BASE
                and sized
                and (
                    already_sized(self._quantities, occurrence.mention.end, start)
                    or made_into(self._reading, occurrence.mention.end, start)
                )
            ):
                continue  # the base of 30 billion grew to 40; X를 기반으로 한 240억 모델
            if (sized or occurrence.role != BASE) and not left:
                return [occurrence.model]
            if occurrence.role == BASE and self._describes(occurrence.mention.end, start):
                return [occurrence.model]
        subjects = [o for o in here if o.role == SUBJECT]
        following = [o for o in subjects if o.mention.start >= end]
        span = self._reading.sentences[sentence]
        if following and self._reading.has_cue(span.start, start, "cue.each"):
            return list(dict.fromkeys(o.model for o in following))
        if preceding and not following:
            topic = self.topics.topic(sentence)
            if not topic and all(o.role == BASE for o in preceding):
                # X was trained further on 3 trillion tokens. The result is Y.
                topic = self.topics.announced_next(sentence)
            return topic[:1] if topic else []
        if following:
            topic = self.topics.topic(sentence)
            first = following[0]
            if not sized and not preceding and ":" in self._reading.key[end : first.mention.start]:
                return list(dict.fromkeys(o.model for o in following))  # trained on 4 trillion tokens: X with ..., Y
            if topic and (self._hard_break(end, first.mention.start) or self._inside_bracket(end, first)):
                return topic[:1]
            if len(topic) == 1 and first.model not in topic and self._opens_with_anaphor(span.start, first):
                return topic
            if number is None:
                return self._group(first, here)
            return self._group_ahead(first, here) if called_so(self._reading, first.mention) else [first.model]
        return self._from_topic(start, sentence, sized=sized)

    def _rival_of_another_size(
        self, preceding: Sequence[Occurrence], start: int, number: int | None
    ) -> Occurrence | None:
        """The rival named last before a size, where the size cannot be its own."""
        rival = preceding[-1] if preceding and preceding[-1].role == COMPARED else None
        value = None if number is None else self._quantities[number].value
        return rival if rival is not None and size_of_another(self._reading, rival.mention, start, value) else None

    def _inside_bracket(self, end: int, occurrence: Occurrence) -> bool:
        """Whether a name behind a quantity stands in a bracket of its own (has 128 layers (X, Y))."""
        gap = self._reading.key[end : occurrence.mention.start]
        return max(gap.rfind("("), gap.rfind("（")) > max(gap.rfind(")"), gap.rfind("）")) and (
            len(gap.split()) > _PREDICATE_WORDS
        )

    def _from_topic(self, start: int, sentence: int, *, sized: bool) -> list[int]:
        topic = self.topics.topic(sentence) or self.topics.announced_next(sentence)
        span = self._reading.sentences[sentence]
        if topic and self._reading.has_cue(span.start, span.end, "cue.each"):
            return self.topics.named_so_far(sentence) or topic
        if len(topic) <= 1:
            return topic
        pointed = self._reading.has_cue(span.start, start, "cue.latter", "cue.former", "cue.largest")
        if not sized and not pointed and self.topics.alone_together(sentence, topic[0]):
            return topic  # how models announced together were trained
        return topic[:1] if not self._reading.has_cue(span.start, start, "cue.latter") else topic[-1:]

    def _bracketed(self, start: int, sentence: int, here: Sequence[Occurrence]) -> Occurrence | None:
        """The name right before the bracket that the span stands in: ``GPT-3 (175B)``."""
        span = self._reading.sentences[sentence]
        key = self._reading.key
        opened = max(key.rfind("(", span.start, start), key.rfind("（", span.start, start))
        if opened < 0 or re.search(r"[)）]", key[opened:start]):
            return None
        inside = [o for o in here if opened < o.mention.start and o.mention.end <= start]
        if inside:
            return inside[-1]
        before = [o for o in here if o.mention.end <= opened]
        if not before or opened - before[-1].mention.end > _BRACKET_REACH:
            return None
        gap = key[before[-1].mention.end : opened]
        if any(c in ",;，；。" for c in gap) or any(
            q.start < opened for q in starting(self._quantities, before[-1].mention.end, opened)
        ):
            return None
        return before[-1]

    def _counts_unnamed(self, start: int, sentence: int, here: Sequence[Occurrence]) -> bool:
        """Whether a bracket's sizes are those of other models counted after a name: X and six models (7B, 70B)."""
        key = self._reading.key
        low = self._reading.sentences[sentence].start
        opened = max(key.rfind("(", low, start), key.rfind("（", low, start))
        if opened < 0 or re.search(r"[)）]", key[opened:start]):
            return False
        before = next((o for o in reversed(here) if o.mention.end <= opened), None)
        if before is None:
            return False
        words = key[before.mention.end : opened].replace(",", " ").split()
        noun = self._reading.has_cue(opened - len(words[-1]) - 1, opened, "cue.model") if words else False
        return noun and words[0] in self._reading.conjunctions and 1 < len(words) <= _COUNTED_WORDS

    def following_group(self, occurrence: Occurrence) -> list[int]:
        """An occurrence with those that follow it by "and" alone."""
        here = self.topics.named_in(occurrence.sentence)
        last = occurrence
        for following in here[here.index(occurrence) + 1 :]:
            gap = self._reading.key[last.mention.end : following.mention.start].strip(" '\"«»“”‘’「」『』")
            if following.role != occurrence.role or not self._joined(gap):
                break
            last = following
        return self._group(last, here)

    def _attributed(self, start: int, end: int, here: Sequence[Occurrence], sized: bool) -> Occurrence | None:
        """The name that a quantity stands before as an attribute: ``130亿参数的X``, ``175 Mrd. von X``."""
        following = [o for o in here if o.mention.start >= end]
        if not following:
            return None
        first = following[0]
        whole = self._reading.key[end : first.mention.start]
        bracket = re.match(r" ?[(（][^()（）]{1,40}[)）]", whole)
        inside = end + bracket.end() if bracket else end
        gap = whole[bracket.end() :] if bracket else whole
        if len(gap) > _ATTRIBUTE_REACH or any(c in ",;:，；：、،؛。()（）" for c in gap):
            return None
        if starting(self._quantities, inside, first.mention.start):
            return None
        if self._reading.has_cue(end, first.mention.start, "cue.clause", "cue.base"):
            return None
        if any(
            cue.has("cue.model") and self._reading.key[cue.end : first.mention.start].strip(" '\"“‘«「『")
            for cue in self._reading.cues(end, first.mention.start, "cue.anaphor")
        ):
            return None  # "this model's architecture is that of X"
        if self._adds_another(gap):
            return None
        links = list(self._reading.cues(start, first.mention.start + 1, "cue.attributive"))
        if links and sized and (first.role != BASE or self._touches(links[-1].end, first)):
            return first
        words = gap.strip(" '\"’‘“«「『(").split()
        genitive = set(self._reading.terms("genitive"))
        if (
            sized
            and 1 <= len(words) <= 3
            and words[0] in genitive
            and not self._reading.has_cue(end, first.mention.start, "cue.train", "cue.compare")
        ):
            return first
        if sized and not words and (first.role == SUBJECT or self._ends_in_link(end)):
            return first
        if not sized and self._ends_attribute(end, first.mention.start):
            return first
        return None

    def _opens_with_anaphor(self, start: int, first: Occurrence) -> bool:
        """Whether "this model" or the like stands before the first name of a sentence, which is about another."""
        return points_back_before(self._reading, start, first.mention.start)

    def _own_segment(self, before: int, start: int, ahead: int) -> bool:
        """Whether a semicolon parts a span from the name before it, but nothing parts it from the one ahead."""
        if not self._semicolon(before, start) or self._semicolon(start, ahead):
            return False
        opened = max(self._reading.key.rfind(mark, before, start) for mark in ";；؛")
        return not self._reading.has_cue(opened, start, "cue.anaphor")  # X ...; its training took ..., and Y ...

    def _semicolon(self, start: int, end: int) -> bool:
        return any(c in ";；؛" for c in self._reading.key[start:end])

    def _adds_another(self, gap: str) -> bool:
        """Whether "and our", "and the" before a name adds it to what has the size (the 7B model and our X)."""
        words = gap.split()
        return any(
            word in self._reading.conjunctions and following in self._reading.pack.sizes_by_article
            for word, following in pairwise(words)
        )

    def _touches(self, end: int, occurrence: Occurrence) -> bool:
        """Whether nothing but words for a model stands between a link and a name."""
        start = occurrence.mention.start
        gap = self._reading.key[end:start].strip(" '\"“‘«「『")
        return len(gap.split()) <= 1 and (not gap or self._reading.has_cue(end, start, "cue.model"))

    def _ends_in_link(self, end: int) -> bool:
        """Whether the unit itself carries the ending of an attribute (Bengali -ের)."""
        return self._reading.key.endswith(self._reading.links, 0, end)

    def _ends_attribute(self, start: int, end: int) -> bool:
        """Whether a stretch is a participle before a name: 训练的X, で学習したX."""
        trained = next(iter(self._reading.cues(start, end, "cue.train")), None)
        if trained is None:
            return False
        if set(self._reading.key[trained.end : end].split()) & self._reading.conjunctions:
            return False  # "was trained for two months and beats X"
        links = list(self._reading.cues(trained.end, end, "cue.attributive"))
        return bool(links) and len(self._reading.key[links[-1].end : end].strip(" '\"「『“‘«")) == 0

    def _pointed(self, start: int, sentence: int, here: Sequence[Occurrence]) -> list[int]:
        """What "the former", "the latter", "both" right before a quantity point to."""
        span = self._reading.sentences[sentence]
        named = list(
            dict.fromkeys(o.model for o in here if o.role == SUBJECT and o.mention.end <= start)
        ) or self.topics.topic(sentence)
        if len(named) < 2:
            return []
        last_name = max((o.mention.end for o in here if o.mention.end <= start), default=span.start)
        pointers = list(self._reading.cues(max(span.start, last_name), start, "cue.former", "cue.latter", "cue.each"))
        if not pointers:
            return []
        pointer = pointers[-1]
        if pointer.has("cue.each"):
            return named
        return [named[0]] if pointer.has("cue.former") else [named[-1]]

    def _between(self, first: Occurrence, last: Occurrence) -> list[Quantity]:
        return list(starting(self._quantities, first.mention.end, last.mention.start))

    def _measures_rivals(self, start: int, end: int, sentence: int) -> bool:
        """Whether a size is that of unnamed models compared with ("rivals 70B models")."""
        span = self._reading.sentences[sentence]
        for cue in self._reading.cues(max(span.start, start - 70), start, "cue.compare"):
            gap = self._reading.key[cue.end : start]
            if cue.has("cue.approximate") and not gap.strip(" -"):
                continue  # more than 30 billion
            if self._reading.has_cue(cue.end, start, "cue.concession"):
                continue
            if not any(c in ",;:，；：。、،؛" for c in gap) and not any(
                q.end <= start for q in starting(self._quantities, cue.end, start)
            ):
                return True
        near = max(span.start, start - _PREDECESSOR_REACH)
        opened = _OPENED.search(self._reading.key, near, start)
        if opened and self._reading.has_cue(near, opened.start(), "cue.predecessor"):
            return True
        named = [o.mention.start for o in self.topics.named_in(sentence) if o.mention.start >= end]
        return any(
            not self._reading.parted(end, cue.start)
            and not cue.has("cue.approximate")
            and not any(name < cue.start for name in named)
            for cue in self._reading.cues(end, min(span.end, end + 24), "cue.compare_after")
        )

    def _describes(self, start: int, end: int) -> bool:
        """Whether what follows a base after a comma still describes it: "based on X, a model of ..."."""
        gap = self._reading.key[start:end]
        if not gap.startswith(", ") or "," in gap[1:] or ";" in gap:
            return False
        return self._reading.has_cue(start, min(end, start + _DESCRIBED_REACH), "cue.model")

    def _apposed(self, occurrence: Occurrence) -> bool:
        """Whether a name stands between commas and only says who the sentence is about (its predecessor, X, saw)."""
        key, mention = self._reading.key, occurrence.mention
        return key.startswith(",", mention.end) and key.endswith(", ", 0, mention.start)

    def _new_predicate(self, start: int, end: int) -> bool:
        """Whether "and was trained" between a rival and a number turns back to the subject (beats X and saw 2 T)."""
        return any(
            set(self._reading.key[start : cue.start].split()[-_PREDICATE_WORDS:]) & self._reading.conjunctions
            for cue in self._reading.cues(start, end, "cue.train")
        )

    def _leaves_clause(self, start: int, end: int) -> bool:
        gap = self._reading.key[start:end]
        relative = re.match(r", (\S+) ([^,;]*)$", gap)
        if relative and relative[1] in self._reading.terms("relative"):
            return False
        if self._reading.has_cue(start, end, "cue.clause"):
            return True
        bracketed = re.fullmatch(r"['\"’”»」』]* ?[(（][^()（）]*", gap)
        return any(c in ",;:，；：،؛、)）|·•\n" for c in gap) and not bracketed

    def _hard_break(self, start: int, end: int) -> bool:
        return any(c in _BREAKS for c in self._reading.key[start:end])

    def _group(self, occurrence: Occurrence, here: Sequence[Occurrence]) -> list[int]:
        """An occurrence with those coordinated with it by "and" alone."""
        index = list(here).index(occurrence)
        members = [occurrence]
        for k in range(index, 0, -1):
            gap = self._reading.key[here[k - 1].mention.end : here[k].mention.start].strip(" '\"«»“”‘’「」『』")
            if here[k - 1].role != occurrence.role or not self._joined(gap):
                break
            members.append(here[k - 1])
        return list(dict.fromkeys(o.model for o in reversed(members)))

    def _group_ahead(self, occurrence: Occurrence, here: Sequence[Occurrence]) -> list[int]:
        """An occurrence with those that "and" adds to it, as in "called X and Y"."""
        last = occurrence
        for following in here[list(here).index(occurrence) + 1 :]:
            gap = self._reading.key[last.mention.end : following.mention.start].strip(" '\"«»“”‘’「」『』")
            if following.role != occurrence.role or not (self._joined(gap) or gap in (",", "、", "،")):
                break
            last = following
        return self._group(last, here)

    def _joined(self, gap: str) -> bool:
        conjunctions = self._reading.conjunctions
        words = gap.split(" ")
        return gap in conjunctions or (words[0] in conjunctions and len(words) <= 2 and len(gap) <= 8)

    def _distribute(self, found: list[list[int]]) -> None:
        """Hand the members of "8 and 70 billion" to "X 8B and X 70B" in order, and respectively-lists likewise."""
        by_sentence: dict[tuple[int, str], list[int]] = {}
        for i, quantity in enumerate(self._quantities):
            field = quantity.field or ("parameters" if quantity.countable and quantity.number.letter == "b" else "")
            if field:
                by_sentence.setdefault((quantity.sentence, field), []).append(i)
        for (sentence, _), members in by_sentence.items():
            span = self._reading.sentences[sentence]
            owners = list(dict.fromkeys(m for i in members for m in found[i]))
            if self._reading.has_cue(span.start, span.end, "cue.respectively"):
                here = self.topics.named_in(sentence)
                subjects = list(dict.fromkeys(o.model for o in here if o.role == SUBJECT))
                owners = [m for m in subjects if not self.topics.sums_up(m, subjects)] or self.topics.topic(sentence)
            listed = self._quantities[members[0]].number.listed
            listed = listed or len({self._quantities[i].value for i in members}) == len(members)
            grouped = listed and len(owners) > 1 and all(found[i] == owners for i in members)
            respective = len(owners) > 1 and self._reading.has_cue(span.start, span.end, "cue.respectively")
            if len(members) == len(owners) and (grouped or respective):
                for i, owner in zip(members, owners, strict=True):
                    found[i] = [owner]
