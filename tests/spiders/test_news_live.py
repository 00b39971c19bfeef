"""A whole crawl of all news back ends over loopback: keys, consent, robots, slow-downs, pages, copies, captchas."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.endtoend.running import environment, flopscout
from tests.spiders.site import Asked, Page, Reply, as_json, redirect, serving, text

NOW = datetime.now(UTC)
YESTERDAY = NOW.date() - timedelta(days=1)
SINCE = NOW.date() - timedelta(days=10)
KEYS = {
    "NAVER_CLIENT_ID": "naver-id", "NAVER_CLIENT_SECRET": "naver-secret", "YANDEX_SEARCH_API_KEY": "yandex-key",
    "YANDEX_SEARCH_FOLDER_ID": "folder", "QIANFAN_API_KEY": "qianfan-key", "BRAVE_SEARCH_API_KEY": "brave-key",
    "SERPER_API_KEY": "serper-key", "MEDIA_CLOUD_API_KEY": "cloud-key",
}  # fmt: skip
CONSENT = {f"FLOPSCOUT_SOURCES__{name}__ACCEPT_TERMS": "true" for name in ("GOOGLE_NEWS", "BING_NEWS", "BAIDU_HTML")}
BUDGET = {"FLOPSCOUT_BUDGET__SOURCES": json.dumps({"gdelt_gal": {"requests_per_run": 70}})}
ADDRESS = {"FLOPSCOUT_SOURCES__SEARXNG__ADDRESS": "http://searx.example:8888"}
SOURCES = (
    "gdelt_gal", "gdelt_doc", "naver", "yandex", "qianfan", "brave", "serper", "media_cloud", "searxng", "google_news",
    "bing_news", "baidu_html",
)  # fmt: skip
NO_ROBOTS = text("User-agent: *\nDisallow: /\n", "text/plain")
STORY = (
    "Moonshot AI hat das Sprachmodell Kimi K2 vorgestellt. Es hat 1 Billion Parameter, von denen 32 Milliarden je "
    "Token rechnen, und wurde mit 15,5 Billionen Token trainiert. Das Unternehmen aus Peking gibt die Gewichte "
    "frei, und wer genug Grafikprozessoren hat, kann das Modell selbst "
    "betreiben. Auf mehreren Tests liegt es nahe an den besten. "
)  # fmt: skip


def article(title: str, story: str) -> Reply:
    return text(f"<html><head><title>{title}</title></head><body><article><p>{story * 3}</p></article></body></html>")


def brave(asked: Asked) -> Reply:
    """Too busy at first; then fifty hits and two, for whoever has the key."""
    if asked.count == 1:
        return Reply(status=429, headers={"Retry-After": "0"})
    if asked.headers.get("x-subscription-token") != "brave-key":
        return Reply(b"no", 401)
    first = asked.query["offset"] == "0"
    title = "Ein Modell mit 70 Milliarden Parametern"
    numbers = range(50) if first else range(50, 52)
    rows = [{"url": f"https://many.example/{n}", "title": title, "page_age": YESTERDAY.isoformat()} for n in numbers]
    wired = {"url": "https://zeitung.example/kimi", "title": "Kimi K2: Sprachmodell mit einer Billion Parametern"}
    return as_json({"results": [wired, *rows[1:]] if first else rows})


def gal(moment: str) -> str:
    return f"data.gdeltproject.org/gdeltv3/gal/{moment}.gal.json.gz"


LIST = gzip.compress(
    b"\n".join(
        json.dumps({"date": f"{YESTERDAY}T00:00:00Z", "lang": "de", "desc": "", **row}, ensure_ascii=False).encode()
        for row in [
            {"url": "https://copy.example/kimi", "title": "Kimi K2: Sprachmodell mit 1 Billion Parametern"},
            {"url": "https://closed.example/kimi", "title": "Sprachmodell mit 30 Milliarden Parametern von Alibaba"},
            *({"url": f"https://sport.example/{n}", "title": f"Spiel {n}"} for n in range(12_000)),
        ]
    )
)
XML = (
    "<yandexsearch><response><found>1</found><doc><url>https://many.example/ru</url><title>Модель: 70 <hlword>млрд"
    "</hlword> параметров</title><modtime>{}T000000</modtime></doc></response></yandexsearch>"
).format(YESTERDAY.strftime("%Y%m%d"))
GOOGLE = (
    '<rss version="2.0"><channel><title>x</title><item><title>Kimi K2: Sprachmodell mit 1 Billion Parametern - Blatt'
    "</title><link>https://news.google.com/rss/articles/CBMi</link></item></channel></rss>"
)
BING = (
    '<rss version="2.0"><channel><title>x</title><item><title>Modell mit 70 Milliarden Parametern</title><link>'
    "http://www.bing.com/news/apiclick.aspx?url=https%3a%2f%2fmany.example%2fbing&amp;c=1</link></item></channel></rss>"
)
HIT = {"url": "https://many.example/x", "link": "https://many.example/y", "title": "Modell: 70 Milliarden Parameter"}
PAGES: dict[str, Page] = {
    gal(f"{SINCE:%Y%m%d}000100"): Reply(LIST, headers={"Content-Type": "application/gzip"}),
    "data.gdeltproject.org/robots.txt": Reply(b"no", 403),
    "api.gdeltproject.org/api/v2/doc/doc": Reply(b"Please limit requests to one every 5 seconds.", 200),
    "openapi.naver.com/robots.txt": NO_ROBOTS,
    "openapi.naver.com/v1/search/news.json": Reply(
        gzip.compress(json.dumps({"items": [HIT] * 9}).encode())[:60], headers={"Content-Encoding": "gzip"}
    ),
    "searchapi.api.cloud.yandex.net/v2/web/search": as_json({"rawData": base64.b64encode(XML.encode()).decode()}),
    "qianfan.baidubce.com/v2/ai_search/web_search": as_json({"code": "quota", "message": "daily quota exceeded"}),
    "api.search.brave.com/res/v1/news/search": brave,
    "google.serper.dev/news": as_json({"message": "Unauthorized.", "statusCode": 403}),
    "search.mediacloud.org/api/search/story-list": as_json({"stories": [HIT], "pagination_token": None}),
    "searx.example:8888/search": as_json({"results": [HIT], "unresponsive_engines": []}),
    "news.google.com/robots.txt": NO_ROBOTS,
    "news.google.com/rss/search": text(GOOGLE, "application/rss+xml"),
    "www.bing.com/news/search": text(BING, "application/rss+xml"),
    "www.baidu.com/robots.txt": NO_ROBOTS,
    "www.baidu.com/s": redirect("https://wappass.baidu.com/static/captcha/tuxing.html"),
    "wappass.baidu.com/static/captcha/tuxing.html": text("<html><body>...</body></html>"),
    "zeitung.example/kimi": article("Kimi K2", STORY),
    "copy.example/kimi": article("Kimi K2 ist da", STORY),
    "closed.example/robots.txt": NO_ROBOTS,
}  # fmt: skip
PAGES |= {
    f"many.example/{name}": article("Ein Modell", f"Das Modell Nummer {name} hat 70 Milliarden Parameter. ")
    for name in (*map(str, range(52)), "ru", "bing", "x", "y")
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("news")
    home = folder / "data"
    home.mkdir()
    with serving(PAGES) as site:
        env = environment(home, site.hosts, **KEYS, **CONSENT, **ADDRESS, **BUDGET)
        named = [word for name in SOURCES for word in ("--source", name)]
        codes = ("--languages", "de,ko,ru,zh,es")
        crawled = flopscout("crawl", *named, *codes, "--since", SINCE.isoformat(), "--json", env=env, cwd=folder)
        asked = list(site.asked)
        checked = flopscout("sources", "check", *SOURCES, "--json", env=env, cwd=folder)
    crawl = json.loads(crawled.stdout)
    return {"home": home, "asked": asked, "crawl": crawl, "check": json.loads(checked.stdout)}


def rows(outcome: dict[str, Any], query: str) -> list[Any]:
    with sqlite3.connect(outcome["home"] / "flopscout.db") as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def requests(outcome: dict[str, Any], path: str) -> list[Asked]:
    return [asked for asked in outcome["asked"] if asked.path == path]


def test_what_fails_is_named(outcome: dict[str, Any]) -> None:
    failures = {(failure["source"], failure["failure"]) for failure in outcome["crawl"]["failures"]}
    assert failures == {
        ("gdelt_doc", "rate-limited"), ("naver", "broken"), ("qianfan", "rate-limited"), ("serper", "blocked"),
        ("baidu_html", "blocked"), ("gdelt_gal", "over-budget"), ("gdelt_gal", "robots-denied"),
    }  # fmt: skip


def test_interfaces_that_fail_are_left_alone(outcome: dict[str, Any]) -> None:
    assert len(requests(outcome, "api.gdeltproject.org/api/v2/doc/doc")) == 2
    assert len(requests(outcome, "qianfan.baidubce.com/v2/ai_search/web_search")) == 2
    assert len(requests(outcome, "www.baidu.com/s")) == 1


def test_robots_is_asked_of_pages_and_not_of_interfaces_with_terms(outcome: dict[str, Any]) -> None:
    hosts = {asked.path.split("/")[0] for asked in outcome["asked"] if asked.path.endswith("/robots.txt")}
    # Bing's search page allows robots, and its robots.txt is asked.
    assert hosts == {
        "many.example", "zeitung.example", "copy.example", "closed.example", "www.bing.com", "wappass.baidu.com"
    }  # fmt: skip
    assert requests(outcome, "closed.example/kimi") == []


def test_keys_are_sent_to_their_interface_only(outcome: dict[str, Any]) -> None:
    interfaces = {
        "openapi.naver.com", "searchapi.api.cloud.yandex.net", "qianfan.baidubce.com", "api.search.brave.com",
        "google.serper.dev", "search.mediacloud.org",
    }  # fmt: skip
    for asked in outcome["asked"]:
        sent = [value for value in KEYS.values() if value in f"{asked.headers} {asked.body!r}"]
        assert bool(sent) == (asked.path.split("/")[0] in interfaces)
    stored = (outcome["home"] / "flopscout.db").read_bytes()
    assert not [key for key in KEYS.values() if len(key) > 6 and key.encode() in stored]


def test_the_month_s_pages_follow_a_slow_down(outcome: dict[str, Any]) -> None:
    offsets = [asked.query["offset"] for asked in requests(outcome, "api.search.brave.com/res/v1/news/search")]
    assert offsets[:3] == ["0", "0", "1"]
    assert {asked.query["freshness"] for asked in requests(outcome, "api.search.brave.com/res/v1/news/search")} == {
        f"{SINCE}to{NOW.date()}"
    }


def test_bulk_lists_end_at_the_budget_and_are_not_archived(outcome: dict[str, Any]) -> None:
    assert len([asked for asked in outcome["asked"] if "gdeltv3" in asked.path]) <= 70
    assert rows(outcome, "SELECT count(*) FROM archive_records WHERE url LIKE '%gal.json.gz'") == [(0,)]
    assert rows(outcome, "SELECT count(*) FROM archive_records WHERE url LIKE '%copy.example%'") == [(1,)]


def test_copies_of_one_story_have_one_origin(outcome: dict[str, Any]) -> None:
    found = rows(outcome, "SELECT source, origin FROM documents WHERE url LIKE '%/kimi' ORDER BY source")
    assert [source for source, _ in found] == ["brave", "gdelt_gal"]
    assert len({origin for _, origin in found}) == 1
    # Two back ends that lead to one page store it once.
    assert rows(outcome, "SELECT count(*) FROM documents WHERE url = 'https://many.example/x'") == [(1,)]


def test_what_is_not_followed_is_stored_by_its_headline(outcome: dict[str, Any]) -> None:
    assert rows(outcome, "SELECT source, title FROM documents WHERE url LIKE 'https://news.google.com/%'") == [
        ("google_news", "Kimi K2: Sprachmodell mit 1 Billion Parametern")
    ]
    assert not [asked for asked in outcome["asked"] if "rss/articles" in asked.path]


def test_a_check_asks_each_interface_once(outcome: dict[str, Any]) -> None:
    checks = {check["name"]: check["failure"] for check in outcome["check"]}
    assert checks == {
        "gdelt_gal": "gone", "gdelt_doc": "rate-limited", "naver": "broken", "yandex": None,
        "qianfan": "rate-limited", "brave": None, "serper": "blocked", "media_cloud": None, "searxng": None,
        "google_news": None, "bing_news": None, "baidu_html": "blocked",
    }  # fmt: skip
