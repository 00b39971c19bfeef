"""Every channel: what arrives, once, and how a refusal is told."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.alerts.channels import Undelivered, channel_names, channels
from crawler.alerts.delivery import send
from crawler.config import Settings
from crawler.store.outbox import Alert

ALERT = Alert(
    "a1b2", "digest", "flopscout: 1 newly confirmed model", "Größe: 盘古 1e24\n", "2026-11-20T04:00:00Z", "r1"
)


APPRISE = pytest.mark.filterwarnings("ignore::DeprecationWarning:apprise", "ignore::DeprecationWarning:requests")
"""Apprise's own modules use what is deprecated."""


def settings(tmp_path: Path, **alerts: Any) -> Settings:
    return Settings.model_validate({"home": tmp_path, "alerts": alerts})


def test_a_file_holds_each_alert_once_however_often_it_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "alerts.txt"
    chosen = settings(tmp_path, file=str(path))
    for _ in range(2):
        assert send(channels(chosen)["file"], ALERT) is None
    text = path.read_text()
    assert text.count("1 newly confirmed model") == 1
    assert "盘古" in text


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    chosen = settings(tmp_path, file="/proc/nowhere/alerts.txt")
    assert "/proc/nowhere" in (send(channels(chosen)["file"], ALERT) or "")


def test_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert send(channels(settings(tmp_path, stdout=True))["stdout"], ALERT) is None
    assert "盘古" in capsys.readouterr().out


class MailServer(socketserver.StreamRequestHandler):
    """As much of SMTP as one message takes."""

    refuse = False

    def handle(self) -> None:
        self.say("220 ready")
        body = False
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if body:
                body = line != "."
                self.server.lines.append(line)  # type: ignore[attr-defined]
                if not body:
                    self.say("250 taken")
            elif line.upper().startswith("EHLO"):
                self.say("250 hello")
            elif line.upper().startswith("RCPT") and self.server.refuse:  # type: ignore[attr-defined]
                self.say("550 who is that secret@example.org")
            elif line.upper() == "DATA":
                body = True
                self.say("354 go on")
            elif line.upper() == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def serving(server: Any) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def mail(tmp_path: Path, *, refuse: bool = False) -> tuple[str | None, list[str]]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer)
    server.lines, server.refuse = [], refuse  # type: ignore[attr-defined]
    with serving(server) as port:
        smtp = {
            "host": "127.0.0.1",
            "port": port,
            "security": "none",
            "sender": "f@example.org",
            "to": ["t@example.org"],
        }
        problem = send(channels(settings(tmp_path, smtp=smtp))["smtp"], ALERT)
    return problem, server.lines  # type: ignore[attr-defined]


def test_mail_carries_the_alert_under_a_lasting_id(tmp_path: Path) -> None:
    problem, lines = mail(tmp_path)
    assert problem is None
    assert "Subject: flopscout: 1 newly confirmed model" in lines
    assert "Message-ID: <a1b2@flopscout.invalid>" in lines


def test_a_mail_server_that_refuses_is_named(tmp_path: Path) -> None:
    problem, _ = mail(tmp_path, refuse=True)
    assert "127.0.0.1" in (problem or "")
    nobody = {"host": "127.0.0.1", "port": 9, "security": "none", "sender": "f@example.org", "to": ["t@example.org"]}
    assert "127.0.0.1:9" in (send(channels(settings(tmp_path, smtp=nobody))["smtp"], ALERT) or "")


class Hook(BaseHTTPRequestHandler):
    """Takes what is posted."""

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append((self.headers["Idempotency-Key"], content))  # type: ignore[attr-defined]
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.mark.parametrize(("status", "problem"), [(200, None), (204, None), (302, "status 302"), (500, "status 500")])
def test_a_webhook_gets_json(tmp_path: Path, status: int, problem: str | None) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.taken, server.status = [], status  # type: ignore[attr-defined]
    with serving(server) as port:
        chosen = settings(tmp_path, webhook=f"http://127.0.0.1:{port}/hook/s3cret")
        assert send(channels(chosen)["webhook"], ALERT) == problem
    ((key, content),) = server.taken  # type: ignore[attr-defined]
    assert key == content["id"] == "a1b2"
    assert "盘古" in content["text"]


def test_the_secret_of_a_webhook_stays_out_of_what_is_said(tmp_path: Path) -> None:
    chosen = settings(tmp_path, webhook="http://127.0.0.1:9/hook/s3cret")
    assert "s3cret" not in (send(channels(chosen)["webhook"], ALERT) or "")
    assert "s3cret" not in repr(chosen)


@APPRISE
def test_an_address_of_apprise(tmp_path: Path) -> None:
    pytest.importorskip("apprise", reason="apprise is an optional package")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    server.taken, server.status = [], 200  # type: ignore[attr-defined]
    with serving(server) as port:
        chosen = settings(tmp_path, apprise=[f"json://127.0.0.1:{port}/hook"])
        ((name, way),) = channels(chosen).items()
        assert send(way, ALERT) is None
    assert name.startswith("apprise json ")
    ((_, content),) = server.taken  # type: ignore[attr-defined]
    assert content["title"] == ALERT.title


@APPRISE
def test_an_address_that_apprise_does_not_know_is_named(tmp_path: Path) -> None:
    pytest.importorskip("apprise", reason="apprise is an optional package")
    (way,) = channels(settings(tmp_path, apprise=["nonsense://x"])).values()
    assert "does not know" in (send(way, ALERT) or "")


def test_names_of_channels_hold_no_secret_and_stay(tmp_path: Path) -> None:
    first = channel_names(settings(tmp_path, apprise=["json://u:pass@h/a"], stdout=True).alerts)
    second = channel_names(settings(tmp_path, apprise=["json://h/other", "json://u:pass@h/a"]).alerts)
    assert first[0] == "stdout"
    assert first[1] == second[1]
    assert "pass" not in "".join(first)


def test_a_channel_that_breaks_does_not_end_a_run() -> None:
    def broken(_: Alert) -> None:
        raise RuntimeError("token s3cret")

    def refusing(_: Alert) -> None:
        raise Undelivered("over quota")

    assert send(broken, ALERT) == "broken: RuntimeError"
    assert send(refusing, ALERT) == "over quota"
