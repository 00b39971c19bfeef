"""Scores on boards that the estimator knows, as stored sightings state them.

A source that keeps several boards names each row's under ``board`` or ``benchmark`` and its result ``score``; an
archive of results names each after task, data set and metric.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from statistics import median

from pipelines.estimation.facts import read_scores

SCORE = "score"
BOARD_KEYS = ("board", "benchmark")

Scores = tuple[tuple[str, float], ...]
"""Scores by the names of ``pipelines.estimation.scores``: shares of right answers, or a rating's points."""

_KNOWN = {
    # The arena rates many kinds of models; the estimator's regression is on its board for texts.
    "arena": re.compile(r"arena: text"),
    # A board named after a part or a successor of the test (MMLU-Pro, GPQA_main) is another one.
    "mmlu": re.compile(r".*(?<![\w-])mmlu(?![\w-]).*"),
    "gpqa": re.compile(r".*(?<![\w-])gpqa(?![\w-]).*"),
    "bbh": re.compile(r".*(?<![\w-])(?:bbh|big-bench hard)(?![\w-]).*"),
}


def board_name(source: str, row: Mapping[str, object]) -> str:
    """The board that a row stands on: ``source: board``, or the source where it keeps one."""
    named = next((str(row[key]) for key in BOARD_KEYS if row.get(key)), "")
    return f"{source}: {named}" if named else source


def scores_of(connection: sqlite3.Connection, model_id: str, without: Collection[str] = ()) -> Scores:
    """The scores of a model and of those merged into it; of several on one board the median.

    Args:
        connection: the database.
        model_id: the model.
        without: sources that do not count.
    """
    found: dict[str, list[float]] = {}
    for row in connection.execute(_OF_MODEL, (model_id,)):
        if row["source"] not in without:
            for board, value in read_sighting(row["source"], row["row"], row["metrics"]):
                found.setdefault(board, []).append(value)
    return tuple((board, median(values)) for board, values in sorted(found.items()))


def models_scored_by(connection: sqlite3.Connection, sources: Collection[str]) -> frozenset[str]:
    """The models of which one of the sources states a score that the estimator knows."""
    rows = connection.execute(_OF_SOURCES, (json.dumps(sorted(sources)),))
    return frozenset(row["model_id"] for row in rows if read_sighting(row["source"], row["row"], row["metrics"]))


def read_sighting(source: str, row: str, metrics: str) -> Scores:
    """The scores that a stored sighting states; ``row`` and ``metrics`` are its JSON columns."""
    stated = dict(_named(source, row, json.loads(metrics)))
    known = {board: value for name, value in stated.items() if (board := _board(name)) is not None}
    scores, _, _ = read_scores(known)
    return scores


def _named(source: str, row: str, metrics: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    for name, value in metrics.items():
        if name == SCORE:
            yield board_name(source, json.loads(row)), value
        elif ": " in name:
            yield name, value


def _board(name: str) -> str | None:
    written = name.casefold()
    return next((board for board, pattern in _KNOWN.items() if pattern.fullmatch(written)), None)


_OF_MODEL = """
    SELECT sightings.source, sightings.row, sightings.metrics FROM mentions JOIN sightings ON sightings.id = sighting_id
    WHERE mentions.model_id IN (SELECT id FROM models WHERE id = ?1 OR merged_into = ?1) AND metrics <> '{}'
    ORDER BY sightings.id
"""
_OF_SOURCES = """
    SELECT COALESCE(models.merged_into, models.id) AS model_id, sightings.source, sightings.row, sightings.metrics
    FROM sightings JOIN mentions ON sighting_id = sightings.id JOIN models ON models.id = mentions.model_id
    WHERE sightings.source IN (SELECT value FROM json_each(?)) AND metrics <> '{}'
"""
