"""What a reviewer looks at together: the releases of one generation, and repositories that may be variations of them.

A generation is what one developer brings out under one family's name and one major version, in several sizes and
variants: they are announced together, and what is found out about one settles the others. A model that stands alone in
its generation is looked at with the developer's other ones of the family, and where there are none with whatever has
its architecture and size (``derivation.review_groups``). Like those, these groups only order the queue and never decide
identity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from pipelines.identity.derivation import Sized, review_groups
from pipelines.identity.names import parse_name

_Generation: TypeAlias = tuple[str, str, str]
"""Developer, family and major version."""


class Queued(NamedTuple):
    """A model of the queue with what groups are made by; ``parameters`` is a count."""

    id: str
    name: str
    organization: str | None
    model_type: str | None
    parameters: float | None


def generation(name: str, organization: str | None) -> _Generation | None:
    """Developer, family and major version; ``None`` where the developer or the family is unknown.

    A first version is often written without its number, so that no version is version 1.
    """
    parsed = parse_name(name)
    if not organization or not parsed.family:
        return None
    return organization, parsed.family[0], (parsed.version or "1").partition(".")[0]


def looked_at_together(models: Iterable[Queued]) -> list[tuple[str, ...]]:
    """Gather the models of a queue into groups; every id is in exactly one, whatever the order of ``models``.

    A model alone in its generation joins the largest generation of its family, then the generation that most of the
    models of its architecture and size belong to; else it forms a group with those that are alone as well.
    """
    ordered = sorted(set(models), key=lambda model: model.id)
    generations = {model.id: generation(model.name, model.organization) for model in ordered}
    groups = _by_generation(generations)
    for alike in review_groups(Sized(model.id, model.model_type, model.parameters) for model in ordered):
        chosen = _most_frequent(groups, alike.members) or ("", alike.members[0])
        for ident in alike.members:
            groups.setdefault(ident, chosen)
    gathered: dict[tuple[str, ...], list[str]] = {}
    for model in ordered:
        gathered.setdefault(groups[model.id], []).append(model.id)
    return [tuple(ids) for ids in gathered.values()]


def _by_generation(generations: Mapping[str, _Generation | None]) -> dict[str, tuple[str, ...]]:
    """The generation of each model that is not alone in its family, by its id."""
    members = Counter(made for made in generations.values() if made is not None)
    families: dict[tuple[str, str], list[_Generation]] = {}
    for made in sorted(members, key=lambda made: (-members[made], made)):
        families.setdefault(made[:2], []).append(made)
    groups: dict[str, tuple[str, ...]] = {}
    for ident, own in generations.items():
        if own is None:
            continue
        kin = families[own[:2]]
        if members[own] > 1 or len(kin) > 1:
            groups[ident] = own if members[own] > 1 else kin[0]
    return groups


def _most_frequent(groups: Mapping[str, tuple[str, ...]], ids: Iterable[str]) -> tuple[str, ...] | None:
    counts = Counter(groups[ident] for ident in ids if ident in groups)
    return min(counts, key=lambda group: (-counts[group], group)) if counts else None
