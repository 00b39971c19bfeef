"""Running sources: one process, one reactor, several sources at a time, each failing only for itself."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from crawler.alerts.composing import post_large_models
from crawler.alerts.delivery import deliver_soon, problems
from crawler.config import Settings
from crawler.fetching.archive import ArchiveWriter
from crawler.runs.closing import close, tell
from crawler.runs.entering import Entered, RunError, RunPlan, enter
from crawler.runs.job import Job
from crawler.runs.liveness import Heart, RunLock
from crawler.schedule.budget import Ledger
from crawler.schedule.due import Visit
from crawler.store import runs, searches
from crawler.store.assessing import Assessor
from crawler.store.database import Store, StoreError
from spiders.registry import Source, spider_class

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerRunner
    from scrapy.http import Request

__all__ = ["Reporter", "RunError", "RunOutcome", "RunPlan", "execute"]

SOURCES_AT_ONCE = 6
BEAT_SECONDS = 2.0
STOP_SECONDS = 5.0
"""How long a stopped run waits for requests under way; what is stored by then is whole in any case."""

DRAWN_PER_BEAT = 4
"""How often the progress is drawn between two beats, at which it is written to the database."""

BEATS_PER_LOOK = 5
"""Every so many beats, models that may have passed a large threshold are looked for, and told of at once."""

OVERLAP = timedelta(days=3)
"""Items up to this much older than the last visit are looked at again; repeated ones cost nothing."""


class Reporter(Protocol):
    """Who is told how a run goes."""

    def run_started(self, entered: Entered) -> None: ...
    def source_started(self, source: str) -> None: ...
    def progress(self, run_id: str) -> None: ...
    def source_finished(self, source: str, state: str, job: Job) -> None: ...
    def settling(self, done: int) -> None: ...
    def note(self, text: str) -> None: ...


@dataclass
class RunOutcome:
    """How a run ended; without a ``run_id`` nothing was due."""

    run_id: str | None
    state: str
    error: str | None = None
    postponed: tuple[str, ...] = ()
    """Sources that were due and have to wait, each with why."""


def execute(store: Store, settings: Settings, plan: RunPlan, reporter: Reporter) -> RunOutcome:
    """Run the plan to its end. A process can do this once, since a reactor cannot be started again.

    Raises:
        RunError: another run is at work, or there is nothing to resume.
    """
    lock = RunLock(settings.home)
    entered = enter(store, settings, plan, lock)
    if entered is None:
        for problem in tell(store, settings):
            reporter.note(problem)
        return RunOutcome(None, "nothing-due")
    try:
        with Heart(store.path, entered.run_id):
            reporter.run_started(entered)
            outcome = _Engine(store, settings, entered, reporter, demo=plan.demo).run()
    finally:
        lock.release()
    outcome.postponed = tuple(f"{entry.source}: {entry.why}" for entry in entered.postponed)
    return outcome


class _Engine:
    def __init__(self, store: Store, settings: Settings, entered: Entered, reporter: Reporter, *, demo: bool) -> None:
        self.store = store
        self.settings = settings
        self.entered = entered
        self.reporter = reporter
        self.demo = demo
        self.run_id = entered.run_id
        self.assessor = Assessor(store, settings)
        self.fetched = runs.fetched_urls(store.connection, self.run_id)
        self.claimed: dict[str, str] = {}
        self.ledger = Ledger(store, settings, self.run_id)
        self.jobs: dict[str, Job] = {}
        self.stop_reason: str | None = None
        self.runner: AsyncCrawlerRunner | None = None
        self.work: asyncio.Task[None] | None = None
        self.stopping: asyncio.Task[None] | None = None

    def run(self) -> RunOutcome:
        """Install the reactor, run until every source is done, and close the run."""
        if not self.entered.visits:
            return self._close(None)  # a kill came when all sources were done
        from scrapy.utils.reactor import install_reactor  # noqa: PLC0415  (a reactor is a process-wide choice)

        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        from twisted.internet import reactor as installed  # noqa: PLC0415

        logging.getLogger("scrapy").setLevel(os.environ.get("FLOPSCOUT_LOG_LEVEL", "CRITICAL"))
        reactor: _Reactor = installed
        faults: list[BaseException] = []

        def begin() -> None:
            self.work = asyncio.get_event_loop().create_task(self._all())
            self.work.add_done_callback(ended)

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and task.exception() is not None:
                faults.append(task.exception() or RuntimeError())
            reactor.stop()

        reactor.callWhenRunning(begin)
        reactor.run(installSignalHandlers=False)
        return self._close(faults[0] if faults else None)

    def _close(self, fault: BaseException | None) -> RunOutcome:
        if fault is not None and self.stop_reason is None:
            self.stop_reason = f"{type(fault).__name__}: {fault}"
        if self.stop_reason is None:
            state = close(
                self.store, self.settings, self.run_id, self.assessor, demo=self.demo, settling=self.reporter.settling
            )
            if not self.demo:
                for problem in tell(self.store, self.settings):
                    self.reporter.note(problem)
            return RunOutcome(self.run_id, state)
        try:
            with self.store.write() as connection:
                runs.finish_run(connection, self.run_id, "interrupted")
        except (sqlite3.Error, StoreError) as error:
            # Its silent heart shows that it was interrupted, and --resume takes it up.
            return RunOutcome(self.run_id, "interrupted", self.stop_reason or str(error))
        return RunOutcome(self.run_id, "interrupted", self.stop_reason)

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
            await asyncio.gather(*(self._one(visit, slots, hosts, archive) for visit in self.entered.visits))
        finally:
            archive.close()
            beat.cancel()

    async def _one(
        self, visit: Visit, slots: asyncio.Semaphore, hosts: dict[str, asyncio.Lock], archive: ArchiveWriter
    ) -> None:
        """Visit one source; two sources on one host take turns, so that its pace holds."""
        source = visit.source
        host = urlsplit(source.address).hostname or source.name
        async with hosts.setdefault(host, asyncio.Lock()), slots:
            if self.stop_reason is not None:
                return
            job = self._job(source, archive)
            self.jobs[source.name] = job
            with self.store.write() as connection:
                runs.source_state(connection, self.run_id, source.name, "running")
            self.reporter.source_started(source.name)
            for language in visit.languages:
                job.begin_unit(language, self._since(source, language))
                await self._crawl(source, job)
                if self.stop_reason is not None:
                    return  # it stays unfinished, and --resume goes on with it
                job.end_unit()
                if job.is_over_budget:
                    break
            if not visit.languages:
                await self._crawl(source, job)
            if self.stop_reason is not None:
                return
            state = job.finish(by_units=bool(visit.languages))
            self.reporter.source_finished(source.name, state, job)

    async def _crawl(self, source: Source, job: Job) -> None:
        from scrapy import signals  # noqa: PLC0415
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
                slots=source.interface_slots,
            ),
            priority="cmdline",
        )

        def answered(request: Request, **_: Any) -> None:
            job.answered(float(request.meta.get("download_latency", 0.0)))

        try:
            crawler = Crawler(spider_class(source), values)
            # Scrapy holds receivers weakly; this one lives as long as the crawl is awaited.
            crawler.signals.connect(answered, signal=signals.response_received)
            await self.runner.crawl(crawler, job=job)
        except Exception as error:  # one source's fault must not end the others
            job.fail(Failure.BROKEN, source.address, f"{type(error).__name__}: {error}")

    def _job(self, source: Source, archive: ArchiveWriter) -> Job:
        progress = {entry.source: entry for entry in runs.progress_of(self.store.connection, self.run_id)}
        return Job(
            store=self.store,
            settings=self.settings,
            source=source,
            run_id=self.run_id,
            since=self._since(source),
            languages=self.entered.languages,
            cursor=progress[source.name].cursor,
            archive=archive,
            assessor=self.assessor,
            fetched=self.fetched,
            claimed=self.claimed,
            ledger=self.ledger,
            abort=self._abort,
        )

    def _since(self, source: Source, language: str | None = None) -> date | None:
        """The day from which items may be new: the last complete visit (in the language), less an overlap."""
        if self.entered.since is not None:
            return self.entered.since
        connection = self.store.connection
        last = (
            runs.last_complete_visit(connection, source.name, before=self.run_id)
            if language is None
            else searches.last_complete_search(connection, source.name, language, before=self.run_id)
        )
        return None if last is None else (datetime.fromisoformat(last) - OVERLAP).date()

    async def _beat(self) -> None:
        """Write down how far everything is, show it, and tell at once what cannot wait for the end."""
        beats = 0
        while True:
            for job in self.jobs.values():
                job.save_progress()
            beats += 1
            if beats % BEATS_PER_LOOK == 0 and not self.demo:
                await self._look()
            for _ in range(DRAWN_PER_BEAT):
                self.reporter.progress(self.run_id)
                await asyncio.sleep(BEAT_SECONDS / DRAWN_PER_BEAT)

    async def _look(self) -> None:
        with self.store.write() as connection:
            posted = post_large_models(connection, self.settings, self.run_id)
        if posted is not None:
            for problem in problems(await deliver_soon(self.store, self.settings)):
                self.reporter.note(problem)

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
