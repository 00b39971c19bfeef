"""The embedded little web: one loopback listener that answers for many hosts, each under ``/_/<host>/<path>``.

Run as ``python -m crawler.demo.server`` it prints one JSON line with its address and ends when its standard input
closes, so that a parent that is killed leaves no server behind.
"""

from __future__ import annotations

import argparse
import gzip
import json
import socket
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.demo.exchange import Reply, Request, Site
from crawler.demo.faults import Fault, FaultError, FaultMode, FaultPlan, parse_faults
from crawler.demo.web import catalogue_web, demo_faults, demo_web

PREFIX = "/_/"
"""First part of every path; the host follows. The host table's entry is ``"*" = "<base_url>/_"``."""
COUNTS_PATH = "/requests"
"""Outside of the hosts: a JSON object of the requests answered so far, ``"<host><path>"`` to their number."""


class DemoServer:
    """A running little web.

    ``sites`` are the hosts by name (default: the demo's own content); ``faults`` what goes wrong on purpose.
    ``port`` 0 takes a free one. Use as a context manager, or ``start`` and ``stop``; ``stop`` closes every connection.
    """

    def __init__(self, sites: Mapping[str, Site] | None = None, *, port: int = 0, faults: Iterable[Fault] = ()) -> None:
        self._listener = _Listener(("127.0.0.1", port), demo_web() if sites is None else sites, FaultPlan(faults))
        self._thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """Address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    @property
    def hosts(self) -> dict[str, str]:
        """The host table (``[network.hosts]``) that sends all traffic here."""
        return {"*": f"{self.base_url}{PREFIX.rstrip('/')}"}

    @property
    def requests(self) -> Counter[str]:
        """Requests so far by ``"<host><path>"``."""
        return self._listener.counted()

    def address_of(self, host: str) -> str:
        """Under which address a host answers here, for clients that take an endpoint instead of a host table."""
        return f"{self.base_url}{PREFIX}{host}"

    def start(self) -> DemoServer:
        """Answer requests from now on, in a thread."""
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.05,), name="demo-web", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the listener and every connection; requests that hang on purpose end."""
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
            self._thread = None
        self._listener.close()

    def __enter__(self) -> DemoServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Listener(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sites: Mapping[str, Site], faults: FaultPlan) -> None:
        self.sites = sites
        self.faults = faults
        self.stopping = threading.Event()
        self._counts: Counter[str] = Counter()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def count(self, request: Request) -> None:
        with self._lock:
            self._counts[f"{request.host}{request.path}"] += 1

    def counted(self) -> Counter[str]:
        with self._lock:
            return Counter(self._counts)

    def close(self) -> None:
        """Wake the threads that wait for a request or hang on purpose, and wait for them to end."""
        self.stopping.set()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # the client was faster
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may leave at any time; whatever else goes wrong is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def log_message(self, *_: object) -> None:
        """The server is silent; its standard error is for what goes wrong in itself."""

    def _answer(self) -> None:
        request = self._request()
        if request is None:
            self._send(self._own_page())
            return
        self.server.count(request)
        site = self.server.sites.get(request.host)
        reply = site.answer(request) if site is not None else _no_such_host(request)
        fault = self.server.faults.due(request)
        if fault is None:
            self._send(reply)
        elif fault.mode is FaultMode.HANG:
            self.server.stopping.wait()
            self.close_connection = True
        else:
            self._send(fault.spoil(reply), drop=fault.mode is FaultMode.DROP)

    def _request(self) -> Request | None:
        path, _, query = self.path.partition("?")
        if not path.startswith(PREFIX):
            return None
        host, _, rest = path.removeprefix(PREFIX).partition("/")
        authority = self.headers.get("Host") or "{}:{}".format(*self.server.server_address[:2])
        return Request(
            method=self.command,
            host=host.lower(),
            path=unquote(f"/{rest}"),
            query=urlsplit(f"?{query}").query,
            headers={name.lower(): value for name, value in self.headers.items()},
            base=f"http://{authority}{PREFIX}{host}",
        )

    def _own_page(self) -> Reply:
        if self.path != COUNTS_PATH:
            return Reply(404, b"not found\n", {"Content-Type": "text/plain; charset=utf-8"})
        return Reply(200, json.dumps(self.server.counted()).encode(), {"Content-Type": "application/json"})

    def _send(self, reply: Reply, *, drop: bool = False) -> None:
        body, headers = reply.body, dict(reply.headers)
        if reply.compressible:
            headers["Vary"] = "Accept-Encoding"
            if body and "gzip" in self.headers.get("Accept-Encoding", ""):
                body, headers["Content-Encoding"] = _gzipped(body), "gzip"
        if reply.status != HTTPStatus.NOT_MODIFIED:
            headers["Content-Length"] = str(len(body))
        headers["Date"] = format_datetime(datetime.now(UTC), usegmt=True)
        lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        payload = b"" if self.command == "HEAD" or reply.status == HTTPStatus.NOT_MODIFIED else body
        if drop:
            payload, self.close_connection = payload[: len(payload) // 2], True
        # One write: head and body in separate packets would wait for each other's acknowledgement.
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + payload)


@lru_cache(maxsize=256)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=5, mtime=0)


def _no_such_host(request: Request) -> Reply:
    message = f"The demo's web has no host {request.host}.\n"
    return Reply(404, message.encode(), {"Content-Type": "text/plain; charset=utf-8"})


def main(arguments: list[str] | None = None) -> int:
    """Serve until standard input closes. Exit status 0, or 2 where an option cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument("--faults", default=None, help="JSON list of faults; without it the demo's own single 429")
    parser.add_argument("--catalogue", type=Path, help="CSV catalogue to serve as Hub instead of the demo's content")
    parser.add_argument("--until", type=date.fromisoformat, help="leave out what was published after this day")
    options = parser.parse_args(arguments)
    try:
        faults = demo_faults() if options.faults is None else parse_faults(options.faults)
        sites = catalogue_web(options.catalogue) if options.catalogue else demo_web(until=options.until)
        server = DemoServer(sites, port=options.port, faults=faults)
    except (FaultError, OSError, OverflowError) as error:
        sys.stderr.write(f"demo server: {error}\n")
        return 2
    with server:
        sys.stdout.write(json.dumps({"base_url": server.base_url, "hosts": server.hosts}) + "\n")
        sys.stdout.flush()
        sys.stdin.buffer.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
