"""How what spiders bring is stored: read, extract, identify, estimate, triage, in one transaction.

The work itself is done by plain functions (``reading``, ``extraction``, ``mentions``, ``linking``, ``assessment``);
here they are called in order and their results are written. The Scrapy item pipeline at the end only hands items over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from crawler.config import Settings
from crawler.records import Document, DocumentKind, Extraction, Failure, Sighting, Signal
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store, StoreError
from crawler.store.evidence import Stored, store_document, store_sighting
from crawler.store.keys import utc_now
from crawler.store.models import mark_all_stale, relink
from crawler.store.references import ReferenceSet, store_references
from crawler.store.signals import record_signals
from pipelines.extraction import EXTRACTOR_VERSION, extract
from pipelines.mentions import NewClaim, NewMention, mention_of_sighting, mentions_of_document
from pipelines.reading import read_article, read_model_card

SIGHTINGS_AT_ONCE = 250
"""Catalogue rows that are stored in one transaction; a killed run loses none, since its cursor lags behind them."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as the extractor reads it."""

    text: str
    title: str | None
    language: str | None
    published: str | None
    warnings: tuple[str, ...]


def read(document: Document) -> Text:
    """The main text of a document, by its kind."""
    if document.kind == DocumentKind.ARTICLE:
        page = read_article(
            document.body,
            document.content_type,
            document.url,
            declared_language=document.language,
            declared_published=document.published,
            declared_title=document.title,
        )
        return Text(page.text, page.title, page.language, page.published, tuple(page.warnings))
    if document.kind == DocumentKind.MODEL_CARD:
        card = read_model_card(document.body, document.url)
        return Text(card.text, document.about, document.language, document.published, tuple(card.warnings))
    text = document.body.decode("utf-8", errors="replace")
    return Text(text, document.title or document.about, document.language, document.published, ())


def understand(document: Document, page: Text) -> tuple[Extraction, list[NewMention]]:
    """What the text of a document says, and the mentions and claims that follow for the store."""
    found = (
        extract(page.text, language=page.language, title=page.title, url=document.url, published=page.published)
        if page.text.strip()
        else Extraction(page.language or "", ())
    )
    mentions = [
        replace(mention, claims=(*mention.claims, *_dated(page, document)))
        for mention in mentions_of_document(document, found)
    ]
    return found, mentions


class Assimilator:
    """Stores one source's documents and rows in one run."""

    def __init__(self, store: Store, settings: Settings, assessor: Assessor, run_id: str, source: str) -> None:
        self.store = store
        self.settings = settings
        self.assessor = assessor
        self.run_id = run_id
        self.source = source
        self._waiting: list[Sighting] = []

    def document(self, document: Document) -> bool:
        """Read a document and store it with everything it says, in one transaction; false where it has no text."""
        page = read(document)
        found, mentions = understand(document, page)
        self.flush()
        with self.store.write() as connection:
            stored = store_document(
                connection,
                document,
                text=page.text,
                title=page.title,
                language=page.language or found.language or None,
                published=page.published,
                warnings=page.warnings,
                mentions=mentions,
                extractor=EXTRACTOR_VERSION,
                run_id=self.run_id,
            )
            doubts = [Signal("reading", document.url, warning) for warning in page.warnings]
            record_signals(connection, self.source, [*doubts, *found.signals])
            runs.mark_fetched(connection, self.run_id, document.url)
            if document.version:
                runs.save_validators(connection, document.url, etag=None, last_modified=None, version=document.version)
            self._derive(connection, [stored])
            runs.count(connection, self.run_id, self.source, documents=int(stored.is_new), claims=stored.claims)
        return bool(page.text.strip())

    def sighting(self, sighting: Sighting) -> None:
        """Take a catalogue row; rows are stored together, in order."""
        self._waiting.append(sighting)
        if len(self._waiting) >= SIGHTINGS_AT_ONCE:
            self.flush()

    def reference(self, edition: ReferenceSet) -> None:
        """Take an edition of a reference dataset: known models are linked to it, and nothing counts as found."""
        self.flush()
        with self.store.write() as connection:
            if any(store_references(connection, edition.dataset, edition.rows)):
                mark_all_stale(connection)
        self.assessor.reload_references()

    def checkpoint(self, cursor: str | None) -> None:
        """Store what waits, and remember where a resumed run goes on."""
        self.flush()
        with self.store.write() as connection:
            runs.save_cursor(connection, self.run_id, self.source, cursor)

    def flush(self) -> None:
        """Store the rows that wait, in one transaction."""
        if not self._waiting:
            return
        rows, self._waiting = self._waiting, []
        with self.store.write() as connection:
            stored = [
                store_sighting(
                    connection, row, mention_of_sighting(row), run_id=self.run_id, extractor=EXTRACTOR_VERSION
                )
                for row in rows
            ]
            self._derive(connection, stored)
            runs.count(
                connection,
                self.run_id,
                self.source,
                sightings=sum(entry.is_new for entry in stored),
                claims=sum(entry.claims for entry in stored),
            )

    def signal(self, signal: Signal) -> None:
        """Keep something unknown that the spider met."""
        with self.store.write() as connection:
            record_signals(connection, self.source, [signal])

    def _derive(self, connection: sqlite3.Connection, stored: Sequence[Stored]) -> None:
        lines = {line for entry in stored for line in entry.lines}
        owners = {owner for entry in stored for owner in entry.owners}
        touched = relink(connection, lines, owners, run_id=self.run_id, now=utc_now())
        self.assessor.assess(connection, touched)


def _dated(page: Text, document: Document) -> tuple[NewClaim, ...]:
    """When a page speaks of a model, the model exists: an upper bound of its publication date."""
    if document.kind != DocumentKind.ARTICLE or not page.published:
        return ()
    return (NewClaim("mentioned_on", page.published, quote=page.title or page.published),)


class ItemSink(Protocol):
    """What a spider's job offers the item pipeline."""

    assimilator: Assimilator

    def fail(self, failure: Failure, url: str, detail: str) -> None:
        """Record a named failure."""

    def abort(self, error: BaseException) -> None:
        """Stop the run: nothing more can be stored."""


class StorePipeline:
    """Scrapy's item pipeline: hands every item to the spider's job and counts nothing itself."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> StorePipeline:
        """Scrapy's constructor."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """Store one item; a surprise is a named failure of its page, and the other items go on."""
        job: ItemSink = self.crawler.spider.job
        try:
            if isinstance(item, Document):
                if not job.assimilator.document(item):
                    job.fail(Failure.EMPTY, item.url, "no main text was found on the page")
            elif isinstance(item, Sighting):
                job.assimilator.sighting(item)
            elif isinstance(item, ReferenceSet):
                job.assimilator.reference(item)
            else:
                job.assimilator.checkpoint(getattr(item, "cursor", None))
        except (sqlite3.Error, StoreError) as error:
            # The disk is full or the database is gone: going on would only lose what comes next.
            job.abort(error)
        except Exception as error:
            self.crawler.spider.logger.exception("cannot store an item of %s", getattr(item, "url", "?"))
            job.fail(Failure.BROKEN, str(getattr(item, "url", "")), f"{type(error).__name__}: {error}")
        return item

    def close_spider(self) -> None:
        """Store what is still waiting."""
        self.crawler.spider.job.assimilator.flush()
