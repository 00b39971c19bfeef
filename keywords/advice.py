"""What a language file still lacks: what every language needs, and what nearly all others have and it has not.

``python -m keywords xx`` prints it for ``keywords/xx.toml``, also while the file cannot be loaded yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median

from keywords import pack as packs

NEARLY_ALL = 0.75
"""Share of the other languages that fill a kind of word, from which its absence is worth a look."""

FEW = 0.25
"""Share of the others' usual number of words, below which a kind counts as thin."""

EXAMPLE_WORDS = 4
_EXAMPLE_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of word that is empty or thin in one language: ``name`` as in its file (``cues.elapsed``).

    ``filled_in`` of the ``others`` other languages have it, with ``usual`` words in the middle; ``example`` holds some
    of them, of the language ``example_language``.
    """

    name: str
    words: int
    filled_in: int
    others: int
    usual: int
    says: str
    example_language: str
    example: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Everything to be said about one language file.

    ``problems`` keep the file from being loaded; ``lacking`` is needed by every language; ``gaps`` are optional.
    """

    code: str
    problems: tuple[str, ...]
    lacking: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def usable(self) -> bool:
        """Whether the language can be read and searched with this file."""
        return not (self.problems or self.lacking)


def advise(code: str) -> Advice:
    """Compare a language's file with all others. Raises `PackError` where there is no such file, or it is no TOML."""
    own = dict(_kinds(packs.read_file(code)))
    others = {other: dict(_kinds(packs.read_file(other))) for other in packs.languages() if other != code}
    names = dict.fromkeys([name for kinds in others.values() for name in kinds])
    gaps = [gap for name in sorted(names) if (gap := _gap(name, own, others)) is not None]
    lacking = packs.lacking_in(code)
    needed = {name for entry in lacking for name in entry.replace("|", f"|{entry.partition('.')[0]}.").split("|")}
    return Advice(code, packs.problems_in(code), lacking, tuple(gap for gap in gaps if gap.name not in needed))


def _kinds(content: Mapping[str, object], before: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every kind of word in a file with its words; plain settings (the decimal sign) are no words."""
    for key, value in content.items():
        if isinstance(value, list):
            yield before + key, tuple(str(word) for word in value)
        elif isinstance(value, Mapping):
            if any(isinstance(entry, list | Mapping) for entry in value.values()) or not before:
                yield from _kinds(value, f"{before}{key}.")
            else:
                yield before + key, tuple(value)


def _gap(
    name: str, own: Mapping[str, tuple[str, ...]], others: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Gap | None:
    words = len(own.get(name, ()))
    filled = {code: kinds[name] for code, kinds in others.items() if kinds.get(name)}
    if not filled or len(filled) < NEARLY_ALL * len(others):
        return None
    usual = median(len(terms) for terms in filled.values())
    if words and words >= FEW * usual:
        return None
    language = _EXAMPLE_LANGUAGE if _EXAMPLE_LANGUAGE in filled else min(filled)
    says = packs.CUES.get(name.removeprefix("cues."), "") if name.startswith("cues.") else ""
    return Gap(name, words, len(filled), len(others), int(usual), says, language, filled[language][:EXAMPLE_WORDS])


def report(advice: Advice) -> str:
    """The advice as lines for people."""
    lines = [f"{advice.code}.toml: {'usable' if advice.usable else 'not usable yet'}"]
    lines += [f"  fault: {problem}" for problem in advice.problems]
    lines += [f"  needed: {name}{_meaning(name)}" for name in advice.lacking]
    if advice.gaps:
        lines.append(
            "  advice: kinds of word that nearly all other languages have and that are empty or thin here "
            "(a language may say the same in another way)"
        )
    for gap in advice.gaps:
        state = f"only {gap.words} where {gap.usual} are usual" if gap.words else "empty"
        says = f" - {gap.says}" if gap.says else ""
        lines.append(f"    {gap.name}: {state}; {gap.filled_in} of {gap.others} others have it{says}")
        lines.append(f"        such as ({gap.example_language}): {', '.join(gap.example)}")
    if advice.usable and not advice.gaps:
        lines.append("  nothing that nearly all other languages have is empty or thin here")
    return "\n".join(lines)


def _meaning(name: str) -> str:
    part, _, kinds = name.partition(".")
    says = [packs.CUES[kind] for kind in kinds.split("|") if part == "cues" and kind in packs.CUES]
    return f" - {'; or '.join(says)}" if says else ""
