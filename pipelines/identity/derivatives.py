"""What is derived from which family, month by month: the statistic behind "a third of new derivatives are of Llama"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from pipelines.identity.catalogue import families, families_in
from pipelines.identity.derivation import roots
from pipelines.identity.names import parse_name
from pipelines.identity.repositories import (
    ADAPTER,
    FINETUNE,
    QUANTIZED,
    REUPLOAD,
    SAME_ORG,
    UNTAGGED,
    RepositoryClass,
)

UNKNOWN_FAMILY: Final = "unknown"

KINDS: Final = ("finetune", "adapter", "merge", "quantisation", "distillation", "adaptation", "draft", "reupload")
"""How a derivative was made; ``finetune`` stands for any further training that says no more."""

_KIND_OF_CLASS = {
    FINETUNE: "finetune",
    SAME_ORG: "finetune",
    UNTAGGED: "finetune",
    ADAPTER: "adapter",
    QUANTIZED: "quantisation",
    REUPLOAD: "reupload",
}


class Repository(NamedTuple):
    """One repository as the statistic takes it. ``created`` is an ISO date at month precision or finer, or ``None``."""

    id: str
    classified: RepositoryClass
    created: str | None


class DerivativeCount(NamedTuple):
    """How many derivatives of one kind and month go back to a family.

    ``month`` is ``YYYY-MM``. ``share`` is of all derivatives of that kind made in that month, in (0, 1]; a merge of two
    families counts for both, so that shares add up to one or a little more.
    """

    family: str
    month: str
    kind: str
    number: int
    share: float


def derivative_counts(repositories: Iterable[Repository]) -> list[DerivativeCount]:
    """Count derivatives by family, month and kind; sorted by month, kind and family.

    A derivative counts for the families at the ends of its declared bases, walked through all the repositories given;
    where it states none, for the first family in its name or the one that its architecture and size gave away, else for
    ``unknown``, which is a row like others: what is not known must not make the known shares larger. Originals, test
    stubs, repositories without a creation month and repetitions of an id (in any case) are left out.
    """
    known = {repository.id.casefold(): repository for repository in repositories}
    base_of = {key: [base.casefold() for base in found.classified.base] for key, found in known.items()}
    written = {base.casefold(): base for found in known.values() for base in found.classified.base}
    counts: Counter[tuple[str, str, str]] = Counter()
    totals: Counter[tuple[str, str]] = Counter()
    for key, repository in known.items():
        kind, month = _kind(repository.classified), _month(repository.created)
        if kind is None or month is None:
            continue
        ends = [end for end in roots(base_of, key).names if end != key]
        named = {_family_of_base(known[end].id if end in known else written[end]) for end in ends}
        totals[month, kind] += 1
        for family in named or {family_of(repository.id) or _counted_with(repository.classified.family)}:
            counts[month, kind, family] += 1
    return [
        DerivativeCount(family, month, kind, number, number / totals[month, kind])
        for (month, kind, family), number in sorted(counts.items())
    ]


def family_of(repository: str) -> str | None:
    """The first known family in a repository's name, counted with the family it is part of; else ``None``."""
    known = families_in(repository.rpartition("/")[2])
    return known[0].counted_with if known else None


def _counted_with(word: str | None) -> str:
    family = families().get(word or "")
    return family.counted_with if family else UNKNOWN_FAMILY


def _family_of_base(repository: str) -> str:
    """The family of a base that others name; one that is not known is called by its name's first word."""
    parsed = parse_name(repository.rpartition("/")[2])
    own = next((word for word in parsed.family if word[0].isalpha()), UNKNOWN_FAMILY)
    return family_of(repository) or own


def _kind(classified: RepositoryClass) -> str | None:
    if classified.derivation in KINDS:
        return classified.derivation
    return _KIND_OF_CLASS.get(classified.kind)


def _month(created: str | None) -> str | None:
    month = (created or "")[:7]
    year, dash, number = month.partition("-")
    is_month = len(year) == 4 and dash and number.isdecimal() and year.isdecimal() and 1 <= int(number) <= 12
    return month if is_month and len(number) == 2 else None
