"""Organisations and models that a text names, found together: what both have in common is done once."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pipelines.identity.aliases import AliasMention, alias_finder
from pipelines.identity.folding import fold_with_origins
from pipelines.identity.mentions import Beginnings
from pipelines.identity.organizations import OrganizationMention, organization_finder


class KnownNames(NamedTuple):
    """The catalogue's names in one text, each kind in order and without overlaps; offsets are characters of it."""

    organizations: list[OrganizationMention]
    models: list[AliasMention]


@cache
def _beginnings() -> Beginnings:
    return Beginnings({*organization_finder().heads, *alias_finder().heads})


def find_known_names(text: str) -> KnownNames:
    """As `find_organizations` and `find_model_aliases`, in one search."""
    folded = fold_with_origins(text)
    places = _beginnings().places(folded.text)
    return KnownNames(organization_finder().find_at(folded, places), alias_finder().find_at(folded, places))
