"""The host table: every request of every library goes through it, and only original addresses are stored.

``"huggingface.co" = "http://127.0.0.1:9000/hub"`` sends ``https://huggingface.co/api/models`` to
``http://127.0.0.1:9000/hub/api/models``; ``"*" = "http://127.0.0.1:9000/_"`` sends every other host to
``http://127.0.0.1:9000/_/<host>/<path>``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from crawler.fetching.addresses import DEFAULT_PORTS, is_private_host, normal_host, parse
from crawler.fetching.errors import RefusedAddress

EVERY_HOST = "*"

_HOST_SEGMENT = re.compile(r"/(?P<host>[\w.-]+(?::\d{1,5})?|\[[0-9a-fA-F:.]+\](?::\d{1,5})?)(?=[/?#]|$)")
_LINK_TARGET = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class _Mapping:
    """One line of the table: an authority (or ``*``), and the address before the path that stands for it."""

    authority: str
    base: str
    target: tuple[str, int]
    prefix: str


class HostTable:
    """Maps original addresses to those that are connected to, and back.

    Args:
        hosts: host, or host and port, to base address; ``*`` catches every other host. A host without port catches
            all its ports.
        allow_private: whether private and loopback addresses may be fetched without being mapped to.

    Raises:
        ValueError: a base is no http or https address.
    """

    def __init__(self, hosts: Mapping[str, str], allow_private: bool = False) -> None:
        self.allow_private = allow_private
        self._mappings = {key: _mapping(key, base) for key, base in ((_key(k), v) for k, v in hosts.items())}
        self.allowed_authorities = frozenset(mapping.target for mapping in self._mappings.values())
        """Host and port of every base; they may be connected to whatever network they are in."""
        # The longest prefix first: with bases /_ and /_/example.org the more exact one is the inverse.
        self._inverse = sorted(self._mappings.values(), key=lambda mapping: -len(mapping.prefix))

    def is_mapped(self, host: str) -> bool:
        """Whether requests to a host go elsewhere.

        ``*`` does not catch private address literals and localhost names: what a page says about the machine it is
        read on never becomes a request to a mirror.
        """
        name = normal_host(host)
        if any(key in self._mappings for key in (name, _bracketed(name))):
            return True
        return EVERY_HOST in self._mappings and not is_private_host(name)

    def outbound(self, url: str) -> str:
        """The address to connect to; addresses at a mapped authority, and those of no mapping, stay as they are."""
        try:
            parts, host, port = parse(url)
        except RefusedAddress:
            return url
        if (host, port) in self.allowed_authorities:
            return url
        written = _bracketed(host)
        rest = _rest(parts.path, parts.query)
        exact = self._mappings.get(f"{written}:{port}") or self._mappings.get(written)
        if exact is not None:
            return exact.base + rest
        every = self._mappings.get(EVERY_HOST)
        if every is None or is_private_host(host):
            return url
        authority = written if port == DEFAULT_PORTS[parts.scheme.lower()] else f"{written}:{port}"
        return f"{every.base}/{authority}{rest}"

    def original(self, url: str, *, near: str | None = None) -> str:
        """The original https address of a mapped one, the inverse of ``outbound``; any other stays as it is.

        ``near`` is an original address in whose answer this one was found: where several hosts share a base, its
        host is meant.
        """
        try:
            parts, host, port = parse(url)
        except RefusedAddress:
            return url
        if (host, port) not in self.allowed_authorities:
            return url
        matches = [
            mapping
            for mapping in self._inverse
            if mapping.target == (host, port) and _below(parts.path, mapping.prefix)
        ]
        if not matches:
            return url
        preferred = _bracketed(normal_host(urlsplit(near).hostname or "")) if near else ""
        best = next(
            (m for m in matches if m.prefix == matches[0].prefix and m.authority == preferred),
            matches[0],
        )
        path = parts.path[len(best.prefix) :]
        rest = _rest(path, parts.query) + (f"#{parts.fragment}" if parts.fragment else "")
        if best.authority != EVERY_HOST:
            return f"https://{best.authority}{rest}"
        named = _HOST_SEGMENT.match(path)
        if named is None:
            return url
        rest = _rest(path[named.end() :], parts.query) + (f"#{parts.fragment}" if parts.fragment else "")
        return f"https://{named['host'].lower()}{rest}"

    def reference(self, value: str, url: str) -> str:
        """A reference found in an answer (the value of a Location header) in terms of original addresses.

        ``url`` is the original address that was asked for. A path is taken as the mapped server meant it if it lies
        below the prefix that the request was sent to, else as the original host's.
        """
        sent_to = self.outbound(url)
        if sent_to == url:
            return self.original(value, near=url)
        if value.startswith("//"):
            return self.original(urljoin(sent_to, value), near=url)
        if value.startswith("/"):
            joined = urljoin(sent_to, value)
            found = self.original(joined, near=url)
            same_host = normal_host(urlsplit(found).hostname or "") == normal_host(urlsplit(url).hostname or "")
            return found if found != joined and same_host and self._has_prefix(sent_to) else value
        return self.original(value, near=url)

    def link_header(self, value: str, url: str) -> str:
        """The value of a Link header (RFC 8288) in terms of original addresses."""
        return _LINK_TARGET.sub(lambda target: f"<{self.reference(target[1], url)}>", value)

    def _has_prefix(self, sent_to: str) -> bool:
        parts, host, port = parse(sent_to)
        return any(m.prefix and m.target == (host, port) and _below(parts.path, m.prefix) for m in self._inverse)


def _key(written: str) -> str:
    if written == EVERY_HOST:
        return written
    parts = urlsplit(f"//{written}")
    host = _bracketed(normal_host(parts.hostname or ""))
    return f"{host}:{parts.port}" if parts.port else host


def _mapping(key: str, base: str) -> _Mapping:
    try:
        parts, host, port = parse(base)
    except RefusedAddress as error:
        raise ValueError(f"{key!r} cannot be mapped to {base!r}: {error}") from error
    prefix = parts.path.rstrip("/")
    return _Mapping(key, f"{parts.scheme}://{parts.netloc}{prefix}", (host, port), prefix)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _rest(path: str, query: str) -> str:
    path = path if path.startswith("/") else f"/{path}"
    return f"{path}?{query}" if query else path


def _below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")
