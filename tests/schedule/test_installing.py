"""The files that make a machine do it: read back by the rules of who reads them."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from crawler.schedule.installing import crontab_lines, systemd_units

COMMAND = ["/opt/flop scout/bin/flopscout", "crawl", "--due"]
ENVIRONMENT = {"FLOPSCOUT_HOME": "/var/lib/flop 100%/data"}


def units(command: list[str] = COMMAND, home: str = "/var/lib/flop 100%/data") -> tuple[str, str]:
    text = systemd_units(
        command, user="flop", folder=Path("/srv"), environment=ENVIRONMENT, writable=[Path(home)], at="04:17"
    )
    _, service, timer = text.split("# /etc/systemd/system/")
    return service.partition("\n")[2], timer.partition("\n")[2]


def test_the_service_calls_what_is_due_and_may_write_only_where_it_must() -> None:
    parsed = configparser.RawConfigParser(strict=False)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(units()[0])
    service = parsed["Service"]
    assert shlex.split(service["ExecStart"]) == COMMAND
    assert shlex.split(service["Environment"]) == ["FLOPSCOUT_HOME=/var/lib/flop 100%%/data"]
    assert shlex.split(service["ReadWritePaths"]) == ["/var/lib/flop 100%%/data"]
    assert service["ProtectSystem"] == "strict"


def test_the_timer_makes_up_for_days_on_which_the_machine_was_off() -> None:
    timer = units()[1]
    assert "OnCalendar=*-*-* 04:17:00" in timer
    assert "Persistent=true" in timer


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name, text in zip(
        ("flopscout.service", "flopscout.timer"), units([shutil.which("true") or "", "x"]), strict=True
    ):
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "flopscout.timer")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "flopscout" not in done.stderr, done.stderr


def test_the_crontab_line_is_one_line_that_a_shell_reads_back(tmp_path: Path) -> None:
    home = tmp_path / "data 100%"
    home.mkdir()
    text = crontab_lines(
        ["/bin/sh", "-c", 'echo "$FLOPSCOUT_HOME"'], folder=tmp_path,
        environment={"FLOPSCOUT_HOME": str(home)}, home=home, at="23:05",
    )  # fmt: skip
    daily, after_start = [line for line in text.splitlines() if not line.startswith("#")]
    assert daily.startswith("5 23 * * * ")
    assert after_start.startswith("@reboot ")
    command = daily.removeprefix("5 23 * * * ").replace(r"\%", "%")  # as cron hands it to the shell
    subprocess.run(["/bin/sh", "-c", command], check=True)
    assert (home / "crawl.log").read_text() == f"{home}\n"
