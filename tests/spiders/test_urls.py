"""One address for one page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.urls import LONGEST_ADDRESS, NoPageAddressError, canonical_url, page_address


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("HTTPS://News.Example:443/a?utm_source=rss&id=3#top", "https://news.example/a?id=3"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a/amp/", "https://news.example/a"),
        ("https://news.example/amp/a", "https://news.example/a"),
        ("https://news.example/tools/amp/a", "https://news.example/tools/amp/a"),
        ("https://news.example/a.amp.html", "https://news.example/a.html"),
        ("https://news.example/a?amp=1", "https://news.example/a"),
        ("https://news.example/a?outputType=amp&p=2", "https://news.example/a?p=2"),
        ("https://news.example/champ", "https://news.example/champ"),
        ("https://news.example/?123", "https://news.example/?123"),
        ("https://news.example/?p=1&gclid=x&fbclid=y", "https://news.example/?p=1"),
        ("https://news.example/новость", "https://news.example/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D1%8C"),
        ("https://news.example/a%20b", "https://news.example/a%20b"),
        ("  https://news.example/a  ", "https://news.example/a"),
        ("ftp://news.example/a", None),
        ("mailto:a@news.example", None),
        ("/relative", None),
        ("https://[::1", None),
        ("https://news.example:port/", None),
        ("", None),
    ],
)
def test_canonical_url(url: str, known: str | None) -> None:
    assert canonical_url(url) == known


@given(st.from_regex(r"https?://[a-z.]{1,12}(:\d{1,5})?/[a-zA-Z0-9/._%~-]{0,20}(\?[a-z=&0-9_]{0,20})?", fullmatch=True))
def test_the_canonical_form_is_its_own(url: str) -> None:
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once


@given(st.text(max_size=60))
def test_nothing_raises(url: str) -> None:
    assert canonical_url(url) is None or isinstance(canonical_url(url), str)


@pytest.mark.parametrize(
    "given",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "example.org",
        "https://u:p@example.org/",
        "http://[::1",
        "https://a b",
        "https://example.org/" + "a" * LONGEST_ADDRESS,
    ],
)
def test_what_is_no_page_is_refused_with_what_one_looks_like(given: str) -> None:
    with pytest.raises(NoPageAddressError, match=r"http|password"):
        page_address(given)


def test_an_address_that_a_person_gives_is_made_canonical() -> None:
    assert page_address(" https://News.example/a?utm_source=mail#part ") == "https://news.example/a"
