"""One source's part of a run: what its spider asks of us and tells us."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from statistics import median

from crawler.config import Settings
from crawler.fetching.archive import ArchiveRecord, ArchiveWriter
from crawler.records import Document, Failure, Sighting, Signal
from crawler.schedule.budget import Ledger
from crawler.schedule.keyword_lists import search_keywords
from crawler.store import archive_index, runs, searches
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from crawler.store.evidence import document_addresses, document_id
from crawler.store.suggested_pages import waiting_pages
from pipelines.stages import Assimilator
from spiders.registry import Source
from spiders.visits import VisitMemory

PASSING = frozenset({Failure.TIMEOUT, Failure.SERVER_ERROR, Failure.UNREACHABLE, Failure.RATE_LIMITED, Failure.BLOCKED})
"""Failures of a page that another try may not meet; the others would only be met again."""

FEW_FAILURES = 0.2
"""Share of the requests up to which pages that failed leave a visit complete: they are tried again with the next."""

ANSWERS_MEASURED = 2_000


class Job:
    """Implements ``spiders.base.SourceJob`` on the database.

    A search back end that rotates is visited once for each language (``begin_unit`` to ``end_unit``), every other
    source once.
    """

    def __init__(
        self,
        *,
        store: Store,
        settings: Settings,
        source: Source,
        run_id: str,
        since: date | None,
        languages: frozenset[str] | None,
        cursor: str | None,
        archive: ArchiveWriter | None,
        assessor: Assessor,
        fetched: set[str],
        claimed: dict[str, str],
        ledger: Ledger,
        abort: Callable[[BaseException], None],
    ) -> None:
        self.store = store
        self.settings = settings
        self.source = source
        self.run_id = run_id
        self.since = since
        self.languages = languages
        self.cursor = cursor
        self.archive = archive
        self.assimilator: Assimilator = _Counting(store, settings, assessor, run_id, source.name, self.brought)
        self.requests = 0
        self.items = 0
        self.failures: dict[Failure, int] = {}
        self.unit: str | None = None
        self._fetched = fetched
        self._claimed = claimed
        self._ledger = ledger
        self._abort = abort
        self._validators: dict[str, tuple[str | None, str | None]] = {}
        self._counted = (0, 0)
        self._rows: int | None = None
        self._answers: list[float] = []
        self._begun = datetime.now(UTC)
        self._mark = _Mark(0, 0, {}, False)
        self._passing = 0
        self._own_failure = False

    # What a spider asks and tells.

    def done(self, url: str) -> bool:
        """Whether this run has already committed the document at the address, or another source is about to.

        Two sources that are visited at the same time may find one page at the same moment; who asks first fetches it.
        """
        return url in self._fetched or self._claimed.setdefault(url, self.source.name) != self.source.name

    def unchanged(self, url: str, version: str) -> bool:
        """Whether the stored document at the address has this version.

        What another source has brought is that one's to watch: two sources date the same page differently, and would
        fetch it in turns.
        """
        row = runs.validators_of(self.store.connection, url)
        if row is None:
            return False
        return row["version"] == version or self._is_anothers(url)

    def known(self, prefix: str) -> tuple[str, ...]:
        """Addresses of stored documents that begin like this, in order."""
        return document_addresses(self.store.connection, prefix)

    def validators(self, url: str) -> Mapping[str, str]:
        """Headers of a conditional request; empty without an earlier complete visit."""
        row = runs.validators_of(self.store.connection, url)
        if row is None:
            return {}
        headers = {"If-None-Match": row["etag"], "If-Modified-Since": row["last_modified"]}
        return {name: value for name, value in headers.items() if value}

    def remember(self, url: str, *, etag: str | None, last_modified: str | None) -> None:
        """Keep a page's validators, to be saved only once everything it led to is stored."""
        if etag or last_modified:
            self._validators[url] = (etag, last_modified)

    def remember_version(self, url: str, version: str) -> None:
        """Keep what the source calls the version at an address that holds nothing to read."""
        with self.store.write() as connection:
            runs.save_validators(connection, url, etag=None, last_modified=None, version=version)

    def fail(self, failure: Failure, url: str, detail: str) -> None:
        """Record a named failure; a budget that is spent is said once."""
        if failure is Failure.OVER_BUDGET and self.is_over_budget:
            return
        self.failures[failure] = self.failures.get(failure, 0) + 1
        self._passing += failure in PASSING
        self._own_failure |= url.startswith(self.source.urls)
        with self.store.write() as connection:
            runs.record_failure(connection, self.run_id, self.source.name, failure, url, detail)

    def signal(self, signal: Signal) -> None:
        """Record something unknown."""
        self.assimilator.signal(signal)

    def expect(self, total: int | None) -> None:
        """Set how many items are to come."""
        with self.store.write() as connection:
            runs.set_expected(connection, self.run_id, self.source.name, total)

    def suggested(self) -> tuple[str, ...]:
        """Addresses of pages that people named and nobody has read yet, oldest first."""
        return tuple(page.url for page in waiting_pages(self.store.connection))

    def search_keywords(self, language: str) -> tuple[str, ...]:
        """What a language is searched with: its three to six keywords, those with the best yield first."""
        return search_keywords(self.store.connection, language)

    def found(self, language: str, keyword: str, urls: Iterable[str], *, results: int) -> None:
        """One page of a keyword's hits: how many there were, and the addresses that may be looked at."""
        with self.store.write() as connection:
            searches.count_results(connection, self.run_id, self.source.name, language, keyword, results=results)
            searches.keep_hits(connection, self.run_id, self.source.name, language, keyword, urls)

    def searched(self, language: str, keyword: str) -> None:
        """All pages of a keyword's hits were read."""
        with self.store.write() as connection:
            searches.count_results(connection, self.run_id, self.source.name, language, keyword, answered=True)

    def abort(self, error: BaseException) -> None:
        """Stop the whole run: what is found can no longer be stored."""
        self._abort(error)

    # What fetching tells.

    def record_archive(self, record: ArchiveRecord) -> None:
        """Enter an archived response in the index."""
        with self.store.write() as connection:
            archive_index.store_record(connection, record)

    def is_archived(self, url: str, digest: str) -> str | None:
        """Id of the archived response with the same address and content, if there is one."""
        return archive_index.find_record(self.store.connection, url, digest)

    def count_request(self, host: str) -> None:
        """Count a request that is about to go out; raises ``OverBudget`` where none is left."""
        self._ledger.take(self.source, host)
        self.requests += 1

    def answered(self, seconds: float) -> None:
        """Take the time until an answer began."""
        if len(self._answers) < ANSWERS_MEASURED:
            self._answers.append(seconds)

    # What the run asks.

    @property
    def is_over_budget(self) -> bool:
        """Whether the source was stopped at its budget."""
        return Failure.OVER_BUDGET in self.failures

    def brought(self, item: Document | Sighting) -> None:
        """Count an item; the address of a document is kept first, so that its search's yield can be told."""
        self.items += 1
        if self.unit is not None and isinstance(item, Document):
            with self.store.write() as connection:
                searches.keep_hits(
                    connection, self.run_id, self.source.name, self.unit, searches.NO_KEYWORD, [item.url]
                )

    def begin_unit(self, language: str, since: date | None) -> None:
        """Search in one language from now on."""
        self.unit, self.languages, self.since = language, frozenset({language}), since
        self._mark = _Mark(self.requests, self._passing, dict(self.failures), self._own_failure)
        self._passing, self._own_failure = 0, False
        with self.store.write() as connection:
            searches.unit_state(connection, self.run_id, self.source.name, language, "running")

    def end_unit(self) -> None:
        """The search in one language has come to its end."""
        assert self.unit is not None
        self.assimilator.flush()
        self.visited()
        failed = self.failures != self._mark.failures
        requests = self.requests - self._mark.requests
        state = "finished" if not failed else "partly-failed" if requests > self._passing else "failed"
        complete = self._is_complete(requests, failed=state == "failed")
        with self.store.write() as connection:
            searches.unit_state(connection, self.run_id, self.source.name, self.unit, state, complete=complete)
        self._passing += self._mark.passing
        self._own_failure |= self._mark.own_failure
        self.unit, self.cursor = None, None

    def visited(self) -> None:
        """Look up how many entries the visit that has just ended was shown."""
        good = VisitMemory(self.settings.home, self.source.name).read()
        try:
            fresh = good is not None and datetime.fromisoformat(good.at) >= self._begun
        except (ValueError, TypeError):
            fresh = False
        if good is not None and fresh:
            self._rows = (self._rows or 0) + good.rows
        self._begun = datetime.now(UTC)

    def save_progress(self) -> None:
        """Write the numbers of requests and items to the run's table."""
        requests, items = self.requests - self._counted[0], self.items - self._counted[1]
        self._counted = (self.requests, self.items)
        self._ledger.save(self.source.name)
        if requests or items:
            with self.store.write() as connection:
                runs.count(connection, self.run_id, self.source.name, requests=requests, items=items)

    def finish(self, *, by_units: bool = False) -> str:
        """Close the source's part, by what its languages came to or as a whole; returns its state."""
        self.assimilator.flush()
        self.save_progress()
        if by_units:
            state, complete = searches.close_units(self.store.connection, self.run_id, self.source.name)
        else:
            self.visited()
            state = self._whole_state()
            complete = self._is_complete(self.requests, failed=state == "failed")
        with self.store.write() as connection:
            if state == "finished":
                for url, (etag, last_modified) in self._validators.items():
                    runs.save_validators(connection, url, etag=etag, last_modified=last_modified, version=None)
                runs.save_cursor(connection, self.run_id, self.source.name, None)
            runs.measure_source(
                connection, self.run_id, self.source.name, rows=self._rows,
                answer_seconds=median(self._answers) if self._answers else None,
            )  # fmt: skip
            runs.source_state(connection, self.run_id, self.source.name, state, complete=complete)
        return state

    def _whole_state(self) -> str:
        if not self.failures:
            return "finished"
        progress = next(
            entry for entry in runs.progress_of(self.store.connection, self.run_id) if entry.source == self.source.name
        )
        brought = progress.counts["documents"] + progress.counts["sightings"]
        return "partly-failed" if brought or self._found_anything() else "failed"

    def _found_anything(self) -> bool:
        """Whether the source answered at all, though with nothing new."""
        return self.requests > sum(self.failures.values())

    def _is_complete(self, requests: int, *, failed: bool) -> bool:
        """Whether all that the source lists was read, but for a few pages that the next visit tries again."""
        if failed or self._own_failure or self.is_over_budget:
            return False
        return self._passing <= FEW_FAILURES * requests

    def _is_anothers(self, url: str) -> bool:
        row = self.store.connection.execute("SELECT source FROM documents WHERE id = ?", (document_id(url),)).fetchone()
        return row is not None and row["source"] != self.source.name


class _Mark:
    """Where the counts stood when a unit began."""

    def __init__(self, requests: int, passing: int, failures: dict[Failure, int], own_failure: bool) -> None:
        self.requests = requests
        self.passing = passing
        self.failures = failures
        self.own_failure = own_failure


class _Counting(Assimilator):
    """An assimilator that tells of every item before it is stored."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        assessor: Assessor,
        run_id: str,
        source: str,
        brought: Callable[[Document | Sighting], None],
    ) -> None:
        super().__init__(store, settings, assessor, run_id, source)
        self._brought = brought

    def document(self, document: Document) -> bool:
        self._brought(document)
        return super().document(document)

    def sighting(self, sighting: Sighting) -> None:
        self._brought(sighting)
        super().sighting(sighting)
