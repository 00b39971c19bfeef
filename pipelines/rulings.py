"""What people have decided about identity, as linking takes it: models that stay, pairs apart, forbidden links."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.identity.folding import fold_name


@dataclass(frozen=True, slots=True)
class KeptModel:
    """A model that people decided about, by what identifies it: whatever sources call it later, its id stays.

    ``place`` is the source of a model whose mentions were taken out of another one of the same name, else empty. A
    model that is ``held`` is never dissolved into another one of its line, and stays while nobody mentions it; one that
    was only commented on or put off keeps nothing but its id.
    """

    id: str
    name: str
    family: str
    name_key: str
    line_key: str
    organization: str | None = None
    owner_key: str | None = None
    place: str = ""
    held: bool = True


@dataclass(frozen=True, slots=True)
class ForbiddenLink:
    """A name in a source (any source where that is empty) that never means the model; ``by`` says who said so."""

    name: str
    source: str
    model_id: str
    by: str


@dataclass(frozen=True, slots=True)
class Rulings:
    """People's standing decisions about one line of models."""

    kept: tuple[KeptModel, ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()
    forbidden: tuple[ForbiddenLink, ...] = ()

    def forbidden_for(self, raw_name: str, source: str) -> dict[str, str]:
        """The models that a name in a source must not be linked to, each with who said so."""
        if not self.forbidden:
            return {}
        folded = fold_name(raw_name)
        return {
            link.model_id: link.by
            for link in self.forbidden
            if link.source in {"", source} and fold_name(link.name) == folded
        }

    def are_apart(self, one: str, other: str) -> bool:
        """Whether somebody said that two models are not the same."""
        return frozenset((one, other)) in self.apart


NO_RULINGS = Rulings()
