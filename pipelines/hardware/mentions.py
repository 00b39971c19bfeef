"""Find accelerators in prose of any script, and resolve a written name to the table's.

Digits and letters of chip names are Latin in all our languages, so one grammar serves them all; full-width forms and
the Cyrillic letters that look Latin are folded first, without changing offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from keywords.folding import FoldingTable, written
from keywords.tries import LEAD, all_latin, any_of, behind_border, choice
from pipelines.hardware.chips import Alias, Chip, chip_table
from pipelines.hardware.spelling import spelled, spelled_heads

_LOOKALIKES = dict(zip("АВНМТРХС", "ABHMTPXC", strict=True))
"""Cyrillic letters that look Latin."""
_FULL_WIDTH = 0xFF01 - 0x21
"""Distance of full-width forms from the ASCII ones."""


def _plain(c: str) -> str:
    """One character as chips are matched: digits of any script, full-width forms and look-alikes in ASCII."""
    if c.isdecimal():
        return str(unicodedata.digit(c))
    return chr(ord(c) - _FULL_WIDTH) if "\uff01" <= c <= "\uff5e" else _LOOKALIKES.get(c, c)


_PLAIN = FoldingTable(_plain)

_QUALIFIER = r"(?:[\s\-_,(]{0,2}(?:SXM\d?|PCI-?[Ee]|PClE|NVL\b|OAM|HBM\d?e?|\d{2,3}\s?G(?:i?B)?(?![A-Za-z])))"
"""What follows a chip's name and belongs to it: form factor or memory."""

_PARENTHESIS = re.compile(r"[(（][^)）]*[)）]")

_CONTEXT = re.compile(
    r"nvidia|tesla|geforce|instinct|habana|huawei|atlas|intel|gpu|npu|tpu|dcu|accelerator|chip|node|cluster|superchip|"
    r"英伟达|輝達|华为|華為|寒武纪|显卡|顯卡|算力|加速卡|芯片|晶片|集群|[块张張颗顆枚卡]|"
    r"エヌビディア|ファーウェイ|半導体|チップ|アクセラレータ|基|엔비디아|화웨이|칩|가속기|[0-9]장|"
    r"إنفيديا|انفيديا|هواوي|شريحة|شرائح|معالج|بطاق|رقاق|انویدیا|تراشه|پردازنده|کارت|شتاب|"
    r"گرافک|کارڈ|کارتِ|कार्ड|प्रोसेसर|ग्राफ|প্রসেসর|কার্ড|গ্রাফিক|"
    r"אנבידיה|שבב|מעבד|מאיץ|مائیکرو|چپ|پروسیسر|जीपीयू|चिप|एनवीडिया|জিপিইউ|চিপ|এনভিডিয়া|"
    r"\dটি|عدد|hardware|硬件|硬體|ハードウェア|하드웨어|장비|العتاد|عتاد|سخت|ہارڈویئر|חומרה|हार्डवेयर|হার্ডওয়্যার|"
    r"чип|ускорител|карт|видеокарт|эльбрус|çip|yonga|kart|işlemci|puce|carte|accélérateur|tarjeta|acelerador|placa|karte|beschleuniger|adet|штук|unidades|stück",
    re.IGNORECASE,
)
_CONTEXT_WINDOW = 40
_HEAD = 4
"""Most characters of a name that are searched for."""
_GLUED_SOUND = re.compile(r"[\u0900-\u09ff]+\d{2,}")
"""A letter's name with digits glued to it (ए100), which no other word has."""

_COUNTED = re.compile(r"\d[x×][A-Z]")
"""A count glued to a chip's name (8xA40), which no road and no sheet of paper has."""

_SLICE = re.compile(
    r"(?<![A-Za-z0-9.])(?:TPU[\s\-]?)?[vV](?P<version>2|3|4|5e|5p|5litepod|6e)-(?P<cores>\d{1,5})(?![\d.A-Za-z])"
)
_SLICE_SIZES = frozenset({1, 4, 8, 12, 16, 24, 32, 64, 128, 256, 384, 512, 768, *range(1024, 20000, 128)})
_SLICE_FAMILY = {"5litepod": "Google TPU v5e"}
_SLICE_WINDOW = 120


class ChipMention(NamedTuple):
    """A chip named in a text: ``text[start:end]`` is the name as written, with form factor and memory if given.

    ``canonical`` is a family or line of the table. ``chips_per_box`` is set where a machine of known size is named
    ("DGX A100": 8 chips each).
    """

    canonical: str
    start: int
    end: int
    chips_per_box: int | None = None


@dataclass(frozen=True, slots=True)
class SliceMention:
    """A cloud TPU slice ("v4-1024"): its name gives cores or chips by generation, never a count that prose states."""

    canonical: str
    chips: int
    start: int
    end: int


def find_chips(text: str) -> list[ChipMention]:
    """All chips named in ``text``, in order, without overlaps. Slice names are not chips; see ``find_slices``."""
    folded = written(text, _PLAIN)
    mentions = []
    for alias, match in _matches(folded):
        weak = alias.weak and not _GLUED_SOUND.match(match[0]) and not _COUNTED.match(folded, max(0, match.start() - 2))
        if weak and not _in_context(folded, match.start(), match.end()):
            continue
        mentions.append(ChipMention(alias.canonical, match.start(), match.end(), alias.chips))
    return mentions


def find_slices(text: str) -> list[SliceMention]:
    """Cloud TPU slices named near the word TPU, in order.

    v2 to v4 and v5p slices are named by TensorCores (two per chip), v5e and v6e slices by chips (Google Cloud TPU
    documentation, "TPU versions").
    """
    folded = written(text, _PLAIN)
    slices = []
    for match in _SLICE.finditer(folded):
        cores = int(match["cores"])
        near = folded[max(0, match.start() - _SLICE_WINDOW) : match.end() + _SLICE_WINDOW]
        if cores not in _SLICE_SIZES or "TPU" not in near:
            continue
        canonical = _SLICE_FAMILY.get(match["version"], f"Google TPU v{match['version']}")
        per_chip = next((c.cores_per_chip for c in chip_table().named(canonical) if c.cores_per_chip), 1)
        slices.append(SliceMention(canonical, max(1, cores // per_chip), match.start(), match.end()))
    return slices


def canonical_chip(name: str) -> str | None:
    """The table's name for a written one: a chip where it names one, else its family or line; ``None`` if unknown.

    >>> canonical_chip("h100"), canonical_chip("NVIDIA A800-80G SXM")
    ('NVIDIA H100', 'NVIDIA A800 SXM')
    """
    exact = _exact().get(_key(name))
    if exact is not None:
        return exact
    # A name that stands alone as hardware needs no further context: weak aliases count.
    folded = written(" ".join(_PARENTHESIS.sub(" ", name).split()), _PLAIN)
    found = {alias.canonical: match for alias, match in _matches(folded)}
    if len(found) != 1:
        return None
    family, match = found.popitem()
    start, end = match.span(match.lastgroup or 0)
    return _narrow(family, folded[:start] + folded[end:])


def chips_of(name: str) -> tuple[Chip, ...]:
    """The chips that a name may mean: all variants of a family or line, or one chip; empty if unknown."""
    canonical = canonical_chip(name)
    return chip_table().named(canonical) if canonical else ()


def _narrow(family: str, rest: str) -> str:
    """The one variant of ``family`` whose name has every form factor and memory size in ``rest``, else the family."""
    wanted = [w for w in _words(rest) if w.startswith(("sxm", "pci", "nvl", "oam")) or w.isdigit()]
    if not wanted:
        return family
    fitting = [
        c.name
        for c in chip_table().named(family)
        if all(any(h.startswith(w) or w.startswith(h) for h in _words(c.name)) for w in wanted)
    ]
    return fitting[0] if len(fitting) == 1 else _narrow_form(family, wanted)


def _narrow_form(family: str, wanted: list[str]) -> str:
    forms = [w for w in wanted if not w.isdigit()]
    fitting = [c.name for c in chip_table().named(family) if any(w[:3] == f[:3] for f in forms for w in _words(c.name))]
    return fitting[0] if len(fitting) == 1 else family


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+\d?(?![0-9])|\d+", text.casefold())


def _matches(folded: str) -> Iterator[tuple[Alias, re.Match[str]]]:
    grammar = _grammar()
    behind = 0
    lowered = folded.lower() if all_latin(folded) else ""
    latin = len(lowered) == len(folded)  # else it holds another script, or a letter whose small form is two characters
    for start in grammar.latin_starts.finditer(LEAD + lowered) if latin else grammar.starts.finditer(folded):
        position = start.start()
        match = grammar.name.match(folded, position) if position >= behind else None
        if match is not None:
            behind = match.end()
            name = match["written"]
            yield grammar.written[_key(name)] if name else grammar.by_group[match.lastgroup or ""], match


def _in_context(text: str, start: int, end: int) -> bool:
    window = text[max(0, start - _CONTEXT_WINDOW) : start] + " " + text[end : end + _CONTEXT_WINDOW]
    return _CONTEXT.search(window) is not None


def _key(name: str) -> str:
    return re.sub(r"[\s\-_().,/]+", "", name).casefold()


@cache
def _exact() -> dict[str, str]:
    return {_key(n): n for n in reversed(list(chip_table().names()))}


class _Grammar(NamedTuple):
    """Where a name may begin, in a small-letter text of Latin letters and in any; what reads it there; the alias behind
    each way to write it."""

    latin_starts: re.Pattern[str]
    starts: re.Pattern[str]
    name: re.Pattern[str]
    written: dict[str, Alias]
    by_group: dict[str, Alias]


@cache
def _grammar() -> _Grammar:
    """One pattern of all aliases, longest first; the alias behind each normalised spelling and each named group.

    The letter A (ए, اے) spelled is also a common word, so a name that starts with it counts only in context.
    """
    aliases = sorted(chip_table().aliases, key=lambda a: -len(a.text))
    sounds = {f"s{i}": (a, sound) for i, a in enumerate(aliases) if (sound := spelled(a.text))}
    sounded = "|".join(f"(?P<{group}>{sound})" for group, (_, sound) in sounds.items())
    heard = {head for a, _ in sounds.values() for head in spelled_heads(a.text)}
    # Branches with one first letter stand together, so that a text's letter asks only those.
    by_first: dict[str, list[str]] = {}
    for alias in aliases:
        by_first.setdefault(alias.text[0].casefold(), []).append(_branch(alias.text))
    branches = "|".join(f"(?={_letter(c)})(?:{'|'.join(found)})" for c, found in by_first.items())
    # Sounds go first: "ٹی پی یو وی 4" holds the plain "ٹی پی یو", which is an alias of its own.
    name = (
        rf"(?:(?=[{''.join(sorted({h[0] for h in heard}))}])(?<!\w)(?:{sounded})"
        rf"|(?:(?<![A-Za-z0-9])|(?<=\dx)|(?<=\d×))(?P<written>{branches}))"
    )
    seconds: dict[str, set[str]] = {}
    for alias in aliases:
        first, *rest = re.split(r"[\s\-]+", alias.text)
        cased = str if not re.search(r"\d", alias.text) else _letter
        follow = {cased(first[1])} if len(first) > 1 else {cased(part[0]) for part in rest} | {r"[\s\-_]"}
        for c in {first[0]} if cased is str else {first[0].lower(), first[0].upper()}:
            seconds.setdefault(c, set()).update(follow)
    sounds_on: dict[str, set[str]] = {}
    for form in heard:
        sounds_on.setdefault(form[0], set()).add(form[1:])
    # What stands before is asked first of sounds, which only begin a word; most of their letters are inside one.
    begun = {c: rf"(?<!\w{c})(?={'|'.join(sorted(follow, reverse=True))})" for c, follow in sorted(sounds_on.items())}
    for c, follow in sorted(seconds.items()):
        way = rf"(?={'|'.join(sorted(follow, reverse=True))})(?:(?<![A-Za-z0-9]{c})|(?<=\dx{c}))"
        begun[c] = f"(?:{begun[c]}|{way})" if c in begun else way
    return _Grammar(
        # Right behind an x a name may begin (8xH100); whether it does is asked when it is read.
        re.compile(behind_border("a-wyz0-9", f"(?={any_of(_head(a.text) for a in aliases if a.text.isascii())})")),
        re.compile(choice(begun)),
        re.compile(rf"{name}{_QUALIFIER}*(?:s(?![A-Za-z]))?(?![A-Za-z])"),
        {_key(a.text): a for a in reversed(aliases)},
        {group: replace(alias, weak=alias.weak or alias.text.startswith("A")) for group, (alias, _) in sounds.items()},
    )


def _head(alias: str) -> str:
    """The first characters of an alias, in small letters, up to where a separator may stand."""
    return re.split(r"[\s\-]+", alias)[0].lower()[:_HEAD]


def _letter(letter: str) -> str:
    return f"[{letter.lower()}{letter.upper()}]" if letter.isascii() and letter.isalpha() else re.escape(letter)


def _branch(alias: str) -> str:
    """An alias as a pattern: separators optional; case ignored where a digit makes the name unmistakable."""
    parts = [re.escape(part) for part in re.split(r"[\s\-]+", alias)]
    if re.search(r"\d", alias):  # only ASCII letters have another case, or the look-alike ı would be an i
        parts = [f"(?ai:{part})" for part in parts]
    # "TPU64" is 64 TPUs (Japanese writes no space), while a digit after "A100" would make another name.
    return r"[\s\-_]{0,2}".join(parts) + (r"(?!\d)" if alias[-1].isdigit() else "")
