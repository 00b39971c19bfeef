"""A model's name by its parts, and the key made of those that tell models apart."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.identity.name_pieces import Stamp

LIGHT_VARIANTS = frozenset(["mini", "nano", "tiny", "small", "lite", "flash", "micro"])
"""Variants that no model of a trillion parameters bears: beside them "20T" counts training tokens."""


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A model's name by its parts. Sizes are parameter counts; ``None`` means that the name does not say.

    ``family`` is its words in lower case, with the base's version inside for compounds ("llama", "3.1", "nemotron");
    ``version`` has no trailing ``.0``. ``shape`` is a mixture of experts as written (``8x7b``: experts times expert
    size, ``17bx128e``: active size times experts), ``effective`` the E4B kind of figure. ``training_tokens`` is a count
    that some repositories put into the name (``-20T``).
    """

    raw: str
    account: str | None = None
    family: tuple[str, ...] = ()
    version: str | None = None
    variants: tuple[str, ...] = ()
    total: float | None = None
    active: float | None = None
    effective: float | None = None
    shape: str | None = None
    training_tokens: float | None = None
    context: tuple[str, ...] = ()
    packaging: tuple[str, ...] = ()
    stamps: tuple[Stamp, ...] = ()
    annotations: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Identity as a readable string without packaging; empty where the name has neither letter nor digit."""
        version = self.version or ""
        if len(version) == 4 and version.isdecimal():
            version = f"v{version}"  # would read as a date
        elif len(version) == 1 and self.family and self.family[-1][-1].isdigit():
            version = f"{version}.0"  # "k2-1" would read as k2.1
        return "-".join([*self.family, *filter(None, [version]), *self.variants, *_written_sizes(self)])

    @property
    def parameters(self) -> float | None:
        """Total parameters as far as the name states them; a mixture's ``8x7B`` does not."""
        return self.total

    @property
    def is_sized(self) -> bool:
        """Whether the name says anything about size."""
        return self.total is not None or self.active is not None or bool(self.shape) or self.effective is not None

    @property
    def letters(self) -> str:
        """Family and variants without spacing, so that "Code Llama" and "CodeLlama" are one."""
        words = [word for position, word in enumerate(self.family) if position == 0 or not word[0].isdigit()]
        return "".join([*words, *self.variants])

    @property
    def base_version(self) -> str | None:
        """Version of the base inside a compound family ("Llama 3.1 Nemotron": 3.1)."""
        return next((word for word in self.family[1:] if word[0].isdigit()), None)


def in_billions(value: float) -> str:
    """A parameter count in billions, without an exponent or trailing zeros."""
    return f"{value / 1e9:.9f}".rstrip("0").rstrip(".")


def _written_sizes(name: ParsedName) -> list[str]:
    sizes = [name.shape] if name.shape else []
    if name.total is not None:
        is_long = name.total >= 1e12 and LIGHT_VARIANTS.isdisjoint(name.variants)
        sizes.append(f"{in_billions(name.total / 1e3)}t" if is_long else f"{in_billions(name.total)}b")
    if name.active is not None:
        sizes.append(f"a{in_billions(name.active)}b")
    if name.effective is not None:
        sizes.append(f"e{in_billions(name.effective)}b")
    return sizes
