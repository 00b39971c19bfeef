"""Who made a model: the organisations named with it, without chip makers, rivals' owners and publishing platforms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.drops import Drops
from pipelines.extraction.families import Model
from pipelines.extraction.makers import makers_by_place
from pipelines.extraction.plain_makers import plain_makers
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.roles import BASE, COMPARED, SUBJECT, Occurrence
from pipelines.extraction.spans import starting
from pipelines.hardware import ChipMention
from pipelines.identity.catalogue import families
from pipelines.identity.organizations import OrganizationMention

Developer = tuple[str, int, int]
"""Canonical name and half-open span in the folded text."""

_PLATFORMS = frozenset({"Hugging Face", "GitHub", "ModelScope"})
_PUBLISHERS = frozenset({"Bloomberg", "Thomson Reuters", "Nikkei"})
"""Who publishes news, and models now and then."""
_MAX_ORGANIZATIONS = 3
_LISTED_REACH = 20
"""Characters between two organisations of one list ("A and the institute B")."""
_CHIP_REACH, _BEFORE_REACH = 8, 5
"""Characters from an organisation to chips that are its own, and from chips to who makes or owns them."""
_LONGEST_CHIP = 200
"""Characters within which a chip's name ends, its memory and form included."""
_CELLS = 2
"""Bars of a row of a table at least."""
_LICENCE_REACH = 16
_LIST_MARKS = ",;、，；،؛"


def developers_of(
    reading: Reading,
    model: Model,
    number: int,
    occurrences: Sequence[Occurrence],
    usable: Sequence[Developer],
) -> tuple[list[str], list[tuple[int, int]]]:
    """Developers named with the model: in the sentence that introduces it, else in its paragraph, else the only one."""
    own = [o for o in model.occurrences if o.role == SUBJECT] or model.occurrences
    first = own[0]
    paragraph = reading.sentences[first.sentence].paragraph
    for scope in ("sentence", "paragraph", "text"):
        near = []
        candidates = usable
        if scope == "text" and len({name for name, _, _ in usable}) != 1:
            candidates = _labelled(reading, usable)  # of several organisations none is the maker for sure
        for organization in candidates:
            index = reading.sentence_at(organization[1])
            inside = (
                any(index == o.sentence for o in own)
                if scope == "sentence"
                else not _in_others_row(reading, index, number, occurrences)
                and (scope == "text" or reading.sentences[index].paragraph == paragraph)
            )
            if inside and _belongs(reading, organization, number, occurrences, index):
                near.append(organization)
        if near:
            near = _bound(reading, near, number, first, occurrences)
            near = _known_maker(reading, model, near)
            names = list(dict.fromkeys(name for name, _, _ in near))
            if len(names) > 1:
                names = [n for n in names if n not in _PLATFORMS] or names
            names = names[:_MAX_ORGANIZATIONS]
            spans = [next((s, e) for n, s, e in near if n == name) for name in names]
            return names, spans
    return [], []


def _labelled(reading: Reading, usable: Sequence[Developer]) -> list[Developer]:
    """Those organisations that stand in the one line of a fact sheet that says who made the model."""
    lines = {reading.sentence_at(x.start) for x in reading.all_cues("cue.maker")}
    found = [o for o in usable if reading.sentence_at(o[1]) in lines]
    return found if len({reading.sentence_at(o[1]) for o in found}) == 1 else []


def _in_others_row(reading: Reading, index: int, number: int, occurrences: Sequence[Occurrence]) -> bool:
    """Whether a sentence is a row of a table, and that of another model."""
    sentence = reading.sentences[index]
    if reading.key.count("|", sentence.start, sentence.end) < _CELLS:
        return False
    models = {o.model for o in occurrences if o.sentence == index}
    return bool(models) and number not in models


def _known_maker(reading: Reading, model: Model, near: list[Developer]) -> list[Developer]:
    """Of several organisations the known maker of the model's family and those listed with it."""
    word = re.split(r"[\W\d_]+", model.name.casefold())[0]
    family = families().get(word)
    own = [o for o in near if family is not None and o[0] == family.organization]
    if not own:
        return near
    listed = sorted(near, key=lambda o: o[1])
    partners: list[list[Developer]] = []
    for organization in listed:
        if partners and _joined(reading, partners[-1][-1], organization):
            partners[-1].append(organization)
        else:
            partners.append([organization])
    kept = [o for group in partners if any(o in own for o in group) for o in group]
    return [o for o in near if o in kept]


def _joined(reading: Reading, before: Developer, after: Developer) -> bool:
    """Whether two organisations stand in one list ("A, B and the institute C")."""
    gap = reading.key[before[2] : after[1]]
    words = gap.split()
    return len(gap) <= _LISTED_REACH and (
        gap.strip()[:1] in tuple(_LIST_MARKS) or any(word in reading.conjunctions for word in words)
    )


def _bound(
    reading: Reading,
    near: Sequence[Developer],
    number: int,
    first: Occurrence,
    occurrences: Sequence[Occurrence],
) -> list[Developer]:
    """In a list of several makers and models ("A's X, B's Y"), those bound to this model by standing in its item."""
    subjects = [o for o in occurrences if o.sentence == first.sentence and o.role == SUBJECT]
    if len({o.model for o in subjects}) < 2 or len({name for name, _, _ in near}) < 2:
        return list(near)
    owner: dict[int, int] = {}
    for organization in near:
        following = next((o for o in subjects if o.mention.start >= organization[2]), None)
        before = next((o for o in reversed(subjects) if o.mention.end <= organization[1]), None)
        ahead = following is not None and not reading.parted(organization[2], following.mention.start, _LIST_MARKS)
        behind = before is not None and not reading.parted(before.mention.end, organization[1], _LIST_MARKS)
        if behind and before is not None and (not ahead or organization[1] - before.mention.end < 8):
            owner[organization[1]] = before.model
        elif ahead and following is not None:
            owner[organization[1]] = following.model
    mine = [o for o in near if owner.get(o[1]) == number]
    if mine:
        return mine
    unbound = [o for o in near if o[1] not in owner]
    return unbound or list(near)


def possible_developers(reading: Reading, occurrences: Sequence[Occurrence], drops: Drops) -> list[Developer]:
    """Organisations that may have made a model: not a chip's maker, not the owner of a model compared with."""
    named = [(o.mention.start, o.mention.end) for o in occurrences]
    kept = []
    placed = [*makers_by_place(reading, occurrences), *plain_makers(reading, occurrences)]
    for organization in sorted([*reading.organizations, *placed], key=lambda o: o.start):
        start, end = organization.start, organization.end
        inside = any(s < end and start < e and not _leads(reading, start, end, s, e) for s, e in named)
        if inside or _is_licence(reading, start, end):
            drops.drop("organization", start, Reason.PART_OF_NAME if inside else Reason.LICENCE)
            continue
        if organization.canonical in _PUBLISHERS and not _makes(reading, organization, occurrences):
            drops.drop("organization", start, Reason.PLATFORM)
            continue
        low = max(reading.sentences[reading.sentence_at(start)].start, start - 44)
        if any(not reading.key[x.end : start].strip() for x in reading.cues(low, start, "cue.lender")):
            drops.drop("organization", start, Reason.OTHERS_MAKER)
            continue
        made = any(not reading.key[x.end : start].strip() for x in reading.cues(low, start, "cue.agent", "cue.made_by"))
        rival = (
            not made
            and any(
                not reading.parted(x.end, start)
                and not any(x.end <= s < start for s, _ in named)
                and not (x.has("cue.approximate") and reading.key[x.end : start].strip())  # more than 70 people at X
                for x in reading.cues(low, start, "cue.compare")
            )
        ) or any(0 <= x.start - end <= 1 for x in reading.cues(end, end + 28, "cue.compare_after"))
        chip = _of_chips(reading, organization)
        if rival or chip or (organization.canonical in _PLATFORMS and not _acts(reading, start)):
            hardware = Reason.CHIP_MAKER if chip else Reason.PLATFORM
            drops.drop("organization", start, Reason.OTHERS_MAKER if rival else hardware)
            continue
        beside = next(
            (
                o
                for o in occurrences
                if o.role in (BASE, COMPARED)
                and 0 <= o.mention.start - end <= 8
                and _possessive(reading, reading.key[end : o.mention.start])
            ),
            None,
        )
        after = next(
            (
                o
                for o in occurrences
                if o.role in (BASE, COMPARED)
                and 0 <= start - o.mention.end <= 8
                and not any(c in ".\n;；—–" for c in reading.key[o.mention.end : start])
                and not _opens(reading, o.mention.end, start, end)
                and reading.key[o.mention.end : start].strip() not in reading.terms("agent")
                and not reading.has_cue(o.mention.end, start, "cue.base_after", "cue.rework", "cue.compare_after")
            ),
            None,
        )
        if beside is not None or after is not None:
            drops.drop("organization", start, Reason.OTHERS_MAKER)
            continue
        kept.append((organization.canonical, start, end))
    return kept


def _opens(reading: Reading, before: int, start: int, end: int) -> bool:
    """Whether an organisation behind a comma begins what goes on (unlike X, Y has ...) and is not who owns X."""
    comma = any(c in ",，،" for c in reading.key[before:start])
    return comma and not reading.key.startswith(("'s", ")", "）", ","), end)


def _of_chips(reading: Reading, organization: OrganizationMention) -> bool:
    """Whether an organisation stands beside chips as who makes or owns them."""
    start, end, key = organization.start, organization.end, reading.key
    for chip in starting(reading.chips, end, end + _CHIP_REACH + 1):
        gap = key[end : chip.start]
        own = _maker_of(chip) == organization.canonical
        if not any(c in ",;，；.。!\n" for c in gap) and (own or _possessive(reading, gap)):
            return True
    if any(0 <= x.start - end <= 3 for x in reading.cues(end, end + 14, "unit.chips")):
        return True
    for chip in reading.chips:
        gap = key[chip.end : start]
        if 0 <= start - chip.end <= _BEFORE_REACH and not any(c in ".。!！?؟۔।\n" for c in gap):
            return True
    return False


def _maker_of(chip: ChipMention) -> str:
    """Who makes a chip, as its canonical name says (NVIDIA H100)."""
    return chip.canonical.partition(" ")[0]


def _makes(reading: Reading, organization: OrganizationMention, occurrences: Sequence[Occurrence]) -> bool:
    """Whether a publisher of news is the maker: it stands in the name of a model, or right behind "by"."""
    forms = {organization.canonical.casefold(), reading.key[organization.start : organization.end]}
    if any(o.role == SUBJECT and any(form in o.mention.name.casefold() for form in forms) for o in occurrences):
        return True
    return any(
        not reading.key[x.end : organization.start].strip()
        for x in reading.cues(organization.start - 44, organization.start, "cue.made_by", "cue.maker")
    )


def _is_licence(reading: Reading, start: int, end: int) -> bool:
    """Whether a name such as MIT or Apache is that of a licence: the word stands beside it."""
    if reading.key[start:end] not in reading.not_names:
        return False
    low, high = max(0, start - _LICENCE_REACH), end + _LICENCE_REACH
    return any(
        not reading.parted(min(end, x.end), max(start, x.start), ",;，；。、")
        for x in reading.cues(low, high, "cue.licence")
    )


def _leads(reading: Reading, start: int, end: int, low: int, high: int) -> bool:
    """Whether a company's name that begins in Chinese characters only leads in that of its model (腾讯混元)."""
    return start == low and end < high and "\u4e00" <= reading.folded.text[start] <= "\u9fff"


def _acts(reading: Reading, start: int) -> bool:
    """Whether a publishing platform is named as a maker: first in its sentence, or after "by" or "and"."""
    sentence = reading.sentences[reading.sentence_at(start)]
    before = reading.key[sentence.start : start].strip(" '\"«“").split()
    places = reading.terms("place")
    if places:
        return not any(word in places for word in before[-2:])
    agents = reading.terms("agent")
    return not before or before[-1].endswith(":") or before[-1] in agents or before[-1] in reading.conjunctions


def _possessive(reading: Reading, gap: str) -> bool:
    """Whether what stands between an organisation and a model makes the model its own (Google's X, 谷歌X, 구글의 X)."""
    linking = gap.strip(" '\"’«“「『")
    return linking in ("", "s") or linking in reading.links


def _belongs(
    reading: Reading,
    organization: Developer,
    number: int,
    occurrences: Sequence[Occurrence],
    index: int,
) -> bool:
    """Whether an organisation is this model's, where the sentence names several of both."""
    here = [o for o in occurrences if o.sentence == index and o.role == SUBJECT]
    if len({o.model for o in here}) < 2:
        return True
    _, start, end = organization
    for occurrence in here:
        gap_after = reading.key[occurrence.mention.end : start] if start >= occurrence.mention.end else None
        gap_before = reading.key[end : occurrence.mention.start] if occurrence.mention.start >= end else None
        touching = (
            gap_after is not None
            and len(gap_after.strip(" '\"”’»」")) <= 5
            and not any(c in ",;、，" for c in gap_after)
        ) or (
            gap_before is not None
            and len(gap_before.strip(" '\"“‘«「")) <= 4
            and not any(c in ",;、，" for c in gap_before)
        )
        if touching:
            others = [o for o in here if o.model != occurrence.model]
            rivals = _others_touch(reading, organization, others)
            return (
                occurrence.model == number
                if rivals
                else occurrence.model == number or _first_organization(reading, organization, index)
            )
    return True


def _others_touch(reading: Reading, organization: Developer, others: Sequence[Occurrence]) -> bool:
    """Whether other models of the sentence have an organisation of their own right beside them."""
    for other in others:
        for rival in reading.organizations:
            if (rival.start, rival.end) == organization[1:]:
                continue
            if 0 <= rival.start - other.mention.end <= 6 or 0 <= other.mention.start - rival.end <= 5:
                return True
    return False


def _first_organization(reading: Reading, organization: Developer, index: int) -> bool:
    sentence = reading.sentences[index]
    inside = [o for o in reading.organizations if sentence.start <= o.start < sentence.end]
    return bool(inside) and inside[0].start == organization[1]
