"""Files that make a machine look for what is due every day: systemd units, or lines for a crontab."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

SECRETS_FILE = "/etc/flopscout/environment"


def systemd_units(
    command: Sequence[str],
    *,
    user: str,
    folder: Path,
    environment: Mapping[str, str],
    writable: Sequence[Path],
    at: str,
) -> str:
    """A service and a timer, with the names of the files that they belong into.

    Args:
        command: what visits the sources that are due, with absolute paths.
        user: who runs it.
        folder: working folder.
        environment: variables without secrets; those go into ``SECRETS_FILE``.
        writable: the only folders that the service may write to.
        at: local time of day, ``HH:MM``. The timer makes up for a day on which the machine was off; when clocks are
            changed it may come an hour early or late, or twice, all of which the computation of what is due takes.
    """
    variables = "\n".join(f"Environment={_systemd_word(f'{name}={value}')}" for name, value in environment.items())
    # Of all settings only the command expands variables, where $$ is a plain $.
    run = " ".join(_systemd_word(word.replace("$", "$$")) for word in command)
    places = " ".join(_systemd_word(str(path)) for path in writable)
    return f"""\
# /etc/systemd/system/flopscout.service
[Unit]
Description=flopscout visits the sources that are due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={_systemd_path(folder)}
{variables}
# Access keys, as NAME=value lines, readable for root only.
EnvironmentFile=-{SECRETS_FILE}
ExecStart={run}
TimeoutStopSec=90
Nice=10
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
ReadWritePaths={places}

# /etc/systemd/system/flopscout.timer
[Unit]
Description=flopscout looks every day for what is due

[Timer]
OnCalendar=*-*-* {at}:00
Persistent=true
RandomizedDelaySec=10min
OnBootSec=15min
Unit=flopscout.service

[Install]
WantedBy=timers.target

# Then: systemctl daemon-reload && systemctl enable --now flopscout.timer
# Look: systemctl list-timers flopscout.timer; journalctl -u flopscout.service
"""


def crontab_lines(command: Sequence[str], *, folder: Path, environment: Mapping[str, str], home: Path, at: str) -> str:
    """Lines for ``crontab -e``; a run that was missed while the machine was off is made up after the next start."""
    hour, minute = (int(part) for part in at.split(":"))
    variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in environment.items())
    log = shlex.quote(str(home / "crawl.log"))
    call = f"cd {shlex.quote(str(folder))} && {variables} {shlex.join(command)} >> {log} 2>&1"
    line = call.replace("%", r"\%")  # a plain one ends the command
    return f"""\
# flopscout visits the sources that are due, every day and after a start of the machine. Two calls at once are harmless:
# the second is refused.
{minute} {hour} * * * {line}
@reboot sleep 900 && {line}
"""


def _systemd_word(text: str) -> str:
    """A word of a unit file: ``%`` stands for itself, and spaces need quotes."""
    escaped = text.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if any(character.isspace() or character in "\"'\\;" for character in text) else escaped


def _systemd_path(path: Path) -> str:
    return str(path).replace("%", "%%")
