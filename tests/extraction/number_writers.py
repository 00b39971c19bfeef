"""Writers: values as the press of each language writes them, so that the reader can be asked for them back.

Every form says how it is written and what it is worth; a form of several numbers has several parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.extraction import number_words as words
from tests.extraction.number_habits import ASCII, MILLION, Habits

Part = tuple[str, float]
"""One number as it is written, and its value."""


@dataclass(frozen=True)
class Written:
    """A stretch of text with the numbers in it; ``between`` stands between neighbours."""

    parts: tuple[Part, ...]
    between: tuple[str, ...] = ()
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """The stretch as a whole."""
        pieces = [self.parts[0][0]]
        for gap, (written, _) in zip(self.between, self.parts[1:], strict=True):
            pieces += [gap, written]
        return self.before + "".join(pieces) + self.after

    def spans(self, start: int) -> list[tuple[int, int]]:
        """Where the numbers stand if the stretch begins at ``start``."""
        spans = []
        at = start + len(self.before)
        for (written, _), gap in zip(self.parts, (*self.between, ""), strict=True):
            spans.append((at, at + len(written)))
            at += len(written) + len(gap)
        return spans


def translated(number: str, system: str) -> str:
    """ASCII digits in another system."""
    return number.translate(str.maketrans(ASCII, system))


def grouped(value: int, separator: str, *, indian: bool) -> str:
    """Digits in groups of three, or by the South Asian habit in twos above the thousands."""
    if not indian:
        return f"{value:,}".replace(",", separator)
    head, tail = divmod(value, 1000)
    groups = [f"{tail:03}"]
    while head >= 100:
        head, pair = divmod(head, 100)
        groups.insert(0, f"{pair:02}")
    return separator.join([str(head), *groups] if head else [str(tail)])


def _scale(habits: Habits, draw: st.DrawFn, least: int = 1) -> tuple[str, int]:
    return draw(st.sampled_from(sorted((w, v) for w, v in habits.scales.items() if v >= least)))


def _mantissa(habits: Habits, draw: st.DrawFn) -> tuple[str, float]:
    """A whole number, or one with a decimal part of one or two digits, in one of the language's digit systems."""
    whole = draw(st.integers(2, 999))
    system = draw(st.sampled_from(habits.systems))
    if not draw(st.booleans()):
        return translated(str(whole), system), float(whole)
    places = draw(st.integers(1, 2))
    part = draw(st.integers(1, 10**places - 1))
    point = draw(st.sampled_from(habits.decimals))
    return translated(f"{whole}{point}{part:0{places}}", system), whole + part / 10**places


@st.composite
def scaled(draw: st.DrawFn, habits: Habits) -> Written:
    """14,8 Billionen."""
    number, value = _mantissa(habits, draw)
    word, scale = _scale(habits, draw)
    return Written(((f"{number}{habits.space}{word}", value * scale),))


@st.composite
def plain(draw: st.DrawFn, habits: Habits) -> Written:
    """16 384, 1,50,00,000."""
    value = draw(st.integers(1000, 10**9))
    separator = draw(st.sampled_from(habits.groups))
    system = draw(st.sampled_from(habits.systems))
    written = grouped(value, separator, indian=habits.indian and draw(st.booleans()))
    return Written(((translated(written, system), float(value)),))


@st.composite
def ungrouped(draw: st.DrawFn, habits: Habits) -> Written:
    """2048."""
    value = draw(st.integers(2, 99_999))
    return Written(((translated(str(value), draw(st.sampled_from(habits.systems))), float(value)),))


@st.composite
def grouped_and_scaled(draw: st.DrawFn, habits: Habits) -> Written:
    """1.750 Milliarden."""
    value = draw(st.integers(1000, 999_999))
    word, scale = _scale(habits, draw, MILLION)
    digits = grouped(value, draw(st.sampled_from(habits.groups)), indian=False)
    return Written(((f"{digits}{habits.space}{word}", float(value * scale)),))


@st.composite
def spelled(draw: st.DrawFn, habits: Habits) -> Written:
    """Dreiundzwanzig Milliarden."""
    value = draw(st.integers(2, habits.spelled_up_to))
    word, scale = _scale(habits, draw, 10**8)
    return Written(((f"{habits.spell(value)}{habits.space}{word}", float(value * scale)),))


@st.composite
def chained(draw: st.DrawFn, habits: Habits) -> Written:
    """2 ارب 70 کروڑ; 3兆5000億."""
    first = draw(st.integers(0, len(habits.chains) - 2))
    (high, high_value), (low, low_value) = habits.chains[first : first + 2]
    a, b = draw(st.integers(1, 99)), draw(st.integers(1, min(9999, high_value // low_value - 1)))
    system = draw(st.sampled_from(habits.systems))
    gap = draw(st.sampled_from(habits.chain_space))
    text = f"{translated(str(a), system)}{habits.space}{high}{gap}{translated(str(b), system)}{habits.space}{low}"
    return Written(((text, float(a * high_value + b * low_value)),))


@st.composite
def phrase(draw: st.DrawFn, habits: Habits) -> Written:
    """Set phrases: anderthalb Billionen."""
    text, value = draw(st.sampled_from(sorted(habits.fixed.items())))
    return Written(((text, value),))


@st.composite
def fraction(draw: st.DrawFn, habits: Habits) -> Written:
    """साढ़े तीन ट्रिलियन."""
    text, value = draw(st.sampled_from(sorted(habits.fractions(draw(st.integers(2, words.IRREGULAR))).items())))
    word, scale = _scale(habits, draw, 10**5)
    return Written(((f"{text} {word}", value * scale),))


@st.composite
def lettered(draw: st.DrawFn, habits: Habits) -> Written:
    """671B, 2.788M."""
    letter, scale = draw(st.sampled_from(sorted(habits.letters.items())))
    whole, tenth = draw(st.integers(2, 999)), draw(st.integers(0, 9))
    digits = f"{whole}.{tenth}" if tenth else str(whole)
    return Written(((f"{digits}{letter}", (whole + tenth / 10) * scale),))


@st.composite
def power(draw: st.DrawFn, habits: Habits) -> Written:
    """3,8 × 10^25 and its relatives."""
    exponent = draw(st.integers(18, 27))
    whole, part = draw(st.integers(1, 9)), draw(st.integers(1, 99))
    point = draw(st.sampled_from([p for p in habits.decimals if p != "/"]))
    factor, value = f"{whole}{point}{part:02}", whole + part / 100
    raised = str(exponent).translate(str.maketrans(ASCII, "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    tens = draw(st.sampled_from([f"10{raised}", *(p.format("10", exponent) for p in habits.powers)]))
    times = draw(st.sampled_from([" × ", "×", " x ", "·", " · ", "*"]))
    written = draw(st.sampled_from([f"{factor}{times}{tens}", f"{whole}.{part:02}e{exponent}"]))
    return Written(((written, value * 10.0**exponent),))


@st.composite
def ranged(draw: st.DrawFn, habits: Habits) -> Written:
    """7 bis 70 Milliarden: the lower end shares the scale word of the upper one."""
    low = draw(st.integers(2, 98))
    high = draw(st.integers(low + 1, 999))
    word, scale = _scale(habits, draw, MILLION)
    before, between = draw(st.sampled_from(habits.ranges))
    upper = f"{high}{habits.space}{word}"
    return Written(((str(low), float(low * scale)), (upper, float(high * scale))), (between,), before)


@st.composite
def ranged_in_full(draw: st.DrawFn, habits: Habits) -> Written:
    """7 Milliarden bis 70 Milliarden."""
    low = draw(st.integers(2, 98))
    high = draw(st.integers(low + 1, 999))
    word, scale = _scale(habits, draw, MILLION)
    before, between = draw(st.sampled_from(habits.ranges))
    ends = tuple((f"{end}{habits.space}{word}", float(end * scale)) for end in (low, high))
    return Written(ends, (between,), before)


@st.composite
def listed(draw: st.DrawFn, habits: Habits) -> Written:
    """7, 13 und 70 Milliarden."""
    members = draw(st.lists(st.integers(2, 999), min_size=2, max_size=4, unique=True))
    word, scale = _scale(habits, draw, MILLION)
    gaps = (*[habits.comma] * (len(members) - 2), draw(st.sampled_from(habits.last)))
    parts = [(str(member), float(member * scale)) for member in members[:-1]]
    return Written((*parts, (f"{members[-1]}{habits.space}{word}", float(members[-1] * scale))), gaps)


FORMS: dict[str, Callable[[Habits], st.SearchStrategy[Written]]] = {
    "scaled": scaled,
    "plain": plain,
    "ungrouped": ungrouped,
    "grouped and scaled": grouped_and_scaled,
    "spelled": spelled,
    "chained": chained,
    "phrase": phrase,
    "fraction": fraction,
    "lettered": lettered,
    "power": power,
    "range": ranged,
    "range in full": ranged_in_full,
    "list": listed,
}
"""Every way of writing numbers, by a name for the test's id."""


def used(form: str, habits: Habits) -> bool:
    """Whether a language writes in this way at all."""
    needs = {"chained": bool(habits.chains), "fraction": bool(habits.fractions(2)), "phrase": bool(habits.fixed)}
    return needs.get(form, True)
