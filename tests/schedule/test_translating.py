"""Proposing keywords: what a service may answer, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from crawler.config import Settings
from crawler.demo.exchange import Reply, Request
from crawler.demo.server import DemoServer
from crawler.schedule.translating import TranslationFailed, problem_of, propose_keywords
from crawler.store.database import Store
from crawler.store.proposals import decided_keywords, proposals_of
from keywords import load

ENGLISH = load("en").search.keywords
KOREAN = {text: f"인공지능 모델 {number}" for number, text in enumerate(ENGLISH)}


class Dictionary:
    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = words
        self.asked: list[str] = []

    def translate(self, text: str) -> str | None:
        self.asked.append(text)
        return self.words.get(text)


def counts(store: Store) -> tuple[int, int]:
    """Proposals and kept translations."""
    row = store.connection.execute(
        "SELECT (SELECT count(*) FROM keyword_proposals), (SELECT count(*) FROM translations)"
    ).fetchone()
    return int(row[0]), int(row[1])


def test_proposals_wait_for_a_person_and_are_made_once(store: Store, settings: Settings) -> None:
    service = Dictionary(KOREAN)
    first = propose_keywords(store, settings, "ko", translator=service)
    assert 3 <= len(first.new) <= 6
    assert {p.state for p in proposals_of(store.connection, "ko")} == {"proposed"}
    assert decided_keywords(store.connection, "ko") == {}
    again = propose_keywords(store, settings, "ko", translator=service)
    assert (again.new, set(again.known)) == ((), set(first.new))
    assert len(service.asked) == len(ENGLISH)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("", "empty"),
        ("Error 500 (Server Error)!!1", "error page"),
        ("<html><body>unusual traffic", "error page"),
        ("trillion parameter model", "still English"),
        ("a big language model", "script of Korean"),
        ("모델 " * 60, "too long"),
    ],
)
def test_what_is_no_keyword_is_not_proposed(answer: str, words: str) -> None:
    assert words in (problem_of(" ".join(answer.split()), "trillion parameter model", load("ko")) or "")


def test_numbers_must_survive_in_whatever_digits() -> None:
    assert problem_of("مدل ۷۰ میلیارد پارامتری", "70 billion parameter model", load("fa")) is None
    assert "lost the number 70" in (problem_of("مدل بزرگ", "70 billion parameter model", load("fa")) or "")


def test_fewer_than_three_are_no_list(store: Store, settings: Settings) -> None:
    service = Dictionary(dict(list(KOREAN.items())[:2]))
    with pytest.raises(TranslationFailed, match="only 2 of 6"):
        propose_keywords(store, settings, "ko", translator=service)
    assert counts(store)[0] == 0


def test_english_is_not_translated(store: Store, settings: Settings) -> None:
    with pytest.raises(TranslationFailed, match="English list"):
        propose_keywords(store, settings, "en")


class Service:
    """Answers as the translation pages do."""

    def __init__(self, status: int = 200, spoil: bool = False) -> None:
        self.status = status
        self.spoil = spoil
        self.asked: list[dict[str, str]] = []

    def answer(self, request: Request) -> Reply:
        asked = dict(request.parameters)
        self.asked.append(asked)
        if self.status != 200:
            return Reply(self.status, b"no", {"Content-Type": "text/html"})
        text = "Error 500" if self.spoil else KOREAN[asked["q"]]
        body = f'<html><body><div class="result-container">{text}</div></body></html>'
        return Reply(200, body.encode(), {"Content-Type": "text/html; charset=utf-8"})


def through(service: Service, store: Store) -> None:
    pytest.importorskip("deep_translator", reason="deep-translator is an optional package")
    with DemoServer({"translate.google.com": service}) as server:
        settings = Settings.model_validate({"home": store.path.parent, "network": {"hosts": server.hosts}})
        propose_keywords(store, settings, "ko")


def test_the_service_is_asked_through_our_own_client(store: Store) -> None:
    service = Service()
    through(service, store)
    assert [asked["tl"] for asked in service.asked] == ["ko"] * len(ENGLISH)
    assert counts(store) == (6, 6)


@pytest.mark.parametrize("service", [Service(429), Service(500), Service(403)])
def test_a_service_that_refuses_changes_nothing(store: Store, service: Service) -> None:
    with pytest.raises(TranslationFailed, match="nothing was changed"):
        through(service, store)
    assert counts(store) == (0, 0)
    assert len(service.asked) == 1


def test_an_error_page_in_place_of_a_translation_is_no_keyword(store: Store) -> None:
    with pytest.raises(TranslationFailed, match="error page"):
        through(Service(spoil=True), store)
    assert counts(store)[0] == 0


def test_without_a_network_it_says_so_and_changes_nothing(store: Store) -> None:
    pytest.importorskip("deep_translator", reason="deep-translator is an optional package")
    hosts = {"translate.google.com": "http://127.0.0.1:9"}
    settings = Settings.model_validate({"home": store.path.parent, "network": {"hosts": hosts}})
    with pytest.raises(TranslationFailed, match=r"cannot reach the translation service google .*nothing was changed"):
        propose_keywords(store, settings, "ko")
    assert counts(store) == (0, 0)


def test_no_service_is_a_setting(store: Store) -> None:
    settings = Settings.model_validate({"home": store.path.parent, "translation": {"service": "none"}})
    with pytest.raises(TranslationFailed, match="service is none"):
        propose_keywords(store, settings, "ko")
