"""What became of everything that was found in a text: each number, name, organisation, chip and date, with the reason.

One engine: `explain` reads a text exactly as `extract` does and then tells what it did. Taken is what a record's
evidence quotes; the reason for everything else was recorded by the rule that decided (`drops`, `Quantity.reason`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crawler.records import NUMBER_FIELDS, Extraction
from pipelines.extraction.drops import Drop, What
from pipelines.extraction.extractor import Found, read_text
from pipelines.extraction.names import PLAIN, SHAPED, Mention, name_active_span
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reasons import OF_KIND, PHRASES, Reason
from pipelines.extraction.record import MAX_QUOTE
from pipelines.extraction.roles import SUBJECT
from pipelines.extraction.spans import Spans

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_NAME_SIZE = re.compile(r"[BbMmTt](?![A-Za-z])")
_MEMORY = re.compile(r" ?G(?:i?B)?(?![A-Za-z])")
_BENCHMARK = re.compile(
    r"(?<![a-z])(?:c?mmlu|gsm-?8k|humaneval|math(?:-?500)?|aime|gpqa|arc|hellaswag|bbh|mbpp|c-?eval|swe-?bench|elo|"
    r"mt-?bench|alpacaeval|livebench|livecodebench|k?mmlu|ifeval|truthfulqa|winogrande|arena|bleu|rouge)(?![a-z])"
)
_SCORE_REACH = 40
"""Characters between a benchmark's name and a score on it."""
_BEHIND = (
    (Reason.RATE, "cue.rate"),
    (Reason.PRICE, "cue.price"),
    (Reason.CONTEXT_WINDOW, "cue.context"),
)
"""Words that hold a unit, so that the number before them has none of its own (tokens per second)."""
_BEHIND_REACH = 22
"""Characters in which such a word stands behind a number."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a text and what became of it; ``text[start:end]`` is how it is written, with its unit.

    ``field`` is the claim field that it fills or would have filled, ``models`` whose. ``reason`` is ``None`` where it
    is taken; ``sentence`` says either for people. Numbers and dates do not overlap; a number may stand inside a name.
    """

    start: int
    end: int
    what: What
    field: str
    models: tuple[str, ...]
    reason: Reason | None
    sentence: str

    @property
    def kept(self) -> bool:
        """Whether a record states it."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a text says, and what became of all that was found in it, in order of appearance.

    Every digit of the text that was read belongs to exactly one finding that is a number or a date.
    """

    extraction: Extraction
    findings: tuple[Finding, ...]


def explain(
    text: str,
    *,
    language: str | None = None,
    title: str | None = None,
    url: str | None = None,
    published: str | None = None,
) -> Explanation:
    """The same as `extract` of the same arguments, with the reason for everything taken and left. Never raises."""
    del url, published
    outcome = read_text(text, language, title, explained=True)
    found, shift = outcome.found, outcome.heading
    everything = _Findings(found).all()
    if shift:
        everything = [replace(f, start=f.start - shift, end=f.end - shift) for f in everything if f.start >= shift]
    return Explanation(outcome.extraction, tuple(sorted(everything, key=lambda f: (f.start, -f.end))))


@dataclass(slots=True)
class _Number:
    """A number or date on its way: ``start`` and ``end`` with the unit, ``low`` and ``high`` without."""

    start: int
    end: int
    low: int
    high: int
    what: What
    taken: list[tuple[str, str]]
    drop: Drop


class _Findings:
    """Collects the findings of one reading, in offsets of the original text."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._reading = found.reading
        self._span = found.reading.folded.span
        self._evidence = [(e.start, e.end, e.field, m.name) for m in found.records for e in m.evidence]
        self._in_names: dict[int, list[tuple[str, str]]] = {}

    def all(self) -> list[Finding]:
        numbers = [n for n in self._numbers() if n.end > n.start]
        self._find_in_names(numbers)
        findings = [*self._named(), *self._organizations(), *self._chips()]
        findings += [self._of_number(n) for n in numbers]
        findings += self._other_digits(Spans((n.start, n.end) for n in numbers))
        return findings

    def _taken(self, start: int, end: int, *fields: str) -> list[tuple[str, str]]:
        """Fields and models whose evidence is this span of the folded text."""
        begin, stop = self._span(start, end)
        stop = min(stop, begin + MAX_QUOTE)
        return [(f, m) for s, e, f, m in self._evidence if (s, e) == (begin, stop) and f in fields]

    def _drop(self, what: What, start: int, otherwise: Reason) -> Drop:
        return self._found.drops.of(what, start) or Drop(otherwise)

    def _finding(self, what: What, start: int, end: int, taken: Sequence[tuple[str, str]], drop: Drop) -> Finding:
        begin, stop = self._span(start, end)
        if taken:
            models = tuple(dict.fromkeys(model for _, model in taken))
            return Finding(begin, stop, what, taken[0][0], models, None, _taken_sentence(taken))
        owners = (drop.owner,) if drop.owner else ()
        return Finding(begin, stop, what, drop.field, owners, drop.reason, _dropped_sentence(drop))

    def _of_number(self, number: _Number) -> Finding:
        return self._finding(number.what, number.start, number.end, number.taken, number.drop)

    def _numbers(self) -> list[_Number]:
        """Quantities and dates in order and apart; a year alone is a date unless it counts something."""
        found: list[_Number] = []
        years = {d.start: d for d in self._reading.dates if d.bare}
        siblings = {o.mention.start: o.mention.end for o in self._found.occurrences}
        for quantity in self._found.quantities:
            number = quantity.number
            taken = self._takers(quantity)
            year = years.get(number.start)
            if year is not None and quantity.kind == "" and not taken:
                continue
            years.pop(number.start, None)
            drop = self._drop("number", number.start, _own_reason(quantity))
            if siblings.get(number.start) == number.end:
                drop = Drop(Reason.NAME_SIZE)  # the 12B, which names another member of the family
            elif drop.reason is Reason.NO_UNIT:
                drop = replace(drop, reason=self._beside(quantity))
            found.append(_Number(quantity.start, quantity.end, number.start, number.end, "number", taken, drop))
        for date in self._reading.dates:
            if not date.bare or date.start in years:
                taken = self._taken(date.start, date.end, "release_date")
                drop = self._drop("date", date.start, Reason.DATE)
                found.append(_Number(date.start, date.end, date.start, date.end, "date", taken, drop))
        return _apart(found, [(c.start, c.end) for c in self._reading.chips])

    def _takers(self, quantity: Quantity) -> list[tuple[str, str]]:
        """Fields and models that a quantity fills, alone or as a term of a sum."""
        own = self._taken(quantity.start, quantity.end, *NUMBER_FIELDS, "hardware")
        if own or not quantity.field:
            return own
        begin, stop = self._span(quantity.start, quantity.end)
        return [(f, m) for s, e, f, m in self._evidence if s <= begin and stop <= e and f == quantity.field]

    def _beside(self, quantity: Quantity) -> Reason:
        """What stands beside a number that was dropped because it counts nothing, which says more of it to people."""
        reading = self._reading
        sentence = reading.sentences[quantity.sentence]
        for reason, cue in _BEHIND:
            if reading.has_cue(quantity.end, min(sentence.end, quantity.end + _BEHIND_REACH), cue):
                return reason
        low, high = max(sentence.start, quantity.start - _SCORE_REACH), min(sentence.end, quantity.end + _SCORE_REACH)
        scored = reading.key[quantity.number.start].isdigit() and _BENCHMARK.search(reading.key, low, high)
        return Reason.SCORE if scored else Reason.NO_UNIT

    def _find_in_names(self, numbers: Iterable[_Number]) -> None:
        """Digits inside names that records take (-405B, -A22B), by where they begin in the folded text."""
        stated = {(field, self._span(n.start, n.end)[0]) for n in numbers for field, _ in n.taken}
        written = self._reading.folded
        for start, end, field, model in self._evidence:
            if field not in NUMBER_FIELDS or (field, start) in stated:
                continue
            low, high = written.locate(start, end)
            active = name_active_span(written.text[low:high]) if field == "active_parameters" else None
            digits = _DIGITS.search(written.text, low + (active[0] if active else 0), high)
            digits = digits or self._in_another_form(low)
            if digits is not None:
                self._in_names.setdefault(digits.start(), []).append((field, model))

    def _in_another_form(self, start: int) -> re.Match[str] | None:
        """The digits of a name that is first written without them: the size is that of its canonical form."""
        text = self._reading.folded.text
        for model in self._found.models:
            mentions = [o.mention for o in model.occurrences]
            if mentions[0].start == start:
                return next(filter(None, (_DIGITS.search(text, m.start, m.end) for m in mentions)), None)
        return None

    def _named(self) -> Iterable[Finding]:
        found = self._found
        recorded: dict[int, list[tuple[str, str]]] = {}
        for start, _, field, record in self._evidence:
            if field == "name":
                recorded.setdefault(start, []).append((field, record))
        seen = set()
        for occurrence in found.occurrences:
            mention, model = occurrence.mention, found.models[occurrence.model]
            seen.add(mention.start)
            first = model.occurrences[0].mention
            taken = [
                *recorded.get(self._span(first.start, first.end)[0], ()),
                *self._taken(mention.start, mention.end, "base_model"),
            ]
            drop = self._drop("name", first.start, Reason.IN_PASSING)
            if occurrence.role != SUBJECT:
                drop = Drop(occurrence.reason)
            yield self._finding("name", mention.start, mention.end, taken, drop)
        for mention in self._reading.mentions:
            if mention.strength >= SHAPED and mention.start not in seen:
                drop = self._drop("name", mention.start, Reason.NOT_A_MODEL)
                yield self._finding("name", mention.start, mention.end, [], drop)

    def _organizations(self) -> Iterable[Finding]:
        makers = {name for m in self._found.records for name in (m.organization or "").split("; ")}
        for named in self._reading.organizations:
            taken = self._taken(named.start, named.end, "organization")
            again = Reason.REPEATED if named.canonical in makers else Reason.NOT_THE_MAKER
            yield self._finding(
                "organization", named.start, named.end, taken, self._drop("organization", named.start, again)
            )

    def _chips(self) -> Iterable[Finding]:
        for chip in self._reading.chips:
            taken = self._taken(chip.start, chip.end, "hardware")
            yield self._finding("chip", chip.start, chip.end, taken, self._drop("chip", chip.start, Reason.UNKNOWN))

    def _other_digits(self, numbers: Spans) -> Iterable[Finding]:
        """Digits that are no numbers of their own: in names, chips, organisations, words and addresses."""
        text = self._reading.folded.text
        mentions = [*self._reading.mentions, *(o.mention for o in self._found.occurrences)]
        names = Spans((m.start, m.end) for m in mentions if isinstance(m, Mention) and m.strength > PLAIN)
        chips = Spans((c.start, c.end) for c in self._reading.chips)
        organizations = Spans((o.start, o.end) for o in self._reading.organizations)
        for match in _DIGITS.finditer(text):
            whole = not numbers.overlaps(*match.span())
            for start, end in [match.span()] if whole else _runs(match):
                if numbers.overlaps(start, end):
                    continue
                if chips.overlaps(start, end):
                    reason = Reason.MEMORY if _MEMORY.match(text, end) else Reason.CHIP_NAME
                elif names.overlaps(start, end):
                    reason = Reason.NAME_SIZE if _NAME_SIZE.match(text, end) else Reason.VERSION
                elif organizations.overlaps(start, end):
                    reason = Reason.ORGANIZATION_NAME
                else:
                    reason = Reason.CODE
                taken = self._in_names.get(start, [])
                stop = end + (1 if (taken or reason is Reason.NAME_SIZE) and _NAME_SIZE.match(text, end) else 0)
                yield self._finding("number", start, stop, taken, Drop(reason))


def _runs(match: re.Match[str]) -> list[tuple[int, int]]:
    return [(match.start() + m.start(), match.start() + m.end()) for m in re.finditer(r"\d+", match[0])]


def _own_reason(quantity: Quantity) -> Reason:
    """Why a quantity that no later rule spoke of fills nothing: its own reason, or what its unit counts."""
    if quantity.reason is not None:
        return quantity.reason
    if quantity.field:
        return Reason.UNKNOWN
    if quantity.kind == "" and quantity.number.vague:
        return Reason.VAGUE
    return OF_KIND.get(quantity.kind, Reason.UNKNOWN)


def _apart(found: list[_Number], chips: Sequence[tuple[int, int]]) -> list[_Number]:
    """Numbers in order, their units cut where another number or a chip begins; of two in one place the one taken."""
    found.sort(key=lambda n: (n.low, not n.taken, -n.high))
    kept: list[_Number] = []
    for number in found:
        if kept and number.low < kept[-1].high:
            continue
        kept.append(number)
    marked = Spans(chips)
    for i, number in enumerate(kept):
        low = kept[i - 1].end if i else 0
        high = kept[i + 1].low if i + 1 < len(kept) else number.end
        if number.start < low or marked.overlaps(number.start, number.low):
            number.start = number.low
        if number.end > high or marked.overlaps(number.high, number.end):
            number.end = number.high
    return kept


def _taken_sentence(taken: Sequence[tuple[str, str]]) -> str:
    models: dict[str, list[str]] = {}
    for field, model in taken:
        models.setdefault(field, []).append(model)
    return "; ".join(f"{field.replace('_', ' ')} of {', '.join(named)}" for field, named in models.items())


def _dropped_sentence(drop: Drop) -> str:
    phrase = PHRASES[drop.reason]
    return f"belongs to {drop.owner}, {phrase}" if drop.owner and drop.reason is not Reason.REPEATED else phrase
