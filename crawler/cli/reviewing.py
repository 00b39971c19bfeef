"""``review`` opens the review application; ``accounts`` says who may use it."""

from __future__ import annotations

import getpass
import ipaddress
import socket
import sys
import threading
from contextlib import suppress
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from crawler.cli.talk import CommandFailed, attempt, put, put_json, say, settings, store
from crawler.config import Settings
from crawler.store.accounts import accounts as all_accounts
from crawler.store.accounts import create_account, find_account, has_accounts, set_disabled, set_password, set_role
from crawler.store.finding import Refused

app = typer.Typer(help="Who may use the review application by name.", rich_markup_mode=None, add_completion=False)

HOST, PORT = "127.0.0.1", 8370
ADDRESS = f"http://{HOST}:{PORT}/"
RoleChoice = Literal["viewer", "reviewer", "admin"]
NAME = Annotated[str, typer.Argument(metavar="NAME")]


def review(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; other machines need accounts.")] = HOST,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = PORT,
    who: Annotated[
        str | None,
        typer.Option(metavar="NAME", envvar="FLOPSCOUT_REVIEWER", help="Who decides, for whoever opens the link."),
    ] = None,
) -> int:
    """Open the review application; a link in the terminal lets this machine's user in, once."""
    chosen = settings()
    with store(chosen, create=False) as opened:
        named = has_accounts(opened.connection)
    if not is_loopback(host) and not named:
        raise CommandFailed(
            f"{host} can be reached from other machines, and there is no account yet; "
            "`flopscout accounts add NAME --role admin` makes one",
            2,
        )
    return serve(chosen, host, port, who)


def serve(chosen: Settings, host: str, port: int, who: str | None = None) -> int:
    """Serve until stopped; on a loopback address the link is told at the terminal."""
    import uvicorn  # noqa: PLC0415  (only this command needs the web server and all it brings)

    from crawler.review.web.app import create_app  # noqa: PLC0415
    from crawler.review.web.sessions import OneTimeLink, Sessions, kept_secret  # noqa: PLC0415
    from crawler.review.web.site import Site  # noqa: PLC0415

    listening = attempt(lambda: listening_socket(host, port), OSError)
    with listening:
        bound = int(listening.getsockname()[1])
        shown = f"[{host}]" if ":" in host else host
        base = f"http://{shown}:{bound}"
        link = OneTimeLink(who or _user(), lambda token: _tell(base, token, again=True)) if is_loopback(host) else None
        site = Site(chosen, Sessions(kept_secret(chosen.home), bound), link)
        hosts = [*chosen.review.hosts, *([] if is_loopback(host) else [host, socket.gethostname()])]
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(site, hosts),
                log_level="warning",
                server_header=False,
                proxy_headers=False,
                access_log=False,
                timeout_graceful_shutdown=5,
            )
        )
        threading.Thread(target=site.warm, daemon=True).start()
        if link is not None:
            _tell(base, link.token)
        else:
            say(f"the review application answers at {base}/ for those with an account; stop with Ctrl-C")
            say("put a proxy with TLS before it: passwords go over this connection")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
        site.close()
    say("stopped")
    return 0


def free_port() -> int:
    """The usual port, or 0 for any, where something else has it (another demonstration, perhaps)."""
    try:
        listening_socket(HOST, PORT).close()
    except OSError:
        return 0
    return PORT


def _tell(base: str, token: str, *, again: bool = False) -> None:
    if again:
        say("the link was used; this one lets another browser in, once:")
    else:
        say("open this address to review; it works once, and stop with Ctrl-C:")
    put(f"{base}/enter?token={token}")
    sys.stdout.flush()


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket on which a server can answer at once. Raises ``OSError`` where the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only where a socket says that it is TCP does asyncio switch off the delay of small packets: 40 ms a page.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # From here on whoever opens the link at once waits for the server instead of being refused.
        listening.listen()
    except OSError as error:
        listening.close()
        hint = "; --port takes another" if port else ""
        raise OSError(f"cannot listen at {host}:{port}: {error.strerror or error}{hint}") from error
    return listening


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address; a name other than localhost may lead anywhere."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"


@app.command("add")
def add(
    name: NAME,
    role: Annotated[RoleChoice, typer.Option(help="Look; decide; manage accounts.")] = "reviewer",
) -> int:
    """Make an account; the password is asked for, or read from standard input."""
    chosen = settings()
    with store(chosen) as opened:
        made = attempt(lambda: create_account(opened, name, role, _password()), Refused)
    say(f"{made.name} may sign in as {made.role}")
    return 0


@app.command("list")
def list_accounts(
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> int:
    """List the accounts."""
    with store(settings(), create=False) as opened:
        found = all_accounts(opened.connection)
    if as_json:
        put_json([
            {"name": a.name, "role": a.role, "disabled": a.disabled, "made_at": a.made_at, "last_seen": a.last_seen}
            for a in found
        ])  # fmt: skip
        return 0
    if not found:
        say("there is no account yet; `flopscout accounts add NAME --role admin` makes one")
        return 0
    table = Table(title="Accounts", title_justify="left", pad_edge=False)
    for heading in ("name", "role", "state", "last seen"):
        table.add_column(heading)
    for account in found:
        state = "disabled" if account.disabled else "active"
        table.add_row(account.name, account.role, state, account.last_seen or "never")
    Console(highlight=False).print(table)
    return 0


@app.command("disable")
def disable(name: NAME) -> int:
    """Let an account in no more; what it decided stands."""
    with store(settings(), create=False) as opened:
        changed = attempt(lambda: set_disabled(opened, name, True), Refused)
    say(f"{changed.name} may sign in no more; `flopscout accounts enable {changed.name}` takes that back")
    return 0


@app.command("enable")
def enable(name: NAME) -> int:
    """Let a disabled account in again."""
    with store(settings(), create=False) as opened:
        changed = attempt(lambda: set_disabled(opened, name, False), Refused)
    say(f"{changed.name} may sign in as {changed.role}")
    return 0


@app.command("role")
def change_role(name: NAME, role: Annotated[RoleChoice, typer.Argument(help="viewer, reviewer or admin.")]) -> int:
    """Give an account another role, which ends its sessions."""
    with store(settings(), create=False) as opened:
        changed = attempt(lambda: set_role(opened, name, role), Refused)
    say(f"{changed.name} is {changed.role}")
    return 0


@app.command("password")
def password(name: NAME) -> int:
    """Give an account another password, which ends its sessions and tokens."""
    with store(settings(), create=False) as opened:
        changed = attempt(lambda: set_password(opened, name, _password()), Refused)
    say(f"{changed.name} has another password; its sessions and tokens have ended")
    return 0


@app.command("token")
def token(name: NAME) -> int:
    """Print a token with which scripts use the JSON API as this account, until its password or role changes."""
    from crawler.review.web.sessions import Session, Sessions, kept_secret  # noqa: PLC0415

    chosen = settings()
    with store(chosen, create=False) as opened:
        account = find_account(opened.connection, name)
    if account is None or account.disabled:
        raise CommandFailed(f"there is no active account {name!r}; `flopscout accounts list` shows them")
    sessions = Sessions(kept_secret(chosen.home), PORT)
    put(sessions.written_token(Session(account.name, str(account.generation))))
    say("send it as `Authorization: Bearer TOKEN`; whoever has it may do what the account may")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("password: ")
    if getpass.getpass("once more: ") != first:
        raise CommandFailed("the two were not the same; nothing was changed")
    return first
