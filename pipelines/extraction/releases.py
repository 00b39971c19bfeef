"""When a model came out: the date beside the words that announce it."""

from __future__ import annotations

import re

from pipelines.extraction.attach import Attachment
from pipelines.extraction.drops import Drops
from pipelines.extraction.families import Model
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.roles import SUBJECT
from pipelines.extraction.spans import starting

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


def release_date(
    reading: Reading, model: Model, number: int, attachment: Attachment, drops: Drops
) -> tuple[str, int, int] | None:
    """The date of release: a date in a sentence that names the model and says that it came out."""
    own = {o.sentence for o in model.occurrences if o.role == SUBJECT}
    own |= {i + 1 for i in own if attachment.topics.alone(i + 1, number)}
    own |= {i for i in range(len(reading.sentences)) if attachment.topics.listed(i, number)}
    own |= {i + 1 for i in own if attachment.topics.alone_together(i + 1, number)}
    own |= attachment.topics.sentences_of_families(number)
    best: tuple[int, str, int, int] | None = None
    for date in reading.dates:
        if date.window or not date.iso:
            drops.drop("date", date.start, Reason.PERIOD)
            continue
        index = reading.sentence_at(date.start)
        if index not in own and not attachment.topics.leads_to(index, number):
            continue
        sentence = reading.sentences[index]
        named = min((o.mention.start for o in model.occurrences if o.sentence == index), default=sentence.start)
        if reading.has_cue(date.end, named, "cue.plan"):
            drops.drop("date", date.start, Reason.OTHER_EVENT)
            continue
        if reading.has_cue(
            max(sentence.start, date.start - 30), min(sentence.end, date.end + 24), "cue.not_release", "cue.predecessor"
        ):
            drops.drop("date", date.start, Reason.OTHER_EVENT)
            continue
        cues = list(reading.cues(sentence.start, sentence.end, "cue.release"))
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
