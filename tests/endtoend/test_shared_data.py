"""A crawl of all the shared real data: nothing is lost, and nothing known is queued."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from bench.shared_web import SOURCES, serve
from crawler.store.reference_file import HUGGING_FACE_LINK
from tests.endtoend.running import environment, flopscout, rows

pytestmark = pytest.mark.long

WANTED = [word for name in SOURCES for word in ("--source", name)]


@pytest.fixture(scope="module")
def crawled(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after importing the reference and crawling everything, then crawling it again."""
    home = tmp_path_factory.mktemp("shared")
    reference = shared / "data" / "epoch" / "large_scale_ai_models_2025-12.csv"
    imported = flopscout("import", str(reference), env=environment(home))
    assert imported.returncode == 0, imported.stderr
    with serve(shared / "data") as hosts:
        done = flopscout("crawl", *WANTED, "--json", env=environment(home, hosts), timeout=400)
        assert done.returncode == 0, done.stderr
        (home / "first.json").write_text(json.dumps(rows(home / "flopscout.db"), default=str))
        again = flopscout("crawl", *WANTED, "--json", env=environment(home, hosts), timeout=400)
        assert again.returncode == 0, again.stderr
    (home / "summary.json").write_text(done.stdout)
    return home


def big_repositories(shared: Path) -> set[str]:
    with (shared / "data" / "hugging_face" / "models_2026-10.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["name"]
            for row in csv.DictReader(file)
            if float(row["parameters_raw"] or 0) >= 1e9 and int(row["hf_downloads"] or 0) > 100
        }


def test_every_big_repository_is_stored_with_a_status_and_a_reason(crawled: Path, shared: Path) -> None:
    wanted = big_repositories(shared)
    assert len(wanted) == 8725
    connection = sqlite3.connect(crawled / "flopscout.db")
    stored = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT source_key, status, reason, explanation FROM sightings JOIN mentions ON sighting_id = sightings.id "
            "JOIN models ON models.id = model_id WHERE source = 'huggingface'"
        )
    }
    connection.close()
    assert wanted <= set(stored)
    assert all(all(values) for values in stored.values())


def test_rows_of_the_catalogues_are_linked_or_kept(crawled: Path) -> None:
    connection = sqlite3.connect(crawled / "flopscout.db")
    by_source = dict(connection.execute("SELECT source, count(*) FROM sightings GROUP BY source"))
    homeless = connection.execute(
        "SELECT count(*) FROM sightings JOIN mentions ON sighting_id = sightings.id WHERE sightings.discovers = 1 AND "
        "model_id IS NULL"
    ).fetchone()[0]
    connection.close()
    assert by_source["helm"] == 621  # 623 entries, less HELM's own test model and one that stands there twice
    assert by_source["models_dev"] > 2000
    assert by_source["litellm"] > 2000
    assert homeless == 0


def test_no_known_model_is_in_the_queue(crawled: Path, shared: Path) -> None:
    queue = json.loads(flopscout("queue", "list", "--json", env=environment(crawled)).stdout)
    names = {fold(entry["name"]) for entry in queue}
    with (shared / "data" / "epoch" / "large_scale_ai_models_2025-12.csv").open(encoding="utf-8", newline="") as file:
        reference = list(csv.DictReader(file))
    assert not {fold(row["Model"]) for row in reference} & names
    repositories = {
        found.lower().rstrip(".")
        for row in reference
        for text in row.values()
        for found in HUGGING_FACE_LINK.findall(text)
    }
    connection = sqlite3.connect(crawled / "flopscout.db")
    queued = {
        row[0].lower()
        for row in connection.execute(
            "SELECT source_key FROM sightings JOIN mentions ON sighting_id = sightings.id JOIN models ON "
            "models.id = model_id WHERE source = 'huggingface' AND status = 'unconfirmed' AND reference IS NULL"
        )
    }
    connection.close()
    assert not repositories & queued


def fold(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum() or c == "+")


def test_the_second_crawl_added_nothing(crawled: Path) -> None:
    assert json.loads((crawled / "first.json").read_text()) == json.loads(
        json.dumps(rows(crawled / "flopscout.db"), default=str)
    )
