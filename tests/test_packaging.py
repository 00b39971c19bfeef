"""What is shipped works away from the checkout, and what is pinned can be installed."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"crawler", "keywords", "pipelines", "spiders"}
IMPORT_NAMES = {"argon2-cffi": "argon2", "pyyaml": "yaml", "vl-convert-python": "vl_convert"}
"""Distributions whose module has another name."""


def run(*words: str, cwd: Path) -> str:
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir",
        str(folder), cwd=folder)  # fmt: skip
    return next(folder.glob("*.whl"))


def test_the_wheel_ships_exactly_four_packages_with_their_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if not name.split("/")[0].endswith(".dist-info")}
    assert tops == PACKAGES
    shipped = {name for name in names if name.endswith((".toml", ".csv", ".json", ".yaml", ".md"))}
    tracked = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".toml", ".csv", ".json", ".yaml", ".md"}
    }
    assert tracked <= shipped


def test_the_wheel_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    pins = re.findall(r"^([A-Za-z0-9._-]+==[^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    (tmp_path / "constraints.txt").write_text("\n".join(pins) + "\n")
    run(sys.executable, "-m", "venv", "--without-pip", "empty", cwd=tmp_path)
    python = str(tmp_path / "empty" / "bin" / "python")
    # Of what is installed only a little is loaded: compiling all of it takes longer than the rest of this test.
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-compile", "--quiet",
        "--disable-pip-version-check", "--constraint", "constraints.txt", str(wheel), cwd=tmp_path)  # fmt: skip
    script = str(tmp_path / "empty" / "bin" / "flopscout")
    assert "crawl" in run(script, "--help", cwd=tmp_path)
    answer = run(script, "estimate", "--parameters", "70e9", "--tokens", "15T", "--json", cwd=tmp_path)
    assert "compute_flop" in answer
    assert "huggingface" in run(script, "sources", "list", cwd=tmp_path)


def test_every_direct_dependency_can_be_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[\[<>=!~ ]", requirement)[0]
        importlib.metadata.version(name)
        __import__(IMPORT_NAMES.get(name, name.replace("-", "_")))


def test_the_lock_names_no_address_and_pins_every_direct_dependency() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "index-url" not in lock
    pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        assert re.split(r"[\[<>=!~ ]", requirement)[0].lower().replace("_", "-") in pinned
