"""Going through the texts of the queue and asking about each; whatever goes wrong ends the asking, never the run."""

from __future__ import annotations

import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType

import httpx

from crawler.config import Llm, Settings
from crawler.fetching.clients import service_client
from crawler.records import Signal
from crawler.store import runs
from crawler.store.assessing import Assessor
from crawler.store.database import Store, StoreError
from crawler.store.keys import utc_now
from crawler.store.signals import record_signals
from crawler.store.suggestions import (
    ANSWERED,
    SIGNAL_KIND,
    AskedMention,
    WaitingText,
    record_answer,
    waiting_texts,
)
from crawler.suggesting.endpoint import ACTIONS, ENDING, Endpoint, NoAnswer, Trouble
from pipelines.extraction.suggestions import ANSWER_SCHEMA, Known, Suggestion, UnusableAnswer, judge, question
from pipelines.mentions import NewClaim

SOURCE = "suggester"
"""What signals of the suggester are filed under."""

MAX_TROUBLES = 3
"""Troubles in a row after which a run asks no more."""

LASTING = frozenset({Trouble.REFUSAL, Trouble.TRUNCATED, Trouble.UNUSABLE})
"""Troubles that lie in the text or the model, so that the same question is not asked again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run's asking brought: texts with an answer, claims that count, and the trouble that ended it, if any."""

    texts: int = 0
    claims: int = 0
    trouble: Trouble | None = None


def suggest(
    store: Store,
    settings: Settings,
    assessor: Assessor,
    run_id: str,
    *,
    client: Callable[[], httpx.Client] | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Asked:
    """Ask about the texts that name models in the queue, within the settings' budget. Never raises.

    Nothing happens without ``[llm] base_url``. Every trouble becomes a signal; SIGINT and SIGTERM end the asking.

    Args:
        store: the database.
        settings: ours; ``[llm]`` says whom to ask and how much.
        assessor: sees to the models with new claims.
        run_id: the run that asks.
        client: makes the HTTP client; by default the one for services that the operator named.
        sleep: how to wait, called with seconds.
        clock: seconds of a monotonic clock.
    """
    llm = settings.llm
    if llm.base_url is None or llm.max_calls == 0:
        return Asked()
    base_url = llm.base_url
    make = client or (lambda: service_client(settings, base_url, timeout_seconds=llm.timeout_seconds))
    work = _Work(store, llm, assessor, run_id, clock)
    try:
        with _stoppable(), make() as connected:
            work.go(Endpoint(llm, connected, ANSWER_SCHEMA, sleep=sleep, clock=clock))
    except _Stopped:
        pass  # what is stored by now is whole
    except Exception as error:  # a suggestion is never worth a run
        work.trouble = Trouble.BROKEN
        work.fail(Trouble.BROKEN, f"{type(error).__name__}: {error}", "")
    return Asked(work.texts, work.claims, work.trouble)


class _Work:
    def __init__(self, store: Store, llm: Llm, assessor: Assessor, run_id: str, clock: Callable[[], float]) -> None:
        self.store = store
        self.llm = llm
        self.assessor = assessor
        self.run_id = run_id
        self.clock = clock
        self.texts = 0
        self.claims = 0
        self.trouble: Trouble | None = None

    def go(self, endpoint: Endpoint) -> None:
        until = self.clock() + self.llm.max_seconds
        troubles = 0
        for text in waiting_texts(self.store.connection, self.llm.max_calls):
            if self.clock() > until:
                return
            try:
                self._one(endpoint, text, until)
                troubles = 0
            except NoAnswer as problem:
                troubles += 1
                self._keep_trouble(text, problem)
                if problem.trouble in ENDING or troubles == MAX_TROUBLES:
                    self.trouble = problem.trouble
                    return

    def _one(self, endpoint: Endpoint, text: WaitingText, until: float) -> None:
        shown = text.text[: self.llm.max_characters]
        models = [Known(mention.name, mention.aliases, mention.stated) for mention in text.mentions]
        answer = endpoint.ask(*question(shown, models), until=until)
        try:
            found = judge(answer, shown, text.language, models)
        except UnusableAnswer as problem:
            raise NoAnswer(Trouble.UNUSABLE, str(problem)) from problem
        named = {mention.name: mention for mention in text.mentions}
        claims = [(named[one.model], _claim(one)) for one in found.accepted]
        refused = {reason.value: number for reason, number in found.refused.items()}
        with self.store.write() as connection:
            added = record_answer(
                connection, text, model=self.llm.model, outcome=ANSWERED, claims=claims, refused=refused,
                run_id=self.run_id, now=utc_now(),
            )  # fmt: skip
            self.assessor.assess(connection, _models(mention for mention, _ in claims))
            runs.heartbeat(connection, self.run_id)
        self.texts += 1
        self.claims += added

    def _keep_trouble(self, text: WaitingText, problem: NoAnswer) -> None:
        self.fail(problem.trouble, problem.detail, text.url)
        if problem.trouble in LASTING:
            with self.store.write() as connection:
                record_answer(
                    connection, text, model=self.llm.model, outcome=problem.trouble.value, claims=(), refused={},
                    run_id=self.run_id, now=utc_now(),
                )  # fmt: skip

    def fail(self, trouble: Trouble, detail: str, url: str) -> None:
        """Keep a trouble as a signal; where not even that can be stored, the run's own writes will say so."""
        where = f" at {url}" if url else ""
        entry = Signal(SIGNAL_KIND, trouble.value, f"{detail}{where}; {ACTIONS[trouble]}")
        with suppress(sqlite3.Error, StoreError), self.store.write() as connection:
            record_signals(connection, SOURCE, [entry])


def _claim(found: Suggestion) -> NewClaim:
    return NewClaim(
        found.field, found.value, quote=found.quote, start=found.start, end=found.end, exact=False, suggested=True
    )


def _models(mentions: Iterator[AskedMention]) -> set[str]:
    return {mention.model_id for mention in mentions if mention.model_id is not None}


class _Stopped(BaseException):
    """A signal ends the asking at once, also inside a request."""


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the asking and not the run, whose writes are still to come."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
