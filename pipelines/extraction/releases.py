"""When a model came out: the date beside the words that announce it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from pipelines.extraction.attach import Attachment
from pipelines.extraction.drops import Drops
from pipelines.extraction.families import Model
from pipelines.extraction.lexicon import Lexeme
from pipelines.extraction.names import PLAIN
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.roles import SUBJECT, Occurrence
from pipelines.extraction.spans import starting

_FAR = 1_000
"""More than any distance between a date and the word of release that it belongs to."""
_PLAN_REACH = 24
"""Characters from "plans to" to the word of release."""
_PLAN_WORDS = 2
_BRACKET_REACH = 48
_HEADED = re.compile(r"[\s*_'\"”»]{0,4}(?:[(（][^()（）\d]{0,30}|(?: [–—|·•] ?|[,:;] ?|\| ?)+[\s*_]*(?:\S{1,3} )?)")
"""What stands between a name and its date where no verb does."""


def _bracketed(reading: Reading, model: Model, start: int) -> bool:
    """Whether a date stands in the bracket right behind a name, or next in a line of facts: X (Acme, 30/10/2025)."""
    return any(
        _HEADED.fullmatch(_without_organizations(reading, o.mention.end, start))
        for o in model.occurrences
        if o.role == SUBJECT and 0 < start - o.mention.end <= _BRACKET_REACH
    )


def _without_organizations(reading: Reading, start: int, end: int) -> str:
    """A stretch of text without the developers named in it."""
    kept, place = "", start
    for organization in starting(reading.organizations, start, end):
        kept += reading.key[place : organization.start]
        place = organization.end
    return kept + reading.key[place:end]


def _planned(reading: Reading, cue: Lexeme) -> bool:
    """Whether a word of release is only about plans (plans to release, will be released)."""
    near = reading.cues(max(0, cue.start - _PLAN_REACH), cue.start, "cue.plan")
    return any(
        not reading.parted(x.end, cue.start)
        and len(reading.key[x.end : cue.start].split()) <= _PLAN_WORDS
        and not starting(reading.organizations, x.start, x.end)  # Meta is a goal in Spanish
        for x in near
    )


def _opening(reading: Reading, model: Model) -> int:
    """The sentence right before the one that first names the model, where it names its developer and no model; or -1.

    "In August 2024 X enlarged its family. Kestrel-7B has ..."
    """
    index = model.occurrences[0].sentence - 1
    if index < 0 or model.occurrences[0].role != SUBJECT:
        return -1
    sentence, following = reading.sentences[index], reading.sentences[index + 1]
    if sentence.paragraph != following.paragraph or not starting(reading.organizations, sentence.start, sentence.end):
        return -1
    named = [m for m in starting(reading.mentions, sentence.start, sentence.end) if m.strength > PLAIN]
    return -1 if named else index


def _events(reading: Reading, start: int, index: int) -> bool:
    """Whether a date of such a sentence is that of what its developer did, as nothing else is said to happen."""
    sentence = reading.sentences[index]
    other = ("cue.not_release", "cue.predecessor", "cue.plan", "cue.negation", "unit.money", "cue.dataset")
    said = reading.cues(sentence.start, sentence.end, *other)
    return all(starting(reading.organizations, x.start, x.end) for x in said) and not any(
        d.start != start for d in starting(reading.dates, sentence.start, sentence.end)
    )


def _of_another(reading: Reading, number: int, position: int, named: Sequence[Occurrence]) -> bool:
    """Whether the part of a sentence between semicolons that holds a date announces another model and not this."""
    marks = [-1, *reading.semicolons, len(reading.key)]
    following = bisect_left(marks, position)
    here = {o.model for o in named if o.role == SUBJECT and marks[following - 1] < o.mention.start < marks[following]}
    return bool(here) and number not in here and any(o.model == number for o in named)


def release_date(
    reading: Reading, model: Model, number: int, attachment: Attachment, drops: Drops
) -> tuple[str, int, int] | None:
    """The date of release: a date in a sentence that names the model and says that it came out."""
    own = {o.sentence for o in model.occurrences if o.role == SUBJECT}
    own |= {i + 1 for i in own if attachment.topics.alone(i + 1, number)}
    own |= attachment.topics.lines_about(number)
    own |= {i + 1 for i in own if attachment.topics.alone_together(i + 1, number)}
    own |= attachment.topics.sentences_of_families(number)
    opening = _opening(reading, model)
    best: tuple[int, str, int, int] | None = None
    for date in reading.dates:
        if date.window or not date.iso:
            drops.drop("date", date.start, Reason.PERIOD)
            continue
        index = reading.sentence_at(date.start)
        if index == opening and best is None and _events(reading, date.start, index):
            best = (_FAR, date.iso, date.start, date.end)
        if index not in own and not attachment.topics.leads_to(index, number):
            continue
        sentence = reading.sentences[index]
        if _of_another(reading, number, date.start, attachment.topics.named_in(index)):
            drops.drop("date", date.start, Reason.OTHER_EVENT)
            continue
        named = min((o.mention.start for o in model.occurrences if o.sentence == index), default=sentence.start)
        if reading.has_cue(date.end, named, "cue.plan"):
            drops.drop("date", date.start, Reason.OTHER_EVENT)
            continue
        if any(
            not reading.parted(min(cue.end, date.end), max(cue.start, date.start), "，；")
            for cue in reading.cues(
                max(sentence.start, date.start - 30),
                min(sentence.end, date.end + 24),
                "cue.not_release",
                "cue.predecessor",
            )
        ):
            drops.drop("date", date.start, Reason.OTHER_EVENT)
            continue
        cues = [c for c in reading.cues(sentence.start, sentence.end, "cue.release") if not _planned(reading, c)]
        if not cues:
            if _bracketed(reading, model, date.start):
                return date.iso, date.start, date.end
            continue
        distance = min(max(0, date.start - c.end, c.start - date.end) for c in cues)
        if date.bare and distance > 30:
            continue
        if (
            any(c in ";；" for cue in cues for c in reading.key[min(cue.end, date.end) : max(cue.start, date.start)])
            and len(cues) == 1
        ):
            continue
        if distance <= 200 and (best is None or distance < best[0]):
            best = (distance, date.iso, date.start, date.end)
    return None if best is None else best[1:]
