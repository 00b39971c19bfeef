"""The application at an address of its own, and the browser of the distribution."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from crawler.config import Settings
from crawler.review.web.app import create_app
from crawler.review.web.sessions import OneTimeLink, Sessions
from crawler.review.web.site import Site
from tests.review.web.client import SECRET

CHROMIUM = Path("/usr/bin/chromium")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running application."""

    base: str
    site: Site

    @property
    def link(self) -> str:
        """The one-time link."""
        assert self.site.link is not None
        return f"{self.base}/enter?token={self.site.link.token}"


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    """The application over a data folder, until the end of the block."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    site = Site(Settings(home=home), Sessions(SECRET, port), OneTimeLink("kim", lambda token: None))
    server = uvicorn.Server(uvicorn.Config(create_app(site), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        # Connections wait in the socket's own queue until the server takes them.
        yield Server(f"http://127.0.0.1:{port}", site)
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
