"""Bases that only the word for the result shows: X was trained further, and the result is called Y."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from pipelines.extraction.contrasts import family
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import BASE, SUBJECT, Occurrence

_RESULT_REACH = 32
"""Characters from "the result" to the name of what came out."""


def rebase_before_results(reading: Reading, occurrences: Sequence[Occurrence]) -> None:
    """Make the one model worked on in a sentence the base of what the next sentence calls the result of it.

    Where the sentence itself goes on to the result (..., and the result, X), the one named before it is the base.
    """
    for before, this in pairwise(occurrences):
        if before.role == this.role == SUBJECT and before.sentence == this.sentence:
            kinds = ("cue.result", *(("cue.naming",) if family(before.mention) != family(this.mention) else ()))
            near = reading.cues(max(before.mention.end, this.mention.start - _RESULT_REACH), this.mention.start, *kinds)
            if any(len(reading.key[x.end : this.mention.start].split()) <= 1 for x in near):
                before.role, before.rebased = BASE, True
    first: dict[str, int] = {}
    for occurrence in occurrences:
        first.setdefault(occurrence.mention.key, occurrence.sentence)
    by_sentence: dict[int, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_sentence.setdefault(occurrence.sentence, []).append(occurrence)
    for index in sorted(by_sentence):
        earlier = by_sentence.get(index - 1, [])
        made = [o for o in by_sentence[index] if o.role == SUBJECT]
        new = [o for o in made if first[o.mention.key] == index]
        sentence = reading.sentences[index]
        worked = {o.mention.key: o.mention for o in earlier if o.role == SUBJECT}
        together = index > 0 and reading.sentences[index - 1].paragraph == sentence.paragraph
        if not new or len({o.mention.key for o in made}) != 1 or len(worked) != 1 or not together:
            continue
        other = family(new[0].mention) != family(next(iter(worked.values())))
        if reading.has_cue(sentence.start, sentence.end, "cue.result") or (
            other and reading.has_cue(sentence.start, sentence.end, "cue.naming")
        ):
            for occurrence in earlier:
                if occurrence.role == SUBJECT:
                    occurrence.role, occurrence.rebased = BASE, True
