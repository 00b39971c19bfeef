"""The name of a text that states training facts and none of whose names was proven to be a model's.

Every rule that accepts a name asks for one sign beside it. A text that states a training fact is about some model,
so where none of the accepted names is announced, the signs of each refused name are added up and the likeliest wins.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipelines.extraction.names import PLAIN, SHAPED, Mention
from pipelines.extraction.reading import Reading

_ENOUGH = 2.5
_NEAR = 24
"""Characters before a name in which a word says that it is something else."""
_OWNER_GAP = 6
"""Characters between a name and whose it is."""


def likeliest(reading: Reading, refused: Sequence[Mention], stated: Collection[int]) -> list[Mention]:
    """All mentions of the refused name that the text is most likely about; empty where none has signs enough.

    ``stated`` are the sentences with a training fact.
    """
    if not stated or not refused:
        return []
    by_key: dict[str, list[Mention]] = {}
    for mention in refused:
        by_key.setdefault(mention.key, []).append(mention)
    scores = {key: _score(reading, mentions, stated) for key, mentions in by_key.items()}
    best = max(scores, key=lambda key: scores[key])
    return by_key[best] if scores[best] >= _ENOUGH else []


def _score(reading: Reading, mentions: Sequence[Mention], stated: Collection[int]) -> float:
    """How much speaks for a name: its shape, the words and the facts of its sentence, and whose it is."""
    first = mentions[0]
    index = reading.sentence_at(first.start)
    sentence = reading.sentences[index]
    score = 2.0 if first.strength >= SHAPED else 0.0
    score += 2.0 * any(m.quoted for m in mentions)
    score += 0.5 * (len(mentions) > 1) + 0.5 * (index == 0)
    score += 1.0 if index in stated else 0.5 if index + 1 in stated else 0.0
    score += 0.5 * reading.has_cue(sentence.start, sentence.end, "cue.release", "cue.train")
    score += 0.5 * reading.has_cue(sentence.start, sentence.end, "cue.model")
    score += 0.5 * any(
        0 <= first.start - o.end <= _OWNER_GAP or 0 <= o.start - first.end <= _OWNER_GAP for o in reading.organizations
    )
    low = max(sentence.start, first.start - _NEAR)
    other = ("cue.compare", "cue.like", "cue.dataset", "cue.data", "cue.benchmark", "cue.cluster", "cue.place")
    score -= 2.0 * any(not cue.has("cue.approximate") for cue in reading.cues(low, first.start, *other))
    if first.strength == PLAIN and not first.quoted:
        nouns = bool(reading.terms("determiner"))  # a language that writes nouns with capitals
        opens = not reading.key[sentence.start : first.start].strip(" '\"«“„*#-•")
        score -= 1.0 * nouns + 0.5 * opens
    return score
