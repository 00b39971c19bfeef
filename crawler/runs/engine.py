"""Running sources: one process, one reactor, several sources at a time, each failing only for itself."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from crawler.config import Settings
from crawler.fetching.archive import ArchiveWriter
from crawler.runs.job import Job
from crawler.runs.pruning import prune_archive
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store, StoreError
from crawler.suggesting.asking import suggest
from spiders.registry import Source, spider_class

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner

SOURCES_AT_ONCE = 6
HEARTBEAT_SECONDS = 2.0
STOP_SECONDS = 5.0
"""How long a stopped run waits for requests under way; what is stored by then is whole in any case."""

DRAWN_PER_BEAT = 4
"""How often the progress is drawn between two heartbeats, which are written to the database."""

OVERLAP = timedelta(days=3)
"""Items up to this much older than the last visit are looked at again; repeated ones cost nothing."""


class RunError(Exception):
    """A run cannot begin or go on; the message is one line with the next step."""


class Reporter(Protocol):
    """Who is told how a run goes."""

    def source_started(self, source: str) -> None: ...
    def progress(self, run_id: str) -> None: ...
    def source_finished(self, source: str, state: str, job: Job) -> None: ...
    def settling(self, done: int) -> None: ...


@dataclass
class RunPlan:
    """What a run is to do."""

    sources: Sequence[Source]
    since: date | None = None
    languages: frozenset[str] | None = None
    demo: bool = False
    resume: str | None = None
    options: dict[str, object] = field(default_factory=dict)


@dataclass
class RunOutcome:
    """How a run ended."""

    run_id: str
    state: str
    error: str | None = None


def execute(store: Store, settings: Settings, plan: RunPlan, reporter: Reporter) -> RunOutcome:
    """Run the plan to its end. A process can do this once, since a reactor cannot be started again.

    Raises:
        RunError: another run is at work, or there is nothing to resume.
    """
    run_id, waiting = _enter(store, plan)
    engine = _Engine(store, settings, plan, reporter, run_id, waiting)
    return engine.run()


def _enter(store: Store, plan: RunPlan) -> tuple[str, list[Source]]:
    at_work = runs.running_run(store.connection)
    if at_work is not None:
        raise RunError(
            f"run {at_work.id} is at work (process {at_work.process} on {at_work.host}, since {at_work.started_at}); "
            "wait for it or stop it"
        )
    if plan.resume is None:
        with store.write() as connection:
            run_id = runs.start_run(connection, [source.name for source in plan.sources], plan.options, demo=plan.demo)
        return run_id, list(plan.sources)
    record = runs.find_run(store.connection, plan.resume)
    if record is None:
        raise RunError(f"there is no run {plan.resume}; `flopscout status` lists the runs")
    unfinished = {p.source for p in runs.progress_of(store.connection, record.id) if p.state != "finished"}
    if not unfinished:
        raise RunError(f"run {record.id} is complete; start a new one with `flopscout crawl`")
    with store.write() as connection:
        runs.resume_run(connection, record.id)
    return record.id, [source for source in plan.sources if source.name in unfinished]


class _Engine:
    def __init__(
        self,
        store: Store,
        settings: Settings,
        plan: RunPlan,
        reporter: Reporter,
        run_id: str,
        waiting: list[Source],
    ) -> None:
        self.store = store
        self.settings = settings
        self.plan = plan
        self.reporter = reporter
        self.run_id = run_id
        self.waiting = waiting
        self.assessor = Assessor(store, settings)
        self.fetched = runs.fetched_urls(store.connection, run_id)
        self.jobs: dict[str, Job] = {}
        self.states: list[str] = []
        self.stop_reason: str | None = None
        self.runner: AsyncCrawlerRunner | None = None
        self.work: asyncio.Task[None] | None = None
        self.stopping: asyncio.Task[None] | None = None

    def run(self) -> RunOutcome:
        """Install the reactor, run until every source is done, and close the run."""
        from scrapy.utils.reactor import install_reactor  # noqa: PLC0415  (a reactor is a process-wide choice)

        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor as installed  # noqa: PLC0415

        logging.getLogger("scrapy").setLevel(os.environ.get("FLOPSCOUT_LOG_LEVEL", "CRITICAL"))
        reactor: _Reactor = installed
        problems: list[BaseException] = []

        def begin() -> None:
            self.work = asyncio.get_event_loop().create_task(self._all())
            self.work.add_done_callback(ended)

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and task.exception() is not None:
                problems.append(task.exception() or RuntimeError())
            reactor.stop()

        reactor.callWhenRunning(begin)
        reactor.run(installSignalHandlers=False)
        return self._close(problems[0] if problems else None)

    def _close(self, problem: BaseException | None) -> RunOutcome:
        if problem is not None and self.stop_reason is None:
            self.stop_reason = f"{type(problem).__name__}: {problem}"
        interrupted = self.stop_reason is not None
        if not interrupted:
            self.assessor.settle(self.reporter.settling)
            if not self.plan.demo:
                suggest(self.store, self.settings, self.assessor, self.run_id)
                self.assessor.settle(self.reporter.settling)
            prune_archive(self.store, self.settings)
        state = "interrupted" if interrupted else "finished" if set(self.states) <= {"finished"} else "partly-failed"
        try:
            with self.store.write() as connection:
                runs.finish_run(connection, self.run_id, state)
        except (sqlite3.Error, StoreError) as error:
            # Its silent heart shows that it was interrupted, and --resume takes it up.
            return RunOutcome(self.run_id, "interrupted", self.stop_reason or str(error))
        return RunOutcome(self.run_id, state, self.stop_reason)

    async def _all(self) -> None:
        from scrapy.crawler import AsyncCrawlerRunner  # noqa: PLC0415

        loop = asyncio.get_event_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._interrupt, f"stopped by {signal.Signals(number).name}")
        self.runner = AsyncCrawlerRunner()
        beat = loop.create_task(self._beat())
        slots = asyncio.Semaphore(SOURCES_AT_ONCE)
        hosts: dict[str, asyncio.Lock] = {}
        archive = ArchiveWriter(self.settings.archive_folder, max_file_bytes=self.settings.archive.max_file_bytes)
        try:
            await asyncio.gather(*(self._one(source, slots, hosts, archive) for source in self.waiting))
        finally:
            archive.close()
            beat.cancel()

    async def _one(
        self, source: Source, slots: asyncio.Semaphore, hosts: dict[str, asyncio.Lock], archive: ArchiveWriter
    ) -> None:
        """Visit one source; two sources on one host take turns, so that its pace holds."""
        host = urlsplit(source.urls[0]).hostname or source.name
        async with hosts.setdefault(host, asyncio.Lock()), slots:
            if self.stop_reason is not None:
                return
            job = self._job(source, archive)
            self.jobs[source.name] = job
            with self.store.write() as connection:
                runs.source_state(connection, self.run_id, source.name, "running")
            self.reporter.source_started(source.name)
            await self._crawl(source, job)
            if self.stop_reason is not None:
                return  # it stays unfinished, and --resume goes on with it
            state = job.finish()
            self.states.append(state)
            self.reporter.source_finished(source.name, state, job)

    async def _crawl(self, source: Source, job: Job) -> None:
        from scrapy.crawler import Crawler  # noqa: PLC0415
        from scrapy.settings import Settings as ScrapySettings  # noqa: PLC0415

        from crawler.records import Failure  # noqa: PLC0415
        from crawler.settings import scrapy_settings  # noqa: PLC0415

        assert self.runner is not None
        values = ScrapySettings()
        values.setmodule("crawler.settings", priority="project")
        values.setdict(
            scrapy_settings(
                self.settings,
                delay_seconds=source.delay_seconds,
                concurrency=source.concurrency,
                max_bytes=source.max_bytes,
            ),
            priority="cmdline",
        )
        try:
            await self.runner.crawl(Crawler(spider_class(source), values), job=job)
        except Exception as error:  # one source's fault must not end the others
            job.fail(Failure.BROKEN, source.urls[0], f"{type(error).__name__}: {error}")

    def _job(self, source: Source, archive: ArchiveWriter) -> Job:
        progress = {entry.source: entry for entry in runs.progress_of(self.store.connection, self.run_id)}
        return Job(
            store=self.store,
            settings=self.settings,
            source=source,
            run_id=self.run_id,
            since=self.plan.since or last_visit(self.store.connection, source.name, before=self.run_id),
            languages=self.plan.languages,
            cursor=progress[source.name].cursor,
            archive=archive,
            assessor=self.assessor,
            fetched=self.fetched,
            abort=self._abort,
        )

    async def _beat(self) -> None:
        """Show that the run is alive, and how far it is."""
        while True:
            with self.store.write() as connection:
                runs.heartbeat(connection, self.run_id)
            for job in self.jobs.values():
                job.save_progress()
            for _ in range(DRAWN_PER_BEAT):
                self.reporter.progress(self.run_id)
                await asyncio.sleep(HEARTBEAT_SECONDS / DRAWN_PER_BEAT)

    def _abort(self, error: BaseException) -> None:
        self._stop(f"{type(error).__name__}: {error}")

    def _interrupt(self, reason: str) -> None:
        """Stop in order at the first signal, at once at the second."""
        if self.stop_reason is None:
            self._stop(reason)
        else:
            self._give_up()

    def _stop(self, reason: str) -> None:
        if self.stop_reason is not None or self.runner is None:
            return
        self.stop_reason = reason
        loop = asyncio.get_event_loop()
        self.stopping = loop.create_task(self.runner.stop())
        # A crawler that is stopped while it starts may never end by itself.
        loop.call_later(STOP_SECONDS, self._give_up)

    def _give_up(self) -> None:
        if self.work is not None and not self.work.done():
            self.work.cancel()


class _Reactor(Protocol):
    def callWhenRunning(self, call: Callable[[], None]) -> object: ...  # noqa: N802  (Twisted's name)
    def run(self, *, installSignalHandlers: bool) -> None: ...  # noqa: N803
    def stop(self) -> None: ...


def last_visit(connection: sqlite3.Connection, source: str, *, before: str) -> date | None:
    """The day from which a source's items may be new: its last complete visit, less an overlap."""
    row = connection.execute(
        "SELECT max(run_sources.started_at) AS at FROM run_sources WHERE source = ? AND state = 'finished' "
        "AND run_id <> ?",
        (source, before),
    ).fetchone()
    if row is None or row["at"] is None:
        return None
    return (datetime.fromisoformat(row["at"]) - OVERLAP).date()
