"""``extract``, ``estimate``, ``match`` and ``classify``: the stages of the pipeline, one line at a time."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.cli.lines import Answer, UnusableLine, answer_lines, unknown_keys
from crawler.cli.talk import CommandFailed, errors, put, put_json, read_file, say, settings
from crawler.config import Settings
from crawler.records import NUMBER_FIELDS, Estimate, ModelFacts

FILE = Annotated[Path | None, typer.Argument(metavar="[FILE|-]", help="JSON Lines; standard input by default.")]

EXTRACT_KEYS = frozenset({"id", "text", "language", "title", "url", "published"})
MATCH_KEYS = frozenset({"id", "name", "source", "organization"})

OUTPUT_FIELDS = (
    "organization",
    "parameters",
    "active_parameters",
    "tokens",
    "hardware",
    "hardware_quantity",
    "gpu_hours",
    "training_days",
    "training_compute_flop",
    "base_model",
    "is_vague",
    "release_date",
)


def extract_command(
    file: FILE = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show each text with marks, the values of each model, and why every other number was left out. This "
            "goes to standard error; the JSON lines go to standard output, unless both are a terminal.",
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --explain in a terminal: print the JSON lines too.")
    ] = False,
) -> int:
    """Read what texts say about models: one JSON line in ({"id", "text"}), one JSON line out."""
    from pipelines.extraction import explain as explained  # noqa: PLC0415  (the language packs take a moment to load)
    from pipelines.extraction import extract  # noqa: PLC0415

    def answer(line: Mapping[str, object]) -> Answer:
        text = line.get("text")
        if not isinstance(text, str):
            raise UnusableLine("there is no text in 'text'")
        about = {key: _text(line, key) for key in ("language", "title", "url", "published")}
        if explain:
            from crawler.cli.explaining import show  # noqa: PLC0415

            explanation = explained(text, **about)
            found = explanation.extraction
            show(errors, line.get("id"), text, explanation)
        else:
            found = extract(text, **about)
        models = [_model_json(model) for model in found.models]
        return Answer({"language": found.language, "models": models}, unknown_keys(line, EXTRACT_KEYS))

    to_terminal = sys.stdout.isatty() and errors.is_terminal
    return answer_lines(file, answer, plain_text_hint=PLAIN_TEXT_HINT, data=as_json or not (explain and to_terminal))


PLAIN_TEXT_HINT = (
    "for a plain text: python3 -c 'import json, sys; print(json.dumps({\"text\": sys.stdin.read()}))' < {file} "
    "| flopscout extract --explain"
)


def _text(line: Mapping[str, object], key: str) -> str | None:
    value = line.get(key)
    return value if isinstance(value, str) and value else None


def _model_json(model: ModelFacts) -> dict[str, object]:
    plain = {name: getattr(model, name) for name in OUTPUT_FIELDS}
    for name in NUMBER_FIELDS:
        value = plain[name]
        if isinstance(value, float) and value.is_integer():
            plain[name] = int(value)
    return {
        "name": model.name,
        "aliases": list(model.aliases),
        **plain,
        "evidence": [{"field": e.field, "quote": e.quote, "start": e.start, "end": e.end} for e in model.evidence],
    }


def estimate_command(
    file: FILE = None,
    parameters: Annotated[
        str | None, typer.Option(metavar="X", help="Total parameters, such as 671e9 or 671B.")
    ] = None,
    active_parameters: Annotated[
        str | None, typer.Option(metavar="X", help="Parameters used per token (experts).")
    ] = None,
    tokens: Annotated[str | None, typer.Option(metavar="X", help="Training tokens seen, such as 14.8T.")] = None,
    epochs: Annotated[str | None, typer.Option(metavar="X", help="Passes over --dataset-tokens.")] = None,
    dataset_tokens: Annotated[str | None, typer.Option(metavar="X", help="Tokens in the data set.")] = None,
    steps: Annotated[str | None, typer.Option(metavar="X", help="Optimiser steps, with --batch-tokens.")] = None,
    batch_tokens: Annotated[str | None, typer.Option(metavar="X", help="Tokens in a batch, such as 4M.")] = None,
    hardware: Annotated[
        str | None, typer.Option(metavar="X", help="Chip, such as H800, 'TPU v5p' or '16 nodes x 8 A100'.")
    ] = None,
    chips: Annotated[str | None, typer.Option(metavar="X", help="Number of chips.")] = None,
    days: Annotated[str | None, typer.Option(metavar="X", help="Training time in days.")] = None,
    chip_hours: Annotated[str | None, typer.Option(metavar="X", help="Chip-hours, such as 2.788M.")] = None,
    utilization: Annotated[
        str | None, typer.Option(metavar="X", help="Share of the peak that was reached, 0 to 1.")
    ] = None,
    reported_flop: Annotated[
        str | None,
        typer.Option(metavar="X", help="Training compute that the developer states: FLOP, or '3640 petaflop/s-days'."),
    ] = None,
    base_model: Annotated[str | None, typer.Option(metavar="X", help="The model that this one was made from.")] = None,
    base_flop: Annotated[str | None, typer.Option(metavar="X", help="Compute of the base model, in FLOP.")] = None,
    cost: Annotated[str | None, typer.Option(metavar="X", help="Cost of the run in US dollars, such as $5.6M.")] = None,
    note: Annotated[
        str | None, typer.Option(metavar="X", help="A remark, such as '2B images at 256 tokens per image'.")
    ] = None,
    score: Annotated[
        list[str] | None, typer.Option(metavar="BOARD=X", help="Score on arena, mmlu, gpqa or bbh.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(metavar="X", help="Publication date (YYYY, YYYY-MM or YYYY-MM-DD).")
    ] = None,
    domain: Annotated[str | None, typer.Option(metavar="X", help="Such as language, vision, video, biology.")] = None,
    country: Annotated[
        str | None, typer.Option(metavar="X", help="Country of the developer, in Epoch's words.")
    ] = None,
    organization_type: Annotated[
        str | None, typer.Option(metavar="X", help="Industry, Academia, Government, ...")
    ] = None,
    accessibility: Annotated[
        str | None, typer.Option(metavar="X", help="Such as 'Open weights (unrestricted)'.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of sentences.")] = False,
) -> int:
    """Estimate training compute, from options for a person or from JSON Lines for a program."""
    facts = {
        "parameters": parameters, "active_parameters": active_parameters, "tokens": tokens, "epochs": epochs,
        "dataset_tokens": dataset_tokens, "hardware": hardware, "hardware_quantity": chips, "training_days": days,
        "chip_hours": chip_hours, "utilization": utilization, "reported_flop": reported_flop,
        "base_model": base_model, "base_model_flop": base_flop, "steps": steps, "batch_size_tokens": batch_tokens,
        "cost_usd": cost, "per_example": note,
    }  # fmt: skip
    context = {
        "published": published, "domain": domain, "country": country, "organization_type": organization_type,
        "accessibility": accessibility,
    }  # fmt: skip
    scores = dict(_score(text) for text in score or ())
    given = {key: value for key, value in {**facts, **context}.items() if value is not None} or scores
    if given and file is not None:
        raise CommandFailed("give either a file of JSON Lines or facts as options, not both", 2)
    if not given:
        return _estimate_lines(file)
    known = {key: value for key, value in facts.items() if value is not None}
    line = {**{key: value for key, value in context.items() if value}, "scores": scores or None, "facts": known}
    return _estimate_for_a_person(line, as_json=as_json)


def _score(text: str) -> tuple[str, str]:
    board, equals, value = text.partition("=")
    if not equals:
        raise CommandFailed(f"--score takes BOARD=X, such as mmlu=0.86, not {text!r}", 2)
    return board.strip(), value.strip()


def _estimate_lines(file: Path | None) -> int:
    chosen = settings()

    def answer(line: Mapping[str, object]) -> Answer:
        _, values, unknown = _estimated(line, chosen)
        return Answer(values, unknown)

    return answer_lines(file, answer)


def _estimated(line: Mapping[str, Any], chosen: Settings) -> tuple[Estimate, dict[str, object], tuple[str, ...]]:
    from pipelines.estimation import estimate  # noqa: PLC0415  (the prior takes a moment to load)
    from pipelines.estimation.facts import parse_input  # noqa: PLC0415
    from pipelines.estimation.present import to_json  # noqa: PLC0415

    facts, context, warnings, signals = parse_input(line)
    thresholds = tuple(sorted({*CONTRACT_THRESHOLDS, *chosen.triage.thresholds_flop}))
    figure = estimate(facts, context, thresholds=thresholds, threshold=chosen.triage.threshold_flop)
    figure = replace(figure, warnings=(*warnings, *figure.warnings))
    unknown = tuple(signal.subject for signal in signals if signal.kind == "unknown_key")
    return figure, to_json(figure), unknown


CONTRACT_THRESHOLDS = (1e23, 1e25, 1e26)
"""Thresholds whose chances every estimate states, whatever else the settings add."""


def _estimate_for_a_person(line: Mapping[str, Any], *, as_json: bool) -> int:
    from pipelines.estimation.arithmetic import scientific  # noqa: PLC0415
    from pipelines.estimation.present import picture  # noqa: PLC0415

    chosen = settings()
    figure, answer, _ = _estimated(line, chosen)
    if as_json:
        put_json(answer)
        return 0
    put(f"{figure.compute_flop:.2e} FLOP, 90 % between {figure.low:.1e} and {figure.high:.1e}")
    put(f"{figure.confidence}; {figure.method}")
    put(", ".join(f"P(> {scientific(flop)}) {chance:.2f}" for flop, chance in sorted(figure.p_above.items())))
    put(picture(figure, chosen.triage.thresholds_flop))
    if figure.added_flop is not None:
        put(f"{figure.added_flop:.2e} FLOP of it added to the base model")
    for step in figure.steps:
        put(f"  {step}")
    for warning in figure.warnings:
        say(f"warning: {warning}")
    return 0


def match_command(
    reference: Annotated[
        Path, typer.Option(metavar="FILE.csv", help="CSV with name, organization, published, parameters.")
    ],
    file: FILE = None,
) -> int:
    """Link names as sources write them to a reference list."""
    from pipelines.identity.matching import Matcher  # noqa: PLC0415

    matcher = Matcher(_reference(reference))

    def answer(line: Mapping[str, object]) -> Answer:
        name = line.get("name")
        if not isinstance(name, str) or not name.strip():
            raise UnusableLine("there is no name in 'name'")
        found = matcher.match(name, source=_text(line, "source"), organization=_text(line, "organization"))
        return Answer({"match": found.name, "reason": found.reason}, unknown_keys(line, MATCH_KEYS))

    return answer_lines(file, answer)


def _reference(path: Path) -> list[Any]:
    from pipelines.identity.matching import ReferenceModel  # noqa: PLC0415

    rows = list(csv.DictReader(io.StringIO(read_file(path))))
    if rows and "name" not in rows[0]:
        raise CommandFailed(f"{path} has no column 'name'", 2)
    return [
        ReferenceModel(
            row["name"], row.get("organization") or None, row.get("published") or None, _float(row.get("parameters"))
        )
        for row in rows
        if row.get("name")
    ]


def _float(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def classify_command(file: FILE = None) -> int:
    """Say what a Hub repository is: an original, a fine-tune, a quantised copy, ...; rows as the Hub's API has them."""
    from pipelines.identity.repositories import classify_repository  # noqa: PLC0415

    def answer(line: Mapping[str, object]) -> Answer:
        if not isinstance(line.get("id"), str) or not line["id"]:
            raise UnusableLine("there is no repository id in 'id'")
        found = classify_repository(line)
        # The Hub adds keys to its rows as it likes; none of them is worth a warning.
        return Answer({"class": found.kind, "reason": found.reason})

    return answer_lines(file, answer)
