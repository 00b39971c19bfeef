"""One run under Scrapy itself: callbacks, error handlers, redirects and items, as the framework calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_feed_under_scrapy() -> None:
    program = [sys.executable, "-m", "tests.spiders.scrapy_run"]
    ran = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=180, check=True)
    outcome = json.loads(ran.stdout)
    assert outcome["found"] == ["/moved", "/page"]  # the address that the feed gave, not the one it led to
    assert outcome["failures"] == [["blocked", "/no", "HTTP status 403"], ["gone", "/gone", "HTTP status 404"]]
    assert outcome["remembered"] == [['"1"', None]]
