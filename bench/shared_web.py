"""All of the shared real data on loopback: the Hub's 16,849 repositories, catalogues and leaderboards.

Run as ``python -m bench.shared_web FOLDER`` (the folder ``shared/data``) it prints one JSON line with its host table
and ends when its standard input closes.
"""

from __future__ import annotations

import contextlib
import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import shared_boards
from crawler.demo.catalogue_sites import FileSite
from crawler.demo.hub import HubState
from crawler.demo.hub_catalogue import repositories_from_catalogue
from crawler.demo.hub_site import HOST, HubSite
from crawler.demo.server import DemoServer

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"
SOURCES = (
    "huggingface",
    "models_dev",
    "litellm",
    "helm",
    "ecosystem_graphs",
    "awesome_japanese_llm",
    "llms_in_china",
    "epoch",
    *shared_boards.SOURCES,
)
CATALOGUES = {
    "epoch.ai": {"/data/large_scale_ai_models.csv": "../epoch/large_scale_ai_models_2025-12.csv"},
    "models.dev": {
        "/models.json": "models.dev/models.json",
        "/api.json": "models.dev/providers_models_slim.json",
    },
    "raw.githubusercontent.com": {
        "/BerriAI/litellm/main/model_prices_and_context_window.json": (
            "litellm/model_prices_and_context_window.min.json"
        ),
        "/stanford-crfm/helm/main/src/helm/config/model_metadata.yaml": "helm/model_metadata.yaml",
        "/stanford-crfm/ecosystem-graphs/main/resources/all_assets.csv": "ecosystem-graphs/all_assets.csv",
        "/llm-jp/awesome-japanese-llm/main/en/README.md": "llm-jp/README_en.md",
        "/wgwang/awesome-LLMs-In-China/main/README.md": "llms-in-china/README.md",
    },
}


@contextlib.contextmanager
def serve(folder: Path = SHARED_DATA) -> Iterator[dict[str, str]]:
    """Serve the data in a subprocess; yields the host table."""
    command = [sys.executable, "-m", "bench.shared_web", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=REPOSITORY) as process:
        assert process.stdin
        assert process.stdout
        try:
            hosts: dict[str, str] = json.loads(process.stdout.readline())
            yield hosts
        finally:
            process.stdin.close()
            process.wait(30)


def _repositories(path: Path) -> Iterator[dict[str, Any]]:
    """The Hub's rows; those of which the catalogue knows no creation date have none that anybody invented.

    The Hub then shows the day on which it began to count, which says nothing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        dated = {row["name"] for row in csv.DictReader(file) if row["release_date"]}
    for repository in repositories_from_catalogue(path):
        if repository["id"] not in dated:
            repository.pop("createdAt")
            repository.pop("lastModified")
        yield repository


def main(folder: Path) -> None:
    """Serve until standard input closes."""
    boards = folder / "leaderboards"
    files = {
        host: FileSite({path: boards / name for path, name in paths.items()}, "application/json")
        for host, paths in CATALOGUES.items()
    }
    hub = HubSite(HubState(_repositories(folder / "hugging_face" / "models_2026-10.csv")))
    with DemoServer(shared_boards.board_sites(boards, {HOST: hub, **files})) as server:
        sys.stdout.write(json.dumps(server.hosts) + "\n")
        sys.stdout.flush()
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
