"""One running little web for the tests of this folder, and repositories to build others from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from crawler.demo.hub import HubState
from crawler.demo.hub_site import HOST, HubSite
from crawler.demo.server import DemoServer


def repository(number: int, **changes: Any) -> dict[str, Any]:
    """A made-up repository; downloads fall with the number, every third pair shares its value."""
    row = {
        "id": f"org-{number % 3}/model-{number:02}",
        "downloads": 1000 - number // 2,
        "likes": number,
        "createdAt": f"2025-01-{number + 1:02}T00:00:00.000Z",
        "tags": ["transformers", "text-generation", f"license:{'mit' if number % 2 else 'apache-2.0'}"],
        "pipeline_tag": "text-generation" if number % 4 else "text-to-image",
        "library_name": "transformers",
        "safetensors": {"parameters": {"BF16": (number + 1) * 10**9}, "total": (number + 1) * 10**9},
        "files": {"config.json": '{"model_type": "llama"}', "README.md": f"# model-{number:02}\n" + "text " * 50},
    }
    return {**row, **changes}


@pytest.fixture(scope="session")
def hub_state() -> HubState:
    """25 repositories, one gated, one without safetensors, two without downloads."""
    rows = [repository(number) for number in range(25)]
    rows[5]["gated"] = "manual"
    del rows[7]["safetensors"]
    rows[8]["downloads"] = rows[9]["downloads"] = None
    return HubState(rows)


@pytest.fixture(scope="session")
def hub_server(hub_state: HubState) -> Iterator[DemoServer]:
    """The Hub alone, with those repositories."""
    with DemoServer({HOST: HubSite(hub_state)}) as server:
        yield server


@pytest.fixture(scope="session")
def demo_server() -> Iterator[DemoServer]:
    """The demo's whole web, without faults."""
    with DemoServer() as server:
        yield server


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    """A plain client without proxies, cookies or redirects."""
    with httpx.Client(timeout=60, trust_env=False) as http:
        yield http


@pytest.fixture(scope="session", autouse=True)
def _quiet_hub_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The official client must not read a saved token, nor write into the home folder."""
    values = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    values["HF_HOME"] = str(tmp_path_factory.mktemp("hf"))
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    yield
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


def shared_folder() -> Path | None:
    """The folder of shared data beside the repository, where it exists."""
    folder = Path(__file__).resolve().parents[2].parent / "shared"
    return folder if folder.is_dir() else None
