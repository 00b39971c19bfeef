"""A database of invented models for measuring exports, shaped like one that a crawl has filled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from crawler.store.database import open_store
from crawler.store.keys import stable_id

SOURCES = ("huggingface", "helm", "models_dev", "labs/example", "feeds/example", "feeds/another")
CLOSED = "livebench"
"""A source whose values may not be passed on; it names every fiftieth model."""

FIELDS = {
    "name": None, "organization": "Example Lab; University of Examples", "release_date": "2026-03-14",
    "domain": "Language,Multimodal", "task": "Language modeling/generation", "accessibility": "Open weights",
    "parameters": 70e9, "tokens": 15e12, "hardware": "NVIDIA H100", "licence": "apache-2.0",
}  # fmt: skip
"""What is claimed about each model, most of it twice."""

Values = tuple[object, ...]


def build(path: Path, models: int, seed: int = 1) -> None:
    """Write a database with that many confirmed models, two to four mentions each and about ten claims."""
    with open_store(path) as store, store.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute(
            "INSERT INTO runs (id, started_at, heartbeat_at, state, process, host, options) "
            "VALUES ('run', '2026-11-01', '2026-11-01', 'finished', 1, 'bench', '{}')"
        )
        tables = _Tables(Random(seed))
        for start in range(0, models, 5000):
            rows = tables.of(range(start, min(start + 5000, models)))
            for table, (columns, values) in rows.items():
                marks = ", ".join("?" for _ in columns.split(","))
                connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


class _Tables:
    """Rows of the tables that an export reads."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def of(self, numbers: range) -> dict[str, tuple[str, list[Values]]]:
        """Everything about these models, by table."""
        documents: list[Values] = []
        sightings: list[Values] = []
        mentions: list[Values] = []
        claims: list[Values] = []
        models: list[Values] = []
        for number in numbers:
            ident, name = f"example-{number}", f"مثال-示例 {number // 7}-{number % 97}B"
            places = self._places(number)
            stated: dict[str, list[str]] = {field: [] for field in FIELDS}
            for place, (source, is_page) in enumerate(places):
                key, mention = stable_id("place", ident, source), stable_id("mention", ident, source)
                url = f"https://example.org/{source}/{number}"
                if is_page:
                    documents.append(
                        (key, source, "article", "news", url, "text " * 400, key, key, "now", "now", "run")
                    )
                else:
                    sightings.append((key, source, name, url, name, "catalogue", 1, "{}", key, "now", "now", "run"))
                rank = "news" if is_page else "catalogue"
                mentions.append(
                    (mention, *((key, None) if is_page else (None, key)), name, ident, ident, 1, rank, 1, key, ident,
                     FIELDS["organization"])
                )  # fmt: skip
                for field, value in self._stated(name, place, source):
                    claim = stable_id("claim", mention, field)
                    stated[field].append(claim)
                    claims.append(
                        (claim, mention, field, *_value(value), "quote", "catalogue", 1, key, "1", "now", "run")
                    )
            models.append(self._model(ident, name, stated))
        return {
            "models": (
                "id, name, family, name_key, organization, country, domain, task, accessibility, published, "
                "parameters, tokens, status, reason, explanation, compute_flop, compute_low, compute_high, confidence, "
                "method, disclosed, p_above, steps, chosen, first_seen, first_run, stale", models,
            ),
            "documents": (
                "id, source, kind, rank, url, text, digest, origin, first_seen, last_seen, first_run", documents,
            ),
            "sightings": (
                "id, source, source_key, url, raw_name, rank, discovers, row, digest, first_seen, last_seen, first_run",
                sightings,
            ),
            "mentions": (
                "id, document_id, sighting_id, raw_name, name_key, line_key, is_sized, rank, discovers, digest, "
                "model_id, organization", mentions,
            ),
            "claims": (
                "id, mention_id, field, number, text, quote, rank, exact, digest, extractor, made_at, run_id", claims,
            ),
        }  # fmt: skip

    def _places(self, number: int) -> list[tuple[str, bool]]:
        chosen = self._random.sample(SOURCES, k=self._random.randint(2, 4))
        return [(source, source.startswith("feeds/")) for source in chosen] + [(CLOSED, False)] * (number % 50 == 0)

    def _stated(self, name: str, place: int, source: str) -> Iterator[tuple[str, object]]:
        for field, value in FIELDS.items():
            if source == CLOSED and field != "name":
                return
            if place == 0 or field == "name" or self._random.random() < 0.2:
                yield field, value if value is not None else name

    def _model(self, ident: str, name: str, stated: dict[str, list[str]]) -> Values:
        flop = 10 ** self._random.uniform(23, 26)
        values = {field: value if value is not None else name for field, value in FIELDS.items()}
        chosen = {
            field: {"by_person": False, "claims": sorted(claims), "conflicts": [], "exact": True,
                    "origins": len(claims), "rank": "catalogue", "value": values[field]}
            for field, claims in sorted(stated.items()) if claims
        }  # fmt: skip
        chances = {"1e+23": 0.97531, "1e+25": self._random.random(), "1e+26": 0.012345}
        steps = [f"6 x 70e9 x 15e12 = {flop:.3g}", "90 % interval: a factor 1.9 either way"]
        return (
            ident, name, "example", ident, FIELDS["organization"], "United States of America, China",
            FIELDS["domain"], FIELDS["task"], FIELDS["accessibility"], "2026-03-14", 70e9, 15e12, "confirmed",
            "known_above", "Disclosed facts.", flop, flop / 2, flop * 2, "Confident", "parameters and tokens", 1,
            json.dumps(chances), json.dumps(steps), json.dumps(chosen, ensure_ascii=False), "2026-03-15", "run", 0,
        )  # fmt: skip


def _value(value: object) -> tuple[object, object]:
    return (value, None) if isinstance(value, float) else (None, value)
