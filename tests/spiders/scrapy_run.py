"""Runs the feed spider under Scrapy against a loopback server, and prints what came of it as JSON.

A program of its own, since a process can run a reactor only once.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawler.records import SourceRank
from spiders.feeds import FeedSpider
from spiders.registry import Source
from tests.spiders.jobs import RecordingJob

FOUND: list[str] = []


class Site(BaseHTTPRequestHandler):
    """A feed of four entries: a page, a moved one, a missing one and one that is turned away."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        base = f"http://{self.headers['Host']}"
        if self.path == "/feed":
            names = ("page", "moved", "gone", "no")
            entries = "".join(f"<item><title>{name}</title><link>{base}/{name}</link></item>" for name in names)
            self.answer(200, f'<rss version="2.0"><channel><title>f</title>{entries}</channel></rss>', ETag='"1"')
        elif self.path == "/moved":
            self.answer(301, "", Location="/page2")
        elif self.path.startswith("/page"):
            self.answer(200, "<html><body><p>A page.</p></body></html>")
        else:
            self.answer(403 if self.path == "/no" else 404, "<html><body>Sorry</body></html>")

    def answer(self, status: int, text: str, **headers: str) -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", **headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
        """Say nothing."""


class Collect:
    """An item pipeline that notes the addresses."""

    def process_item(self, item: Any) -> Any:
        FOUND.append(item.url)
        return item


def main() -> None:
    """Serve, crawl, print."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    source = Source.model_validate(
        {"name": "feeds/local", "kind": "feed", "spider": "feeds", "urls": [f"{base}/feed"], "rank": SourceRank.NEWS,
         "licence": "own", "keyword_filter": False}
    )  # fmt: skip
    job = RecordingJob(source)
    quiet = {"LOG_LEVEL": "CRITICAL", "TELNETCONSOLE_ENABLED": False, "RETRY_ENABLED": False}
    process = AsyncCrawlerProcess({"ITEM_PIPELINES": {Collect: 1}, **quiet})
    process.crawl(FeedSpider, job=job)
    process.start()
    server.shutdown()
    failures = sorted([failure.value, url.removeprefix(base), detail] for failure, url, detail in job.failures)
    found = sorted(url.removeprefix(base) for url in FOUND)
    json.dump({"found": found, "failures": failures, "remembered": list(job.remembered.values())}, sys.stdout)


if __name__ == "__main__":
    main()
