"""Linking the names that sources write to a reference list of models.

Look-up is by the parts of a name, never by likeness: a plain ratio calls GLM-4.5 and GLM-4.5-Air the same (rapidfuzz
``token_set_ratio`` 100). Likeness only ranks suggestions for a person.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz, process

from pipelines.identity.comparison import close, same_version, shape_fits, size_conflict
from pipelines.identity.folding import fold_name
from pipelines.identity.name_pieces import Stamp
from pipelines.identity.name_words import MODALITY_CODES, SEEING
from pipelines.identity.names import ParsedName, parse_name
from pipelines.identity.organizations import canonical_organization, organization_of_hub_account

_STATED_TOLERANCE = 1.35
"""A size stated beside the name may count embeddings or a vision tower; beyond this factor it is another model."""
_EFFECTIVE_SHARE = 2.5
"""Per-layer embeddings make up at most about 60 % of the weights of an "E4B" model (Gemma 3n: 5.4e9 for E2B)."""
_LEAST_FAMILY = 3
"""Letters of a family's word that can stand without its developer: "Speech-02", but not the M1 of "MiniMax-M1"."""
_LAUNCH_DAYS = 60
"""Members of a family released within two months of its first are one launch; its largest is the flagship."""


@dataclass(frozen=True, slots=True)
class ReferenceModel:
    """A known model. ``organization`` may list several, comma-separated; ``published`` is an ISO date at its own
    precision; ``parameters`` is a count; ``sees`` says whether it takes pictures, where that is known."""

    name: str
    organization: str | None = None
    published: str | None = None
    parameters: float | None = None
    sees: bool | None = None


class Match(NamedTuple):
    """The reference's name as written there, or ``None``, and what decided it."""

    name: str | None
    reason: str


class _Known(NamedTuple):
    model: ReferenceModel
    parsed: ParsedName
    order: int


def _day(published: str | None) -> int | None:
    """The day number of an ISO date; a date without a day counts as the first it may mean."""
    parts = (published or "").split("-")
    try:
        return date(*(int(part) for part in [*parts, "1", "1"][:3])).toordinal()
    except ValueError:
        return None


def _letters_without_modality(name: ParsedName) -> str | None:
    words = [word for word in (*name.family[1:], *name.variants) if word not in MODALITY_CODES]
    if not name.family or len(words) == len(name.family) - 1 + len(name.variants):
        return None
    return "".join([name.family[0], *(word for word in words if not word[0].isdigit())])


def _without_developer(known: _Known) -> _Known | None:
    """A reference whose name starts with its developer's, as lists write it that show the developer elsewhere."""
    for developer in (known.model.organization or "").split(","):
        match = re.match(re.escape(developer.strip()) + r"[-_\s]+(?=\w)", known.model.name, re.IGNORECASE)
        if match is None or not developer.strip():
            continue
        parsed = parse_name(known.model.name[match.end() :])
        if parsed.family and len(parsed.family[0]) >= _LEAST_FAMILY and parsed.letters != known.parsed.letters:
            return known._replace(parsed=parsed)
    return None


class Matcher:
    """Links names to one reference list; building it is linear in the list, a match is a dictionary look-up."""

    def __init__(self, reference: Iterable[ReferenceModel]) -> None:
        self._known = [_Known(model, parse_name(model.name), order) for order, model in enumerate(reference)]
        self._by_letters: dict[str, list[_Known]] = defaultdict(list)
        self._by_modality_free: dict[str, list[_Known]] = defaultdict(list)
        self._by_bare_letters: dict[str, list[_Known]] = defaultdict(list)
        self._by_annotation: dict[str, list[_Known]] = defaultdict(list)
        for known in self._known:
            if known.parsed.key:
                self._by_letters[known.parsed.letters].append(known)
            reduced = _letters_without_modality(known.parsed)
            if reduced:
                self._by_modality_free[reduced].append(known)
            bare = _without_developer(known)
            if bare is not None:
                self._by_bare_letters[bare.parsed.letters].append(bare)
            for annotation in known.parsed.annotations:
                self._by_annotation[annotation].append(known)
        self._folded = {known.model.name: fold_name(known.model.name) for known in self._known}

    def match(
        self,
        name: str,
        source: str | None = None,
        organization: str | None = None,
        parameters: float | None = None,
        sized_as: str | None = None,
        published: str | None = None,
    ) -> Match:
        """Link one name. ``parameters`` (a count) and ``organization`` are what the source states beside the name.

        ``sized_as`` is another name of the same model: where only that one says a size, the size counts for this one as
        well. "GLM-4" said of GLM-4-32B is not the GLM-4 whose size nobody knows. ``published`` is the ISO date on which
        what is meant was out: a release that bears its date is not the one long before it that bears none.

        Never raises; a name that fits nothing, or whose parts contradict every candidate, gives ``None`` and why.
        """
        parsed = parse_name(name, source)
        if not parsed.key:
            return Match(None, "no name")
        if sized_as is not None and not parsed.is_sized:
            parsed = _with_size_of(parsed, parse_name(sized_as))
        reasons: list[str] = []
        for form, table in self._tables(parsed):
            fitting: list[_Known] = []
            for known in table.get(form.letters, ()):
                veto = (
                    _veto(form, known, organization, parameters)
                    or _too_early(form, known, published)
                    or _blind(parsed, known)
                )
                if veto is None:
                    fitting.append(known)
                else:
                    reasons.append(veto)
            if fitting:
                return _choose(form, fitting)
        annotated = self._by_annotation.get(fold_name(name), [])
        if len(annotated) == 1:
            return Match(annotated[0].model.name, "second name")
        return Match(None, reasons[0] if reasons else "unknown name")

    def _tables(self, parsed: ParsedName) -> Iterator[tuple[ParsedName, dict[str, list[_Known]]]]:
        """Where to look a name up, the surest first, and in which form."""
        yield parsed, self._by_letters
        if parsed.version is not None:
            # Without a version "Imagen" would mean Imagen Video, and "Hunyuan-A13B" Hunyuan Video.
            yield parsed, self._by_modality_free
        if parsed.account is None or organization_of_hub_account(parsed.account) is None:
            yield parsed, self._by_bare_letters
        if parsed.total is not None and SEEING in parsed.variants:
            yield replace(parsed, variants=tuple(set(parsed.variants) - {SEEING})), self._by_letters

    def suggest(self, name: str, limit: int = 5) -> list[tuple[str, float]]:
        """Reference names that look like ``name``, best first, with a likeness of 0 to 100: for people to choose."""
        found = process.extract(fold_name(name), self._folded, scorer=fuzz.WRatio, limit=limit)
        return [(key, score) for _, score, key in found]


def _with_size_of(name: ParsedName, other: ParsedName) -> ParsedName:
    return replace(name, total=other.total, active=other.active, effective=other.effective, shape=other.shape)


def _veto(parsed: ParsedName, known: _Known, organization: str | None, parameters: float | None) -> str | None:
    """Why a candidate cannot be meant, or ``None``."""
    other = known.parsed
    if not _versions_fit(parsed, other):
        return "different version"
    conflict = size_conflict(parsed, other) or _stated_size_conflict(parsed, known)
    if conflict is not None:
        return conflict
    stated = known.model.parameters
    if parameters and stated and parameters > 0 and not close(parameters, stated, _STATED_TOLERANCE):
        return "different size stated by the source"
    if not organization or parsed.is_sized or parsed.version is not None or _shares_developer(organization, known):
        return None
    # Texts get the developer wrong more often than name and size together.
    is_confirmed = parameters and stated and parameters > 0 and close(parameters, stated)
    return None if is_confirmed else "different developer"


def _blind(parsed: ParsedName, known: _Known) -> str | None:
    """A name that says it sees does not mean a model that takes text alone."""
    is_other = known.model.sees is False and SEEING in parsed.variants and SEEING not in known.parsed.variants
    return "takes no pictures" if is_other else None


def _too_early(parsed: ParsedName, known: _Known, published: str | None) -> str | None:
    if parsed.stamps or not known.parsed.stamps:
        return None
    day, dated = _day(published), _day(known.model.published)
    is_later = day is not None and dated is not None and dated - day > _LAUNCH_DAYS
    return "an earlier release without a date" if is_later else None


def _versions_fit(parsed: ParsedName, other: ParsedName) -> bool:
    if parsed.version is None and "latest" in parsed.packaging and other.version not in {None, parsed.version}:
        return False
    if not same_version(parsed.version, other.version):
        return False
    return len({parsed.base_version, other.base_version} - {None}) < 2


def _stated_size_conflict(parsed: ParsedName, known: _Known) -> str | None:
    """Compare a size in the name with the reference's parameters where the reference's name has none."""
    stated = known.model.parameters
    if parsed.total is not None and known.parsed.total is None:
        if stated is None:
            return "size in the name, none in the reference"
        return None if close(parsed.total, stated) else "different total size"
    if not shape_fits(parsed.shape, stated):
        return "experts that do not make up the total"
    if parsed.effective is not None and stated is not None and not close(parsed.effective, stated, _EFFECTIVE_SHARE):
        return "different effective size"
    if parsed.total is None and parsed.active is not None and known.parsed.active is None:
        # Media models write the active size alone ("Wan2.2-A14B"); it must then be the size the reference goes by.
        size = known.parsed.total or stated
        return None if size is not None and close(parsed.active, size) else "active size of another model"
    return None


def _shares_developer(organization: str, known: _Known) -> bool:
    """Whether one of the stated developers may be one of the reference's; nobody known speaks against nothing."""
    stated = [canonical_organization(part) for part in organization.split(";")]
    listed = [canonical_organization(part) for part in (known.model.organization or "").split(",")]
    return None in stated or not any(listed) or shares_developer(organization, known.model.organization)


def shares_developer(organization: str | None, listed: str | None) -> bool:
    """Whether a known developer stands on both sides, or one that is part of the other's.

    ``organization`` joins several developers by semicolons, ``listed`` (a reference's cell) by commas.
    """
    stated = {canonical_organization(part) for part in (organization or "").split(";")} - {None}
    others = {canonical_organization(part) for part in (listed or "").split(",")} - {None}
    return any(_are_related(one, other) for one in stated for other in others if one and other)


def _are_related(one: str, other: str) -> bool:
    """Whether two developers are one or part of one another by their names: DeepMind and Google are Google DeepMind."""
    first, second = set(fold_name(one).split()), set(fold_name(other).split())
    return first <= second or second <= first


def _choose(parsed: ParsedName, fitting: Sequence[_Known]) -> Match:
    """The best of the candidates that nothing speaks against."""
    if len(fitting) == 1 and (parsed.is_sized or not fitting[0].parsed.is_sized):
        return Match(fitting[0].model.name, "same parts")
    if not parsed.is_sized:
        unsized = [known for known in fitting if not known.parsed.is_sized]
        dated = [known for known in fitting if _same_stamp(parsed, known.parsed)]
        if dated and not any(_same_stamp(parsed, known.parsed) for known in unsized):
            return _flagship(parsed, dated)
        if not unsized:
            return _flagship(parsed, fitting)
        fitting = unsized
    best = min(fitting, key=lambda known: _distance(parsed, known))
    return Match(best.model.name, "same parts")


def _same_stamp(parsed: ParsedName, other: ParsedName) -> bool:
    return not set(_month_days(parsed.stamps)).isdisjoint(_month_days(other.stamps))


def _month_days(stamps: Sequence[Stamp]) -> list[tuple[int, int, int]]:
    return [(stamp.year, stamp.month, stamp.day) for stamp in stamps]


def _distance(parsed: ParsedName, known: _Known) -> tuple[float, int, int, int, int]:
    """How far a candidate is from the name: size, date, packaging, context; the list's order decides ties."""
    size = known.parsed.total or known.model.parameters
    ratio = max(size, parsed.total) / min(size, parsed.total) if size and parsed.total else 1.0
    packaging = len(set(parsed.packaging) ^ set(known.parsed.packaging))
    context = len(set(parsed.context) ^ set(known.parsed.context))
    stamps = len(known.parsed.stamps) if not _same_stamp(parsed, known.parsed) else -1
    return round(ratio, 2), stamps, packaging, context, known.order


def _flagship(parsed: ParsedName, fitting: Sequence[_Known]) -> Match:
    """A family named without a size means the largest model of its first launch.

    A bare brand with only packaging ("deepseek-chat") is a moving service name, and means no model in particular.
    """
    if parsed.version is None and not parsed.variants and parsed.packaging:
        return Match(None, "family without version or size")
    if parsed.account is not None and organization_of_hub_account(parsed.account) is None:
        return Match(None, "a third party's model without size")
    days = {known.order: _day(known.model.published) for known in fitting}
    first = min((day for day in days.values() if day is not None), default=0)
    launch = [known for known in fitting if (days[known.order] or first) - first <= _LAUNCH_DAYS]
    best = max(launch, key=lambda known: (known.parsed.total or known.model.parameters or 0.0, -known.order))
    return Match(best.model.name, "largest of the family's first release")
