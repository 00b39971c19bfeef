"""``import``, ``export`` and ``evaluate`` from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from crawler.cli.app import run
from crawler.config import Settings
from crawler.dataset.columns import COLUMNS
from crawler.store.database import Store
from tests.dataset.models import ATLAS, NAMELESS, a_world

REFERENCE = (
    "Model,Organization,Parameters,Training compute (FLOP)\nAtlas-70B,Example Lab,70e9,6e24\nOther-9B,Lab,9e9,\n"
)


@pytest.fixture
def home(store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a few models."""
    a_world(store, settings)
    monkeypatch.setenv("FLOPSCOUT_HOME", str(settings.home))
    return settings.home


def test_standard_output_is_csv_and_is_not_remembered(
    home: Path, store: Store, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(["export", "-o", "-"]) == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode())))
    assert tuple(rows[0]) == COLUMNS
    assert {row["Model"] for row in rows} == {ATLAS, NAMELESS}
    assert store.connection.execute("SELECT count(*) FROM exports").fetchone()[0] == 0


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "xlsx"])
def test_a_files_name_says_its_format_and_the_export_is_remembered(
    home: Path, store: Store, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"models.{ending}"
    assert run(["export", "-o", str(path)]) == 0
    assert "2 models written" in capsys.readouterr().err
    assert path.stat().st_size > 100
    assert store.connection.execute("SELECT count(*) FROM exported_models").fetchone()[0] == 2
    assert run(["export", "--new", "-o", str(tmp_path / "new.csv")]) == 0
    assert "0 models written" in capsys.readouterr().err


def test_a_package_is_written_once_and_says_when_nothing_changed(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "package"
    assert run(["export", "--status", "all", "--format", "package", "-o", str(folder)]) == 0
    assert "version 1.0.0 with 4 models" in capsys.readouterr().err
    assert json.loads((folder / "datapackage.json").read_text())["version"] == "1.0.0"
    assert run(["export", "--status", "all", "--format", "package", "-o", str(folder)]) == 0
    assert "nothing has changed since version 1.0.0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--since", "June", "-o", "-"], "is no date"),
        (["--threshold", "-1", "-o", "-"], "is no threshold"),
        (["-o", "models.zip"], "cannot tell the format"),
        (["--format", "package"], "name it with -o"),
        (["--new", "--format", "package", "-o", "folder"], "leave out --new"),
    ],
)
def test_wrong_usage_is_refused(
    home: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", *arguments]) == 2
    assert words in capsys.readouterr().err


def test_evaluate_prints_the_agreed_keys(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "reference.csv"
    path.write_text(REFERENCE)
    assert run(["evaluate", str(path), "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert {
        "recall", "found", "total", "recall_by_year", "recall_by_country", "recall_by_domain",
        "recall_by_accessibility", "recall_by_source", "precision_confirmed", "within_2x", "within_3x", "only_ours",
        "misses",
    } <= set(content)  # fmt: skip
    assert (content["found"], content["total"]) == (1, 2)
    assert content["misses"][0] == {"name": "Other-9B", "reason": "never seen", "detail": "", "models": []}
    assert run(["evaluate", str(path)]) == 0
    assert "found 1 of 2" in capsys.readouterr().out


def test_import_says_what_it_did(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "reference_2025-12.csv"
    path.write_text(REFERENCE + "Bad-1B,Lab,many,-3\n")
    assert run(["import", str(path)]) == 0
    said = capsys.readouterr().err
    assert "reference: 3 models read, 3 new, 0 changed" in said
    assert "'many' of 'Bad-1B' is no usable number" in said
    assert "4 stored models were compared" in said
