"""Reading reference datasets in present and older headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.dataset.importing import ImportFailed, import_reference
from crawler.store.database import Store
from crawler.store.references import References

PRESENT = """Model,Publication date,Organization,Parameters,Training compute (FLOP),Accessibility notes
Atlas-7B,2025-03-01,Example Lab,7000000000.0,2.1e+23,weights at https://huggingface.co/example-lab/Atlas-7B.
Borealis 2,2025-05,Another Lab,,,
"""

OLDER = """\ufeffSystem,Publication date,Country (from Organization),Parameters,Training compute (FLOP)
Atlas-7B,2025-03-01,France,7000000000.0,2.2e+23
,2025-03-01,,,1
Cirrus,tomorrow,France,minus one,-3
"""


def test_models_are_read_and_their_repositories_found(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "large_scale_models_2025-12.csv"
    path.write_text(PRESENT)
    report = import_reference(store, path)
    assert (report.dataset, report.rows, report.new, report.changed) == ("large_scale_models", 2, 2, 0)
    references = References(store.connection)
    by_repository = references.find(["something else"], organization=None, parameters=None,
                                    repositories=["Example-Lab/atlas-7b"])  # fmt: skip
    assert by_repository is not None
    assert by_repository.name == "Atlas-7B"
    by_name = references.find(["Borealis-2"], organization=None, parameters=None)
    assert by_name is not None
    assert by_name.name == "Borealis 2"


def test_importing_again_changes_nothing_and_a_newer_edition_updates(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "large_scale_models_2025-12.csv"
    path.write_text(PRESENT)
    import_reference(store, path)
    assert import_reference(store, path).changed == 0
    newer = tmp_path / "large_scale_models_2026-01.csv"
    newer.write_text(PRESENT.replace("2.1e+23", "2.4e+23"))
    report = import_reference(store, newer)
    assert (report.new, report.changed) == (0, 1)


def test_older_headers_are_known_by_name_and_what_cannot_be_read_is_said(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "systems.csv"
    path.write_text(OLDER, encoding="utf-8")
    report = import_reference(store, path)
    assert report.rows == 2
    assert "Organization" in report.columns_missing
    said = "; ".join(what for _, what in report.unread)
    for words in ("without a model name", "'minus one'", "'-3'", "'tomorrow'"):
        assert words in said


@pytest.mark.parametrize(
    ("content", "words"), [(b"a,b\n1,2\n", "no column 'Model'"), (b"\xff\xfe\x00\x01", "UTF-8"), (None, "cannot read")]
)
def test_a_file_that_is_none_of_these_is_refused(
    tmp_path: Path, store: Store, content: bytes | None, words: str
) -> None:
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ImportFailed, match=words):
        import_reference(store, path)


def test_headers_are_known_by_name_in_any_order_case_and_spacing(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "systems.csv"
    path.write_text(
        "training  compute (flops) ,Organization(s),SYSTEM,publication date,Model\n3e24,North,Borealis,2025,Other\n",
        encoding="utf-8",
    )
    report = import_reference(store, path)
    row = store.connection.execute(
        "SELECT name, organization, compute_flop, published FROM reference_models"
    ).fetchone()
    assert tuple(row) == ("Borealis", "North", 3e24, "2025")
    assert report.columns_unknown == ("Model (again)",)  # two columns mean the same: the first counts


def test_a_row_that_occurs_twice_is_said_and_settles(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "twice.csv"
    path.write_text("Model,Organization,Training compute (FLOP)\nAtlas,Lab,1e24\nAtlas,Lab,2e24\nAtlas,Other,3e24\n")
    report = import_reference(store, path)
    assert (report.rows, report.new) == (2, 2)
    assert report.unread == [(3, "'Atlas' occurs again; this row counts")]
    assert import_reference(store, path).changed == 0


def test_what_a_newer_edition_dropped_stays_known_and_is_counted(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "models_2025-12.csv"
    path.write_text("Model,Organization\nAtlas,Lab\nBorealis,Lab\n")
    assert import_reference(store, path).gone == 0
    newer = tmp_path / "models_2026-01.csv"
    newer.write_text("Model,Organization\nAtlas,Lab\n")
    assert import_reference(store, newer).gone == 1
    assert References(store.connection).count == 2


@pytest.mark.parametrize(
    ("name", "rows"), [("large_scale_ai_models_2025-12.csv", 473), ("all_ml_systems_2024-11.csv", 1755)]
)
def test_both_public_editions_are_read_and_a_second_time_change_nothing(
    shared: Path, store: Store, name: str, rows: int
) -> None:
    path = shared / "data" / "epoch" / name
    report = import_reference(store, path)
    assert report.rows >= rows - 5
    assert report.rows + len([what for _, what in report.unread if "occurs again" in what]) == rows
    again = import_reference(store, path)
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
