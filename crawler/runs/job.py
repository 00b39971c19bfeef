"""One source's part of a run: what its spider asks of us and tells us."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from crawler.config import Settings
from crawler.fetching.archive import ArchiveRecord, ArchiveWriter
from crawler.records import Failure, Signal
from crawler.store import archive_index, runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store
from pipelines.stages import Assimilator
from spiders.registry import Source


class Job:
    """Implements ``spiders.base.SourceJob`` on the database."""

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
        self.assimilator = Assimilator(store, settings, assessor, run_id, source.name)
        self.requests = 0
        self.failures: dict[Failure, int] = {}
        self._fetched = fetched
        self._abort = abort
        self._validators: dict[str, tuple[str | None, str | None]] = {}
        self._counted_requests = 0

    def done(self, url: str) -> bool:
        """Whether this run has already committed the document at the address."""
        return url in self._fetched

    def unchanged(self, url: str, version: str) -> bool:
        """Whether the stored document at the address has this version."""
        row = runs.validators_of(self.store.connection, url)
        return row is not None and row["version"] == version

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
        """Record a named failure."""
        self.failures[failure] = self.failures.get(failure, 0) + 1
        with self.store.write() as connection:
            runs.record_failure(connection, self.run_id, self.source.name, failure, url, detail)

    def signal(self, signal: Signal) -> None:
        """Record something unknown."""
        self.assimilator.signal(signal)

    def expect(self, total: int | None) -> None:
        """Set how many items are to come."""
        with self.store.write() as connection:
            runs.set_expected(connection, self.run_id, self.source.name, total)

    def abort(self, error: BaseException) -> None:
        """Stop the whole run: what is found can no longer be stored."""
        self._abort(error)

    def record_archive(self, record: ArchiveRecord) -> None:
        """Enter an archived response in the index."""
        with self.store.write() as connection:
            archive_index.store_record(connection, record)

    def is_archived(self, url: str, digest: str) -> str | None:
        """Id of the archived response with the same address and content, if there is one."""
        return archive_index.find_record(self.store.connection, url, digest)

    def count_request(self, host: str) -> None:
        """Count a request that went out."""
        del host  # budgets by host are the business of the scheduler, not of one source's job
        self.requests += 1

    def save_progress(self) -> None:
        """Write the number of requests to the run's table."""
        fresh, self._counted_requests = self.requests - self._counted_requests, self.requests
        if fresh:
            with self.store.write() as connection:
                runs.count(connection, self.run_id, self.source.name, requests=fresh)

    def finish(self) -> str:
        """Close the source's part; returns its state."""
        self.assimilator.flush()
        self.save_progress()
        progress = next(
            entry for entry in runs.progress_of(self.store.connection, self.run_id) if entry.source == self.source.name
        )
        brought = progress.counts["documents"] + progress.counts["sightings"]
        state = "finished" if not self.failures else "partly-failed" if brought or self._found_anything() else "failed"
        with self.store.write() as connection:
            if state == "finished":
                for url, (etag, last_modified) in self._validators.items():
                    runs.save_validators(connection, url, etag=etag, last_modified=last_modified, version=None)
                runs.save_cursor(connection, self.run_id, self.source.name, None)
            runs.source_state(connection, self.run_id, self.source.name, state)
        return state

    def _found_anything(self) -> bool:
        """Whether the source answered at all, though with nothing new."""
        return self.requests > sum(self.failures.values())
