"""Who is at the other end: the one-time link of a machine's own user, and signed cookies."""

from __future__ import annotations

import hmac
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from crawler.store.accounts import ROLES

SESSION_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Person:
    """Who uses the application; ``account`` is false for the machine's own user, who came by the one-time link."""

    name: str
    role: str
    account: bool = True

    def may(self, role: str) -> bool:
        """Whether the person has at least this role."""
        return ROLES.index(self.role) >= ROLES.index(role)


@dataclass(frozen=True, slots=True)
class Session:
    """What a cookie or a token says: a name, and what must still be true of it.

    ``stamp`` is the account's generation, which a new password or role changes, or the link's own.
    """

    name: str
    stamp: str


class Sessions:
    """Signs and reads the cookie.

    Args:
        secret: signs cookies and tokens; whoever knows it can be anybody.
        port: the cookie's name has it, since browsers do not tell ports of one machine apart.
    """

    def __init__(self, secret: str, port: int) -> None:
        self.cookie = f"flopscout_{port}"
        self._serializer = URLSafeTimedSerializer(secret, salt="flopscout-session")
        self._tokens = URLSafeTimedSerializer(secret, salt="flopscout-token")

    def written(self, session: Session) -> str:
        """The cookie's value."""
        return str(self._serializer.dumps([session.name, session.stamp]))

    def read(self, value: str | None) -> Session | None:
        """The session of a cookie; ``None`` where it is missing, too old, or not ours."""
        return _loaded(self._serializer, value, SESSION_SECONDS)

    def written_token(self, session: Session) -> str:
        """The token that a script shows in place of a cookie; it holds until the account changes."""
        return str(self._tokens.dumps([session.name, session.stamp]))

    def read_token(self, value: str) -> Session | None:
        """The session of a token, or ``None`` where it is not ours."""
        return _loaded(self._tokens, value, None)


def _loaded(serializer: URLSafeTimedSerializer, value: str | None, max_age: int | None) -> Session | None:
    if not value:
        return None
    try:
        name, stamp = serializer.loads(value, max_age=max_age)
    except (BadSignature, ValueError, TypeError):
        return None
    return Session(str(name), str(stamp))


class OneTimeLink:
    """The token that lets the machine's own user in, once; after that the next one is told at the terminal.

    Args:
        user: the name that decisions are signed with.
        told: is called with each new token.
    """

    def __init__(self, user: str, told: Callable[[str], None]) -> None:
        self.user = user
        self._told = told
        self._lock = threading.Lock()
        self._token = secrets.token_urlsafe(32)
        self.session = Session(user, f"link {secrets.token_urlsafe(16)}")

    @property
    def token(self) -> str:
        """The token that is valid now."""
        return self._token

    def use(self, token: str) -> bool:
        """Whether the token is the right one; it is spent then."""
        with self._lock:
            if not hmac.compare_digest(token.encode(), self._token.encode()):
                return False
            self._token = secrets.token_urlsafe(32)
        self._told(self._token)
        return True


def kept_secret(folder: Path) -> str:
    """The secret that signs cookies, made once, readable by its owner only, so that sessions outlive a restart."""
    path = folder / "review-secret"
    try:
        found = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        found = ""
    if len(found) >= 32:
        return found
    made = secrets.token_urlsafe(48)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made + "\n")
    return made
