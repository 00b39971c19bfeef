"""The Hub's list: addresses, links, cursors, pages."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Failure
from spiders.hub.listing import (
    EXPAND,
    Cursor,
    Page,
    Sweep,
    created_of,
    detail_page,
    first_page,
    is_before,
    is_past,
    next_page,
    parse_page,
    place_in_list,
    read_cursor,
    rest_of_list,
    with_smaller_page,
)

ENDPOINT = "https://huggingface.co/api/models"
HERE = f"{ENDPOINT}?limit=1000&sort=downloads"

LIST_ROUTE = {
    "author", "baseModels", "cardData", "config", "createdAt", "disabled", "downloads", "downloadsAllTime",
    "evalResults", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified", "library_name", "likes",
    "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors", "sha", "siblings", "spaces",
    "tags", "transformersInfo", "trendingScore", "widgetData", "xetEnabled",
}  # fmt: skip
"""Values of ``expand`` that the list accepts; any other is answered with 400."""


def test_the_first_pages() -> None:
    sized = parse_qs(urlsplit(first_page(ENDPOINT, Sweep.SIZED, page_size=1000, min_parameters=1e9)).query)
    assert (sized["sort"], sized["limit"], sized["num_parameters"]) == (["downloads"], ["1000"], ["min:1B"])
    unsized = parse_qs(urlsplit(first_page(ENDPOINT, Sweep.UNSIZED, page_size=50, min_parameters=1e9)).query)
    assert unsized["limit"] == ["50"]
    assert "num_parameters" not in unsized
    assert len(unsized["expand"]) < len(sized["expand"])


@pytest.mark.parametrize(("count", "written"), [(1e9, "1B"), (5e8, "500M"), (1.5e9, "1500M"), (0, "0"), (7, "7")])
def test_sizes_as_the_hub_writes_them(count: float, written: str) -> None:
    assert f"num_parameters=min:{written}&" in first_page(ENDPOINT, Sweep.SIZED, page_size=1, min_parameters=count)


@pytest.mark.parametrize("sweep", Sweep)
def test_only_fields_that_the_list_knows(sweep: Sweep) -> None:
    assert set(EXPAND[sweep]) <= LIST_ROUTE
    if sweep is not Sweep.CENSUS:
        assert {"downloads", "sha", "tags", "safetensors"} <= set(EXPAND[sweep])


def test_the_next_page() -> None:
    assert next_page(f'<{HERE}&cursor=abc%3D%3D>; rel="next"', HERE) == (f"{HERE}&cursor=abc%3D%3D", None)
    assert next_page(f'<{HERE}&cursor=a>; rel="prev", <{HERE}&cursor=b>; rel="next"', HERE)[0] == f"{HERE}&cursor=b"
    assert next_page(None, HERE) == (None, None)
    assert next_page(f'<{HERE}>; rel="first"', HERE) == (None, None)


@pytest.mark.parametrize(
    "target",
    [
        "/api/models?cursor=a",
        "api/models?cursor=a",
        "https://evil.example/api/models?cursor=a",
        "https://huggingface.co/other",
    ],
)
def test_relative_and_foreign_links_are_a_failure(target: str) -> None:
    url, problem = next_page(f'<{target}>; rel="next"', HERE)
    assert url is None
    assert problem is not None
    assert problem.failure is Failure.CHANGED
    assert target in problem.detail


def test_cursors_survive_saving() -> None:
    cursor = Cursor(Sweep.UNSIZED, f"{HERE}&cursor=abc")
    assert read_cursor(str(cursor)) == cursor


@pytest.mark.parametrize("text", [None, "", "sized", "sized ", "other https://x", "https://x"])
def test_other_texts_are_no_cursors(text: str | None) -> None:
    assert read_cursor(text) is None


def test_a_smaller_page_keeps_its_place() -> None:
    smaller = with_smaller_page(f"{HERE}&num_parameters=min:1B&cursor=a%3D")
    assert smaller is not None
    assert parse_qs(urlsplit(smaller).query) == {
        "limit": ["200"], "sort": ["downloads"], "num_parameters": ["min:1B"], "cursor": ["a="],
    }  # fmt: skip
    assert with_smaller_page(smaller) is None
    assert with_smaller_page(ENDPOINT) is None


def test_where_a_sweep_ends() -> None:
    assert not is_past(({"downloads": 5000}, {"downloads": 101}), 100)
    assert is_past(({"downloads": 5000}, {"downloads": 100}), 100)
    assert is_past(({"downloads": 50}, {"downloads": None}), 100)
    assert not is_past(({"id": "a"},), 100)
    assert not is_past((), 100)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Failure.EMPTY),
        (b"<html></html>", Failure.CHANGED),
        (b"[{", Failure.BROKEN),
        (b'{"error": "x"}', Failure.CHANGED),
    ],
)
def test_unusable_pages_are_named(body: bytes, failure: Failure) -> None:
    problem = parse_page(body).problem
    assert problem is not None
    assert problem.failure is failure


def test_odd_entries_are_counted() -> None:
    page = parse_page(b'[{"id": "a/b"}, {}, 3, {"id": 7}, {"id": ""}]')
    assert [row["id"] for row in page.rows] == ["a/b"]
    assert page.odd == 4


@given(st.binary(max_size=80))
def test_nothing_raises(body: bytes) -> None:
    assert isinstance(parse_page(body), Page)


@given(st.text(max_size=60))
def test_odd_links_never_raise(link: str) -> None:
    url, problem = next_page(link, HERE)
    assert url is None or problem is None


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def test_each_sweep_has_its_order() -> None:
    orders = {
        sweep: query_of(first_page(ENDPOINT, sweep, page_size=9, min_parameters=1e9))["sort"][0] for sweep in Sweep
    }
    assert (orders[Sweep.NEW], orders[Sweep.TRENDING], orders[Sweep.UNSIZED]) == (
        "createdAt", "trendingScore", "downloads",
    )  # fmt: skip


def test_places_and_the_rest_of_the_list() -> None:
    assert query_of(place_in_list(ENDPOINT, skip=7, limit=1)) == {
        "sort": ["downloads"], "limit": ["1"], "skip": ["7"], "expand": ["downloads", "downloadsAllTime"],
    }  # fmt: skip
    rest = query_of(rest_of_list(f"{HERE}&expand=tags&expand=sha&cursor=a%3D%3D", page_size=500))
    assert (rest["cursor"], rest["limit"]) == (["a=="], ["500"])
    assert rest["expand"] == ["downloads", "downloadsAllTime"]


def test_one_repositorys_entry() -> None:
    assert detail_page(ENDPOINT, "a/b c", with_files=True) == f"{ENDPOINT}/a/b%20c?blobs=true"
    assert set(query_of(detail_page(ENDPOINT, "a/b"))["expand"]) == set(EXPAND[Sweep.WATCHED])


@pytest.mark.parametrize("sweep", [Sweep.WATCHED, Sweep.CENSUS])
def test_what_is_no_list_needs_no_address(sweep: Sweep) -> None:
    assert read_cursor(str(Cursor(sweep))) == Cursor(sweep)
    assert read_cursor("new") is None


@pytest.mark.parametrize("value", [None, 5, "", "soon", {"$date": 1}])
def test_odd_times_are_unknown(value: object) -> None:
    assert created_of({"createdAt": value}) is None


def test_where_the_list_of_new_ones_ends() -> None:
    since = datetime(2026, 10, 1, tzinfo=UTC)
    old, new = {"createdAt": "2026-09-30T23:59:59.999Z"}, {"createdAt": "2026-10-01T00:00:00"}
    assert is_before((new, old), since)
    assert not is_before((old, new), since)
    assert is_before((new, old, {}), since)
    assert not is_before((), since)
