"""Extraction scored against annotated texts by the scorer that stands beside the repository."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.extraction import extract

EVALUATION = Path(__file__).resolve().parents[3] / "shared" / "eval"
SCORER = EVALUATION / "score_extraction.py"


def score(annotated: Sequence[Path], folder: Path) -> dict[str, Any]:
    """What the scorer says of the extractor on these files; predictions are written into ``folder``."""
    predictions = folder / "predictions.jsonl"
    with predictions.open("w", encoding="utf-8") as out:
        for path in annotated:
            for line in path.read_text(encoding="utf-8").splitlines():
                item = json.loads(line)
                found = extract(item["text"], language=item["lang"])
                models = [dataclasses.asdict(model) for model in found.models]
                out.write(json.dumps({"id": item["id"], "models": models}) + "\n")
    arguments = [str(SCORER), *map(str, annotated), "--predictions", str(predictions), "--json"]
    run = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    scores: dict[str, Any] = json.loads(run.stdout)
    return scores
