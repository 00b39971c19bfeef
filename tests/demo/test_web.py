"""The demo's outlets and catalogues over HTTP: feeds, pages, encodings, robots, redirects, validators."""

from __future__ import annotations

import html
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import feedparser
import httpx
import pytest
import yaml

from crawler.demo.articles import Article, Outlet, load_press
from crawler.demo.server import DemoServer

PRESS = load_press()
ARTICLES = [(outlet, article) for outlet in PRESS.outlets for article in outlet.articles]
NAMES = [article.url for _, article in ARTICLES]


def local(server: DemoServer, url: str) -> str:
    parts = urlsplit(url)
    rest = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return f"{server.address_of(parts.netloc)}{rest}"


@pytest.mark.parametrize("outlet", PRESS.outlets, ids=lambda outlet: outlet.source)
def test_feeds_parse_and_list_their_articles_newest_first(
    client: httpx.Client, demo_server: DemoServer, outlet: Outlet
) -> None:
    answer = client.get(local(demo_server, outlet.feed))
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert [entry.link for entry in feed.entries] == [item.link or item.url for item in outlet.articles]
    assert [entry.title for entry in feed.entries] == [item.title for item in outlet.articles]
    days = [entry.get("published_parsed") or entry.get("updated_parsed") for entry in feed.entries]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(("outlet", "article"), ARTICLES, ids=NAMES)
def test_pages_carry_the_article_in_its_encoding(
    client: httpx.Client, demo_server: DemoServer, outlet: Outlet, article: Article
) -> None:
    answer = client.get(local(demo_server, article.url))
    if article.gone:
        assert answer.status_code == 404
        return
    text = answer.content.decode(article.charset)
    assert text.startswith("<!doctype html>")
    for part in ("<nav>", "<aside", "<footer", 'id="comments"', f'lang="{outlet.language}"', "flopscout demo page"):
        assert part in text
    for paragraph in article.paragraphs:
        assert html.escape(paragraph.removeprefix("## ")) in text
    header = answer.headers["Content-Type"]
    claimed = article.charset if article.declared is None else article.declared
    assert header == (f"text/html; charset={claimed}" if claimed else "text/html")
    date = article.published.isoformat()
    assert (date in text) is (article.dates != "none")


def test_feeds_and_pages_answer_304_to_their_validators(client: httpx.Client, demo_server: DemoServer) -> None:
    url = local(demo_server, "https://www.ithome.com/rss/")
    first = client.get(url)
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304


def test_some_hosts_compress_where_the_client_accepts_it(client: httpx.Client, demo_server: DemoServer) -> None:
    url = local(demo_server, "https://www.heise.de/rss/heise-atom.xml")
    assert client.get(url).headers["Content-Encoding"] == "gzip"
    plain = client.get(url, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == client.get(url).content
    head = client.head(url, headers={"Accept-Encoding": "identity"})
    assert head.headers["Content-Length"] == str(len(plain.content))


def test_robots_differ_by_host(client: httpx.Client, demo_server: DemoServer) -> None:
    hosts = ("www.ixbt.com", "venturebeat.com", "www.36kr.com")
    answers = {host: client.get(f"{demo_server.address_of(host)}/robots.txt") for host in hosts}
    assert {host: answer.status_code for host, answer in answers.items()} == {
        "www.ixbt.com": 503,
        "venturebeat.com": 404,
        "www.36kr.com": 200,
    }
    assert "Disallow: /p/members/" in answers["www.36kr.com"].text
    linked = [item.url for outlet in PRESS.outlets if outlet.source == "feeds/36kr" for item in outlet.articles]
    assert any("/p/members/" in url for url in linked)


@pytest.mark.parametrize(
    ("moved", "target"),
    [
        ("https://rss.golem.de/go/minimax-m3-2606-209911", "https://www.golem.de/news/"),
        (
            "https://analyticsindiamag.com/amp/ai-news/sarvam-m-builds-on-mistral/",
            "https://analyticsindiamag.com/ai-news/",
        ),
    ],
)
def test_moved_articles_point_to_their_original_address(
    client: httpx.Client, demo_server: DemoServer, moved: str, target: str
) -> None:
    answer = client.get(local(demo_server, moved))
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith(target)
    assert client.get(local(demo_server, answer.headers["Location"])).status_code == 200


def test_tracked_addresses_lead_to_the_same_page(client: httpx.Client, demo_server: DemoServer) -> None:
    tracked = next(article for _, article in ARTICLES if "utm_" in article.link)
    url = local(demo_server, tracked.link.split("#")[0])
    assert client.get(url).content == client.get(local(demo_server, tracked.url)).content


def test_encodings_include_the_hard_cases() -> None:
    pages = {(article.charset, article.declared) for _, article in ARTICLES}
    assert {("gbk", None), ("cp932", "Shift_JIS"), ("windows-1256", None), ("windows-1251", None)} <= pages
    assert ("windows-1254", "") in pages
    assert ("euc-kr", "utf-8") in pages


def test_catalogues_have_their_publishers_shapes(client: httpx.Client, demo_server: DemoServer) -> None:
    raw = "https://raw.githubusercontent.com"
    models = client.get(local(demo_server, "https://models.dev/models.json")).json()
    providers = client.get(local(demo_server, "https://models.dev/api.json")).json()
    prices = client.get(local(demo_server, f"{raw}/BerriAI/litellm/main/model_prices_and_context_window.json")).json()
    helm = client.get(local(demo_server, f"{raw}/stanford-crfm/helm/main/src/helm/config/model_metadata.yaml"))
    assert all("/" in key and row["name"] for key, row in models.items())
    assert all(provider["models"] for provider in providers.values())
    assert "sample_spec" in prices
    rows = yaml.safe_load(helm.content)["models"]
    resold = [model for provider in providers.values() for model in provider["models"]]
    assert min(len(models), len(resold), len(prices), len(rows)) >= 55
    assert client.get(f"{demo_server.address_of('models.dev')}/robots.txt").status_code == 404


def test_unknown_hosts_and_addresses_are_not_found(client: httpx.Client, demo_server: DemoServer) -> None:
    assert client.get(f"{demo_server.address_of('unknown.example')}/").status_code == 404
    assert client.get(f"{demo_server.address_of('www.ithome.com')}/nothing").status_code == 404
    assert client.get(f"{demo_server.base_url}/").status_code == 404


def test_requests_are_counted(client: httpx.Client) -> None:
    with DemoServer() as server:
        for _ in range(3):
            client.get(f"{server.address_of('models.dev')}/models.json")
        counts = client.get(f"{server.base_url}/requests").json()
        assert counts == dict(server.requests) == {"models.dev/models.json": 3}


def test_many_clients_are_served_at_once() -> None:
    with DemoServer() as server:
        url = f"{server.address_of('models.dev')}/models.json"

        def fetch(number: int) -> set[int]:
            with httpx.Client(timeout=60, trust_env=False) as own:
                return {len(own.get(url, params={"client": number}).content) for _ in range(20)}

        with ThreadPoolExecutor(8) as pool:
            sizes = set().union(*pool.map(fetch, range(8)))
        assert len(sizes) == 1
        assert server.requests["models.dev/models.json"] == 160


def test_connections_stay_open_between_requests(demo_server: DemoServer) -> None:
    host, port = urlsplit(demo_server.base_url).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=60) as connection, connection.makefile("rb") as stream:
        for _ in range(3):
            connection.sendall(f"HEAD /_/models.dev/models.json HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            assert stream.readline() == b"HTTP/1.1 200 OK\r\n"
            while stream.readline() != b"\r\n":
                pass


def test_odd_request_lines_do_not_end_the_server(client: httpx.Client, demo_server: DemoServer) -> None:
    host, port = urlsplit(demo_server.base_url).netloc.split(":")
    lines = (
        b"GET /_/ HTTP/1.1",
        b"GET /_/%ff%00/%zz HTTP/1.1",
        b"NONSENSE",
        b"GET //x HTTP/1.0",
        b"POST /_/a/ HTTP/1.1",
    )
    for line in lines:
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            connection.sendall(line + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert connection.recv(64)
    assert client.get(f"{demo_server.address_of('models.dev')}/models.json").status_code == 200


def test_pages_of_the_hub_are_the_demos_repositories(client: httpx.Client, demo_server: DemoServer) -> None:
    listing = f"{demo_server.address_of('huggingface.co')}/api/models?limit=1000&sort=downloads"
    rows = json.loads(client.get(listing).content)
    assert len(rows) >= 120
    assert client.get(f"{demo_server.address_of('huggingface.co')}/{rows[0]['id']}").status_code == 200
