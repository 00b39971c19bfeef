"""Saved leaderboards in the form and at the addresses at which their sources publish them.

Arena's and the Open LLM Leaderboard's rows were saved as tables by third parties; here they are the rows of a Hub data
set again, in pages of at most a hundred. Of LiveBench only the names were saved.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crawler.demo.exchange import Reply, Request, Site

SOURCES = ("arena", "livebench", "open_llm_leaderboard", "superclue")
LARGEST_PAGE = 100
ARENA = "lmarena-ai/leaderboard-dataset"
BOARDS = {
    "text_to_image": "oolong_2026-04-19_text-to-image.json",
    "image_edit": "oolong_2026-04-19_image-edit.json",
    "text_to_video": "oolong_2026-04-19_text-to-video.json",
    "image_to_video": "oolong_2026-04-19_image-to-video.json",
    "video_edit": "oolong_2026-04-19_video-edit.json",
}
SUPERCLUE = "/CLUEbenchmark/SuperCLUE/main/"
LIVEBENCH = "/LiveBench/livebench.github.io/main/public/table_2026_06_25.csv"

Rows = list[dict[str, Any]]


class RowsSite:
    """The Hub's data set viewer: ``/rows`` by data set, configuration, offset and length."""

    def __init__(self, tables: Mapping[tuple[str, str], Rows]) -> None:
        self._tables = tables

    def answer(self, request: Request) -> Reply:
        """Answer one request; 404 for a table that is not there, 422 for a page that is too long."""
        asked = dict(request.parameters)
        table = self._tables.get((asked.get("dataset", ""), asked.get("config", "")))
        if request.path != "/rows" or table is None:
            return _reply({"error": "The dataset does not exist."}, 404)
        start, length = int(asked.get("offset", "0")), int(asked.get("length", "100"))
        if length > LARGEST_PAGE:
            return _reply({"error": "Parameter 'length' must not be greater than 100"}, 422)
        rows = [
            {"row_idx": start + number, "row": row, "truncated_cells": []}
            for number, row in enumerate(table[start : start + length])
        ]
        return _reply({"features": [], "rows": rows, "num_rows_total": len(table), "partial": False})


class TextSite:
    """Texts by path; ``behind`` is asked for every other path."""

    def __init__(self, texts: Mapping[str, bytes], content_type: str, behind: Site | None = None) -> None:
        self._texts = texts
        self._behind = behind
        self._content_type = content_type

    def answer(self, request: Request) -> Reply:
        """Answer one request; 404 for any other path."""
        body = self._texts.get(request.path)
        if body is None:
            return Reply(404, b"404: Not Found") if self._behind is None else self._behind.answer(request)
        return Reply(200, body, {"Content-Type": self._content_type}, compressible=True)


def board_sites(boards: Path, others: Mapping[str, Site]) -> dict[str, Site]:
    """All hosts by name: those of the boards, and ``others``, which may share one with them.

    Raises:
        OSError: a saved file is missing.
    """
    index = [
        {"name": LIVEBENCH.rpartition("/")[2], "download_url": f"https://raw.githubusercontent.com{LIVEBENCH}"},
        {"name": "index.html", "download_url": "https://raw.githubusercontent.com/LiveBench/x/main/index.html"},
    ]
    contents = "/repos/LiveBench/livebench.github.io/contents/public"
    raw = "raw.githubusercontent.com"
    return {
        **others,
        raw: TextSite(_raw_files(boards), "text/plain; charset=utf-8", others.get(raw)),
        "datasets-server.huggingface.co": RowsSite({**_arena(boards / "arena"), **_open_llm(boards / "openllm")}),
        "api.github.com": TextSite({contents: json.dumps(index).encode()}, "application/json"),
    }


def _raw_files(boards: Path) -> dict[str, bytes]:
    lines = (boards / "livebench" / "model_names.txt").read_text(encoding="utf-8").splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    pages = {f"{SUPERCLUE}{page.name}": page.read_bytes() for page in (boards / "superclue").glob("README*.md")}
    return {**pages, LIVEBENCH: "\n".join(["model,score", *(f"{name}," for name in names), ""]).encode()}


def _arena(folder: Path) -> dict[tuple[str, str], Rows]:
    tables: dict[tuple[str, str], Rows] = {}
    for board in ("text", "vision"):
        rows = _csv(folder / f"fboulnois_lmarena_{board}_2025-08-06.csv")
        tables[ARENA, board] = _with_other_category(
            _arena_row(row["model"], row["organization"], row["license"], row["arena_score"], row["votes"], row["rank"])
            for row in rows
        )
    for board, file in BOARDS.items():
        listed = json.loads((folder / file).read_text(encoding="utf-8"))["models"]
        tables[ARENA, board] = _with_other_category(
            _arena_row(row["model"], row["vendor"], row["license"], row["score"], row["votes"], row["rank"])
            for row in listed
        )
    return tables


def _arena_row(model: str, developer: str | None, licence: str | None, *scores: Any) -> dict[str, Any]:
    rating, votes, rank = (float(score) if str(score or "").strip() else None for score in scores)
    return {"model_name": model, "organization": developer, "license": licence, "rating": rating,
            "rating_lower": rating, "rating_upper": rating, "variance": 0.0, "vote_count": votes, "rank": rank,
            "category": "overall", "leaderboard_publish_date": "2026-04-19"}  # fmt: skip


def _with_other_category(rows: Iterable[dict[str, Any]]) -> Rows:
    """The overall rows, and behind them a further category with the same models, as the data set has it."""
    overall = list(rows)
    return [*overall, *({**row, "category": "chinese"} for row in overall)]


def _open_llm(folder: Path) -> dict[tuple[str, str], Rows]:
    second = [
        {"fullname": row["model_name"], "Type": _spaced(row["model_type"]), "Architecture": row["model_architecture"],
         "#Params (B)": _number(row["metadata_params_billions"]), "MoE": row["features_is_moe"] == "TRUE",
         "Official Providers": row["features_is_official_provider"] == "TRUE",
         "Hub License": row["metadata_hub_license"],
         "Average ⬆️": _number(row["model_average_score"]), "Upload To Hub Date": row["metadata_upload_date"]}
        for row in _csv(folder / "huggingface_v2_2025-03-21.csv")
    ]  # fmt: skip
    first = [
        {"fullname": row["fullname"], "Type": row["type"], "Architecture": row["architecture"],
         "#Params (B)": _number(row["params_b"]), "MoE": row["moe"] == "TRUE", "Hub License": row["hub_license"],
         "Average ⬆️": _number(row["average"]), "date": row["date"]}
        for row in _csv(folder / "huggingface_v1_2024-07-07.csv")
    ]  # fmt: skip
    return {
        ("open-llm-leaderboard/contents", "default"): second,
        ("open-llm-leaderboard-old/contents", "default"): first,
    }


def _spaced(kind: str) -> str:
    """The saved table lost the blanks of this column."""
    return kind.replace("continuouslypretrained", "continuously pretrained")


def _number(cell: str) -> float | None:
    return float(cell) if cell.strip() else None


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _reply(value: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"}, compressible=True)
