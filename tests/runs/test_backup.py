"""One file from which a data folder can be made again."""

from __future__ import annotations

import errno
import hashlib
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.cli.app import run as run_command
from crawler.config import Settings
from crawler.fetching.archive import ArchiveWriter
from crawler.runs.backup import BackupFailed, write_backup
from crawler.store import archive_index, runs
from crawler.store.database import Store, open_store


@pytest.fixture
def archived(store: Store, settings: Settings) -> str:
    """The name of an archive file that the database speaks of."""
    with ArchiveWriter(settings.archive_folder, max_file_bytes=10**6) as writer, store.write() as connection:
        record = writer.write("https://example.org/a", 200, [], b"a page", datetime(2026, 11, 1, tzinfo=UTC))
        archive_index.store_record(connection, record)
        return record.file


def unpacked(file: Path, folder: Path) -> Path:
    with tarfile.open(file) as tar:
        tar.extractall(folder, filter="data")
    return folder


def test_it_is_a_data_folder_again(store: Store, settings: Settings, archived: str, tmp_path: Path) -> None:
    (settings.home / "visits").mkdir()
    (settings.home / "visits" / "helm.json").write_text("{}")
    written = write_backup(store, settings, tmp_path / "all.tar")
    home = unpacked(written.path, tmp_path / "again")
    assert written.files == 3
    assert (home / "visits" / "helm.json").read_text() == "{}"
    with open_store(Settings(home=home).database, create=False) as again:
        file = again.connection.execute("SELECT file FROM archive_records").fetchone()["file"]
    assert (home / "archive" / file).read_bytes() == (settings.archive_folder / archived).read_bytes()
    manifest = json.loads((home / "manifest.json").read_text())
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256((home / name).read_bytes()).hexdigest() == digest
    assert not list(settings.home.glob("backup-*"))


def test_it_holds_what_is_committed_while_somebody_writes(store: Store, settings: Settings, tmp_path: Path) -> None:
    with store.write() as connection:
        runs.start_run(connection, ["helm"], {}, demo=False)
    with open_store(settings.database) as other, other.write() as connection:
        runs.start_run(connection, ["arena"], {}, demo=False)
        written = write_backup(store, settings, tmp_path / "all.tar")
    with open_store(Settings(home=unpacked(written.path, tmp_path / "again")).database) as again:
        assert [row["source"] for row in again.connection.execute("SELECT source FROM run_sources")] == ["helm"]


def test_without_the_archive(store: Store, settings: Settings, archived: str, tmp_path: Path) -> None:
    write_backup(store, settings, tmp_path / "small.tar", with_archive=False)
    home = unpacked(tmp_path / "small.tar", tmp_path / "again")
    assert {path.name for path in home.iterdir()} == {"flopscout.db", "manifest.json"}


def test_an_earlier_backup_stays_whole_where_a_new_one_cannot_be_written(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "all.tar"
    target.write_bytes(b"the earlier one")

    def full(self: tarfile.TarFile, *details: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tarfile.TarFile, "addfile", full)
    with pytest.raises(BackupFailed, match="No space left"):
        write_backup(store, settings, target)
    assert target.read_bytes() == b"the earlier one"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_command_says_what_it_wrote(
    store: Store,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FLOPSCOUT_HOME", str(settings.home))
    assert run_command(["backup", str(tmp_path / "all.tar")]) == 0
    assert "1 files" in capsys.readouterr().err
    assert run_command(["backup", str(tmp_path / "missing" / "all.tar")]) == 1
    assert "cannot write" in capsys.readouterr().err
