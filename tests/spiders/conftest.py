"""Spiders remember their visits in the data folder: here every test has a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default data folder lies in the working folder."""
    monkeypatch.chdir(tmp_path)
