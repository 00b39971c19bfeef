"""The way from page to page, and to files whose names change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from spiders.locating import Locate, find_addresses
from spiders.paging import Call, PageSeen, Paging, first_call, next_call
from spiders.paths import find, find_all

URL = "https://a.example/rows?set=x"
FULL = [{"c": "overall"}] * 2


def paging(**options: Any) -> Paging:
    return Paging.model_validate(options)


def onward(options: Paging, page: PageSeen) -> str | None:
    call = next_call(options, first_call(options, URL), page)
    return call.url if call else None


def test_offsets() -> None:
    by_total = paging(by="offset", parameter="offset", size=2, size_parameter="length", total="n")
    assert first_call(by_total, URL).url == "https://a.example/rows?set=x&length=2&offset=0"
    assert onward(by_total, PageSeen(0, FULL, {"n": 5})) == "https://a.example/rows?set=x&length=2&offset=2"
    assert onward(by_total, PageSeen(2, FULL[:1], {"n": 5})) is None
    by_size = paging(by="offset", parameter="start", size=2)
    assert onward(by_size, PageSeen(1, FULL)) == "https://a.example/rows?set=x&start=4"
    assert onward(by_size, PageSeen(1, FULL[:1])) is None


def test_page_numbers() -> None:
    numbered = paging(by="page", parameter="page", first=1)
    assert first_call(numbered, URL).url.endswith("page=1")
    assert onward(numbered, PageSeen(0, FULL)) == "https://a.example/rows?set=x&page=2"
    assert onward(numbered, PageSeen(4, [])) is None


def test_answers_that_say_whether_there_is_more() -> None:
    told = paging(by="page", parameter="page", first=1, more="pagination.more")
    assert onward(told, PageSeen(0, FULL, {"pagination": {"more": True}})) == "https://a.example/rows?set=x&page=2"
    assert onward(told, PageSeen(0, FULL, {"pagination": {"more": False}})) is None
    assert onward(told, PageSeen(0, FULL, {"data": []})) is None


def test_cursors_addresses_and_links() -> None:
    cursor = paging(by="cursor", parameter="after", path="meta.next")
    assert onward(cursor, PageSeen(0, FULL, {"meta": {"next": "a b"}})) == "https://a.example/rows?set=x&after=a+b"
    assert onward(cursor, PageSeen(0, FULL, {"meta": {"next": None}})) is None
    assert onward(paging(by="next", path="next"), PageSeen(0, FULL, {"next": "/p2"})) == "https://a.example/p2"
    link = PageSeen(0, FULL, link='<https://a.example/p0>; rel="prev", <https://a.example/p2>; rel="next"')
    assert onward(paging(by="link"), link) == "https://a.example/p2"
    assert onward(paging(by="link"), PageSeen(0, FULL)) is None


def test_a_list_that_is_left_early() -> None:
    overall = paging(by="offset", parameter="o", size=2, until={"c": "overall"})
    assert onward(overall, PageSeen(0, FULL)) is not None
    assert onward(overall, PageSeen(0, [{"c": "overall"}, {"c": "chinese"}])) is None


def test_parameters_in_the_body() -> None:
    options = paging(by="page", parameter="page", first=1, in_body=True)
    first = first_call(options, URL, {"query": "x"})
    assert first == Call(URL, {"query": "x", "page": 1})
    assert next_call(options, first, PageSeen(0, FULL)) == Call(URL, {"query": "x", "page": 2})


@pytest.mark.parametrize(
    "options", [{"by": "offset", "parameter": "o"}, {"by": "page"}, {"by": "cursor", "parameter": "c"}]
)
def test_incomplete_ways_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        paging(**options)


def test_the_newest_address() -> None:
    locate = Locate(pattern=r"table_[\d_]+\.csv$")
    page = b'<a href="t/table_2025_11_9.csv">x</a><a href="t/table_2025_11_10.csv">y</a><a href="other.csv">z</a>'
    assert find_addresses(page, "https://a.example/", locate) == ["https://a.example/t/table_2025_11_10.csv"]
    every = Locate(pattern=r"\.csv$", take="all", max_files=2)
    assert len(find_addresses(page, "https://a.example/", every)) == 2
    assert find_addresses(b"[x](/a.csv) https://b.example/b.csv", "https://a.example/", every) == [
        "https://a.example/a.csv", "https://b.example/b.csv"
    ]  # fmt: skip
    assert find_addresses(b'{"a": ["/c.csv"]}', "https://a.example/", every) == ["https://a.example/c.csv"]


def test_addresses_that_are_made_of_what_a_listing_names() -> None:
    listing = b'{"files": [{"path": "t/v1.9/"}, {"path": "t/v1.15/"}, {"path": "x/v3/"}], "other": "t/v9.9/"}'
    made = Locate(pattern=r"^t/v[\d.]+/$", at="files.*.path", address="https://b.example/{0}table.json")
    assert find_addresses(listing, URL, made) == ["https://b.example/t/v1.15/table.json"]
    assert find_addresses(b"<p>moved</p>", URL, made) == []
    assert find_addresses(b'{"files": null}', URL, made) == []


@given(st.binary(max_size=80))
def test_odd_pages_have_no_addresses_or_some(body: bytes) -> None:
    assert isinstance(find_addresses(body, URL, Locate(pattern="csv", take="all")), list)


def test_paths() -> None:
    value = {"a": [{"b": 1}, {"b": 2}], "x.y": 3}
    assert find(value, "a.1.b") == 2
    assert find(value, "x.y") == 3
    assert find(value, "a.7.b") is None
    assert list(find_all(value, "a.*.b")) == [1, 2]
    assert list(find_all(value, "*.*.b")) == [1, 2]
