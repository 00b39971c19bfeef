"""Names of the gazetteer in a text, joined with names by shape and with the version and size that follow them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.extraction.lexicon import Lexeme
from pipelines.extraction.names import (
    KNOWN,
    NAME_SIZE,
    Mention,
    NameToken,
    counts_something,
    has_latin,
    name_key,
    name_size,
)
from pipelines.extraction.spans import Spans, starting
from pipelines.extraction.tiers import Tiers
from pipelines.identity.aliases import AliasMention, canonical_model_name

_SHORT_WORD = 3
"""Native names up to this many letters are also everyday words; they need quotation marks or a word for model."""
_STRETCH = 64
"""Characters of text whose mentions are looked up together."""
_GLUED_TIER = re.compile(
    r"-?((?:pro|lite|max|plus|turbo|mini|ultra|flash|large|nano)(?:-?\d+(?:\.\d+)?)?)(?![A-Za-z])", re.IGNORECASE
)
"""A tier written together with a native name (豆包pro)."""


_TAIL = re.compile(
    r"[ -]?((?:v|V)?\d+(?:[.٫]\d+)*o?"
    r"(?:(?:[BbMT]|বি|बी|بی)(?:-A\d+(?:\.\d+)?B)?|[xX]\d+(?:\.\d+)?(?:B|বি|बी))?"
    r"|[AE]\d+(?:\.\d+)?B|(?<=-)[A-Z]\d(?:\.\d+)?)(?![A-Za-z0-9.,٫]*\d|[A-Za-z%])"
)
_GOES_ON = re.compile(r"\d|\.\d|[A-Za-z]")
_LAST_VERSION = re.compile(r"[ -]?[\d.]+$")
_BRACKET = re.compile(r" ?[(（]")
NATIVE_BILLION = re.compile(r"(?<=\d)(?:বি|बी|بی)")
"""The letter B as Bengali, Hindi and Persian spell it in sizes."""


class _Found:
    """Mentions in the order in which they were found, by where they stand in the text."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self.mentions = list(mentions)
        self._placed = 0
        self._near: dict[int, list[int]] = {}

    def add(self, mention: Mention) -> None:
        """Add a mention behind those found before."""
        self.mentions.append(mention)

    def put(self, place: int, mention: Mention) -> None:
        """Let a mention take another's place."""
        self.mentions[place] = mention
        self._place(place, mention)

    def _place(self, place: int, mention: Mention) -> None:
        for stretch in range(mention.start // _STRETCH, mention.end // _STRETCH + 1):
            self._near.setdefault(stretch, []).append(place)

    def first_over(self, start: int, end: int) -> tuple[int, Mention | None]:
        """The mention first found of those that share a character with a span, and its place."""
        for place in self._places(start, end):
            if self.mentions[place].start < end and start < self.mentions[place].end:
                return place, self.mentions[place]
        return -1, None

    def first_behind(self, text: str, end: int) -> tuple[int, Mention | None]:
        """The mention first found of those right behind a place, or behind one space or hyphen, and its place."""
        for place in self._places(end, end + 1):
            start = self.mentions[place].start
            if 0 <= start - end <= 1 and text[end:start] in ("", " ", "-"):
                return place, self.mentions[place]
        return -1, None

    def _places(self, start: int, end: int) -> list[int]:
        near = self._near
        for place in range(self._placed, len(self.mentions)):  # where they stand is seldom asked
            self._place(place, self.mentions[place])
        self._placed = len(self.mentions)
        return sorted({i for n in range(start // _STRETCH, end // _STRETCH + 1) for i in near.get(n, ())})


def with_aliases(
    text: str,
    shaped: Sequence[Mention],
    aliases: Sequence[AliasMention],
    developers: Sequence[AliasMention],
    lexemes: Sequence[Lexeme],
    tiers: Tiers,
) -> list[Mention]:
    """Names by shape strengthened by the gazetteer, and known names in other scripts with their version and size."""
    found = _Found(shaped)
    named = Spans((a.start, a.end) for a in aliases)
    owners = Spans((o.start, o.end) for o in developers)
    for developer in developers:
        start, end = developer.start, developer.end
        stop, name = with_tail(text, end, developer.canonical.removesuffix(" AI"), lexemes, tiers)
        if (
            stop > end
            and (NAME_SIZE.search(name) or text[end] == "-")
            and not has_latin(text[start:end])
            and not named.overlaps(start, stop)
        ):
            found.add(Mention(canonical_model_name(name) or name, start, stop, KNOWN))
    for alias in aliases:
        place, over = found.first_over(alias.start, alias.end)
        if over is not None:
            if alias.start - over.start <= 1 or alias.end - alias.start > (over.end - over.start) / 2:
                name = over.name if has_latin(text[over.start : over.end]) else alias.canonical
                if alias.start < over.start and alias.end < over.end:
                    name = f"{alias.canonical}{text[alias.end : over.end]}"
                    found.put(place, over._replace(name=name, start=alias.start, strength=KNOWN))
                    continue
                found.put(place, over._replace(name=name, strength=KNOWN))
            continue
        place, following = found.first_behind(text, alias.end)
        quoted = alias.start > 0 and text[alias.start - 1] in "'\"‘“«「『’"
        if following is not None and not has_latin(text[alias.start : alias.end]):
            own = name_key(following.name).startswith(name_key(alias.canonical))
            whole = following.name if own else f"{alias.canonical} {following.name}"
            name = canonical_model_name(text[alias.start : following.end]) or canonical_model_name(whole) or whole
            end, name = with_tail(text, following.end, name, lexemes, tiers)
            found.put(place, Mention(name, alias.start, end, KNOWN, quoted))
            continue
        if alias.end - alias.start <= _SHORT_WORD and not quoted and not has_latin(text[alias.start : alias.end]):
            beside = [
                x
                for x in starting(lexemes, alias.start - 40, alias.end + 2)
                if x.has("cue.model") and (0 <= alias.start - x.end <= 1 or 0 <= x.start - alias.end <= 1)
            ]
            glossed = _BRACKET.match(text[alias.end : alias.end + 2])
            tail = with_tail(text, alias.end, alias.canonical, lexemes, tiers)[1].removeprefix(alias.canonical)
            sized = name_size(tail) is not None or any(c.isalpha() or c in ".-" for c in tail)
            tier = _GLUED_TIER.match(text, alias.end)
            if tier is not None:
                found.add(Mention(f"{alias.canonical} {tier[1]}", alias.start, tier.end(), KNOWN))
                continue
            lettered = text[alias.end - 1].isdigit() or "\u0391" <= text[alias.end - 1] <= "\u03c9"  # 盘古α
            if not beside and not glossed and not sized and not lettered:
                continue
        cut, canonical = whole_version(text, alias)
        end, name = with_tail(text, cut, canonical, lexemes, tiers)
        if end == alias.end and owners.cover(alias.start, alias.end):
            continue
        found.add(Mention(name, alias.start, end, KNOWN, quoted))
    return found.mentions


def whole_version(text: str, alias: AliasMention) -> tuple[int, str]:
    """A known name's end and canonical form, without a version that goes on beyond it (V3 in V3.1, 1 in 105B)."""
    following = text[alias.end : alias.end + 2]
    if not text[alias.end - 1].isdigit() or not _GOES_ON.match(following):
        return alias.end, alias.canonical
    written = _LAST_VERSION.sub("", text[alias.start : alias.end])
    canonical = _LAST_VERSION.sub("", alias.canonical)
    return alias.start + len(written), canonical or alias.canonical


def with_tail(text: str, end: int, canonical: str, lexemes: Sequence[Lexeme], tiers: Tiers) -> tuple[int, str]:
    """A known name with the version, size and tier that follow it, but not with a number that counts something."""
    name = canonical
    for _ in range(4):
        tier = tiers.match(text, end)
        if tier is not None:
            end, word = tier
            name = name if name_key(word) in name_key(name) else f"{name} {word}"
            continue
        match = _TAIL.match(text, end)
        if match is None or (match[1].isdigit() and len(match[1]) > 2):
            break
        tail = NATIVE_BILLION.sub("B", match[1]).replace("٫", ".")
        longer = f"{name}-{tail}" if text[match.start()] == "-" else f"{name} {tail}"
        token = NameToken(match[1], match.start(1), match.end(1))
        if token.version and canonical_model_name(longer) is None and counts_something(text, token, lexemes):
            break
        if name_key(tail) not in name_key(name):
            name = longer
        end = match.end()
    return end, name
