"""The ways in which an alert reaches people. Each takes one alert and raises where it cannot be delivered."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
import sys
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import partial
from pathlib import Path

from crawler.config import Alerts, Settings, Smtp
from crawler.fetching.clients import service_client
from crawler.store.outbox import Alert

TIMEOUT_SECONDS = 20.0

_TAIL_BYTES = 2**20
"""How much of the alerts file is searched for an alert that may be there already."""

Channel = Callable[[Alert], None]


class Undelivered(Exception):  # noqa: N818  (it says what happened)
    """A channel refused an alert; the message is one line without any secret."""


def channel_names(chosen: Alerts) -> list[str]:
    """The channels that the settings ask for, by names that hold no secret and outlive other settings' changes."""
    names = ["file"] * (chosen.file is not None) + ["stdout"] * chosen.stdout
    names += ["smtp"] * (chosen.smtp is not None) + ["webhook"] * (chosen.webhook is not None)
    return names + [_apprise_name(address.get_secret_value()) for address in chosen.apprise]


def channels(settings: Settings) -> dict[str, Channel]:
    """The channels that the settings ask for, by name."""
    chosen = settings.alerts
    found: dict[str, Channel] = {}
    if chosen.file is not None:
        found["file"] = partial(_to_file, chosen.file)
    if chosen.stdout:
        found["stdout"] = _to_stdout
    if chosen.smtp is not None:
        found["smtp"] = partial(_to_mail_server, chosen.smtp)
    if chosen.webhook is not None:
        found["webhook"] = partial(_to_webhook, settings, chosen.webhook.get_secret_value())
    for address in chosen.apprise:
        secret = address.get_secret_value()
        found[_apprise_name(secret)] = partial(_to_apprise, secret)
    return found


def _apprise_name(address: str) -> str:
    scheme = address.partition(":")[0] or "?"
    return f"apprise {scheme} {hashlib.sha256(address.encode()).hexdigest()[:8]}"


def _to_file(path: Path, alert: Alert) -> None:
    """Append, unless a run that was killed before it could note it has done so."""
    mark = f"[{alert.id}]"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        file.seek(max(file.tell() - _TAIL_BYTES, 0))
        if mark.encode() in file.read():
            return
        file.write(f"=== {alert.made_at} {alert.title} {mark}\n{alert.body}\n".encode())


def _to_stdout(alert: Alert) -> None:
    sys.stdout.write(f"{alert.title}\n\n{alert.body}\n")
    sys.stdout.flush()


def _to_mail_server(server: Smtp, alert: Alert) -> None:
    message = EmailMessage()
    message["Subject"] = " ".join(alert.title.split())
    message["From"] = server.sender
    message["To"] = ", ".join(server.to)
    message["Date"] = format_datetime(datetime.fromisoformat(alert.made_at))
    # The same for a repetition, so that mail programs show it once.
    message["Message-ID"] = f"<{alert.id}@flopscout.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(alert.body)
    context = ssl.create_default_context()
    make = partial(smtplib.SMTP_SSL, context=context) if server.security == "tls" else smtplib.SMTP
    try:
        with make(server.host, server.port, timeout=TIMEOUT_SECONDS) as connection:
            if server.security == "starttls":
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password.get_secret_value() if server.password else "")
            connection.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(f"{server.host}:{server.port}: {type(error).__name__}: {_smtp_words(error)}") from error


def _smtp_words(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"status {code}" if code is not None else " ".join(str(error).split())[:160]


def _to_webhook(settings: Settings, address: str, alert: Alert) -> None:
    content = {
        "id": alert.id, "kind": alert.kind, "title": alert.title, "text": f"{alert.title}\n\n{alert.body}",
        "body": alert.body, "made_at": alert.made_at, "run": alert.run_id,
    }  # fmt: skip
    try:
        with service_client(settings, address, timeout_seconds=TIMEOUT_SECONDS) as client:
            response = client.post(address, json=content, headers={"Idempotency-Key": alert.id})
    except Exception as error:  # httpx's and our own; the address may hold a token, so their text stays out
        raise Undelivered(f"{type(error).__name__}") from error
    if not response.is_success:
        raise Undelivered(f"status {response.status_code}")


def _to_apprise(address: str, alert: Alert) -> None:
    try:
        from apprise import Apprise  # noqa: PLC0415  (an optional package)
    except ImportError as error:
        raise Undelivered("the package apprise is not installed: install flopscout[alerts]") from error
    notifier = Apprise()
    if not notifier.add(address):
        raise Undelivered("Apprise does not know this kind of address")
    if not notifier.notify(title=alert.title, body=alert.body):
        raise Undelivered("the service did not take it")
