"""The main job on the embedded little web: ``flopscout demo``."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from crawler.dataset.columns import COLUMNS
from crawler.demo.articles import load_press
from crawler.records import NUMBER_FIELDS
from tests.endtoend.running import at_hand, count, environment, in_new_process, rows

SHARE_OF_FIGURES_FOUND = 0.88
"""A floor a little under what was measured (0.92); a failure says today's share."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which the demonstration has run."""
    home = tmp_path_factory.mktemp("demo")
    done = in_new_process("demo", "--no-review", env=environment(home), cwd=home)
    assert done.returncode in {0, 1}, done.stderr
    (home / "stdout").write_text(done.stdout)
    (home / "stderr").write_text(done.stderr)
    return home


def test_it_says_that_it_is_demo_data_in_output_and_database(demo: Path) -> None:
    assert "DEMO DATA" in (demo / "stderr").read_text()
    assert "demo data" in (demo / "stdout").read_text()
    connection = sqlite3.connect(demo / "demo" / "flopscout.db")
    assert [row[0] for row in connection.execute("SELECT demo FROM runs")] == [1]
    connection.close()


def test_it_finds_models_in_every_state_and_ends_with_queue_and_export(demo: Path) -> None:
    status = json.loads(at_hand("status", "--json", env=environment(demo / "demo")).stdout)
    assert status["documents"] >= 80
    assert all(status["models"][state] > 0 for state in ("confirmed", "unconfirmed", "below", "excluded"))
    assert len(status["coverage"]["documents_by_language"]) >= 8
    assert sum(status["repositories"].values()) >= 100
    said = (demo / "stderr").read_text()
    assert "next: `flopscout queue list`" in said
    with (demo / "demo" / "new_models_demo.csv").open(encoding="utf-8", newline="") as file:
        exported = list(csv.DictReader(file))
    assert tuple(exported[0]) == COLUMNS
    for row in exported:
        assert row["Status"] == "confirmed"
        assert float(row["Compute low (FLOP)"]) <= float(row["Training compute (FLOP)"])
        assert "demo data" in row["Sources"]
        assert row["Claim ids"]


def test_no_model_of_the_reference_is_in_the_queue(demo: Path) -> None:
    queue = json.loads(at_hand("queue", "list", "--json", env=environment(demo / "demo")).stdout)
    connection = sqlite3.connect(demo / "demo" / "flopscout.db")
    known = {row[0].casefold() for row in connection.execute("SELECT name FROM reference_models")}
    connection.close()
    assert queue
    assert not [entry["name"] for entry in queue if entry["name"].casefold() in known]


def test_every_quoted_claim_stands_in_its_document(demo: Path) -> None:
    connection = sqlite3.connect(demo / "demo" / "flopscout.db")
    spans = connection.execute(
        "SELECT quote, start, end, documents.text FROM claims JOIN mentions ON mentions.id = mention_id "
        "JOIN documents ON documents.id = document_id WHERE start IS NOT NULL"
    ).fetchall()
    connection.close()
    assert len(spans) > 100
    assert all(text[start:end][:300] == quote for quote, start, end, text in spans)


def test_queue_show_gives_the_arithmetic_and_the_evidence(demo: Path) -> None:
    env = environment(demo / "demo")
    queue = json.loads(at_hand("queue", "list", "--json", env=env).stdout)
    shown = at_hand("queue", "show", queue[0]["id"], env=env)
    assert shown.returncode == 0
    assert "training compute" in shown.stdout
    assert "claims" in shown.stdout
    wrong = at_hand("queue", "show", queue[0]["id"][:-1], env=env)
    assert wrong.returncode == 1
    assert queue[0]["id"] in wrong.stderr


def test_a_second_run_adds_nothing(demo: Path) -> None:
    database = demo / "demo" / "flopscout.db"
    before = rows(database)
    again = in_new_process("demo", "--no-review", env=environment(demo), cwd=demo)
    assert again.returncode in {0, 1}, again.stderr
    assert rows(database) == before
    assert count(database, "runs") == 2


def test_what_the_articles_state_reaches_the_database(demo: Path) -> None:
    """Most of the figures that the articles were written around stand as claims, at their own page and value."""
    connection = sqlite3.connect(demo / "demo" / "flopscout.db")
    claims: dict[str, list[tuple[str, float]]] = {}
    for url, field, number in connection.execute(
        "SELECT url, field, claims.number FROM claims JOIN mentions ON mentions.id = mention_id "
        "JOIN documents ON documents.id = document_id WHERE claims.number IS NOT NULL AND kind = 'article'"
    ):
        claims.setdefault(url, []).append((field.removesuffix("_order"), number))
    connection.close()
    stated = [
        (article.url, field, float(value))
        for outlet in load_press().outlets
        for article in outlet.articles
        if article.url in claims
        for model in article.models
        for field, value in model.facts.items()
        if field in NUMBER_FIELDS
    ]
    found = [
        entry for entry in stated if any(f == entry[1] and abs(n / entry[2] - 1) < 0.02 for f, n in claims[entry[0]])
    ]
    assert len(stated) > 100
    share = len(found) / len(stated)
    assert share >= SHARE_OF_FIGURES_FOUND, f"{share:.3f}"
