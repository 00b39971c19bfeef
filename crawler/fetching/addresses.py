"""The address guard: which addresses may be fetched at all.

A crawler follows links that strangers wrote. Without a guard one of them may point it at the machine it runs on, at a
neighbour on the local network or at a cloud's metadata service. The guard judges an address twice: as it is written,
and again by the IP addresses its host resolves to, at the moment of connecting, so that neither a redirect nor a name
whose answer changes between two look-ups gets past it.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import SplitResult, urlsplit

from crawler.fetching.errors import RefusedAddress

if TYPE_CHECKING:
    from crawler.fetching.hosts import HostTable

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

DEFAULT_PORTS = {"http": 80, "https": 443}

_TRANSITION_NETWORKS = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible, RFC 4291
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # local NAT64, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
    )
)
"""IPv6 addresses that carry an IPv4 address inside; a gateway may unwrap them into a private one."""

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that IANA has handed out for public IPv6 hosts (RFC 4291, section 2.4)."""

_UNSAFE_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
"""Characters that URL parsers disagree about, so that one sees another host than the next."""


def normal_host(host: str) -> str:
    """A host name as one spelling: lower case, ASCII (IDNA 2003), without the trailing dot or brackets.

    A name that IDNA cannot write is returned in lower case as it is; no look-up will find it.
    """
    text = unicodedata.normalize("NFKC", host).strip("[]").lower()
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return text
    return text[:-1] if text.endswith(".") else text


def literal_address(host: str) -> IPAddress | None:
    """The IP address that a host is written as, in any spelling of the C library (127.1, 0x7f.1, 2130706433)."""
    name = normal_host(host)
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        pass
    if not name or not all(character in "0123456789abcdefx." for character in name):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(name))
    except OSError:
        return None


def is_public(address: IPAddress) -> bool:
    """Whether an address belongs to a host on the public internet.

    Loopback, private, shared (CGNAT), link-local, multicast, reserved, documentation and unspecified addresses are
    not public (IANA special-purpose address registries), nor are IPv6 addresses that wrap an IPv4 one. On a network
    whose name service makes such addresses up (DNS64) nothing but ``allow_private`` helps.
    """
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address in _GLOBAL_UNICAST and not any(address in network for network in _TRANSITION_NETWORKS)
    return True


def is_private_host(host: str) -> bool:
    """Whether a host is private by its spelling alone: an address literal or a ``localhost`` name (RFC 6761)."""
    name = normal_host(host)
    address = literal_address(name)
    if address is not None:
        return not is_public(address)
    return name == "localhost" or name.endswith(".localhost")


def parse(url: str) -> tuple[SplitResult, str, int]:
    """Split an address into its parts, its host as one spelling and its port.

    Raises:
        RefusedAddress: it is no plain http or https address.
    """
    if _UNSAFE_CHARACTERS.search(url):
        raise RefusedAddress(f"spaces, control characters or backslashes in the address {url!r}")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedAddress(f"not an address: {url!r} ({error})") from error
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise RefusedAddress(f"only http and https addresses are fetched, not {url!r}")
    if "@" in parts.netloc:
        raise RefusedAddress(f"credentials in the address of host {parts.hostname!r}")
    host = normal_host(parts.hostname or "")
    if not host:
        raise RefusedAddress(f"no host in the address {url!r}")
    return parts, host, port or DEFAULT_PORTS[scheme]


class AddressGuard:
    """Judges addresses for one host table; what the table maps to is allowed whatever network it is in."""

    def __init__(self, table: HostTable) -> None:
        self.table = table

    def route(self, url: str) -> str:
        """The address to connect to for an original address.

        Raises:
            RefusedAddress: the address may not be fetched, as far as its spelling shows.
        """
        parse(url)
        outbound = self.table.outbound(url)
        _, host, port = parse(outbound)
        if is_private_host(host) and not self._is_allowed(host, port):
            raise RefusedAddress(f"{host} is a private or local address; map it in [network.hosts] to allow it")
        return outbound

    def check(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Judge the IP addresses that a host resolves to; one private address among public ones is refused too.

        Raises:
            RefusedAddress: one of them is not public, and the host is not mapped to.
        """
        name = normal_host(host)
        if self._is_allowed(name, port):
            return
        for text in addresses:
            address = literal_address(text.partition("%")[0])
            if address is None or not is_public(address):
                raise RefusedAddress(f"{name} resolves to the private or local address {text}")

    def _is_allowed(self, host: str, port: int) -> bool:
        return self.table.allow_private or (host, port) in self.table.allowed_authorities
