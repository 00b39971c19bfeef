"""Who made a model: the organisations named with it, without chip makers, rivals' owners and publishing platforms."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.models import Model
from pipelines.extraction.reading import Reading
from pipelines.extraction.roles import BASE, COMPARED, SUBJECT, Occurrence

Developer = tuple[str, int, int]
"""Canonical name and half-open span in the folded text."""

_PLATFORMS = frozenset({"Hugging Face", "GitHub", "ModelScope"})
_MAX_ORGANIZATIONS = 3
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
        if scope == "text" and len({name for name, _, _ in usable}) != 1:
            break  # of several organisations none is the maker for sure
        for organization in usable:
            index = reading.sentence_at(organization[1])
            inside = (
                any(index == o.sentence for o in own)
                if scope == "sentence"
                else scope == "text" or reading.sentences[index].paragraph == paragraph
            )
            if inside and _belongs(reading, organization, number, occurrences, index):
                near.append(organization)
        if near:
            near = _bound(reading, near, number, first, occurrences)
            names = list(dict.fromkeys(name for name, _, _ in near))
            if len(names) > 1:
                names = [n for n in names if n not in _PLATFORMS] or names
            names = names[:_MAX_ORGANIZATIONS]
            spans = [next((s, e) for n, s, e in near if n == name) for name in names]
            return names, spans
    return [], []


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


def possible_developers(reading: Reading, occurrences: Sequence[Occurrence]) -> list[Developer]:
    """Organisations that may have made a model: not a chip's maker, not the owner of a model compared with."""
    named = [(o.mention.start, o.mention.end) for o in occurrences]
    kept = []
    for organization in reading.organizations:
        start, end = organization.start, organization.end
        inside = any(s < end and start < e and not _leads(reading, start, end, s, e) for s, e in named)
        if inside or _is_licence(reading, start, end):
            continue
        low = max(reading.sentences[reading.sentence_at(start)].start, start - 44)
        rival = any(
            not reading.parted(x.end, start) and not any(x.end <= s < start for s, _ in named)
            for x in reading.cues(low, start, "cue.compare")
        ) or any(0 <= x.start - end <= 1 for x in reading.cues(end, end + 28, "cue.compare_after"))
        chip = rival or any(
            0 <= c.start - end <= 8 and not any(x in ",;，；" for x in reading.key[end : c.start])
            for c in reading.chips
        )
        unit = any(0 <= x.start - end <= 3 for x in reading.cues(end, end + 14, "unit.chips"))
        before_chip = any(0 <= start - c.end <= 5 for c in reading.chips)
        if chip or unit or before_chip or (organization.canonical in _PLATFORMS and not _acts(reading, start)):
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
                and not any(c in ".\n" for c in reading.key[o.mention.end : start])
                and reading.key[o.mention.end : start].strip() not in reading.pack.cues.get("agent", ())
            ),
            None,
        )
        if beside is not None or after is not None:
            continue
        kept.append((organization.canonical, start, end))
    return kept


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
    """Whether a company's name in Chinese characters only leads in the name of its model (腾讯混元)."""
    written = reading.folded.text[start:end]
    return start == low and end < high and all("\u4e00" <= c <= "\u9fff" for c in written)


def _acts(reading: Reading, start: int) -> bool:
    """Whether a publishing platform is named as a maker: first in its sentence, or after "by" or "and"."""
    sentence = reading.sentences[reading.sentence_at(start)]
    before = reading.key[sentence.start : start].strip(" '\"«“").split()
    places = reading.pack.cues.get("place", ())
    if places:
        return not any(word in places for word in before[-2:])
    agents = reading.pack.cues.get("agent", ())
    return not before or before[-1] in agents or before[-1] in reading.conjunctions


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
