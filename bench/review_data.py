"""A large database of invented candidates for measuring the review application.

    python -m bench.review_data FILE [--models 100000] [--decided 5000]

Every candidate has an article and a catalogue's row, five claims from each, names in one of six scripts, one of 3,000
developers, 60 architectures and sizes as they occur on the Hub (many equal). A hundred thousand take about two minutes.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from crawler.store.database import Store, open_store
from crawler.store.items import enter
from crawler.store.keys import canonical_json, stable_id
from pipelines.identity.names import parse_name
from pipelines.linking import line_key, name_key

Values = tuple[object, ...]

STEMS = (
    "Aurelia", "Borealis", "Cascade", "Dorado", "Ember", "Fennec", "Garnet", "Heron", "Indigo", "Juniper", "Kestrel",
    "Lumen", "Marlin", "Nimbus", "Onyx", "Petrel", "Quasar", "Rowan", "Solstice", "Tempest", "Umbra", "Vesper",
    "Zephyr", "星火", "天工", "悟道", "紫东", "Гранит", "Сокол", "Заря", "نسيم", "واحة", "صقر", "दीपक", "वायु", "하늘",
    "누리", "さくら", "ひかり",
)  # fmt: skip
SUFFIXES = ("", "", "", " Pro", " Air", " Coder", " Vision", " Max", " Instruct", " Math")
SIZES = (1.5, 3, 7, 7.24, 8.03, 13, 14, 27, 32, 34, 47, 70.6, 72, 90, 110, 123, 180, 236, 405, 671)
COUNTRIES = ("United States of America", "China", "France", "Germany", "Korea (Republic of)", "Japan", "India",
             "Israel", "United Arab Emirates", "Canada", "Russia", "Brazil", None)  # fmt: skip
LANGUAGES = ("en", "en", "en", "zh", "zh", "ru", "ar", "hi", "ko", "ja", "fr", "de", "es", "pt", "he", "fa")
REASONS = ("undisclosed", "undisclosed", "undisclosed", "known_uncertain", "suggested")
FEEDS = tuple(f"feeds/outlet_{number}" for number in range(60))
CATALOGUES = ("huggingface", "helm", "models_dev", "litellm", "openrouter", "wikidata")
REVIEWERS = ("ana", "bo", "chen", "dina")

BATCH = 2000


def build(path: Path, models: int = 100_000, decided: int = 5_000, seed: int = 1) -> None:
    """Write the database: ``models`` candidates that wait, with ten claims each, and ``decided`` decisions besides."""
    with open_store(path) as store:
        connection = store.connection
        # Searching the articles' texts is not what is measured here, and takes most of the time to write.
        trigger = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'documents_fts_insert'").fetchone()[0]
        connection.execute("DROP TRIGGER documents_fts_insert")
        run = ("run", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z", "finished", 1, "bench", "{}")
        _write(store, [("runs", "id, started_at, heartbeat_at, state, process, host, options", [run])])
        makers = _makers(Random(seed))
        for start in range(0, models + decided, BATCH):
            numbers = range(start, min(start + BATCH, models + decided))
            rows = _Rows(makers)
            for number in numbers:
                rows.add(number, is_decided=number >= models)
            _write(store, rows.tables())
            with store.write() as opened:
                enter(opened, rows.idents)
        connection.execute(trigger)


def _makers(random: Random) -> list[str]:
    kinds = ("Labs", "AI", "Research") * 1000
    return [f"{random.choice(STEMS)} {kind} {number}" for number, kind in enumerate(kinds)]


def _write(store: Store, tables: list[tuple[str, str, list[Values]]]) -> None:
    with store.write() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for table, columns, values in tables:
            marks = ", ".join("?" for _ in columns.split(","))
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


class _Rows:
    """The rows of some models, by table."""

    def __init__(self, makers: list[str]) -> None:
        self.makers = makers
        self.idents: list[str] = []
        self.documents: list[Values] = []
        self.sightings: list[Values] = []
        self.models: list[Values] = []
        self.mentions: list[Values] = []
        self.claims: list[Values] = []
        self.decisions: list[Values] = []

    def tables(self) -> list[tuple[str, str, list[Values]]]:
        """Tables with their columns and rows, in an order that foreign keys allow."""
        return [
            ("documents", "id, source, kind, rank, url, title, language, published, text, digest, origin, first_seen, "
             "last_seen, first_run", self.documents),
            ("sightings", "id, source, source_key, url, raw_name, rank, discovers, row, digest, first_seen, last_seen, "
             "first_run", self.sightings),
            ("models", "id, name, family, name_key, line_key, linked_organization, organization, country, published, "
             "parameters, status, reason, explanation, priority, compute_flop, compute_low, compute_high, confidence, "
             "method, p_above, steps, chosen, first_seen, first_run, stale", self.models),
            ("mentions", "id, document_id, sighting_id, raw_name, name_key, line_key, is_sized, organization, "
             "parameters, rank, discovers, aliases, digest, model_id, why", self.mentions),
            ("claims", "id, mention_id, field, number, text, quote, start, end, rank, exact, digest, extractor, "
             "made_at, run_id", self.claims),
            ("decisions", "model_id, action, who, at, before, after, reason", self.decisions),
        ]  # fmt: skip

    def add(self, number: int, *, is_decided: bool) -> None:
        """Everything about one model."""
        random = Random(number)
        maker = self.makers[min(int(random.expovariate(1 / 300)), len(self.makers) - 1)]
        size = random.choice(SIZES) * (1 if random.random() < 0.95 else random.uniform(0.8, 1.2))
        name = f"{random.choice(STEMS)}-{number % 977} {size:.3g}B{random.choice(SUFFIXES)}"
        ident = f"bench/{number}"
        published = date(2024, 1, 1) + timedelta(days=random.randrange(1000))
        seen = (datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=random.randrange(120))).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )
        place = _Place(number, ident, name, maker, size * 1e9, published.isoformat(), seen, random)
        fields = self._article(place)
        conflicting = self._row(place, fields)
        chance = random.betavariate(0.7, 1.1)
        status, reason = ("confirmed", "decision") if is_decided else ("unconfirmed", random.choice(REASONS))
        parsed = parse_name(name)
        chosen = {
            field: {"value": value, "claims": claims, "rank": "catalogue", "origins": 2, "exact": True,
                    "by_person": False, "conflicts": [{"value": 1.2 * place.size, "claims": [conflicting]}]
                    if conflicting and field == "parameters" else []}
            for field, (value, claims) in fields.items()
        }  # fmt: skip
        flop = 10 ** random.uniform(21, 26)
        self.idents.append(ident)
        self.models.append(
            (ident, name, " ".join(parsed.family) or name, name_key(parsed), line_key(parsed), maker, maker,
             COUNTRIES[hash_of(maker) % len(COUNTRIES)], published.isoformat(), place.size, status, reason,
             f"Compute undisclosed ({size:.3g}e9 parameters); similar models pass 1e23 FLOP with {chance:.0%}.",
             0.0 if is_decided else chance * random.random(), flop, flop / 30, flop * 30, "Speculative", "prior",
             canonical_json({"1e+23": chance, "1e+25": chance / 8, "1e+26": chance / 90}),
             canonical_json(["published models like this one", "median of the prior", "times the developer's ratio"]),
             canonical_json(chosen), seen, "run", 0)
        )  # fmt: skip
        if is_decided:
            self.decisions.append(
                (ident, "accept", REVIEWERS[number % 4], seen, '{"status":"unconfirmed"}', '{"status":"confirmed"}', "")
            )

    def _article(self, place: _Place) -> dict[str, tuple[float | str, list[str]]]:
        document, digest = stable_id("d", place.ident), stable_id("digest", place.ident)
        opening = f"{place.maker} has announced {place.name}, with {place.size / 1e9:.3g} billion parameters. "
        text = opening + "It was trained on text in many languages and is available today. " * (
            200 if place.random.random() < 0.02 else 6
        )
        language = place.random.choice(LANGUAGES)
        self.documents.append(
            (document, place.random.choice(FEEDS), "article", "news", f"https://news.example/{place.number}",
             opening[:80], language, place.published, text, digest, document, place.seen, place.seen, "run")
        )  # fmt: skip
        mention = stable_id("m", document)
        self.mentions.append(_mention(mention, place, digest, document=document))
        stated: dict[str, tuple[float | str, list[str]]] = {}
        figure = f"{place.size / 1e9:.3g} billion parameters"
        for field, value, quote in (
            ("organization", place.maker, place.maker), ("parameters", place.size, figure),
            ("mentioned_on", place.published, ""), ("domain", "Language", ""), ("name", place.name, place.name),
        ):  # fmt: skip
            start = text.find(quote) if quote else -1
            stated[field] = (value, [self._claim(mention, digest, field, value, quote, start, place)])
        return stated

    def _row(self, place: _Place, stated: dict[str, tuple[float | str, list[str]]]) -> str | None:
        """A catalogue's row; returns the claim by which it contradicts the article, as one in eight does."""
        sighting, digest = stable_id("s", place.ident), stable_id("row", place.ident)
        architecture = f"arch{place.number % 60}"
        row = {"name": place.name, "parameters": place.size, "config": {"model_type": architecture}}
        source = place.random.choice(CATALOGUES)
        self.sightings.append(
            (sighting, source, place.ident, f"https://{source}.example/{place.number}", place.name, "catalogue", 1,
             json.dumps(row, ensure_ascii=False), digest, place.seen, place.seen, "run")
        )  # fmt: skip
        mention = stable_id("m", sighting)
        self.mentions.append(_mention(mention, place, digest, sighting=sighting))
        differs = place.random.random() < 0.125
        conflicting = None
        for field, value in (
            ("organization", place.maker), ("parameters", place.size * (1.2 if differs else 1)),
            ("release_date", place.published), ("accessibility", "Open weights"), ("task", "Language modeling"),
        ):  # fmt: skip
            claim = self._claim(mention, digest, field, value, f"{field}: {value}", -1, place)
            if differs and field == "parameters":
                conflicting = claim
            else:
                stated.setdefault(field, (value, []))[1].append(claim)
        return conflicting

    def _claim(
        self, mention: str, digest: str, field: str, value: float | str, quote: str, start: int, place: _Place
    ) -> str:
        ident = stable_id("c", mention, field)
        is_text = isinstance(value, str)
        self.claims.append(
            (ident, mention, field, None if is_text else value, value if is_text else None, quote,
             start if start >= 0 else None, start + len(quote) if start >= 0 else None, "catalogue", 1, digest, "bench",
             place.seen, "run")
        )  # fmt: skip
        return ident


class _Place:
    """What the rows of one model share."""

    def __init__(
        self, number: int, ident: str, name: str, maker: str, size: float, published: str, seen: str, random: Random
    ) -> None:
        self.number, self.ident, self.name, self.maker = number, ident, name, maker
        self.size, self.published, self.seen, self.random = size, published, seen, random


def _mention(
    ident: str, place: _Place, digest: str, *, document: str | None = None, sighting: str | None = None
) -> Values:
    parsed = parse_name(place.name)
    aliases = canonical_json([place.name.replace(" ", "-"), place.name.upper()]) if place.number % 3 == 0 else "[]"
    return (ident, document, sighting, place.name, name_key(parsed), line_key(parsed), int(parsed.is_sized),
            place.maker, place.size, "catalogue" if sighting else "news", 1, aliases, digest, place.ident,
            "same name")  # fmt: skip


def hash_of(text: str) -> int:
    """A number that follows from a text alone."""
    return int(stable_id(text), 16)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--models", type=int, default=100_000)
    arguments.add_argument("--decided", type=int, default=5_000)
    given = arguments.parse_args()
    build(given.file, given.models, given.decided)
