"""What each sentence of a text is about: which models it goes on with where it names none, and which come next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.families import Model
from pipelines.extraction.names import name_key
from pipelines.extraction.reading import Reading, Sentence
from pipelines.extraction.roles import SUBJECT, Occurrence

_LABELLED = re.compile(r"[^\W\d][^\n:：.。,،]{1,30}+ ?[:：] ?\S")
"""A line of a fact sheet: what it says, a colon, the value."""
_INDENT = re.compile(r"[\s*_#>•·|+-]*")
_LIST_MARKS = ("-", "*", "|", "•", "·", "–", "+")
_INDENTED = 40
"""Spaces before the mark of a list's item at most."""
_ITEM_MARKS = ("-", "*", "•", "·", "–", "+")


class Topics:
    """The models that the sentences of one text are about; a model is an index among those of the text."""

    def __init__(self, reading: Reading, models: Sequence[Model], occurrences: Sequence[Occurrence]) -> None:
        self._reading = reading
        self._models = models
        self._occurrences = occurrences
        self._by_sentence: dict[int, list[Occurrence]] = {}
        for occurrence in occurrences:
            self._by_sentence.setdefault(occurrence.sentence, []).append(occurrence)
        self._next_named: list[list[int]] = []
        self._behind_lists: set[int] = set()
        self._of_one = sum(model.subject for model in models) == 1
        self._topics = self._find_topics()

    def named_in(self, sentence: int) -> list[Occurrence]:
        """The names that stand in a sentence."""
        return self._by_sentence.get(sentence, [])

    def topic(self, sentence: int) -> list[int]:
        """Models that earlier sentences of the paragraph were about."""
        return self._topics[sentence]

    def alone(self, sentence: int, model: int) -> bool:
        """Whether a sentence without names goes on about this model only."""
        return sentence < len(self._topics) and self._topics[sentence] == [model] and sentence not in self._by_sentence

    def alone_together(self, sentence: int, model: int) -> bool:
        """Whether a sentence without names goes on about models announced together, this one among them."""
        if sentence >= len(self._topics) or sentence in self._by_sentence:
            return False
        topic = self._topics[sentence]
        together = sentence in self._behind_lists or len({self._announcement(m) for m in topic}) == 1
        return model in topic and together

    def lines_about(self, model: int) -> set[int]:
        """Sentences of their own that are lines of a fact sheet about this model alone."""
        return {i for i, topic in enumerate(self._topics) if topic == [model] and self._is_line(i)}

    def _is_line(self, sentence: int) -> bool:
        """Whether a sentence without names is a line of a fact sheet."""
        if sentence in self._by_sentence:
            return False
        span = self._reading.sentences[sentence]
        start = span.start + len(_INDENT.match(self._reading.key, span.start)[0])  # type: ignore[index]
        return _LABELLED.match(self._reading.key, start, span.end) is not None

    def named_so_far(self, sentence: int) -> list[int]:
        """All models that the paragraph was about before a sentence."""
        paragraph = self._paragraph(sentence)
        named = (
            o.model
            for o in self._occurrences
            if o.sentence < sentence and o.role == SUBJECT and self._paragraph(o.sentence) == paragraph
        )
        return list(dict.fromkeys(named))

    def announced_next(self, sentence: int) -> list[int]:
        """The one model that the next naming sentence of the paragraph announces, where nothing was named before."""
        named = self._named_next(sentence)
        return named if len(named) == 1 else []

    def leads_to(self, sentence: int, model: int) -> bool:
        """Whether a sentence names no subject and the next that does announces this model alone."""
        if any(o.role == SUBJECT for o in self._by_sentence.get(sentence, ())) or self._topics[sentence]:
            return False
        return model in self._named_next(sentence)

    def sentences_of_families(self, model: int) -> set[int]:
        """Sentences about nothing but the family that a model belongs to."""
        families = set(self.families(model))
        return {
            i
            for i, here in self._by_sentence.items()
            if families and {o.model for o in here if o.role == SUBJECT} <= families and here
        }

    def families(self, member: int) -> list[int]:
        """The models whose names begin this one's."""
        return [i for i in range(len(self._models)) if self._heads(i, member)]

    def is_family(self, family: int) -> bool:
        """Whether the names of two or more other models of the text begin with this one's."""
        return sum(m.subject and self._heads(family, i) for i, m in enumerate(self._models)) > 1

    def sums_up(self, family: int, models: Sequence[int]) -> bool:
        """Whether a model is only the family of others: its name begins theirs."""
        return self.is_family(family) and any(self._heads(family, m) for m in models)

    def _find_topics(self) -> list[list[int]]:
        """For each sentence, the models it speaks of where it names none: those of the last one in its paragraph.

        A new paragraph without a name of its own goes on with the old topic only where it points back ("the model"), or
        in a model card, which is about one model throughout.
        """
        paragraphs = {self._paragraph(o.sentence) for o in self._occurrences if o.role == SUBJECT}
        topics: list[list[int]] = []
        current: list[int] = []
        last: list[int] = []
        items: list[int] = []
        paragraph = -1
        for index, sentence in enumerate(self._reading.sentences):
            if sentence.paragraph != paragraph:
                paragraph = sentence.paragraph
                taken_up = (
                    bool(last)
                    and paragraph not in paragraphs
                    and (self._reading.carded or self._goes_on(sentence) or self._introduced(index))
                )
                current = list(last) if taken_up else []
            topics.append(list(current))
            here = self._by_sentence.get(index, ())
            subjects = list(dict.fromkeys(o.model for o in here if o.role == SUBJECT)) if here else []
            if not subjects and len(items) <= 1:
                continue
            item = self._is_item(sentence)
            if item:
                items += [m for m in subjects if m not in items]
            elif not subjects and current and set(current) <= set(items):
                topics[-1] = current = last = list(items)  # a line behind a list speaks of all of it
                self._behind_lists.add(index)
            if subjects:
                current = subjects
                last = subjects
                items = items if item else []
        return topics

    def _is_item(self, sentence: Sentence) -> bool:
        """Whether a sentence is an item of a list that begins with a mark."""
        return self._reading.key[sentence.start : sentence.start + _INDENTED].lstrip()[:1] in _ITEM_MARKS

    def _introduced(self, index: int) -> bool:
        """Whether the sentence before ends with a colon and so announces a list."""
        before = self._reading.sentences[index - 1] if index else None
        return before is not None and self._reading.key[before.start : before.end].rstrip(" \n*_").endswith((":", "："))

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether a paragraph without a name goes on about the last model: it opens with "the model" or is a list."""
        opening = self._reading.key[sentence.start : sentence.start + 40]
        start = sentence.start + len(opening) - len(opening.lstrip(" \n*_#>"))
        if opening.lstrip()[:1] in _LIST_MARKS or self._speaks_of_one(sentence):
            return True
        if _LABELLED.match(self._reading.key, start, sentence.end) is not None:
            return True
        return any(
            cue.start <= start + 3 for cue in self._reading.cues(start, min(sentence.end, start + 40), "cue.anaphor")
        )

    def _speaks_of_one(self, sentence: Sentence) -> bool:
        """Whether a text about a single model points back to it, or names another only beside it, in a sentence."""
        if not self._of_one:
            return False
        named = self._by_sentence.get(self._reading.sentence_at(sentence.start))
        return bool(named) or self._reading.has_cue(sentence.start, sentence.end, "cue.anaphor")

    def _paragraph(self, sentence: int) -> int:
        return self._reading.sentences[sentence].paragraph

    def _announcement(self, model: int) -> int:
        """The sentence that first names a model."""
        return self._models[model].occurrences[0].sentence

    def _named_next(self, sentence: int) -> list[int]:
        """The models that the next naming sentence of the paragraph is about."""
        while len(self._next_named) < len(self._reading.sentences):  # from the last sentence to the first
            index = len(self._reading.sentences) - len(self._next_named)
            same = index < len(self._reading.sentences) and self._paragraph(index) == self._paragraph(index - 1)
            named = {o.model for o in self._by_sentence.get(index, ()) if o.role == SUBJECT} if same else set()
            self._next_named.append(sorted(named) if named or not same else self._next_named[-1])
        return self._next_named[len(self._reading.sentences) - 1 - sentence]

    def _heads(self, family: int, member: int) -> bool:
        own, other = name_key(self._models[family].name), name_key(self._models[member].name)
        return own != other and other.startswith(own)
