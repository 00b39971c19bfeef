"""The host table: outbound and original addresses are each other's inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.hosts import HostTable

HUB = "http://127.0.0.1:9000/hub"
EVERY = "http://127.0.0.1:9000/_"


@pytest.fixture
def table() -> HostTable:
    return HostTable({"huggingface.co": HUB, "*": EVERY})


@pytest.mark.parametrize(
    ("original", "outbound"),
    [
        ("https://huggingface.co/api/models?limit=5&x=%20y", f"{HUB}/api/models?limit=5&x=%20y"),
        ("https://huggingface.co", f"{HUB}/"),
        ("https://huggingface.co?x=1", f"{HUB}/?x=1"),
        ("https://HuggingFace.CO./a", f"{HUB}/a"),
        ("https://huggingface.co:443/a", f"{HUB}/a"),
        ("https://www.example.org/a/b", f"{EVERY}/www.example.org/a/b"),
        ("https://www.example.org:8443/a", f"{EVERY}/www.example.org:8443/a"),
        ("http://www.example.org:80/a", f"{EVERY}/www.example.org/a"),
        ("https://bücher.example/a", f"{EVERY}/xn--bcher-kva.example/a"),
        ("https://8.8.8.8/a", f"{EVERY}/8.8.8.8/a"),
        (f"{HUB}/a", f"{HUB}/a"),
        ("http://127.0.0.1:9000/stray", "http://127.0.0.1:9000/stray"),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:1/a"),
        ("http://localhost/a", "http://localhost/a"),
        ("ftp://huggingface.co/a", "ftp://huggingface.co/a"),
        ("not an address", "not an address"),
    ],
)
def test_outbound(table: HostTable, original: str, outbound: str) -> None:
    assert table.outbound(original) == outbound


@pytest.mark.parametrize(
    ("mapped", "original"),
    [
        (f"{HUB}/api?c=1#f", "https://huggingface.co/api?c=1#f"),
        (HUB, "https://huggingface.co/"),
        (f"{EVERY}/www.example.org:8443/a", "https://www.example.org:8443/a"),
        (f"{EVERY}/www.example.org", "https://www.example.org/"),
        (f"{EVERY}/huggingface.co/a", "https://huggingface.co/a"),
        (f"{HUB}by/a", f"{HUB}by/a"),
        (f"{EVERY}/", f"{EVERY}/"),
        ("http://127.0.0.1:9000/stray", "http://127.0.0.1:9000/stray"),
        ("http://127.0.0.1:9001/hub/a", "http://127.0.0.1:9001/hub/a"),
        ("https://elsewhere.example/hub/a", "https://elsewhere.example/hub/a"),
    ],
)
def test_original(table: HostTable, mapped: str, original: str) -> None:
    assert table.original(mapped) == original


def test_an_empty_table_changes_nothing() -> None:
    table = HostTable({})
    assert table.outbound("https://example.org/a") == "https://example.org/a"
    assert table.original("https://example.org/a") == "https://example.org/a"
    assert not table.is_mapped("example.org")
    assert table.allowed_authorities == frozenset()


def test_exact_hosts_come_before_every_host(table: HostTable) -> None:
    assert table.is_mapped("huggingface.co")
    assert table.is_mapped("any.example")
    assert not table.is_mapped("127.0.0.1")
    assert not table.is_mapped("localhost")
    assert table.allowed_authorities == {("127.0.0.1", 9000)}


def test_a_line_with_a_port_catches_that_port_only() -> None:
    table = HostTable({"a.example:8080": "http://127.0.0.1:1/x", "a.example": "http://127.0.0.1:2/y"})
    assert table.outbound("http://a.example:8080/p") == "http://127.0.0.1:1/x/p"
    assert table.outbound("http://a.example/p") == "http://127.0.0.1:2/y/p"
    assert table.original("http://127.0.0.1:1/x/p") == "https://a.example:8080/p"


def test_hosts_that_share_a_base_are_told_apart_by_the_question() -> None:
    table = HostTable({"a.example": "http://127.0.0.1:1", "b.example": "http://127.0.0.1:1"})
    found = table.original("http://127.0.0.1:1/p", near="https://b.example/q")
    assert found == "https://b.example/p"


@pytest.mark.parametrize(
    ("location", "meant"),
    [
        (f"{HUB}/b", "https://huggingface.co/b"),
        ("/hub/b", "https://huggingface.co/b"),
        ("/b", "/b"),
        ("b?x=1", "b?x=1"),
        ("//127.0.0.1:9000/hub/b", "https://huggingface.co/b"),
        ("//cdn.example/b", "http://cdn.example/b"),
        (f"{EVERY}/cdn.example/b", "https://cdn.example/b"),
        ("https://cdn.example/b", "https://cdn.example/b"),
    ],
)
def test_redirects_lead_to_original_addresses(table: HostTable, location: str, meant: str) -> None:
    assert table.reference(location, "https://huggingface.co/a") == meant


def test_links_of_a_header_become_original(table: HostTable) -> None:
    header = f'<{HUB}/api/models?cursor=a,b>; rel="next", </hub/api>; rel="self"'
    assert table.link_header(header, "https://huggingface.co/api/models") == (
        '<https://huggingface.co/api/models?cursor=a,b>; rel="next", <https://huggingface.co/api>; rel="self"'
    )


@pytest.mark.parametrize("base", ["ftp://127.0.0.1/x", "http://", "http://user@127.0.0.1/", "127.0.0.1:9000"])
def test_a_base_must_be_an_address(base: str) -> None:
    with pytest.raises(ValueError, match="cannot be mapped"):
        HostTable({"a.example": base})


HOSTS = st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z0-9](\.[a-z]{2,6}){1,2}", fullmatch=True).filter(
    lambda host: not host.endswith(".localhost")
)
PATHS = st.from_regex(
    r"(/[A-Za-z0-9._~%!$&'()*+,;=:@-]{0,8}){0,4}(\?[a-z0-9=&%/]{1,12})?(#[a-z]{1,4})?", fullmatch=True
)


@given(host=HOSTS, port=st.sampled_from(["", ":8443", ":8080"]), path=PATHS)
def test_every_address_comes_back(host: str, port: str, path: str) -> None:
    table = HostTable({"*": EVERY, "huggingface.co": HUB})
    without_fragment = path.partition("#")[0]
    url = f"https://{host}{port}{without_fragment if without_fragment.startswith('/') else '/' + without_fragment}"
    assert table.original(table.outbound(url + path[len(without_fragment) :])) == url


@given(st.text(max_size=60))
def test_odd_text_never_raises(text: str) -> None:
    table = HostTable({"*": EVERY})
    for url in (text, f"http://{text}", f"http://127.0.0.1:9000/_/{text}"):
        assert isinstance(table.outbound(url), str)
        assert isinstance(table.original(url), str)
        assert isinstance(table.reference(text, url), str)
