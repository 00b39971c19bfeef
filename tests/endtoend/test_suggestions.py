"""Pages that people name, from the command line to the queue."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.endtoend.running import at_hand, environment, flopscout
from tests.spiders.site import Reply, redirect, serving, text

ARTICLE = text(
    "<html><head><title>News</title></head><body><article><p>Zephyria Labs released Zephyria 90B, a language model "
    "with 90 billion parameters that was trained on 12 trillion tokens. The announcement was made at a conference, "
    "where visitors could try the system. Researchers had been given early access and spoke well of it.</p></article>"
    "</body></html>"
)
PAGES = {
    "news.example/a": ARTICLE,
    "news.example/moved": redirect("https://news.example/a"),
    "news.example/report.pdf": Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"}),
    "news.example/weather": text(
        "<html><body><article><p>Tomorrow it will rain in the north and stay dry in the south of the country, while "
        "the coast may expect fog in the early hours of the morning and some wind.</p></article></body></html>"
    ),
}


def test_a_suggested_page_is_read_like_any_other_and_its_models_are_told(tmp_path: Path) -> None:
    with serving(PAGES) as site:
        env = environment(tmp_path, site.hosts)
        done = flopscout("suggest", "https://News.example/a?utm_source=mail#top", "--who", "Ada", env=env)
        weather = flopscout("suggest", "https://news.example/weather", env=env)
        pdf = flopscout("suggest", "https://news.example/report.pdf", env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "https://news.example/a: names Zephyria 90B\n"
    assert "names no model" in weather.stdout
    assert pdf.returncode == 1
    assert "application/pdf holds no text" in pdf.stdout
    with sqlite3.connect(tmp_path / "flopscout.db") as connection:
        model = connection.execute("SELECT name, parameters, tokens, status FROM models").fetchone()
    connection.close()
    assert model == ("Zephyria 90B", 90e9, 12e12, "confirmed")


def test_what_waits_is_due_until_it_is_read(tmp_path: Path) -> None:
    with serving(PAGES) as site:
        env = environment(tmp_path, site.hosts)
        assert "waits" in at_hand("suggest", "https://news.example/moved", "--later", env=env).stderr
        assert flopscout("crawl", "--due", "--source", "suggestions", env=env).returncode == 0
        assert "nothing is due" in at_hand("crawl", "--due", "--source", "suggestions", env=env).stderr
        assert flopscout("suggest", env=env).stdout == "https://news.example/moved: names Zephyria 90B\n"


def test_addresses_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    env = environment(tmp_path)
    assert at_hand("suggest", "javascript:alert(1)", env=env).returncode == 2
    inside = flopscout("suggest", "http://127.0.0.1:8000/admin", env=env)
    assert inside.returncode == 1
    assert "refused-address" in inside.stdout
