"""The Hub as the demo serves it: listing, cursors, filters, errors, files, limits."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RemoteEntryNotFoundError, RepositoryNotFoundError
from hypothesis import given
from hypothesis import strategies as st

from crawler.demo.exchange import Request
from crawler.demo.faults import Fault, FaultMode
from crawler.demo.hub import HubState, RepositoryError, object_id
from crawler.demo.hub_query import BadQueryError, Position, parse_list_query
from crawler.demo.hub_site import HOST, WINDOW_SECONDS, HubSite, RateLimits
from crawler.demo.server import DemoServer
from tests.demo.conftest import repository


def walk(client: httpx.Client, url: str) -> list[list[dict[str, Any]]]:
    pages = []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        url = answer.links.get("next", {}).get("url", "")
    return pages


@pytest.fixture(scope="session")
def base(hub_server: DemoServer) -> str:
    return hub_server.address_of(HOST)


@pytest.mark.parametrize(
    "sort", ["downloads", "likes", "createdAt", "lastModified", "likes30d", "num_parameters", "id"]
)
def test_every_order_pages_through_all_rows_once(client: httpx.Client, base: str, sort: str) -> None:
    pages = walk(client, f"{base}/api/models?sort={sort}&limit=4&expand=downloads&expand=safetensors")
    ids = [row["id"] for page in pages for row in page]
    assert len(pages) == 7
    assert len(set(ids)) == len(ids) == 25


def test_rows_come_by_value_then_by_object_id_and_those_without_value_last(client: httpx.Client, base: str) -> None:
    rows = [row for page in walk(client, f"{base}/api/models?sort=downloads&limit=3&expand=likes") for row in page]
    keys = [(row["downloads"] is None, -(row["downloads"] or 0), row["_id"]) for row in rows]
    assert keys == sorted(keys)
    assert [row["downloads"] for row in rows[-2:]] == [None, None]


def test_a_cursor_is_the_base64_of_a_database_filter(client: httpx.Client, base: str, hub_state: HubState) -> None:
    answer = client.get(f"{base}/api/models?sort=downloads&limit=2&expand=likes")
    last = answer.json()[-1]
    cursor = httpx.URL(answer.links["next"]["url"]).params["cursor"]
    assert Position.decode(cursor, "downloads") == Position(last["downloads"], last["_id"])
    assert cursor.startswith("eyIkb3IiOlt7")  # {"$or":[{


def test_a_cursor_holds_when_its_row_disappears() -> None:
    rows = [repository(number) for number in range(10)]
    query = parse_list_query([("sort", "downloads"), ("limit", "4")])
    first = HubState(rows).page(query)
    seen = [row["id"] for row in json.loads(first.body)]
    left = HubState([row for row in rows if row["id"] != seen[-1]])
    rest = left.page(parse_list_query([("sort", "downloads"), ("limit", "10"), ("cursor", first.cursor or "")]))
    assert sorted(seen + [row["id"] for row in json.loads(rest.body)]) == sorted(row["id"] for row in rows)


@given(st.one_of(st.none(), st.integers(0, 10**12), st.text(max_size=30)), st.text("0123456789abcdef", min_size=24))
def test_cursors_survive_the_round_trip(value: int | str | None, oid: str) -> None:
    position = Position(value, oid)
    assert Position.decode(position.encode("downloads"), "downloads") == position


@given(st.text(max_size=60))
def test_a_foreign_cursor_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadQueryError, match="✖ Invalid cursor"):
        Position.decode(text, "downloads")


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("filter=license:mit", lambda row: "license:mit" in row["tags"]),
        ("filter=license:mit&filter=text-generation", lambda row: "license:mit" in row["tags"]),
        ("filter=license:mit,license:apache-2.0", lambda row: False),
        ("author=org-1", lambda row: row["author"] == "org-1"),
        ("search=MODEL-1", lambda row: "model-1" in row["id"]),
        ("pipeline_tag=text-to-image", lambda row: row.get("pipeline_tag") == "text-to-image"),
        ("gated=true", lambda row: row["gated"] == "manual"),
        ("gated=false", lambda row: row["gated"] is False),
        ("num_parameters=min:6B", lambda row: size(row) >= 6e9),
        ("num_parameters=min:6B,max:9B", lambda row: 6e9 <= size(row) <= 9e9),
        ("num_parameters=max:2500M", lambda row: 0 < size(row) <= 2.5e9),
        ("library=nonsense", lambda row: True),
    ],
)
def test_filters_select(client: httpx.Client, base: str, query: str, fits: Any) -> None:
    expand = "&".join(f"expand={name}" for name in ("tags", "author", "pipeline_tag", "gated", "safetensors"))
    everything = client.get(f"{base}/api/models?sort=likes&limit=1000&{expand}").json()
    chosen = client.get(f"{base}/api/models?sort=likes&limit=1000&{query}&{expand}").json()
    assert [row["id"] for row in chosen] == [row["id"] for row in everything if fits(row)]


def size(row: dict[str, Any]) -> int:
    return int(row.get("safetensors", {}).get("total", 0))


def test_only_ids_expanded_fields_and_the_sort_key_come_back(client: httpx.Client, base: str) -> None:
    row = client.get(f"{base}/api/models?sort=downloads&limit=1&expand[]=safetensors").json()[0]
    assert set(row) == {"_id", "id", "downloads", "safetensors"}
    assert "siblings" in client.get(f"{base}/api/models?limit=1&full=true").json()[0]
    assert "siblings" not in client.get(f"{base}/api/models?limit=1").json()[0]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("sort=trending_score", "✖ Invalid sort parameter: trending_score"),
        ("expand=childrenModelCount", "expected one of"),
        ("expand=downloads&expand=nonsense", '"safetensors"'),
        ("limit=none", "limit"),
        ("num_parameters=min:big", "num_parameters"),
        ("cursor=AAAA", "cursor"),
    ],
)
def test_wrong_parameters_are_refused_with_the_reason(
    client: httpx.Client, base: str, query: str, message: str
) -> None:
    answer = client.get(f"{base}/api/models?{query}")
    assert answer.status_code == 400
    assert message in answer.json()["error"]


def test_a_page_never_exceeds_a_thousand_rows() -> None:
    assert parse_list_query([("limit", "5000")]).limit == 1000


def test_the_official_client_lists_pages_and_reads(hub_server: DemoServer) -> None:
    api = HfApi(endpoint=hub_server.address_of(HOST), token=False)
    everything = list(api.list_models(sort="downloads", full=True))
    assert len({model.id for model in everything}) == 25
    assert len(list(api.list_models(sort="created_at", limit=12))) == 12
    assert [model.id for model in api.list_models(author="org-2", num_parameters="min:20B", sort="likes")] == [
        "org-2/model-23",
        "org-2/model-20",
    ]
    info = api.model_info("org-1/model-04")
    assert info.safetensors is not None
    assert info.safetensors.total == 5 * 10**9
    assert api.file_exists("org-1/model-04", "config.json")
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("org-1/unknown")


def test_the_official_client_downloads_and_names_refusals(hub_server: DemoServer, tmp_path: Any) -> None:
    api = HfApi(endpoint=hub_server.address_of(HOST), token=False)
    with open(api.hf_hub_download("org-1/model-04", "README.md", cache_dir=tmp_path)) as file:  # noqa: PTH123
        assert file.read().startswith("# model-04")
    with pytest.raises(RemoteEntryNotFoundError):
        api.hf_hub_download("org-1/model-04", "missing.txt", cache_dir=tmp_path)
    with pytest.raises(GatedRepoError):
        api.hf_hub_download("org-2/model-05", "config.json", cache_dir=tmp_path)


def test_the_official_client_waits_out_a_429_on_a_later_page(hub_state: HubState) -> None:
    fault = Fault(FaultMode.RATE_LIMITED, path="/api/models", query="*cursor=*", times=1, seconds=0)
    with DemoServer({HOST: HubSite(hub_state)}, faults=[fault]) as server:
        api = HfApi(endpoint=server.address_of(HOST), token=False)
        assert len(list(api.list_models(limit=10, sort="likes"))) == 10
        assert len({model.id for model in api.list_models(sort="likes", limit=25)}) == 25


def test_files_carry_validators_and_answer_ranges(client: httpx.Client, base: str) -> None:
    url = f"{base}/org-1/model-04/resolve/main/README.md"
    full = client.get(url)
    assert len(full.headers["X-Repo-Commit"]) == 40
    head = client.head(url)
    assert (head.headers["ETag"], head.headers["Content-Length"]) == (full.headers["ETag"], str(len(full.content)))
    assert head.content == b""
    part = client.get(url, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.text, part.headers["Content-Range"]) == (
        206,
        "model-04",
        f"bytes 2-9/{len(full.content)}",
    )
    assert client.get(url, headers={"Range": "bytes=-3"}).content == full.content[-3:]
    assert client.get(url, headers={"Range": "bytes=5-"}).content == full.content[5:]
    assert client.get(url, headers={"Range": "bytes=99999-"}).status_code == 416
    assert client.get(url, headers={"If-None-Match": full.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("org-2/model-05/resolve/main/config.json", 401, "GatedRepo"),
        ("org-1/model-04/resolve/main/nothing.bin", 404, "EntryNotFound"),
        ("org-1/none/resolve/main/config.json", 404, "RepoNotFound"),
        ("api/models/org-1/none", 404, "RepoNotFound"),
    ],
)
def test_refusals_carry_the_hubs_error_codes(
    client: httpx.Client, base: str, path: str, status: int, code: str
) -> None:
    answer = client.get(f"{base}/{path}")
    assert (answer.status_code, answer.headers["X-Error-Code"]) == (status, code)
    assert answer.json()["error"]


def test_details_expand_more_than_the_list(client: httpx.Client, base: str) -> None:
    answer = client.get(f"{base}/api/models/org-1/model-04/revision/main?expand=childrenModelCount&expand=likes")
    assert answer.json() == {"_id": answer.json()["_id"], "id": "org-1/model-04", "likes": 4}
    assert client.get(f"{base}/api/models/org-1/model-04?expand=nonsense").status_code == 400


def test_rate_limits_count_per_bucket_and_window() -> None:
    now = [0.0]
    limits = RateLimits({"api": 2, "resolvers": 5, "pages": 1}, clock=lambda: now[0])
    assert limits.take("api") == (
        True,
        {"RateLimit": '"api";r=1;t=300', "RateLimit-Policy": '"fixed window";"api";q=2;w=300'},
    )
    now[0] = 100.0
    assert limits.take("api")[1]["RateLimit"] == '"api";r=0;t=200'
    assert limits.take("api")[0] is False
    assert limits.take("resolvers")[0] is True
    now[0] = WINDOW_SECONDS + 1.0
    assert limits.take("api")[0] is True


def test_a_used_up_quota_is_answered_with_429(hub_state: HubState) -> None:
    site = HubSite(hub_state, RateLimits({"api": 1, "resolvers": 1, "pages": 1}))
    request = Request("GET", HOST, "/api/models", "limit=1", {}, "http://x")
    assert [site.answer(request).status for _ in range(2)] == [200, 429]


def test_the_official_client_reports_the_limit(hub_state: HubState) -> None:
    site = HubSite(hub_state, RateLimits({"api": 0, "resolvers": 1, "pages": 1}))
    with DemoServer({HOST: site}) as server:
        api = HfApi(endpoint=server.address_of(HOST), token=False)
        with pytest.raises(HfHubHTTPError, match="rate limit"):
            next(iter(api.list_models(limit=1)))


def test_bad_rows_are_named() -> None:
    with pytest.raises(RepositoryError, match="a/b is there twice"):
        HubState([{"id": "a/b"}, {"id": "a/b"}])
    with pytest.raises(RepositoryError, match="colour"):
        HubState([{"id": "a/b", "colour": "red"}])
    with pytest.raises(RepositoryError, match="without id"):
        HubState([{"likes": 1}])


def test_object_ids_begin_with_the_creation_time() -> None:
    assert object_id("a/b", "2022-03-02T23:29:04.000Z").startswith("621ffdc0")
    assert object_id("a/b", "2025-01-01T00:00:00.000Z") == object_id("a/b", "2025-01-01T00:00:00.000Z")
    assert object_id("a/b", "2025-01-01T00:00:00.000Z") != object_id("a/c", "2025-01-01T00:00:00.000Z")


def test_skip_enters_the_list_at_a_rank(client: httpx.Client, base: str) -> None:
    listed = [row["id"] for row in client.get(f"{base}/api/models?sort=downloads&expand=likes").json()]
    for rank in (0, 7, 24, 25, 10**6):
        page = client.get(f"{base}/api/models?sort=downloads&expand=likes&limit=3&skip={rank}").json()
        assert [row["id"] for row in page] == listed[rank : rank + 3]
    assert client.get(f"{base}/api/models?skip=-1").status_code == 400


def test_blobs_give_the_sizes_of_files() -> None:
    state = HubState([{**repository(1), "sizes": {"weights.pt": 12_000_000_000}}])
    plain = json.loads(state.detail(state.ids[0]) or b"")
    assert all(set(file) == {"rfilename"} for file in plain["siblings"])
    sized = {
        file["rfilename"]: file["size"]
        for file in json.loads(state.detail(state.ids[0], blobs=True) or b"")["siblings"]
    }
    assert sized["weights.pt"] == 12_000_000_000
    assert sized["config.json"] == len('{"model_type": "llama"}')
    assert set(sized) == {file["rfilename"] for file in plain["siblings"]}


def test_a_token_without_access_is_refused_otherwise_than_none(client: httpx.Client, base: str) -> None:
    address = f"{base}/org-2/model-05/resolve/main/config.json"
    without, with_one = client.get(address), client.get(address, headers={"Authorization": "Bearer hf_x"})
    assert (without.status_code, with_one.status_code) == (401, 403)
    assert with_one.headers["X-Error-Code"] == "GatedRepo"
