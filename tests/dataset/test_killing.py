"""An export that is killed leaves the one before it whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.config import Settings
from crawler.dataset.formats import write_csv
from crawler.dataset.writing import ExportFailed, write_file
from crawler.store.database import Store
from tests.dataset.models import a_world, an_export

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("kind", "steps"), [("csv", 6), ("package", 20)])
def test_killed_at_any_step_the_old_export_or_the_new_one_is_there_whole(
    store: Store, settings: Settings, kind: str, steps: int
) -> None:
    a_world(store, settings)
    store.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.dataset.killing", str(settings.home), kind],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    killed, kept = map(int, done.stdout.split())
    assert killed >= steps
    assert kept >= steps // 2


def test_a_full_disk_leaves_the_old_file(store: Store, settings: Settings, tmp_path: Path) -> None:
    a_world(store, settings)
    path = tmp_path / "models.csv"
    path.write_text("old")

    def failing(file: object) -> None:
        del file
        raise OSError(28, "No space left on device")

    with pytest.raises(ExportFailed, match="No space left"):
        write_file(path, failing)
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == ["models.csv"]


def test_what_a_killed_process_left_is_removed_and_a_living_ones_is_not(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    a_world(store, settings)
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    dead, alive = tmp_path / f".models.csv.{gone.pid}.part", tmp_path / ".models.csv.1.part"
    dead.write_text("half")
    alive.write_text("half")
    write_file(tmp_path / "models.csv", lambda file: write_csv(an_export(store).batches(), file))
    assert not dead.exists()
    assert alive.exists()
