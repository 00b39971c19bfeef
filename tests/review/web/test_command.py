"""``flopscout review`` and ``flopscout accounts`` as they are called."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from crawler.cli.app import run
from crawler.cli.reviewing import is_loopback, listening_socket
from tests.review.web.client import Browser, site_of


@pytest.fixture(autouse=True)
def in_its_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOPSCOUT_HOME", str(home))


def test_another_address_needs_accounts_and_says_how_to_make_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["review", "--host", "0.0.0.0"]) == 2
    assert "flopscout accounts add NAME --role admin" in capsys.readouterr().err


def test_an_account_is_made_listed_changed_and_disabled(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long password\n"))
    assert run(["accounts", "add", "ana", "--role", "reviewer"]) == 0
    assert run(["accounts", "token", "ana"]) == 0
    token = capsys.readouterr().out.strip()
    browser = Browser(site_of(home, link=False))
    assert browser.sign_in("ana", "a long password").status_code == 200
    assert (home / "review-secret").stat().st_mode & 0o077 == 0
    assert token.count(".") == 2
    monkeypatch.setattr(sys, "stdin", io.StringIO("another password\n"))
    assert run(["accounts", "password", "ana"]) == 0
    assert run(["accounts", "role", "ana", "viewer"]) == 0
    assert run(["accounts", "disable", "ana"]) == 0
    assert run(["accounts", "list", "--json"]) == 0
    assert '"role": "viewer"' in capsys.readouterr().out
    assert run(["accounts", "token", "ana"]) == 1
    assert run(["accounts", "disable", "nobody"]) == 1
    assert "there is no account" in capsys.readouterr().err


def test_without_a_database_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLOPSCOUT_HOME", str(tmp_path / "nothing"))
    assert run(["review"]) == 1
    assert "flopscout crawl" in capsys.readouterr().err


def test_it_prints_a_link_that_lets_one_in_and_stops_when_told(home: Path) -> None:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", "review", "--port", "0", "--who", "kim"]
    environment = {**os.environ, "FLOPSCOUT_HOME": str(home)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        link = running.stdout.readline().strip()
        base = link.partition("/enter")[0]
        with httpx.Client(follow_redirects=True) as client:
            assert client.get(link).status_code == 200
            assert "kim" in client.get(f"{base}/queue").text
            assert client.get(f"{base}/queue", headers={"Host": "evil.example"}).status_code == 421
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("host", False)],
)
def test_only_this_machine_reaches_a_loopback_address(host: str, is_ours: bool) -> None:
    assert is_loopback(host) is is_ours


def test_answers_are_not_held_back_by_the_socket() -> None:
    with listening_socket("127.0.0.1", 0) as listening:
        # What asyncio asks of a socket before it switches the delay off.
        assert (listening.type, listening.proto) == (socket.SOCK_STREAM, socket.IPPROTO_TCP)
