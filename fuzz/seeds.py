"""Seeds and a dictionary for the fuzzer, made of the language packs, so that they grow with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keywords
from fuzz.checks import as_bytes
from keywords.pack import LanguagePack

NAMES = ("Kestrel-30B", "Veldora 2", "Tessel-8x7B-A3B", "Орлан 7B", "雀巢大模型", "كوكب-70B")
"""Invented models."""

FIXED = (
    "| Kestrel-7B | 7B | 2T | 512 H100 | 20 days |\n| **Kestrel-70B** | 70B | 15T | 4096 H100 | 60 days |\n",
    "Kestrel-30B (30 billion parameters, 3B active) was trained on 5T tokens with 3.8 × 10²⁵ FLOPs, 2.788M GPU hours.",
    "Veldora 2, based on Kestrel-7B, came out on 2025-03-01; unlike GPT-4, its 12B runs on one \u200fA100-80GB\u200e.",
)
"""What stands in pages of every language."""


def seeds() -> Iterator[tuple[str, bytes]]:
    """Named inputs: for each language sentences put together from its words for numbers, units and relations."""
    for code in keywords.LANGUAGES:
        for number, text in enumerate(_texts(keywords.load(code))):
            yield f"{code}-{number}", as_bytes(text, code)
        for number, text in enumerate(FIXED):
            yield f"{code}-fixed-{number}", as_bytes(text, code, title="Kestrel-30B" if number == 0 else None)
    yield "identified", as_bytes(FIXED[1], None)


def _texts(pack: LanguagePack) -> Iterator[str]:
    words = {kind: [term.strip("*") for term in terms] for kind, terms in {**pack.units, **pack.cues}.items()}
    scales = [term.strip("*") for term in (pack.numbers.scales or pack.numbers.numerals)]
    spelled = [*pack.numbers.words, *pack.numbers.duals, *pack.numbers.before, *pack.numbers.vague]
    for i, name in enumerate(NAMES):

        def pick(*kinds: str, place: int = i) -> str:
            found = [term for kind in kinds for term in words.get(kind, ())]
            return found[place * 7 % len(found)] if found else ""

        scale = scales[i % len(scales)]
        point = pack.numbers.decimal
        yield (
            f"{pick('release')} {name}: {i + 1}{point}5 {scale} {pick('parameters')}, {pick('active')} 3{point}2B; "
            f"{pick('train')} {i + 2} {scale} {pick('tokens')}, 512 H100 {pick('chips')}, 21 {pick('days', 'weeks')}. "
            f"{pick('base')} Llama 3 {pick('base_after')} {pick('compare')} GPT-4 (175B). "
            f"{' '.join(spelled[i * 3 : i * 3 + 4])} {scale} {pick('tokens')}."
        )


def terms() -> list[str]:
    """All words of all packs, sorted, for the fuzzer's dictionary."""
    found: set[str] = set(NAMES)
    for code in keywords.LANGUAGES:
        pack = keywords.load(code)
        for group in (*pack.units.values(), *pack.cues.values()):
            found.update(term.strip("*") for term in group)
        numbers = pack.numbers
        for table in (numbers.words, numbers.scales, numbers.numerals, numbers.duals, numbers.vague, numbers.before):
            found.update(term.strip("*") for term in table)
        found.update((*numbers.ranges, *numbers.lists, *numbers.powers, *numbers.joiners, *pack.dates.months))
    return sorted(term for term in found if term.strip())


def write(folder: Path) -> Path:
    """Write the seeds into ``folder`` and the dictionary beside it; returns the dictionary's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in seeds():
        (folder / name).write_bytes(content)
    dictionary = folder.with_suffix(".dict")
    lines = ["".join(f"\\x{byte:02x}" for byte in term.encode("utf-8")) for term in terms()]
    dictionary.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")
    return dictionary
