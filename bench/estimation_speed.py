"""How many estimates a second one core makes: ``python bench/estimation_speed.py [COUNT]``, 100,000 unless told.

The facts are drawn at random from a fixed seed, no two alike: models that disclose everything, hardware alone, a base
and a stage, and as many of which only size and date, or less, are known. Time is the process's own on the processor,
so that other work on the machine hardly counts. Reading the lines and writing the answers is timed apart.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipelines.estimation import estimate
from pipelines.estimation.facts import parse_input
from pipelines.estimation.present import to_json

COUNT = 100_000
CHIPS = ("NVIDIA H100", "NVIDIA A100 SXM4 80 GB", "TPU v4", "H800", "Ascend 910B", "AMD MI250X", "TPU v5p", "GPU")

Facts = dict[str, Any]
Draw = Callable[[random.Random], Facts]


def size(draw: random.Random) -> float:
    """Parameters, from a hundred million to a trillion."""
    return float(f"{10 ** draw.uniform(8, 12):.3g}")


def tokens(draw: random.Random) -> float:
    """Training tokens, from ten billion to thirty trillion."""
    return float(f"{10 ** draw.uniform(10, 13.5):.3g}")


def hardware(draw: random.Random) -> Facts:
    """Chips with their number and the time."""
    chip, count = draw.choice(CHIPS), draw.choice((64, 256, 1024, 4096))
    return {"hardware": chip, "hardware_quantity": count, "training_days": round(draw.uniform(3, 120), 1)}


def stage(draw: random.Random) -> Facts:
    """A model's size and the tokens of a further stage."""
    return {"parameters": size(draw), "tokens": tokens(draw) / 50}


KINDS: dict[str, tuple[int, Draw]] = {
    "dense": (15, lambda d: {"parameters": size(d), "tokens": tokens(d)}),
    "mixture": (8, lambda d: {"parameters": (n := size(d)), "active_parameters": n / 8, "tokens": tokens(d)}),
    "steps": (4, lambda d: {"parameters": size(d), "steps": d.randrange(10**4, 10**6), "batch_size_tokens": "4M"}),
    "hardware": (8, hardware),
    "both": (8, lambda d: {"parameters": size(d), "tokens": tokens(d), **hardware(d)}),
    "reported": (5, lambda d: {"reported_flop": 10 ** d.uniform(21, 26)}),
    "derived": (6, lambda d: {**stage(d), "base_model_flop": 10 ** d.uniform(22, 25)}),
    "derived, base unknown": (3, lambda d: {**stage(d), "base_model": "a base"}),
    "cost": (1, lambda d: {"cost_usd": 10 ** d.uniform(4, 8)}),
    "chips without time": (2, lambda d: {**hardware(d), "parameters": size(d), "training_days": None}),
    "size only": (25, lambda d: {"parameters": size(d)}),
    "nothing": (15, lambda _: {}),
}  # fmt: skip


def drawn_lines(count: int) -> list[tuple[str, str]]:
    """(kind, JSON line) of ``count`` models."""
    draw = random.Random(20260101)
    kinds = draw.choices(list(KINDS), [share for share, _ in KINDS.values()], k=count)
    lines = []
    for i, kind in enumerate(kinds):
        line: Facts = {"id": i, "facts": KINDS[kind][1](draw)}
        line["published"] = f"{draw.randrange(2020, 2027)}-{draw.randrange(1, 13):02}-15"
        line["domain"] = draw.choice(("language", "language", "multimodal", "vision", "biology", "video"))
        if draw.random() < 0.6:
            line["country"] = draw.choice(("China", "United States of America", "France", "Japan"))
            line["organization_type"] = draw.choice(("Industry", "Industry", "Academia"))
        if draw.random() < 0.5:
            line["accessibility"] = draw.choice(("API access", "Open weights (unrestricted)", "Unreleased"))
        lines.append((kind, json.dumps(line)))
    return lines


def main(count: int) -> None:
    lines = drawn_lines(count)
    start = time.process_time()
    parsed = [(kind, *parse_input(json.loads(text))[:2]) for kind, text in lines]
    reading = time.process_time() - start
    estimate(parsed[0][1], parsed[0][2])
    spent: dict[str, list[float]] = {kind: [0, 0.0] for kind in KINDS}
    answers = []
    for kind, facts, context in parsed:
        start = time.process_time()
        answers.append(estimate(facts, context))
        spent[kind][0] += 1
        spent[kind][1] += time.process_time() - start
    total = sum(seconds for _, seconds in spent.values())
    start = time.process_time()
    for answer in answers:
        json.dumps(to_json(answer))
    writing = time.process_time() - start
    print(f"{count:,} estimates in {total:.1f} s on one core: {count / total:,.0f} a second")
    print(f"reading the lines {reading:.1f} s, writing the answers {writing:.1f} s")
    for kind, (models, seconds) in spent.items():
        if models:
            print(f"  {kind:24}{models:8,.0f} models {seconds / models * 1e6:8.0f} microseconds each")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
