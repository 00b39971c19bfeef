"""What tests share: an own data folder each, and the shared material where it is present."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from crawler.config import Settings
from crawler.store.database import Store, open_store

# A busy machine is no fault of the code. `make test-long` looks at many more examples.
for profile, examples in (("ci", 50), ("thorough", 1000)):
    hypothesis.settings.register_profile(
        profile, max_examples=examples, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
hypothesis.settings.load_profile("ci")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the developer's settings, tokens or data, nor tells anybody that it ran."""
    for name in ("FLOPSCOUT_CONFIG", "FLOPSCOUT_HOME", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own."""
    return Settings(home=tmp_path / "data")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of today's schema without rows, to be copied: making one takes fifty times as long."""
    path = tmp_path_factory.mktemp("empty") / "flopscout.db"
    open_store(path).close()
    return path


@pytest.fixture
def store(settings: Settings, empty_database: Path) -> Iterator[Store]:
    """An empty database file."""
    settings.home.mkdir(parents=True)
    shutil.copyfile(empty_database, settings.database)
    with open_store(settings.database) as opened:
        yield opened


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared material; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"skipped: the shared material is not at {SHARED}")
    return SHARED
