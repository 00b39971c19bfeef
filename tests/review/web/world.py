"""A small database of the demonstration's articles, made once in two seconds and copied for each test."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from crawler.config import Settings
from crawler.demo.articles import load_press
from crawler.demo.pages import article_page
from crawler.records import Document, DocumentKind, Sighting, SourceRank
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store, open_store
from pipelines.stages import Assimilator
from tests.store.world import row

NOW = datetime(2026, 11, 1, tzinfo=UTC)

FILLERS = 12
"""Catalogue rows besides the articles, so that more than thirty candidates wait."""

HOSTILE = "hostile.example"

BREAKOUT = '"><script>window.hacked=1</script><img src=x onerror=window.hacked=1>'

HOSTILE_PAGE = """<html><head><title>Harm 70B &lt;script&gt;window.hacked=1&lt;/script&gt;</title></head><body><article>
<h1>Evil Labs releases Harm 70B</h1>
<p>Evil Labs today released Harm 70B, a language model with 70 billion parameters, trained on 2 trillion tokens.
&lt;script&gt;window.hacked=1&lt;/script&gt; &lt;img src=x onerror="window.hacked=1"&gt;
&lt;svg onload=window.hacked=1&gt; {{ 7*7 }} ${7*7} &lt;a href="javascript:window.hacked=1"&gt;press&lt;/a&gt;
&lt;/div&gt;&lt;form action="https://evil.example/"&gt;&lt;meta http-equiv=refresh content="0;url=https://evil.example/"&gt;
</p><p>The company said the model was trained on its own cluster, and that more would be told later this year.</p>
</article></body></html>"""


def _hostile_row() -> Sighting:
    """A row whose name, developer and address try everything."""
    return row(f"Harm 71B {BREAKOUT}", f"Evil {BREAKOUT}", parameters=71e9, tokens=2e12, hardware=BREAKOUT)


def _spoil(store: Store) -> None:
    """Let addresses that no reader would store stand in the database."""
    with store.write() as connection:
        connection.execute("UPDATE sightings SET url = 'javascript:window.hacked=1' WHERE raw_name LIKE 'Harm%'")
        connection.execute(
            "UPDATE mentions SET place_url = 'javascript:window.hacked=1' WHERE raw_name LIKE 'Harm 71B%'"
        )


def build(home: Path) -> None:
    """Read the demonstration's articles in sixteen languages, and some rows of catalogues."""
    settings = Settings(home=home)
    with open_store(settings.database) as store:
        assessor = Assessor(store, settings)
        with store.write() as connection:
            run_id = runs.start_run(connection, ["feeds", "helm"], {}, demo=True)
        press = load_press()
        for outlet in press.outlets:
            work = Assimilator(store, settings, assessor, run_id, outlet.source)
            for article in outlet.articles:
                if not article.gone:
                    page = article_page(outlet, article, press.wording[outlet.language], ())
                    work.document(_document(outlet.source, article.url, page, outlet.language))
        work = Assimilator(store, settings, assessor, run_id, "helm")
        for number in range(FILLERS):
            work.sighting(row(f"Vesta {20 + number}B", f"House {number}", parameters=(20 + number) * 1e9))
        work.sighting(row("Vesta 20B", "House 0", source="litellm", parameters=26e9, tokens=1e12))
        work.sighting(_hostile_row())
        work.flush()
        work = Assimilator(store, settings, assessor, run_id, "feeds/hostile")
        work.document(_document("feeds/hostile", f"https://evil.example/{BREAKOUT}", HOSTILE_PAGE, "en"))
        work.flush()
        assessor.settle()
        _spoil(store)
        _close(store, run_id)


def _document(source: str, url: str, page: str, language: str) -> Document:
    return Document(
        source=source, kind=DocumentKind.ARTICLE, rank=SourceRank.NEWS, url=url, body=page.encode(), language=language,
        content_type="text/html; charset=utf-8", fetched_at=NOW,
    )  # fmt: skip


def _close(store: Store, run_id: str) -> None:
    with store.write() as connection:
        connection.execute(
            "UPDATE runs SET state = 'finished', finished_at = ? WHERE id = ?", (NOW.isoformat(), run_id)
        )


def copy(home: Path, to: Path) -> Path:
    """A copy of a data folder's database for one test."""
    to.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(home / "flopscout.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(home / "flopscout.db", to / "flopscout.db")
    return to
