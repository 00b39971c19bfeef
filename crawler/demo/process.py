"""The demo's web in a process of its own, ended with the block that started it or with the process that did."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from crawler.demo.faults import Fault

_STOP_SECONDS = 10


class DemoServerError(RuntimeError):
    """The server did not start; the message carries what it said."""


@dataclass(frozen=True, slots=True)
class RunningDemoServer:
    """A little web that answers: its address, the host table that leads to it, and its process id."""

    base_url: str
    hosts: dict[str, str]
    pid: int


@contextlib.contextmanager
def start_demo_server(
    *, port: int = 0, faults: Sequence[Fault] | None = None, catalogue: Path | None = None, until: date | None = None
) -> Iterator[RunningDemoServer]:
    """Run the little web in a subprocess for the length of a ``with`` block.

    ``faults`` replaces the demo's own (one 429 while the listing is paged; an empty list means none), ``catalogue``
    serves a CSV of repositories as the Hub instead of the demo's content, ``until`` leaves out what was published
    later. The server ends when the block ends, and also when this process is killed.

    Raises:
        DemoServerError: the server ended before it gave its address.
    """
    command = [sys.executable, "-m", "crawler.demo.server", "--port", str(port)]
    if faults is not None:
        command += ["--faults", json.dumps([asdict(fault) for fault in faults])]
    if catalogue is not None:
        command += ["--catalogue", str(catalogue)]
    if until is not None:
        command += ["--until", until.isoformat()]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)  # noqa: S603
        with process:
            try:
                # The line comes when the server listens, or the stream ends with the process: no polling needed.
                line = process.stdout.readline() if process.stdout else b""
                try:
                    address = json.loads(line)
                except ValueError:
                    process.wait(_STOP_SECONDS)
                    said.seek(0)
                    reason = said.read().decode(errors="replace").strip().splitlines() or ["it said nothing"]
                    raise DemoServerError(f"the demo's server did not start: {reason[-1]}") from None
                yield RunningDemoServer(address["base_url"], address["hosts"], process.pid)
            finally:
                if process.stdin:
                    process.stdin.close()
                try:
                    process.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
