"""Which number belongs to which model: by brackets, attributes, lists and the nearest name in the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.models import Model
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading, Sentence
from pipelines.extraction.roles import BASE, SUBJECT, Occurrence
from pipelines.extraction.spans import starting

_BRACKET_REACH = 30
_ATTRIBUTE_REACH = 42
_PREDICATE_WORDS = 3
"""Words between "and" and a word for training that begin a new predicate (and has been trained)."""
_OPENED = re.compile(r"[(（][^()（）\d]{0,6}$")
_PREDECESSOR_REACH = 32
"""Characters in which "the earlier", a name and the bracket with its size stand."""
_LABELLED = re.compile(r"[^\W\d][^\n:：.。,،]{1,30} ?[:：] ?\S")
"""A line of a fact sheet: what it says, a colon, the value."""
_INDENT = re.compile(r"[\s*_#>•·|+-]*")
_LIST_MARKS = ("-", "*", "|", "•", "·", "–", "+")
_BREAKS = ";。；\n؛"


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
        self._models = models
        self._occurrences = occurrences
        self._quantities = quantities
        self._by_sentence: dict[int, list[Occurrence]] = {}
        for occurrence in occurrences:
            self._by_sentence.setdefault(occurrence.sentence, []).append(occurrence)
        self._topics = self._find_topics()

    def _find_topics(self) -> list[list[int]]:
        """For each sentence, the models it speaks of where it names none: those of the last one in its paragraph.

        A new paragraph without a name of its own goes on with the old topic only where it points back ("the model").
        """
        paragraphs = {self._paragraph(o.sentence) for o in self._occurrences if o.role == SUBJECT}
        topics: list[list[int]] = []
        current: list[int] = []
        last: list[int] = []
        paragraph = -1
        for index, sentence in enumerate(self._reading.sentences):
            if sentence.paragraph != paragraph:
                paragraph = sentence.paragraph
                named = paragraph in paragraphs
                current = list(last) if not named and self._goes_on(sentence) else []
            topics.append(list(current))
            subjects = list(dict.fromkeys(o.model for o in self._by_sentence.get(index, ()) if o.role == SUBJECT))
            if subjects:
                current = subjects
                last = subjects
        return topics

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether a paragraph without a name goes on about the last model: it opens with "the model" or is a list."""
        opening = self._reading.key[sentence.start : sentence.start + 40]
        start = sentence.start + len(opening) - len(opening.lstrip(" \n*_#>"))
        labelled = _LABELLED.match(self._reading.key, start, sentence.end) is not None
        if opening.lstrip()[:1] in _LIST_MARKS or labelled or self._speaks_of_one(sentence):
            return True
        return any(
            cue.start <= start + 3 for cue in self._reading.cues(start, min(sentence.end, start + 40), "cue.anaphor")
        )

    def _speaks_of_one(self, sentence: Sentence) -> bool:
        """Whether a text about a single model points back to it, or names another only beside it, in a sentence."""
        if sum(model.subject for model in self._models) != 1:
            return False
        named = self._by_sentence.get(self._reading.sentence_at(sentence.start))
        return bool(named) or self._reading.has_cue(sentence.start, sentence.end, "cue.anaphor")

    def _paragraph(self, sentence: int) -> int:
        return self._reading.sentences[sentence].paragraph

    def topic(self, sentence: int) -> list[int]:
        """Models that earlier sentences of the paragraph were about."""
        return self._topics[sentence]

    def alone(self, sentence: int, model: int) -> bool:
        """Whether a sentence without names goes on about this model only."""
        return sentence < len(self._topics) and self._topics[sentence] == [model] and sentence not in self._by_sentence

    def listed(self, sentence: int, model: int) -> bool:
        """Whether a line of a fact sheet about this model alone stands in a sentence of its own."""
        span = self._reading.sentences[sentence]
        start = span.start + len(_INDENT.match(self._reading.key, span.start)[0])  # type: ignore[index]
        return self.alone(sentence, model) and _LABELLED.match(self._reading.key, start, span.end) is not None

    def group(self, occurrence: Occurrence) -> list[int]:
        """The models named together with an occurrence ("X and Y")."""
        return self._group(occurrence, self._by_sentence[occurrence.sentence])

    def owners(self) -> list[list[int]]:
        """For each quantity the models it belongs to, empty where it belongs to none."""
        found = [self._owner(i) for i in range(len(self._quantities))]
        self._distribute(found)
        return found

    def _owner(self, i: int) -> list[int]:
        quantity = self._quantities[i]
        if i and re.fullmatch(
            r"\S{0,6} ?[(（][^()（）\d]{0,12}", self._reading.key[self._quantities[i - 1].end : quantity.start]
        ):
            before = self._quantities[i - 1]
            if before.kind in ("parameters", "") and quantity.field in ("active_parameters", "parameters", ""):
                return self._owner(i - 1)
        return self.owner_of(
            quantity.start, quantity.end, quantity.sentence, sized=quantity.kind in ("parameters", ""), number=i
        )

    def owner_of(
        self, start: int, end: int, sentence: int, *, sized: bool = False, number: int | None = None
    ) -> list[int]:
        """The models that a span of a sentence speaks of."""
        here = self._by_sentence.get(sentence, [])
        bracket = self._bracketed(start, sentence, here)
        if bracket is not None:
            return [bracket.model]
        attribute = self._attributed(start, end, here, sized)
        if attribute is not None:
            return self._group(attribute, here)
        pointed = self._pointed(start, sentence, here)
        if pointed:
            return pointed
        preceding = [o for o in here if o.mention.end <= start]
        if preceding and self._hard_break(preceding[-1].mention.end, start) and not sized:
            main = next((o for o in preceding if o.role == SUBJECT), None)
            if main is not None and not any(q.field == "tokens" for q in self._between(main, preceding[-1])):
                return self._group(main, here)
        if sized and self._measures_rivals(start, end, sentence):
            return []
        for occurrence in reversed(preceding):
            if occurrence.role == SUBJECT:
                return self._group(occurrence, here)
            if self._apposed(occurrence) and occurrence.role != BASE:
                return [occurrence.model]
            left = self._leaves_clause(occurrence.mention.end, start) or self._new_predicate(
                occurrence.mention.end, start
            )
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
            topic = self._topics[sentence]
            return topic[:1] if topic else []
        if following:
            topic = self._topics[sentence]
            first = following[0]
            if topic and self._hard_break(end, first.mention.start):
                return topic[:1]
            return self._group(first, here) if number is None else [first.model]
        return self._from_topic(start, sentence)

    def _from_topic(self, start: int, sentence: int) -> list[int]:
        topic = self._topics[sentence] or self.announced_next(sentence)
        if len(topic) <= 1:
            return topic
        span = self._reading.sentences[sentence]
        if self._reading.has_cue(span.start, span.end, "cue.each"):
            return topic
        return topic[:1] if not self._reading.has_cue(span.start, start, "cue.latter") else topic[-1:]

    def announced_next(self, sentence: int) -> list[int]:
        """The one model that the next naming sentence of the paragraph announces, where nothing was named before."""
        paragraph = self._paragraph(sentence)
        for index in range(sentence + 1, len(self._reading.sentences)):
            if self._paragraph(index) != paragraph:
                break
            named = {o.model for o in self._by_sentence.get(index, ()) if o.role == SUBJECT}
            if named:
                return sorted(named) if len(named) == 1 else []
        return []

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
        if any(x for x in self._reading.cues(start, first.mention.start + 1, "cue.attributive")) and sized:
            return first
        words = gap.strip(" '\"’‘“«「『(").split()
        genitive = set(self._reading.pack.cues.get("genitive", ()))
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

    def _ends_in_link(self, end: int) -> bool:
        """Whether the unit itself carries the ending of an attribute (Bengali -ের)."""
        return self._reading.key.endswith(self._reading.links, 0, end)

    def _ends_attribute(self, start: int, end: int) -> bool:
        """Whether a stretch is a participle before a name: 训练的X, で学習したX."""
        trained = next(iter(self._reading.cues(start, end, "cue.train")), None)
        if trained is None:
            return False
        links = list(self._reading.cues(trained.end, end, "cue.attributive"))
        return bool(links) and len(self._reading.key[links[-1].end : end].strip(" '\"「『“‘«")) == 0

    def _pointed(self, start: int, sentence: int, here: Sequence[Occurrence]) -> list[int]:
        """What "the former", "the latter", "both" right before a quantity point to."""
        span = self._reading.sentences[sentence]
        named = (
            list(dict.fromkeys(o.model for o in here if o.role == SUBJECT and o.mention.end <= start))
            or self._topics[sentence]
        )
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
            if not any(c in ",;:，；：。、،؛" for c in gap) and not any(
                q.end <= start for q in starting(self._quantities, cue.end, start)
            ):
                return True
        near = max(span.start, start - _PREDECESSOR_REACH)
        opened = _OPENED.search(self._reading.key, near, start)
        if opened and self._reading.has_cue(near, opened.start(), "cue.predecessor"):
            return True
        named = [o.mention.start for o in self._by_sentence.get(sentence, ()) if o.mention.start >= end]
        return any(
            not self._reading.parted(end, cue.start) and not any(name < cue.start for name in named)
            for cue in self._reading.cues(end, min(span.end, end + 24), "cue.compare_after")
        )

    def _describes(self, start: int, end: int) -> bool:
        """Whether what follows a base after a comma still describes it: "based on X, a model of ..."."""
        gap = self._reading.key[start:end]
        if not gap.startswith(", ") or "," in gap[1:] or ";" in gap:
            return False
        return self._reading.has_cue(start, min(end, start + 16), "cue.model")

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
        if relative and relative[1] in self._reading.pack.cues.get("relative", ()):
            return False
        return any(c in ",;，；،؛、)）|·•\n" for c in gap) and not re.fullmatch(r"['\"’”»」』]* ?[(（][^()（）]*", gap)

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

    def _joined(self, gap: str) -> bool:
        conjunctions = self._reading.conjunctions
        words = gap.split(" ")
        return gap in conjunctions or (words[0] in conjunctions and len(words) <= 2 and len(gap) <= 8)

    def _distribute(self, found: list[list[int]]) -> None:
        """Hand the members of "8 and 70 billion" to "X 8B and X 70B" in order, and respectively-lists likewise."""
        by_sentence: dict[tuple[int, str], list[int]] = {}
        for i, quantity in enumerate(self._quantities):
            if quantity.field:
                by_sentence.setdefault((quantity.sentence, quantity.field), []).append(i)
        for (sentence, _), members in by_sentence.items():
            span = self._reading.sentences[sentence]
            owners = list(dict.fromkeys(m for i in members for m in found[i]))
            if self._reading.has_cue(span.start, span.end, "cue.respectively"):
                subjects = (
                    list(dict.fromkeys(o.model for o in self._by_sentence.get(sentence, ()) if o.role == SUBJECT))
                    or self._topics[sentence]
                )
                owners = subjects
            listed = self._quantities[members[0]].number.listed
            listed = listed or len({self._quantities[i].value for i in members}) == len(members)
            grouped = listed and len(owners) > 1 and all(found[i] == owners for i in members)
            respective = len(owners) > 1 and self._reading.has_cue(span.start, span.end, "cue.respectively")
            if len(members) == len(owners) and (grouped or respective):
                for i, owner in zip(members, owners, strict=True):
                    found[i] = [owner]
