"""A crawl beside the reviewers: stores articles and rows one after the other until it is told to stop.

    python -m bench.review_writer HOME

Every article is read, its claims are extracted, and what they change is assessed, as a crawl does without pausing.
"""

from __future__ import annotations

import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event

from bench.review_data import STEMS
from crawler.config import Settings
from crawler.records import Document, DocumentKind, Sighting, SourceRank
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import open_store
from pipelines.stages import Assimilator

ARTICLE = """<html lang="en"><head><title>{maker} announces {name}</title></head><body><article><h1>{maker} announces
{name}</h1><p>{maker} today announced {name}, a large language model with {size} billion parameters. It was trained on
{tokens} trillion tokens of text in many languages and is available to everybody from today, {maker} said.</p><p>The
model, {name}, was compared with others of its size and does well in mathematics and in writing programs.</p></article>
</body></html>"""


def write(home: Path, stopped: Event) -> int:
    """Store until told to stop; returns how many articles and rows were stored."""
    settings = Settings(home=home)
    begun = datetime.now(UTC)
    with open_store(settings.database, create=False) as store:
        assessor = Assessor(store, settings)
        with store.write() as connection:
            run = runs.start_run(connection, ["bench"], {}, demo=False)
        work = Assimilator(store, settings, assessor, run, "bench")
        for number in count():
            if stopped.is_set():
                return number
            stem, maker = STEMS[number % len(STEMS)], f"Bench House {number % 50}"
            name, size = f"{stem}-{begun:%H%M%S}{number} {7 + number % 90}B", 7 + number % 90
            page = ARTICLE.format(maker=maker, name=name, size=size, tokens=1 + number % 20)
            work.document(
                Document(
                    source="bench", kind=DocumentKind.ARTICLE, rank=SourceRank.NEWS, body=page.encode(),
                    url=f"https://bench.example/{begun:%H%M%S}/{number}", content_type="text/html; charset=utf-8",
                    fetched_at=datetime.now(UTC), language="en",
                )
            )  # fmt: skip
            row: dict[str, float | str] = {
                "organization": maker,
                "parameters": size * 1e9,
                "release_date": "2026-06-01",
            }
            work.sighting(
                Sighting(
                    source="bench", source_key=name, url="https://bench.example/rows", raw_name=name,
                    rank=SourceRank.CATALOGUE, seen_at=datetime.now(UTC), row={"name": name}, fields=row,
                )
            )  # fmt: skip
            work.checkpoint(str(number))
    return 0


def main() -> None:
    """Store until SIGTERM, then say how much."""
    stopped = Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    print(write(Path(sys.argv[1]), stopped))


if __name__ == "__main__":
    main()
