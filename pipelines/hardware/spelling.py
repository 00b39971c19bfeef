"""Chip names spelled out in other scripts: "एच100", "এ১০০", "ٹی پی یو وی 4".

News in Hindi, Bengali, Urdu, Persian and Arabic writes the Latin letters of a name by their sound, and its digits in
the script's own numerals. One table of letter names covers every chip; no chip needs a row per script.
"""

from __future__ import annotations

import re

LETTERS = {
    "A": ("ए", "এ", "اے", "ای", "إيه", "ايه", "آ"),
    "B": ("बी", "বি", "بی", "بي"),
    "G": ("जी", "জি", "جی", "جي"),
    "H": ("एच", "এইচ", "ایچ", "اچ", "إتش", "اتش"),
    "L": ("एल", "এল", "ایل", "ال", "إل"),
    "P": ("पी", "পি", "پی", "بي"),
    "T": ("टी", "টি", "ٹی", "تی", "تي"),
    "U": ("यू", "ইউ", "یو", "يو"),
    "V": ("वी", "ভি", "وی", "في"),
}
"""Sounds of the Latin letters that occur in chip names, in Devanagari, Bengali, and Arabic script."""

_JOINT = "[\\s\u200c\\-]{0,2}"
_SPELLABLE = re.compile(r"(?P<letters>[A-Z]{1,3})(?: (?P<version>v\d[ep]?)|(?P<digits>\d{2,4}))(?P<tail>[BC]?)")


def spelled_heads(alias: str) -> list[str]:
    """Patterns of how an alias spelled by letter names begins: the names of its first letter and what may follow."""
    match = _SPELLABLE.fullmatch(alias)
    if match is None or spelled(alias) is None:
        return []
    parts = [*match["letters"], *(match["version"] or match["digits"]).upper()]
    follow = "".join(sorted({name[0] for name in LETTERS[parts[1]]})) if parts[1].isalpha() else parts[1]
    return [f"{re.escape(name)}{_JOINT}[{follow}]" for name in LETTERS[parts[0]]]


def spelled(alias: str) -> str | None:
    """A pattern for ``alias`` spelled by letter names, or ``None`` where it is not initials and a number."""
    match = _SPELLABLE.fullmatch(alias)
    if match is None:
        return None
    parts = [*match["letters"], *(match["version"] or match["digits"]).upper(), *match["tail"]]
    if any(part.isalpha() and part not in LETTERS for part in parts):
        return None
    pieces = [f"(?:{'|'.join(map(re.escape, LETTERS[part]))})" if part.isalpha() else part for part in parts]
    pattern = pieces[0]
    for before, after, piece in zip(parts, parts[1:], pieces[1:], strict=False):
        pattern += piece if before.isdigit() and after.isdigit() else _JOINT + piece
    return pattern + r"(?!\d)"
