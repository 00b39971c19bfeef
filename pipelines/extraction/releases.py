"""When a model came out: the date beside the words that announce it."""

from __future__ import annotations

import re

from pipelines.extraction.attach import Attachment
from pipelines.extraction.models import Model
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import SUBJECT

_BRACKET_REACH = 40


def _bracketed(reading: Reading, model: Model, start: int) -> bool:
    """Whether a date stands in the bracket right behind a name: X (Acme, 30/10/2025)."""
    return any(
        re.fullmatch(r"[\s*_'\"”»]{0,4}[(（][^()（）\d]{0,30}", reading.key[o.mention.end : start])
        for o in model.occurrences
        if o.role == SUBJECT and 0 < start - o.mention.end <= _BRACKET_REACH
    )


def release_date(reading: Reading, model: Model, number: int, attachment: Attachment) -> tuple[str, int, int] | None:
    """The date of release: a date in a sentence that names the model and says that it came out."""
    own = {o.sentence for o in model.occurrences if o.role == SUBJECT}
    own |= {i + 1 for i in own if attachment.alone(i + 1, number)}
    own |= {i for i in range(len(reading.sentences)) if attachment.listed(i, number)}
    best: tuple[int, str, int, int] | None = None
    for date in reading.dates:
        if date.window or not date.iso:
            continue
        index = reading.sentence_at(date.start)
        if index not in own:
            continue
        sentence = reading.sentences[index]
        named = min((o.mention.start for o in model.occurrences if o.sentence == index), default=sentence.start)
        if reading.has_cue(date.end, named, "cue.plan"):
            continue
        if reading.has_cue(
            max(sentence.start, date.start - 30), min(sentence.end, date.end + 24), "cue.not_release", "cue.predecessor"
        ):
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
