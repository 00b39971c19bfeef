"""A number as a sum of parts, taken word by word."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Atom(NamedTuple):
    """One piece of a number: digits, or a word of a kind that ``numbers`` in a pack has (scale, dual, vague)."""

    start: int
    end: int
    kind: str
    value: float
    alternative: float | None = None


@dataclass(slots=True)
class Sum:
    """The parts read so far, largest first, and what the words said about them."""

    shared_from: float = 1000.0
    """Smallest scale word that stands outside its number: in "three hundred billion" only the billion is shared."""
    parts: list[float] = field(default_factory=list)
    alternative: list[float] | None = None
    scale: float = 1.0
    shift: float = 0.0
    vague: bool = False
    bare: bool = True
    last: Atom | None = None
    _product: float = 1.0
    _composite: bool = False

    @property
    def multiplier(self) -> float:
        """What the scale words multiply their number by, which a list or range shares ("7 y 70 mil millones").

        Where the number is a sum of several scaled parts only the last scale word can be shared.
        """
        return self.scale if self.bare or self._composite or self._product == 1.0 else self._product

    @property
    def value(self) -> float:
        """The number so far."""
        return sum(self.parts)

    def add(self, value: float, alternative: float | None = None) -> None:
        """Add a part; ``alternative`` is its other reading."""
        if self.alternative is None and alternative is not None:
            self.alternative = list(self.parts)
        self._composite = self._composite or self._product > 1.0
        self.parts.append(value)
        if self.alternative is not None:
            self.alternative.append(value if alternative is None else alternative)

    def multiply(self, scale: float) -> None:
        """Let a scale word multiply all parts smaller than itself."""
        self.parts = _collapse(self.parts, scale)
        if self.alternative is not None:
            self.alternative = _collapse(self.alternative, scale)
        self.scale = scale
        if scale >= self.shared_from:
            self._product *= scale

    def take(self, atom: Atom) -> bool:
        """Go on with one more atom; false where it does not belong to this number."""
        scales = ("scale", "vague_scale")
        if self.vague and self.last is not None and self.last.kind in scales and atom.kind not in scales:
            return False
        if not getattr(self, f"_take_{atom.kind}")(atom):
            return False
        self.last = atom
        return True

    def _take_before(self, atom: Atom) -> bool:
        self.shift = atom.value
        return self.last is None or self.last.kind == "scale"

    def _take_digits(self, atom: Atom) -> bool:
        if self.last is not None and self.last.kind == "point":
            self.parts[-1] += atom.value / 10 ** len(str(int(atom.value)))
        else:
            alternative = None if atom.alternative is None else atom.alternative + self.shift
            self.add(atom.value + self.shift, alternative)
        self.shift, self.bare = 0.0, False
        return True

    def _take_word(self, atom: Atom) -> bool:
        if self.last is not None and self.last.kind == "word":
            self.parts[-1] += atom.value
            return True
        return self._take_digits(atom)

    def _take_dual(self, atom: Atom) -> bool:
        self.add(atom.value)
        self.scale, self.bare = atom.value / 2, False
        return True

    def _take_vague(self, atom: Atom) -> bool:
        self.vague = True
        if atom.value > 1:
            self.add(atom.value)
        return self.last is None

    def _take_scale(self, atom: Atom) -> bool:
        if self.shift:  # one and a quarter lakh needs no "one" in South Asia
            self.add(1 + self.shift)
            self.shift, self.bare = 0.0, False
        self.multiply(atom.value)
        return True

    def _take_vague_scale(self, atom: Atom) -> bool:
        self.vague = self.vague or self.bare
        return self._take_scale(atom)

    def _take_plus_half(self, atom: Atom) -> bool:
        if self.last is None or self.last.kind not in ("scale", "dual", "word", "digits"):
            return False
        self.add((self.scale if self.last.kind in ("scale", "dual") else 1.0) * atom.value)
        return True

    def _take_point(self, atom: Atom) -> bool:
        del atom
        return self.last is not None and self.last.kind in ("word", "digits")


def _collapse(parts: list[float], scale: float) -> list[float]:
    kept = list(parts)
    smaller = 0.0
    taken = False
    while kept and kept[-1] < scale:
        smaller += kept.pop()
        taken = True
    if not taken and kept:
        return [sum(kept) * scale]
    kept.append((smaller if taken else 1.0) * scale)
    return kept
