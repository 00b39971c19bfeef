"""Who may use a model, its training code or its data: the classes of Epoch AI's public dataset, open or closed.

Classes and their order: Epoch AI, "Data on AI Models" (CC BY 4.0), columns "Model accessibility", "Training code
accessibility" and "Dataset accessibility"; which of them are open: Epoch AI, "How far behind are open models?" (2024).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from spiders.hub.vocabulary import accessibility_of


class Access(StrEnum):
    """Who may use a model, freest first."""

    UNRESTRICTED = "Open weights (unrestricted)"
    RESTRICTED = "Open weights (restricted use)"
    NON_COMMERCIAL = "Open weights (non-commercial)"
    API = "API access"
    HOSTED = "Hosted access (no API)"
    UNRELEASED = "Unreleased"

    @property
    def is_open(self) -> bool:
        """Whether the weights can be downloaded, under whatever terms."""
        return self in OPEN_CLASSES

    @property
    def is_limited(self) -> bool:
        """Whether the weights can be downloaded under terms that forbid some uses."""
        return self in {Access.RESTRICTED, Access.NON_COMMERCIAL}


OPEN_CLASSES = frozenset({Access.UNRESTRICTED, Access.RESTRICTED, Access.NON_COMMERCIAL})


class Sharing(StrEnum):
    """Who may use training code or a dataset, freest first."""

    OPEN = "Open source"
    RESTRICTED = "Open (restricted use)"
    NON_COMMERCIAL = "Open (non-commercial)"
    UNRELEASED = "Unreleased"


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """What is known about how a model can be reached; ``None`` and no licence mean "not known", never "no".

    ``licences`` are those of the weights, by the Hub's identifiers or by the name a model card gives.
    """

    weights: bool | None = None
    licences: tuple[str, ...] = ()
    api: bool | None = None
    hosted: bool | None = None


def classify_access(facts: AccessFacts) -> Access | None:
    """The class that the facts leave no doubt about, else ``None``.

    Downloadable weights take the class of their strictest licence; one licence that is not known leaves the class
    unknown. A model is closed only where its weights are known not to be published, however it is served.
    """
    if facts.weights is None:
        return None
    if facts.weights:
        return _strictest(facts.licences)
    if facts.api:
        return Access.API
    if facts.hosted:
        return Access.HOSTED if facts.api is False else None
    return Access.UNRELEASED if facts.api is False and facts.hosted is False else None


def _strictest(licences: Iterable[str]) -> Access | None:
    classes = [accessibility_of(licence) for licence in licences]
    known = [Access(name) for name in classes if name is not None]
    if not known or len(known) < len(classes):
        return None
    return max(known, key=list(Access).index)


def _fold(text: str) -> str:
    return re.sub(r"[^a-z]+", " ", text.lower()).strip()


_BY_FOLDED = {_fold(access.value): access for access in Access}
_OPEN_WORDS = frozenset({"open", "open weight", "open weights", "open source"})
_CLOSED_WORDS = frozenset({"closed", "closed weights", "closed source", "proprietary"})
_SHARING_BY_FOLDED = {
    **{_fold(sharing.value): sharing for sharing in Sharing},
    # Some columns of the same file say "access" where others do not.
    "open access restricted use": Sharing.RESTRICTED,
    "open access non commercial": Sharing.NON_COMMERCIAL,
}


def read_access(text: str) -> Access | None:
    """The class that a dataset's cell names, whatever its case and punctuation, else ``None``."""
    return _BY_FOLDED.get(_fold(text))


def read_is_open(text: str) -> bool | None:
    """Whether a cell says open or closed: one of the six classes, or the plain word; else ``None``."""
    access = read_access(text)
    if access is not None:
        return access.is_open
    folded = _fold(text)
    return True if folded in _OPEN_WORDS else False if folded in _CLOSED_WORDS else None


def read_sharing(text: str) -> Sharing | None:
    """The class of training code or data that a cell names, else ``None``."""
    return _SHARING_BY_FOLDED.get(_fold(text))
