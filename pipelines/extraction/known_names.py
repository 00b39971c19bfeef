"""Names of the gazetteer in a text, joined with names by shape and with the version and size that follow them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

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
from pipelines.extraction.spans import starting
from pipelines.identity.aliases import AliasMention, canonical_model_name

_SHORT_WORD = 3
"""Native names up to this many letters are also everyday words; they need quotation marks or a word for model."""
_GLUED_TIER = re.compile(
    r"-?((?:pro|lite|max|plus|turbo|mini|ultra|flash|large|nano)(?:-?\d+(?:\.\d+)?)?)(?![A-Za-z])", re.IGNORECASE
)
"""A tier written together with a native name (豆包pro)."""


_TAIL = re.compile(
    r"[ -]?((?:v|V)?\d+(?:[.٫]\d+)*"
    r"(?:(?:[BbMT]|বি|बी|بی)(?:-A\d+(?:\.\d+)?B)?|[xX]\d+(?:\.\d+)?(?:B|বি|बी))?"
    r"|[AE]\d+(?:\.\d+)?B)(?![A-Za-z0-9.,٫]*\d|[A-Za-z%])"
)
NATIVE_BILLION = re.compile(r"(?<=\d)(?:বি|बी|بی)")
"""The letter B as Bengali, Hindi and Persian spell it in sizes."""


def with_aliases(
    text: str,
    shaped: Sequence[Mention],
    aliases: Sequence[AliasMention],
    developers: Sequence[AliasMention],
    lexemes: Sequence[Lexeme],
) -> list[Mention]:
    """Names by shape strengthened by the gazetteer, and known names in other scripts with their version and size."""
    found = list(shaped)
    for developer in developers:
        start, end = developer.start, developer.end
        stop, name = with_tail(text, end, developer.canonical.removesuffix(" AI"), lexemes)
        if (
            stop > end
            and NAME_SIZE.search(name)
            and not has_latin(text[start:end])
            and not any(a.start < stop and start < a.end for a in aliases)
        ):
            found.append(Mention(canonical_model_name(name) or name, start, stop, KNOWN))
    for alias in aliases:
        over = next((m for m in found if m.start < alias.end and alias.start < m.end), None)
        if over is not None:
            if alias.start - over.start <= 1 or alias.end - alias.start > (over.end - over.start) / 2:
                name = over.name if has_latin(text[over.start : over.end]) else alias.canonical
                if alias.start < over.start and alias.end < over.end:
                    name = f"{alias.canonical}{text[alias.end : over.end]}"
                    found[found.index(over)] = replace(over, name=name, start=alias.start, strength=KNOWN)
                    continue
                found[found.index(over)] = replace(over, name=name, strength=KNOWN)
            continue
        following = next(
            (m for m in found if 0 <= m.start - alias.end <= 1 and text[alias.end : m.start] in ("", " ", "-")), None
        )
        quoted = alias.start > 0 and text[alias.start - 1] in "'\"‘“«「『’"
        if following is not None and not has_latin(text[alias.start : alias.end]):
            own = name_key(following.name).startswith(name_key(alias.canonical))
            whole = following.name if own else f"{alias.canonical} {following.name}"
            name = canonical_model_name(text[alias.start : following.end]) or canonical_model_name(whole) or whole
            end, name = with_tail(text, following.end, name, lexemes)
            found[found.index(following)] = Mention(name, alias.start, end, KNOWN, quoted)
            continue
        if alias.end - alias.start <= _SHORT_WORD and not quoted and not has_latin(text[alias.start : alias.end]):
            beside = [
                x
                for x in starting(lexemes, alias.start - 40, alias.end + 2)
                if x.has("cue.model") and (0 <= alias.start - x.end <= 1 or 0 <= x.start - alias.end <= 1)
            ]
            glossed = re.match(r" ?[(（]", text[alias.end : alias.end + 2])
            tail = with_tail(text, alias.end, alias.canonical, lexemes)[1]
            sized = name_size(tail) is not None or "." in tail.removeprefix(alias.canonical)
            tier = _GLUED_TIER.match(text, alias.end)
            if tier is not None:
                found.append(Mention(f"{alias.canonical} {tier[1]}", alias.start, tier.end(), KNOWN))
                continue
            if not beside and not glossed and not sized and not text[alias.end - 1].isdigit():
                continue
        cut, canonical = whole_version(text, alias)
        end, name = with_tail(text, cut, canonical, lexemes)
        if end == alias.end and any(o.start <= alias.start and alias.end <= o.end for o in developers):
            continue
        found.append(Mention(name, alias.start, end, KNOWN, quoted))
    return found


def whole_version(text: str, alias: AliasMention) -> tuple[int, str]:
    """A known name's end and canonical form, without a version that goes on beyond it (V3 in V3.1, 1 in 105B)."""
    following = text[alias.end : alias.end + 2]
    if not text[alias.end - 1].isdigit() or not re.match(r"\d|\.\d|[A-Za-z]", following):
        return alias.end, alias.canonical
    written = re.sub(r"[ -]?[\d.]+$", "", text[alias.start : alias.end])
    canonical = re.sub(r"[ -]?[\d.]+$", "", alias.canonical)
    return alias.start + len(written), canonical or alias.canonical


def with_tail(text: str, end: int, canonical: str, lexemes: Sequence[Lexeme]) -> tuple[int, str]:
    """A known name with the version and size tokens that follow it, but not with a number that counts something."""
    name = canonical
    for _ in range(3):
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
