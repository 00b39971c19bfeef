"""The address guard: what is refused by its spelling, and what by the addresses behind a name."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.addresses import AddressGuard, is_private_host, is_public, normal_host
from crawler.fetching.errors import RefusedAddress
from crawler.fetching.hosts import HostTable

PRIVATE = (
    *("127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "192.0.0.1"),
    *("192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("::1", "::", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "100::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808"),
    *("64:ff9b:1::1", "2001::1", "2002:7f00:1::1"),
)
PUBLIC = (
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.128.0.1"),
    *("2606:4700::1111", "2a00:1450:4001::1"),
)
ODD_SPELLINGS = (
    "127.1",
    "127.0.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.0.0.1.",
    "LOCALHOST",
    "localhost.",
    "printer.localhost",
    "①②⑦.⓪.⓪.①",
    "ｌｏｃａｌｈｏｓｔ",
    "127。0。0。1",
    "[::ffff:7f00:1]",
    "0",
    "fe80::1%eth0",
)


@pytest.fixture
def guard() -> AddressGuard:
    return AddressGuard(HostTable({}))


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ODD_SPELLINGS)
def test_odd_spellings_of_this_machine_are_private(host: str) -> None:
    assert is_private_host(host)


@pytest.mark.parametrize(
    "host", ["example.org", "face.cafe", "1e100.net", "localhost.example.org", "xn--bcher-kva.example"]
)
def test_names_are_judged_by_what_they_resolve_to(host: str) -> None:
    assert not is_private_host(host)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "http:///path",
        "http://",
        "//example.org/",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org\\@127.0.0.1/",
        "http://exa mple.org/",
        "http://example.org\t.evil/",
        "http://example.org/\r\nHost: evil",
        "http://example.org:99999/",
        "http://[::1/",
        "http://127.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
    ],
)
def test_addresses_that_are_refused(guard: AddressGuard, url: str) -> None:
    with pytest.raises(RefusedAddress) as refused:
        guard.route(url)
    assert "\n" not in str(refused.value)


def test_the_reason_does_not_repeat_a_password(guard: AddressGuard) -> None:
    with pytest.raises(RefusedAddress) as refused:
        guard.route("https://user:secret@example.org/")
    assert "secret" not in str(refused.value)


def test_plain_addresses_pass(guard: AddressGuard) -> None:
    assert guard.route("https://example.org:8443/a?b=c") == "https://example.org:8443/a?b=c"


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1"], ["fe80::1%eth0"], ["odd"]])
def test_names_with_a_private_address_are_refused(guard: AddressGuard, addresses: list[str]) -> None:
    with pytest.raises(RefusedAddress, match=r"example\.org resolves to"):
        guard.check("example.org", 443, addresses)


def test_names_with_public_addresses_pass(guard: AddressGuard) -> None:
    guard.check("example.org", 443, PUBLIC)


def test_a_mapped_authority_is_allowed_at_its_port_only() -> None:
    guard = AddressGuard(HostTable({"example.org": "http://127.0.0.1:9000/x", "b.example": "http://mirror:80"}))
    assert guard.route("https://example.org/a") == "http://127.0.0.1:9000/x/a"
    guard.check("127.0.0.1", 9000, ["127.0.0.1"])
    guard.check("mirror", 80, ["10.0.0.7"])
    with pytest.raises(RefusedAddress):
        guard.route("http://127.0.0.1:9001/x/a")
    with pytest.raises(RefusedAddress):
        guard.check("mirror", 81, ["10.0.0.7"])


def test_every_host_does_not_open_private_addresses() -> None:
    guard = AddressGuard(HostTable({"*": "http://127.0.0.1:9000/_"}))
    for url in ("http://169.254.169.254/latest", "http://127.0.0.1:22/", "http://2130706433/", "http://localhost/"):
        with pytest.raises(RefusedAddress):
            guard.route(url)


def test_private_addresses_can_be_allowed() -> None:
    guard = AddressGuard(HostTable({}, allow_private=True))
    assert guard.route("http://127.0.0.1:8000/") == "http://127.0.0.1:8000/"
    guard.check("intranet", 80, ["192.168.0.1"])


@given(st.integers(min_value=0x7F000000, max_value=0x7FFFFFFF))
def test_no_number_that_means_loopback_passes(number: int) -> None:
    for host in (str(number), hex(number), oct(number).replace("o", "")):
        assert is_private_host(host)


@given(st.text(max_size=40))
def test_odd_text_is_refused_or_routed_but_raises_nothing_else(text: str) -> None:
    guard = AddressGuard(HostTable({}))
    assert isinstance(normal_host(text), str)
    for url in (text, f"http://{text}/"):
        try:
            guard.route(url)
        except RefusedAddress:
            continue
