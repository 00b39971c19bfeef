"""A text with everything that was found in it marked, and what was taken or left and why, for people to read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from crawler.records import NUMBER_FIELDS, ModelFacts
from pipelines.extraction import Explanation
from pipelines.extraction.explanation import Finding
from pipelines.extraction.reasons import Reason

_UNMARKED = frozenset({
    Reason.NAME_SIZE, Reason.VERSION, Reason.CHIP_NAME, Reason.ORGANIZATION_NAME, Reason.CODE, Reason.PART_OF_NAME,
})  # fmt: skip
"""Reasons of what stands inside something else; they are summed up in one line."""

_KEPT = {"number": "bold green", "name": "bold cyan", "organization": "magenta", "chip": "blue", "date": "bold yellow"}
_LEFT = {"number": "red", "name": "dim cyan", "organization": "dim magenta", "chip": "dim blue", "date": "dim yellow"}
_TAGS = {"number": "", "name": "name ", "organization": "org ", "chip": "chip ", "date": "date "}
_LEGEND = "[taken](note)  <left out>(note)  name, org, chip, date: what a mark holds; the rest are numbers"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, which could steer a terminal, and marks of direction, which could tear ours apart."""
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"

_FIELDS = (
    "name", "organization", "parameters", "active_parameters", "tokens", "hardware", "hardware_quantity", "gpu_hours",
    "training_days", "training_compute_flop", "base_model", "release_date",
)  # fmt: skip
_WITHOUT_SCALE = ("hardware_quantity", "training_days", "training_compute_flop")


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding with the number of its note in the text; none where there is nothing to say about it."""

    finding: Finding
    note: int | None


def show(console: Console, ident: object, text: str, explanation: Explanation) -> None:
    """Print one text, its models and what was left out. Colours where the console has them, else brackets."""
    coloured = console.is_terminal and console.color_system is not None and not console.no_color
    noted = _noted(explanation.findings)
    title = f"{'' if ident is None else ident} ({explanation.extraction.language})".strip()
    console.print(Rule(Text(_clean(title)), align="left"))
    if not coloured:
        console.print(Text(_LEGEND, style="dim"))
    marks = [n for n in noted if n.finding.reason not in _UNMARKED]
    console.print(_marked(text, marks, coloured=coloured), soft_wrap=False)
    notes = {(n.finding.start, n.finding.field): n.note for n in noted if n.finding.kept and n.note is not None}
    for model in explanation.extraction.models:
        console.print()
        console.print(Text(_isolated(_clean(model.name)), style="bold"))
        console.print(_values(model, notes))
    if not explanation.extraction.models:
        console.print(Text("\nno model is announced in this text"))
    for product, engine in explanation.extraction.product_of:
        console.print(Text(f"\n{_isolated(_clean(product))} runs on {_isolated(_clean(engine))}"))
    for signal in explanation.extraction.signals:
        detail = f" ({_clean(signal.detail)})" if signal.detail else ""
        console.print(Text(f"\nsignal: {signal.kind.replace('_', ' ')}: {_clean(signal.subject)}{detail}"))
    _left_out(console, text, noted)
    console.print()


def human(field: str, value: object) -> str:
    """A value as people write it: 671 B, 2,048, 57 days, 3.8e+25 FLOP."""
    if not isinstance(value, float | int) or isinstance(value, bool):
        return "" if value is None else str(value)
    if field == "training_compute_flop":
        return f"{value:.4g} FLOP"
    if field == "training_days":
        return f"{value:.4g} days"
    if field not in _WITHOUT_SCALE:
        for scale, letter in ((1e12, "T"), (1e9, "B"), (1e6, "M")):
            if value >= scale:
                return f"{value / scale:.4g} {letter}"
    return f"{value:,.10g}"


def _noted(findings: Sequence[Finding]) -> list[Noted]:
    noted = []
    last = 0
    for finding in findings:
        number = finding.what in ("number", "date")
        if finding.reason in _UNMARKED or (finding.kept and not number):
            noted.append(Noted(finding, None))
        else:
            last += 1
            noted.append(Noted(finding, last))
    return noted


def _marked(text: str, marks: Sequence[Noted], *, coloured: bool) -> Text:
    """The text with its marks; a mark inside another (a size in a name) stays inside it."""
    out = Text()
    _fill(out, text, 0, len(text), list(marks), coloured=coloured)
    return out


def _fill(out: Text, text: str, low: int, high: int, marks: list[Noted], *, coloured: bool, style: str = "") -> None:
    position = low
    while marks:
        this = marks.pop(0)
        finding = this.finding
        if finding.start < position or finding.end > high:
            continue
        out.append(_clean(text[position : finding.start]), style)
        inside = []
        while marks and marks[0].finding.start < finding.end:
            inside.append(marks.pop(0))
        own = (_KEPT if finding.kept else _LEFT)[finding.what]
        rtl = _RIGHT_TO_LEFT.search(text, finding.start, finding.end) is not None
        opening, closing = ("", "") if coloured else ("[", "]") if finding.kept else ("<", ">")
        out.append((_ISOLATE if rtl else "") + opening + ("" if coloured else _TAGS[finding.what]), own)
        _fill(out, text, finding.start, finding.end, inside, coloured=coloured, style=own)
        out.append(closing + (_END_ISOLATE if rtl else ""), own)
        if this.note is not None:
            out.append(str(this.note).translate(_SUPERSCRIPT) if coloured else f"({this.note})", "dim")
        position = finding.end
    out.append(_clean(text[position:high]), style)


def _values(model: ModelFacts, notes: Mapping[tuple[int, str], int]) -> Table:
    """Field, value and quotation, a line for each piece of evidence."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=2)
    table.add_column(overflow="fold", ratio=3)
    table.expand = True
    for field in _FIELDS:
        value = getattr(model, field)
        if value is None:
            continue
        shown = human(field, value)
        if field == "parameters" and model.is_vague:
            shown += ", an order of magnitude"
        spans = [e for e in model.evidence if e.field == field]
        quotes = " … ".join(_isolated(_clean(" ".join(e.quote.split()))) for e in spans)
        note = next((notes[(e.start, field)] for e in spans if (e.start, field) in notes), None)
        table.add_row(
            Text("" if note is None else f"({note})", "dim"),
            Text(field.replace("_", " ")),
            Text(_isolated(_clean(shown)), "bold green" if field in NUMBER_FIELDS else ""),
            Text(f'"{quotes}"' if spans else "", "dim"),
        )
    return table


def _left_out(console: Console, text: str, noted: Sequence[Noted]) -> None:
    left = [n for n in noted if not n.finding.kept]
    rows = [n for n in left if n.note is not None]
    inner = [n.finding for n in left if n.finding.reason in _UNMARKED and n.finding.what == "number"]
    if rows:
        console.print(Text("\nleft out", style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold", ratio=2)
        table.add_column(overflow="fold", ratio=3)
        table.expand = True
        for row in rows:
            finding = row.finding
            quote = " ".join(text[finding.start : finding.end].split())
            table.add_row(
                Text(f"({row.note})", "dim"),
                Text(_isolated(_clean(quote)), _LEFT[finding.what]),
                Text(f"{finding.reason}: {_clean(finding.sentence)}"),
            )
        console.print(table)
    if inner:
        listed = ", ".join(dict.fromkeys(_clean(text[f.start : f.end]) for f in inner))
        console.print(Text(f"\nalso digits inside names, chips and words: {listed}", style="dim"))


def _isolated(written: str) -> str:
    """A piece set apart from the direction of what surrounds it, where it runs from right to left."""
    return f"{_ISOLATE}{written}{_END_ISOLATE}" if _RIGHT_TO_LEFT.search(written) else written


def _clean(written: str) -> str:
    return _UNPRINTABLE.sub("", written)
