"""Which documents tell one story: copies of an agency's text count as one origin, however outlets have edited them.

Two texts are copies where one contains most of the other's short phrases (`same_story`); documents are gathered round
the longest telling of a story (`partition`). Nothing depends on the order in which documents arrive. Texts are compared
in their own language: a translated story is an origin of its own, and so is one converted between simplified and
traditional Chinese.
"""

from pipelines.origins.fingerprints import MIN_SHINGLES, Fingerprint, fingerprint
from pipelines.origins.shingles import Shingles, sample
from pipelines.origins.stories import MAX_WITNESSES, Story, least_noticed, partition, place, same_story

__all__ = [
    "MAX_WITNESSES",
    "MIN_SHINGLES",
    "Fingerprint",
    "Shingles",
    "Story",
    "fingerprint",
    "least_noticed",
    "partition",
    "place",
    "same_story",
    "sample",
]
