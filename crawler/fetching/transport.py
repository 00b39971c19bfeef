"""Host table, address guard, certificate checks and body limits for httpx, blocking and asynchronous alike."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any, cast

import anyio
import httpcore
import httpx

from crawler.fetching.addresses import AddressGuard
from crawler.fetching.bodies import BoundedBody
from crawler.fetching.errors import RefusedAddress, TooLarge

_MAX_CONNECTIONS = 16
_BODY_TIMEOUTS = 4
"""A body must arrive within this many time-outs, so that one that drips for ever ends."""


class _BlockingBackend(httpcore.NetworkBackend):
    """Resolves a host, has the guard judge what it resolves to, and connects to nothing but these addresses."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"cannot resolve {host}: {error}") from error
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in _judged(self._guard, host, port, found):
            try:
                return self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        del timeout, socket_options
        raise RefusedAddress(f"only http and https addresses are fetched, not the socket {path}")


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    """The same for asynchronous code."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"cannot resolve {host}: {error}") from error
        problem: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in _judged(self._guard, host, port, found):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise problem

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.AsyncNetworkStream:
        del timeout, socket_options
        raise RefusedAddress(f"only http and https addresses are fetched, not the socket {path}")

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


def _judged(guard: AddressGuard, host: str, port: int, found: Iterable[tuple[Any, ...]]) -> list[str]:
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    guard.check(host, port, addresses)
    return addresses


class _GuardedHTTPTransport(httpx.HTTPTransport):
    """httpx's own transport with our way of connecting, for which httpx 0.28 has no parameter."""

    def __init__(self, guard: AddressGuard) -> None:
        certificates = httpx.create_ssl_context()
        super().__init__(verify=certificates, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=certificates, max_connections=_MAX_CONNECTIONS, network_backend=_BlockingBackend(guard)
        )


class _GuardedAsyncHTTPTransport(httpx.AsyncHTTPTransport):
    """The same for asynchronous code."""

    def __init__(self, guard: AddressGuard) -> None:
        certificates = httpx.create_ssl_context()
        super().__init__(verify=certificates, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=certificates, max_connections=_MAX_CONNECTIONS, network_backend=_AsyncBackend(guard)
        )


class RoutingTransport(httpx.BaseTransport):
    """Sends requests where the host table says and answers in original addresses.

    Args:
        guard: judges addresses; holds the host table.
        max_bytes: limit of a body in bytes, as sent and decompressed.
        timeout_seconds: time-out of one network operation; four of them bound a whole body.
    """

    def __init__(self, guard: AddressGuard, *, max_bytes: int, timeout_seconds: float) -> None:
        self._guard = guard
        self._max_bytes = max_bytes
        self._body_seconds = timeout_seconds * _BODY_TIMEOUTS
        self._inner = _GuardedHTTPTransport(guard)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises ``RefusedAddress``, ``TooLarge``, ``UnreadableEncoding`` or httpx's own errors."""
        response = self._inner.handle_request(_routed(self._guard, request))
        stream = cast("httpx.SyncByteStream", response.stream)
        try:
            body = _bounded(request, response, self._max_bytes)
        except Exception:
            stream.close()
            raise
        answer = _BlockingBody(stream, body, time.monotonic() + self._body_seconds)
        return _answered(self._guard, request, response, answer, body)

    def close(self) -> None:
        """Close all connections."""
        self._inner.close()


class AsyncRoutingTransport(httpx.AsyncBaseTransport):
    """``RoutingTransport`` for asynchronous code."""

    def __init__(self, guard: AddressGuard, *, max_bytes: int, timeout_seconds: float) -> None:
        self._guard = guard
        self._max_bytes = max_bytes
        self._body_seconds = timeout_seconds * _BODY_TIMEOUTS
        self._inner = _GuardedAsyncHTTPTransport(guard)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises what ``RoutingTransport`` raises."""
        response = await self._inner.handle_async_request(_routed(self._guard, request))
        stream = cast("httpx.AsyncByteStream", response.stream)
        try:
            body = _bounded(request, response, self._max_bytes)
        except Exception:
            await stream.aclose()
            raise
        answer = _AsyncBody(stream, body, time.monotonic() + self._body_seconds)
        return _answered(self._guard, request, response, answer, body)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


def _routed(guard: AddressGuard, request: httpx.Request) -> httpx.Request:
    target = httpx.URL(guard.route(str(request.url)))
    headers = [(b"Host", target.netloc), *((n, v) for n, v in request.headers.raw if n.lower() != b"host")]
    return httpx.Request(request.method, target, headers=headers, stream=request.stream, extensions=request.extensions)


def _bounded(request: httpx.Request, response: httpx.Response, max_bytes: int) -> BoundedBody:
    url = str(request.url)
    length = response.headers.get("content-length", "")
    if request.method != "HEAD" and length.isdigit() and int(length) > max_bytes:
        raise TooLarge(f"{length} bytes, larger than the limit of {max_bytes}: {url}")
    return BoundedBody(response.headers.get("content-encoding", ""), max_bytes, url)


def _answered(
    guard: AddressGuard,
    request: httpx.Request,
    response: httpx.Response,
    stream: httpx.SyncByteStream | httpx.AsyncByteStream,
    body: BoundedBody,
) -> httpx.Response:
    """The answer as the original host would give it, its body decompressed."""
    asked = str(request.url)
    headers: list[tuple[str, str]] = []
    for name, value in response.headers.multi_items():
        lower = name.lower()
        if body.is_compressed and lower in ("content-encoding", "content-length"):
            continue
        if lower in ("location", "content-location"):
            headers.append((name, guard.table.reference(value, asked)))
        elif lower == "link":
            headers.append((name, guard.table.link_header(value, asked)))
        else:
            headers.append((name, value))
    return httpx.Response(
        response.status_code, headers=headers, stream=stream, extensions=response.extensions, request=request
    )


class _BlockingBody(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, body: BoundedBody, deadline: float) -> None:
        self._stream = stream
        self._body = body
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            _in_time(self._deadline)
            yield from self._body.feed(piece)
        self._body.finish()

    def close(self) -> None:
        self._stream.close()


class _AsyncBody(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, body: BoundedBody, deadline: float) -> None:
        self._stream = stream
        self._body = body
        self._deadline = deadline

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            _in_time(self._deadline)
            for data in self._body.feed(piece):
                yield data
        self._body.finish()

    async def aclose(self) -> None:
        await self._stream.aclose()


def _in_time(deadline: float) -> None:
    if time.monotonic() > deadline:
        raise httpx.ReadTimeout("the body takes too long to arrive")
