"""Model names across scripts: which family or model a native or short form means.

``aliases.csv`` holds one form a line: canonical name, form, language (ISO 639-1; ``en`` also for international short
forms). Sources: the makers' own announcements and the press of each language. A form that starts with ``=`` is also a
plain word: it counts where it is a whole name, and is never searched for in running text.
"""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources

from pipelines.identity.folding import fold_name
from pipelines.identity.mentions import Mention, NameFinder

AliasMention = Mention
"""A model or model family named in a text under a known form; ``text[start:end]`` is its form there."""


@lru_cache(maxsize=1)
def aliases() -> tuple[tuple[str, str, str], ...]:
    """The rows of the alias table: canonical name, form (``=`` marks a plain word), language."""
    text = (resources.files("pipelines.identity") / "aliases.csv").read_text(encoding="utf-8")
    return tuple((row["canonical"], row["alias"], row["language"]) for row in csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def _by_alias() -> dict[str, str]:
    table: dict[str, str] = {}
    for canonical, form, _ in aliases():
        table.setdefault(fold_name(form.removeprefix("=")), canonical)
    for canonical, _, _ in aliases():
        table.setdefault(fold_name(canonical), canonical)
    return table


@lru_cache(maxsize=1)
def alias_finder() -> NameFinder:
    """What finds the table's names in texts."""
    forms: dict[str, list[str]] = {}
    for canonical, form, _ in aliases():
        if not form.startswith("="):
            forms.setdefault(canonical, []).append(form)
    return NameFinder(forms, versions_may_follow=True)


@lru_cache(maxsize=16384)
def canonical_model_name(alias: str) -> str | None:
    """The canonical Latin name behind a whole name, or ``None`` where the table does not know it."""
    return _by_alias().get(fold_name(alias))


def find_model_aliases(text: str) -> list[AliasMention]:
    """Known model and family names in a text, in order, without overlaps; offsets are characters of ``text``."""
    return alias_finder().find(text)


@lru_cache(maxsize=1)
def _native_finder() -> NameFinder:
    forms: dict[str, list[str]] = {}
    for canonical, form, _ in aliases():
        if not form.isascii():
            forms.setdefault(canonical, []).append(form.removeprefix("="))
    return NameFinder(forms, versions_may_follow=True)


def expand_native_names(name: str) -> str:
    """Write the native-script parts of a model's name in their canonical Latin form ("文心4.0" becomes "ERNIE 4.0")."""
    whole = _by_alias().get(fold_name(name)) if len(name) == 1 else None
    if whole is not None or name.isascii():
        return whole or name
    parts: list[str] = []
    position = 0
    for mention in _native_finder().find(name):
        parts += [name[position : mention.start], f" {mention.canonical} "]
        position = mention.end
    return "".join([*parts, name[position:]])


@lru_cache(maxsize=1)
def latin_synonyms() -> dict[str, str]:
    """Latin forms, folded, that mean a model of another spelling ("sdxl": "Stable Diffusion XL")."""
    return {
        fold_name(form): canonical
        for canonical, form, _ in aliases()
        if form.isascii() and fold_name(form) != fold_name(canonical)
    }


@lru_cache(maxsize=1)
def known_families() -> frozenset[str]:
    """Folded one-word names of the table: words that name a model family wherever they stand in a name."""
    names = (fold_name(name) for row in aliases() for name in row[:1])
    return frozenset(name for name in names if name.isalpha() and name.isascii())
