"""The news back ends: golden answers, what can come in their place, pages, windows, watermarks, articles that wait."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from crawler.records import Document, Failure
from keywords import load
from spiders.base import Checkpoint
from spiders.visits import GoodVisit, VisitMemory
from tests.spiders.golden import WEB_PAGE
from tests.spiders.jobs import Answer, RecordingJob
from tests.spiders.searching import CAPTCHA, ENGINES, MOMENT, Engine, clock, raw_data, search

KEYS = (
    "NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET", "YANDEX_SEARCH_API_KEY", "YANDEX_SEARCH_FOLDER_ID", "QIANFAN_API_KEY",
    "BRAVE_SEARCH_API_KEY", "SERPER_API_KEY", "MEDIA_CLOUD_API_KEY",
)  # fmt: skip
GOLDEN: dict[str, list[tuple[str, str, str | None]]] = {
    "gdelt_doc": [
        ("https://www.tech.example/2025/07/exaone", "LG 엑사원 4.0 공개… 320억 매개변수 언어모델", None),
        ("https://daily.example/ai/solar-pro-2", "업스테이지, 310억 매개변수 '솔라 프로 2' 언어모델 출시", None),
    ],
    "naver": [
        ("https://www.tech.example/2025/07/exaone", 'LG, 파라미터 320억 개 "엑사원 4.0" 언어모델 공개', "2025-07-15"),
        ("https://n.news.naver.com/mnews/article/002/2", "업스테이지, 매개변수 310억 개 솔라 프로 2 출시",
         "2025-07-10"),
    ],
    "yandex": [
        ("https://www.habr.example/news/t-pro-2", "Т-Про 2.0: языковая модель на 32 млрд параметров", "2025-07-18"),
        ("https://vc.example/kimi", "Kimi K2: триллион параметров в открытом доступе", "2025-07-12"),
    ],
    "qianfan": [
        ("https://www.tech.example/zh/kimi-k2", "月之暗面发布Kimi K2 总参数一万亿", "2025-07-11"),
        ("https://ai.example/glm", "智谱开源GLM-4.5 总参数3550亿", "2025-07-28"),
    ],
    "brave": [
        ("https://www.tech.example/en/kimi-k2", "Moonshot releases Kimi K2, a one trillion parameter model",
         "2025-07-11"),
        ("https://daily.example/glm-4-5", "GLM-4.5 has 355 billion parameters", "2025-07-28"),
    ],
    "serper": [
        # "3 weeks ago" finds the day, and does not state it.
        ("https://www.tech.example/en/kimi-k2", "Moonshot releases Kimi K2, a one trillion parameter model", None),
        ("https://daily.example/glm-4-5", "GLM-4.5 has 355 billion parameters", "2025-07-28"),
        ("https://asia.example/exaone", "EXAONE 4.0 language model has 32 billion parameters", "2025-07-15"),
    ],
    "media_cloud": [
        ("https://www.diario.example/kimi-k2",
         "Moonshot lanza Kimi K2, un modelo de lenguaje con un billón de parámetros",
         "2025-07-12"),
        ("https://noticias.example/glm", "GLM-4.5, modelo de lenguaje de 355.000 millones de parámetros", "2025-07-29"),
    ],
    "searxng": [
        ("https://www.donya.example/kimi", "مدل زبانی Kimi K2 با یک تریلیون پارامتر معرفی شد", "2025-07-12"),
        ("https://fanavari.example/glm", "مدل GLM-4.5 با ۳۵۵ میلیارد پارامتر", None),
    ],
    "google_news": [
        ("https://news.google.com/rss/articles/CBMiAAA?oc=5", "Kimi K2: Sprachmodell mit einer Billion Parametern",
         "2025-07-11T17:00:00Z"),
        ("https://news.google.com/rss/articles/CBMiBBB?oc=5", "GLM-4.5 hat 355 Milliarden Parameter - Beispiel",
         "2025-07-28T20:30:00Z"),
    ],
    "bing_news": [
        ("https://www.journal.example/kimi?a=1&b=50%25",
         "Kimi K2, un modèle de langage à mille milliards de paramètres",
         "2025-07-12T08:00:00Z"),
        ("https://quotidien.example/glm", "GLM-4.5 : 355 milliards de paramètres", "2025-07-29T07:00:00Z"),
    ],
    "baidu_html": [
        ("https://www.tech.example/zh/kimi-k2", "月之暗面发布Kimi K2 总参数一万亿", "2025-07-11"),
        ("https://ai.example/glm", "智谱开源GLM-4.5大模型 总参数3550亿", "2025-07-28"),
        ("https://baijiahao.baidu.com/s?id=1", "百度文心4.5大模型开源 参数4240亿", "2025-07-31"),
    ],
}  # fmt: skip
HEADLINES = {"naver": 1, "google_news": 2, "baidu_html": 1}
"""Hits whose pages are not fetched."""

every_engine = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)


@pytest.fixture(autouse=True)
def at_the_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for key in KEYS:
        monkeypatch.setenv(key, f"secret-of-{key}")
    # One keyword a language: what is counted here are windows and pages.
    monkeypatch.setattr(
        RecordingJob, "search_keywords", lambda self, language: load(language).search.keywords[:1], raising=True
    )
    with clock(MOMENT):
        yield


def lately(engine: Engine, days: int = 30, hits: int = 0) -> VisitMemory:
    """The back end was searched so many days ago."""
    record = engine.source
    memory = VisitMemory(RecordingJob(record).settings.home, record.name)
    day = (MOMENT.date() - timedelta(days=days)).isoformat()
    language = (record.search and record.search.keywords) or engine.language
    unit = f"{engine.language}|{load(language).search.keywords[0]}"
    memory.write(GoodVisit(rows=hits, watermarks={unit: day}, counts={engine.language: hits}))
    return memory


def marks(memory: VisitMemory) -> list[str]:
    good = memory.read()
    assert good is not None
    return list(good.watermarks.values())


@every_engine
def test_a_golden_answer(engine: Engine) -> None:
    memory = lately(engine)
    done, web = search(engine.source, engine.page, languages=frozenset({engine.language}))
    assert done.job.failures == []
    found = {(doc.url, doc.title, doc.published) for doc in done.documents}
    assert found == set(GOLDEN[engine.name])
    assert len(done.documents) == len(found)
    assert {doc.language for doc in done.documents} == {engine.language}
    assert len([doc for doc in done.documents if doc.content_type.startswith("text/plain")]) == HEADLINES.get(
        engine.name, 0
    )
    assert len(web.asked) == 1 if engine.name != "searxng" else 2
    assert marks(memory) == ["2025-08-01"]
    assert not [signal for signal in done.job.signals if signal.kind in {"column", "row"}]


@every_engine
@pytest.mark.parametrize(
    ("fault", "names"),
    [
        (Answer(b""), {Failure.EMPTY}),
        (WEB_PAGE, {Failure.CHANGED}),
        (CAPTCHA, {Failure.BLOCKED}),
        (Answer(b"oops", status=500), {Failure.SERVER_ERROR}),
        (Answer(b"slow down", status=429), {Failure.RATE_LIMITED}),
        (Answer(b"", status=403), {Failure.BLOCKED}),
        (Answer(b"", status=404), {Failure.GONE}),
        (TimeoutError(), {Failure.TIMEOUT}),
        (Answer(b'{"code": 1, "odd": "}'), {Failure.BROKEN, Failure.CHANGED}),
        (Answer("<!doctype html><html><body>模型</body></html>".encode("gb18030")), {Failure.CHANGED, Failure.BROKEN}),
        (Answer(b'{"results": "\xb4\xf3\xc4\xa3\xd0\xcd"}'), {Failure.BROKEN, Failure.CHANGED}),
    ],
    ids=["empty", "web page", "captcha", "500", "429", "403", "404", "timeout", "cut", "other charset", "no utf-8"],
)  # fmt: skip
def test_what_comes_in_place_of_an_answer_is_named(
    engine: Engine, fault: Answer | Exception, names: set[Failure]
) -> None:
    memory = lately(engine)
    before = memory.read()
    done, _ = search(engine.source, fault, languages=frozenset({engine.language}))
    assert done.documents == []
    assert len(done.job.failures) == 1
    assert set(done.job.failure_names) <= names, done.job.failures
    assert memory.read() == before
    assert not any("secret-of" in str(failure) for failure in done.job.failures)


@every_engine
def test_an_answer_in_another_form_is_changed(engine: Engine) -> None:
    memory = lately(engine)
    page = engine.page
    if engine.name == "yandex":
        page = raw_data(b"<yandexsearch><response><results/></response></yandexsearch>")
    for old in ("link", "url", "originallink", "news-title"):
        page = Answer(page.body.replace(old.encode(), b"x" + old.encode()), headers=page.headers)
    done, _ = search(engine.source, page, languages=frozenset({engine.language}))
    assert done.documents == []
    assert done.job.failure_names in ([Failure.CHANGED], [Failure.BROKEN])
    assert marks(memory) == ["2025-07-02"]


@every_engine
def test_an_answer_that_was_cut_off_is_broken(engine: Engine) -> None:
    memory = lately(engine)
    page = engine.page
    cut = Answer(page.body[: int(len(page.body) * 0.9)], headers=page.headers)
    done, _ = search(engine.source, cut, languages=frozenset({engine.language}))
    assert done.documents == []
    assert done.job.failure_names == [Failure.BROKEN]
    assert marks(memory) == ["2025-07-02"]


NOTHING = {
    "yandex": raw_data(
        '<yandexsearch><response><error code="15">Ничего не найдено</error></response></yandexsearch>'.encode()
    ),
    "google_news": Answer(b'<rss version="2.0"><channel><title>x</title></channel></rss>'),
    "bing_news": Answer(b'<rss version="2.0"><channel><title>x</title></channel></rss>'),
    "baidu_html": Answer("<!DOCTYPE html><html><body>抱歉，没有找到与“模型”相关的资讯</body></html>".encode()),
}


@every_engine
def test_nothing_found_is_an_answer_unless_there_was_much(engine: Engine) -> None:
    nothing = NOTHING.get(engine.name, Answer(b"{}"))
    memory = lately(engine)
    done, _ = search(engine.source, nothing, languages=frozenset({engine.language}))
    assert (done.documents, done.job.failures) == ([], [])
    assert marks(memory) == ["2025-08-01"]
    memory = lately(engine, hits=60)
    done, _ = search(engine.source, nothing, languages=frozenset({engine.language}))
    assert done.job.failure_names == [Failure.EMPTY]
    assert marks(memory) == ["2025-07-02"]


@every_engine
def test_without_key_consent_or_address_nothing_is_asked(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from spiders.registry import load_sources  # noqa: PLC0415

    for key in KEYS:
        monkeypatch.delenv(key)
    record = load_sources()[engine.name]
    if engine.name == "gdelt_doc":
        assert record.enabled
        return
    assert not record.enabled
    done, web = search(record, engine.page, languages=frozenset({engine.language}))
    assert (done.items, web.asked, done.job.failure_names) == ([], [], [Failure.BLOCKED])


# Pages, windows, watermarks.


def numbered(engine: Engine, count: int, first: int = 0, day: str = "2025-07-20", cursor: str = "") -> Answer:
    """A page of so many hits in the engine's form; their headlines are about models."""
    title = "Model with 70 billion parameters, 70 млрд параметров, 700억 매개변수, 700亿参数 大模型"
    numbers = range(first, first + count)
    if engine.name == "yandex":
        docs = "".join(
            f"<doc><url>https://n.example/{n}</url><title>{title}</title>"
            f"<modtime>{day.replace('-', '')}T000000</modtime></doc>"
            for n in numbers
        )
        return raw_data(f"<yandexsearch><response><found>9</found>{docs}</response></yandexsearch>".encode())
    if engine.name in {"google_news", "bing_news"}:
        moment = datetime.fromisoformat(day).strftime("%a, %d %b %Y 08:00:00 GMT")
        entries = "".join(
            f"<item><title>{title} - X</title><link>https://n.example/{n}</link><pubDate>{moment}</pubDate></item>"
            for n in numbers
        )
        return Answer(f'<rss version="2.0"><channel><title>x</title>{entries}</channel></rss>'.encode())
    if engine.name == "baidu_html":
        hits = "".join(
            f'<div><h3 class="news-title_x"><a href="https://n.example/{n}">{title}</a></h3>'
            f'<span aria-label="发布于：{day}"></span></div>'
            for n in numbers
        )
        return Answer(f"<!DOCTYPE html><html><body><div>{hits}</div></body></html>".encode())
    api = engine.source.search
    assert api is not None
    link = api.link if isinstance(api.link, str) else api.link[0]
    rows = [{link: f"https://n.example/{n}", api.title: title, api.published: day} for n in numbers]
    return Answer(json.dumps({api.rows: rows, **({api.next: cursor} if api.next else {})}).encode())


PAGES = {
    # the parameter, the size of a page, its first values, and how many pages there are for 100 hits
    "naver": ("start", 100, ["1"]),
    "brave": ("offset", 50, ["0", "1"]),
    "searxng": ("pageno", 10, [str(number) for number in range(1, 11)]),
    "bing_news": ("first", 10, [str(number) for number in range(1, 100, 10)]),
    "baidu_html": ("pn", 10, [str(number) for number in range(0, 100, 10)]),
    "gdelt_doc": ("maxrecords", 250, ["250"]),
    "google_news": ("ceid", 100, ["DE:de"]),
    "media_cloud": ("pagination_token", 50, ["", "next"]),
    "qianfan": ("", 50, [""]),
    "yandex": ("", 100, [""]),
    "serper": ("", 100, [""]),
}


@every_engine
def test_pages_are_read_until_a_hundred_hits(engine: Engine) -> None:
    lately(engine)
    parameter, size, values = PAGES[engine.name]
    pages = [numbered(engine, size, first=size * number, cursor="next") for number in range(15)]
    done, web = search(engine.source, *pages, languages=frozenset({engine.language}))
    assert done.job.failures == []
    assert web.asked_for(parameter) == values
    assert len(done.documents) == min(100, size * len(values))


@every_engine
def test_a_page_that_comes_again_ends_the_question(engine: Engine) -> None:
    lately(engine)
    size = PAGES[engine.name][1] if engine.name != "serper" else 10
    done, web = search(engine.source, numbered(engine, size, cursor="next"), languages=frozenset({engine.language}))
    assert len(web.asked) <= 2
    assert len(done.documents) == min(size, 100)


@every_engine
def test_hits_from_before_the_window_are_left(engine: Engine) -> None:
    memory = lately(engine)
    done, _ = search(engine.source, numbered(engine, 5, day="2025-06-20"), languages=frozenset({engine.language}))
    assert (done.documents, done.job.failures) == ([], [])
    assert marks(memory) == ["2025-08-01"]


def engine_named(name: str) -> Engine:
    return next(engine for engine in ENGINES if engine.name == name)


def asked_windows(name: str, days: int | None) -> list[tuple[str, str]]:
    engine = engine_named(name)
    if days is not None:
        lately(engine, days)
    _, web = search(engine.source, numbered(engine, 0), languages=frozenset({engine.language}))
    if name == "gdelt_doc":
        return list(zip(web.asked_for("startdatetime"), web.asked_for("enddatetime"), strict=True))
    if name == "media_cloud":
        return list(zip(web.asked_for("start"), web.asked_for("end"), strict=True))
    return [tuple(value.split("to")) for value in web.asked_for("freshness")]  # type: ignore[misc]


def test_a_window_begins_three_days_before_the_last_search() -> None:
    assert asked_windows("brave", 30) == [("2025-06-29", "2025-08-01")]


def test_a_missed_month_is_one_window_and_a_longer_time_several() -> None:
    assert asked_windows("brave", 125) == [("2025-03-26", "2025-08-01")]
    assert asked_windows("brave", 200) == [("2025-01-10", "2025-05-19"), ("2025-05-20", "2025-08-01")]


def test_a_first_search_goes_back_to_2020_year_by_year() -> None:
    windows = asked_windows("media_cloud", None)
    assert windows[0] == ("2020-01-01", "2020-12-31")
    assert windows[-1][1] == "2025-08-01"
    assert len(windows) == 6
    ends = [date.fromisoformat(until) for _, until in windows]
    begins = [date.fromisoformat(since) for since, _ in windows]
    assert begins[1:] == [end + timedelta(days=1) for end in ends[:-1]]


def test_a_first_search_goes_back_as_far_as_the_service() -> None:
    assert asked_windows("gdelt_doc", None) == [("20250502000000", "20250801235959")]
    assert asked_windows("gdelt_doc", 400) == [("20250502000000", "20250801235959")]


def test_a_first_search_begins_where_the_run_was_told_to() -> None:
    engine = engine_named("brave")
    _, web = search(engine.source, numbered(engine, 0), languages=frozenset({"en"}), since=date(2025, 6, 1))
    assert web.asked_for("freshness") == ["2025-06-01to2025-08-01"]


def test_a_window_that_fails_holds_the_watermark_and_the_later_windows() -> None:
    engine = engine_named("brave")
    memory = lately(engine, 300)
    fault = Answer(b"", status=500)
    done, web = search(engine.source, numbered(engine, 2), fault, languages=frozenset({"en"}))
    assert len(web.asked) == 2
    assert done.job.failure_names == [Failure.SERVER_ERROR]
    assert marks(memory) == ["2025-02-08"]
    _, web = search(engine.source, numbered(engine, 2), languages=frozenset({"en"}))
    assert web.asked_for("freshness")[0].startswith("2025-02-05to")


def test_relative_time_ranges_cover_the_window() -> None:
    engine = engine_named("searxng")
    for days, word in ((2, "week"), (20, "month"), (40, "year"), (500, "")):
        lately(engine, days)
        _, web = search(engine.source, numbered(engine, 0), languages=frozenset({"fa"}))
        assert web.asked_for("time_range") == [word]


def many(monkeypatch: pytest.MonkeyPatch, *keywords: str) -> None:
    monkeypatch.setattr(RecordingJob, "search_keywords", lambda self, language: keywords)


@pytest.mark.parametrize(
    ("fault", "asked"),
    [
        (Answer(b"", status=403), 1), (Answer(b"", status=401), 1), (CAPTCHA, 1), (Answer(b"", status=429), 2),
        (Answer(b"", status=500), 3), (WEB_PAGE, 3),
    ],
)  # fmt: skip
def test_an_interface_that_turns_us_away_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, fault: Answer, asked: int
) -> None:
    many(monkeypatch, "a b", "c d", "e f", "g h", "i j")
    engine = engine_named("brave")
    done, web = search(engine.source, fault, languages=frozenset({"en", "fr"}), since=date(2025, 7, 1))
    assert len(web.asked) == asked
    assert f"{10 - asked} further questions were not asked" in done.job.failures[-1][2]


def test_an_interrupted_run_goes_on_with_the_missing_keywords(monkeypatch: pytest.MonkeyPatch) -> None:
    many(monkeypatch, "a b", "c d", "e f")
    engine = engine_named("brave")
    told: dict[str, Any] = {"languages": frozenset({"en"}), "since": date(2025, 7, 1)}
    done, _ = search(engine.source, numbered(engine, 2), Answer(b"", status=500), **told)
    VisitMemory(done.job.settings.home, "brave").path.unlink()  # it was killed before its end
    cursor = [item.cursor for item in done.items if isinstance(item, Checkpoint)]
    resumed, web = search(engine.source, numbered(engine, 0), cursor=cursor[0], **told)
    assert web.asked_for("q") == ["c d", "e f"]
    assert resumed.job.answered == [("en", "c d"), ("en", "e f")]
    good = VisitMemory(done.job.settings.home, "brave").read()
    assert good is not None
    assert good.watermarks == dict.fromkeys(("en|a b", "en|c d", "en|e f"), "2025-08-01")


def test_a_checkpoint_comes_after_the_articles_of_its_question() -> None:
    engine = engine_named("brave")
    lately(engine)
    done, _ = search(engine.source, numbered(engine, 3), languages=frozenset({"en"}))
    assert [type(item) for item in done.items] == [Document, Document, Document, Checkpoint]


def test_an_odd_cursor_is_none() -> None:
    engine = engine_named("brave")
    for cursor in ("", "x", "[]", "3", '{"marks": 3}'):
        lately(engine)
        _, web = search(engine.source, numbered(engine, 0), cursor=cursor, languages=frozenset({"en"}))
        assert len(web.asked) == 1


def test_articles_that_could_not_be_fetched_are_tried_three_times() -> None:
    engine = engine_named("brave")
    memory = lately(engine)
    down = Answer(b"", status=503)
    for tries in (1, 2):
        done, _ = search(engine.source, numbered(engine, tries == 1), articles=down, languages=frozenset({"en"}))
        good = memory.read()
        assert good is not None
        assert [entry["tries"] for entry in good.pending] == [tries]
        assert list(good.watermarks.values()) == ["2025-08-01"]
        assert done.job.failure_names == [Failure.SERVER_ERROR]
    search(engine.source, numbered(engine, 0), articles=down, languages=frozenset({"en"}))
    good = memory.read()
    assert good is not None
    assert good.pending == ()


def test_an_article_that_waited_is_read_at_last() -> None:
    engine = engine_named("brave")
    memory = lately(engine)
    search(engine.source, numbered(engine, 1), articles=TimeoutError(), languages=frozenset({"en"}))
    others, _ = search(engine.source, numbered(engine, 0), languages=frozenset({"fr"}))
    assert others.documents == []
    done, _ = search(engine.source, numbered(engine, 0), languages=frozenset({"en"}))
    assert [document.url for document in done.documents] == ["https://n.example/0"]
    assert done.documents[0].title is not None
    good = memory.read()
    assert good is not None
    assert good.pending == ()


def test_an_article_that_another_source_has_brought_does_not_wait() -> None:
    engine = engine_named("brave")
    memory = lately(engine)
    search(engine.source, numbered(engine, 1), articles=TimeoutError(), languages=frozenset({"en"}))
    stored = {"https://n.example/0": "2025-07-20"}
    done, _ = search(engine.source, numbered(engine, 0), languages=frozenset({"en"}), versions=stored)
    assert done.documents == []
    good = memory.read()
    assert good is not None
    assert good.pending == ()


def test_a_page_that_is_gone_does_not_wait() -> None:
    engine = engine_named("brave")
    memory = lately(engine)
    done, _ = search(engine.source, numbered(engine, 1), articles=Answer(b"", status=404), languages=frozenset({"en"}))
    assert done.job.failure_names == [Failure.GONE]
    good = memory.read()
    assert good is not None
    assert (good.pending, list(good.watermarks.values())) == ((), ["2025-08-01"])


def test_the_engines_own_silence_is_a_signal() -> None:
    engine = engine_named("searxng")
    lately(engine)
    done, _ = search(engine.source, engine.page, numbered(engine, 0), languages=frozenset({"fa"}))
    assert [(signal.kind, signal.detail) for signal in done.job.signals] == [("source", '[["google news", "CAPTCHA"]]')]


def test_an_unknown_column_is_a_signal() -> None:
    engine = engine_named("naver")
    lately(engine)
    page = Answer(engine.page.body.replace(b'"pubDate"', b'"newColumn": 1, "pubDate"'))
    done, _ = search(engine.source, page, languages=frozenset({"ko"}))
    assert [signal.subject for signal in done.job.signals] == ["naver: newColumn"]


@pytest.mark.parametrize(
    ("name", "answer", "failure"),
    [
        ("gdelt_doc", b"Please limit requests to one every 5 seconds or contact us.", Failure.RATE_LIMITED),
        ("gdelt_doc", b"The specified phrase is too short.", Failure.CHANGED),
        ("naver", b'{"errorMessage": "Scope Status Invalid", "errorCode": "024"}', Failure.BLOCKED),
        ("qianfan", b'{"code": "rate_limit", "message": "too many requests", "request_id": "1"}', Failure.RATE_LIMITED),
        ("qianfan", b'{"code": 216003, "message": "Authentication error"}', Failure.BLOCKED),
        ("serper", b'{"message": "Unauthorized.", "statusCode": 403}', Failure.BLOCKED),
        ("brave", b'{"error": {"detail": "Rate limit exceeded", "code": "RATE_LIMITED"}}', Failure.RATE_LIMITED),
    ],
)
def test_what_an_interface_says_instead_is_told(name: str, answer: bytes, failure: Failure) -> None:
    engine = engine_named(name)
    lately(engine)
    done, _ = search(engine.source, Answer(answer), languages=frozenset({engine.language}))
    assert done.job.failure_names == [failure]


def test_yandex_names_its_errors() -> None:
    engine = engine_named("yandex")
    for code, failure in (("32", Failure.RATE_LIMITED), ("31", Failure.BLOCKED)):
        lately(engine)
        xml = f'<yandexsearch><response><error code="{code}">no</error></response></yandexsearch>'
        done, _ = search(engine.source, raw_data(xml.encode()), languages=frozenset({"ru"}))
        assert done.job.failure_names == [failure]


def test_control_characters_in_titles_are_read() -> None:
    engine = engine_named("gdelt_doc")
    lately(engine)
    page = Answer(engine.page.body.replace("공개…".encode(), b"\x01\x02"))
    done, _ = search(engine.source, page, languages=frozenset({"ko"}))
    assert len(done.documents) == 2
