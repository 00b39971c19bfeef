"""``queue``: what waits for review, everything about one model, and deciding about it."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from crawler.cli import deciding
from crawler.cli.talk import attempt, put, put_json, say, settings, store
from crawler.records import Estimate
from crawler.store.decisions import told
from crawler.store.finding import Refused, find_model
from crawler.store.queue import Dossier, QueueEntry, dossier, queue_entries
from pipelines.estimation.present import picture

app = typer.Typer(
    help="Look at the models that wait for review, and decide about them.", rich_markup_mode=None, add_completion=False
)

_ALIKE_SHOWN = 3
MENTIONS_SHOWN = 20
"""Names and reasons that `show` prints; `--json` has them all."""


@app.command("list")
def list_queue(
    limit: Annotated[int, typer.Option(min=1, help="How many to show.")] = 25,
    resting: Annotated[bool, typer.Option("--all", help="Show also what was kept or snoozed.")] = False,
    flat: Annotated[
        bool, typer.Option("--flat", help="Show every model, also those of one architecture and size.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole queue as JSON.")] = False,
) -> int:
    """List the unconfirmed models, the ones most worth a look first."""
    chosen = settings()
    with store(chosen, create=False) as opened:
        if as_json:
            put_json([entry.as_json() for entry in queue_entries(opened.connection, resting=resting)])
            return 0
        entries = queue_entries(opened.connection, resting=resting)
    if not entries:
        say("the queue is empty: every model found is confirmed, below the threshold, excluded or already known")
        return 0
    print_queue(entries, limit, flat=flat)
    return 0


def print_queue(queued: list[QueueEntry], limit: int, *, flat: bool = False) -> None:
    """The queue as a table on standard output; models of one architecture and size stand in one row unless ``flat``."""
    alike: dict[str, list[str]] = {}
    for entry in queued:
        if entry.group != entry.id:
            alike.setdefault(entry.group, []).append(entry.name)
    shown = queued if flat else [entry for entry in queued if entry.group == entry.id]
    entries = shown[:limit]
    console = Console(soft_wrap=False, highlight=False)
    width = console.width if console.is_terminal else 150
    demo = any(entry.demo for entry in entries)
    table = Table(title="Queue (demo data)" if demo else "Queue", title_justify="left", pad_edge=False)
    table.add_column("model", overflow="fold", min_width=20)
    table.add_column("developer", overflow="fold", max_width=24)
    table.add_column("published", no_wrap=True)
    table.add_column("P>1e23", justify="right", no_wrap=True)
    table.add_column("compute, 90 %", no_wrap=True)
    table.add_column("why", overflow="fold", max_width=50)
    for entry in entries:
        table.add_row(
            f"{entry.name}\n[dim]{entry.id}[/dim]" + ("" if flat else _alike(alike.get(entry.id, []))),
            entry.organization or "unknown",
            entry.published or "",
            f"{next(iter(entry.p_above.values()), 0.0):.2f}",
            _interval(entry),
            entry.explanation,
        )
    Console(width=width, highlight=False).print(table)
    if len(shown) > len(entries):
        say(f"{len(entries)} of {len(shown)} shown; `--limit {len(shown)}` shows all")
    if len(queued) > len(shown):
        say(f"{len(queued)} models in {len(shown)} groups to look at together; `--flat` shows each")
    say("`flopscout queue show ID` shows the evidence for one")


def _alike(names: list[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - _ALIKE_SHOWN} more" if len(names) > _ALIKE_SHOWN else ""
    return f"\n[dim]like it: {', '.join(names[:_ALIKE_SHOWN])}{more}[/dim]"


def _interval(entry: QueueEntry) -> str:
    if entry.compute_flop is None or entry.low is None or entry.high is None:
        return "unknown"
    return f"{entry.compute_flop:.1e} ({entry.low:.0e}..{entry.high:.0e})"


@app.command("show")
def show(
    model: Annotated[str, typer.Argument(help="The model's id as `queue list` shows it, or its exact name.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Show one model: its estimate with the arithmetic, its claims with their quotes, and where they stand."""
    chosen = settings()
    with store(chosen, create=False) as opened:
        ident = attempt(lambda: find_model(opened.connection, model), Refused)
        found = dossier(opened.connection, ident)
        assert found is not None
    if as_json:
        put_json(_dossier_json(found))
    else:
        for line in _lines(found, chosen.triage.thresholds_flop):
            put(line)
    return 0


def _dossier_json(found: Dossier) -> dict[str, object]:
    return {
        **found.model,
        "names": list(found.names),
        "mentions": [mention.as_json() for mention in found.mentions],
        "merged": list(found.merged),
        "claims": [
            {name: getattr(claim, name) for name in claim.__slots__} | {"rank": claim.rank.value}
            for claim in found.claims
        ],
        "decisions": [{**decision.as_json(), "undone": decision.id in found.undone} for decision in found.decisions],
        "last_decision": found.last_decision,
        "derivatives": found.derivatives,
    }


def _lines(found: Dossier, thresholds: tuple[float, ...]) -> list[str]:
    model = found.model
    lines = [
        f"{model['name']}  [{model['id']}]",
        f"status: {model['status']} ({model['reason']}). {model['explanation']}",
        f"developer: {model['organization'] or 'unknown'}   country: {model['country'] or 'unknown'}   "
        f"published: {model['published'] or 'unknown'}   accessibility: {model['accessibility'] or 'unknown'}",
        f"also seen as: {', '.join(n for n in found.names if n != model['name']) or 'nothing else'}",
    ]
    if found.merged:
        lines.append(f"merged into it: {', '.join(found.merged)}")
    if model["asleep_until"]:
        lines.append(f"rests until {model['asleep_until']}, or until something new is claimed about it")
    if model["base_name"]:
        lines.append(f"derived from: {model['base_name']}" + (f" [{model['base_id']}]" if model["base_id"] else ""))
    if found.derivatives:
        lines.append(f"derivatives: {found.derivatives}")
    if model["reference"]:
        lines.append(f"already listed in an imported reference as: {model['reference']}")
    lines.append("")
    if model["compute_flop"] is not None:
        chances = ", ".join(f"P(> {flop}) {chance:.2f}" for flop, chance in model["p_above"].items())
        lines += [
            f"training compute: {model['compute_flop']:.2e} FLOP, 90 % between {model['compute_low']:.1e} and "
            f"{model['compute_high']:.1e} ({model['confidence']}; {model['method']})",
            f"  {chances}",
            f"  {picture(_estimate(model), thresholds)}",
        ]
        lines += [f"  {step}" for step in model["steps"]]
        lines += [f"  warning: {warning}" for warning in model["warnings"]]
        lines.append("")
    suggested = "; ? was suggested by a language model and does not count" if _suggested(found) else ""
    lines.append(f"claims (* is shown, ! contradicts it{suggested}):")
    for claim in sorted(found.claims, key=lambda c: (c.field, c.rank.value, c.id)):
        entry = model["chosen"].get(claim.field, {})
        mark = "*" if claim.id in entry.get("claims", []) else "!" if _contradicts(claim.id, entry) else " "
        mark = "?" if claim.suggested else mark
        value = f"{claim.value:.6g}" if isinstance(claim.value, float) else claim.value
        place = f" [{claim.start}:{claim.end}]" if claim.start is not None else ""
        title = found.titles.get(claim.document_id or "", "")
        lines.append(f" {mark} {claim.field}: {value}   “{claim.quote}”{place}")
        who = "suggested, " if claim.suggested else ""
        lines.append(f"     {who}{claim.rank.value}, {claim.source}, {claim.url}{f' ({title})' if title else ''}")
    lines += ["", "why these are one model:", *_reasons(found)]
    if found.decisions:
        lines += ["", "decisions:"]
        lines += [f"  {told(d)}{' (undone)' if d.id in found.undone else ''}" for d in found.decisions]
    return lines


def _reasons(found: Dossier) -> list[str]:
    """Every name with why it is this model's; the same name from the same source for the same reason once."""
    counts = Counter((mention.raw_name, mention.source, mention.why) for mention in found.mentions)
    lines = [
        f"  {name} ({source}{f', {number} times' if number > 1 else ''}): {why}"
        for (name, source, why), number in counts.items()
    ]
    if len(lines) > MENTIONS_SHOWN:
        return [*lines[:MENTIONS_SHOWN], f"  and {len(lines) - MENTIONS_SHOWN} more; `--json` has them all"]
    return lines or ["  nobody mentions it at the moment; it stays because somebody decided about it"]


def _suggested(found: Dossier) -> bool:
    return any(claim.suggested for claim in found.claims)


def _estimate(model: dict[str, Any]) -> Estimate:
    return Estimate(
        compute_flop=model["compute_flop"],
        low=model["compute_low"],
        high=model["compute_high"],
        p_above={float(flop): chance for flop, chance in model["p_above"].items()},
        confidence=model["confidence"],
        method=model["method"],
        disclosed=bool(model["disclosed"]),
    )


def _contradicts(claim_id: str, entry: dict[str, object]) -> bool:
    conflicts = entry.get("conflicts", [])
    assert isinstance(conflicts, list)
    return any(claim_id in conflict["claims"] for conflict in conflicts)


deciding.register(app)
