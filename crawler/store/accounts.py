"""Named accounts of the review application: a role, and a password of which only an Argon2id hash is kept (RFC 9106).

An account's ``generation`` rises whenever its password, role or state changes: a session that carries an older one is
over. Accounts are never deleted, since the log names them; they are disabled.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crawler.store.database import Store
from crawler.store.finding import Refused
from crawler.store.keys import utc_now

VIEWER, REVIEWER, ADMIN = "viewer", "reviewer", "admin"
ROLES: Final = (VIEWER, REVIEWER, ADMIN)
"""What accounts may do, each what those before it may: look; decide; manage accounts."""

SHORTEST_PASSWORD: Final = 10
LONGEST_PASSWORD: Final = 1024
"""Characters; hashing takes time that grows with the length, which a stranger must not choose."""

_NAME = re.compile(r"[^\W_](?:[\w .@-]{0,62}\w)?")


@dataclass(frozen=True, slots=True)
class Account:
    """One account; times are ISO in UTC."""

    name: str
    role: str
    generation: int
    disabled: bool
    made_at: str
    last_seen: str | None

    def may(self, role: str) -> bool:
        """Whether the account may do what this role may."""
        return not self.disabled and ROLES.index(self.role) >= ROLES.index(role)


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    """Argon2id with the library's settings, which are RFC 9106's for machines with little memory to spare."""
    return PasswordHasher()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """A hash that no password fits, so that an unknown name takes as long to refuse as a wrong password."""
    return _hasher().hash("\0")


def create_account(store: Store, name: str, role: str, password: str) -> Account:
    """Make an account.

    Raises:
        Refused: there is one of that name (in any case), or the name, role or password will not do.
    """
    wanted = name.strip()
    if not _NAME.fullmatch(wanted):
        raise Refused(f"{name!r} is no account name: 1 to 64 letters, digits, spaces or .@-, beginning with a letter")
    _check_role(role)
    hashed = _hashed(password)
    with store.write() as connection:
        if find_account(connection, wanted) is not None:
            raise Refused(f"there is an account {wanted!r} already; choose another name, or set its password")
        connection.execute(
            "INSERT INTO accounts (name, role, password_hash, made_at) VALUES (?, ?, ?, ?)",
            (wanted, role, hashed, utc_now()),
        )
        made = find_account(connection, wanted)
    assert made is not None
    return made


def set_password(store: Store, name: str, password: str) -> Account:
    """Give an account another password, which ends its sessions; raises ``Refused`` as ``create_account`` does."""
    return _change(store, name, "password_hash", _hashed(password))


def set_role(store: Store, name: str, role: str) -> Account:
    """Give an account another role.

    Raises:
        Refused: there is no such account or role, or it is the last that may manage accounts.
    """
    _check_role(role)
    return _change(store, name, "role", role)


def set_disabled(store: Store, name: str, disabled: bool) -> Account:
    """Disable an account, which ends its sessions, or enable it again; raises ``Refused`` as ``set_role`` does."""
    return _change(store, name, "disabled", int(disabled))


def _change(store: Store, name: str, column: str, value: object) -> Account:
    with store.write() as connection:
        account = _known(connection, name)
        connection.execute(
            f"UPDATE accounts SET {column} = ?, generation = generation + 1 WHERE name = ?", (value, account.name)
        )
        admins = "SELECT count(*) FROM accounts WHERE role = 'admin' AND disabled = 0"
        if account.may(ADMIN) and connection.execute(admins).fetchone()[0] == 0:
            raise Refused(f"{account.name} is the last admin; make another first")
        return _known(connection, name)


def verify(store: Store, name: str, password: str) -> Account | None:
    """The account with this name and password, or ``None``; whichever of them is wrong takes equally long to say."""
    if len(password) > LONGEST_PASSWORD:
        return None
    row = store.connection.execute(
        "SELECT name, password_hash FROM accounts WHERE name = ? AND disabled = 0", (name.strip(),)
    ).fetchone()
    try:
        _hasher().verify(row["password_hash"] if row else _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return None
    if row is None:
        return None
    with store.write() as connection:
        connection.execute("UPDATE accounts SET last_seen = ? WHERE name = ?", (utc_now(), row["name"]))
        if _hasher().check_needs_rehash(row["password_hash"]):
            connection.execute(
                "UPDATE accounts SET password_hash = ? WHERE name = ?", (_hasher().hash(password), row["name"])
            )
        return _known(connection, row["name"])


def find_account(connection: sqlite3.Connection, name: str) -> Account | None:
    """An account by its name, in any case."""
    row = connection.execute(f"{_SELECT} WHERE name = ?", (name.strip(),)).fetchone()
    return _account(row) if row is not None else None


def accounts(connection: sqlite3.Connection) -> list[Account]:
    """All accounts by name."""
    return [_account(row) for row in connection.execute(f"{_SELECT} ORDER BY name")]


def has_accounts(connection: sqlite3.Connection) -> bool:
    """Whether anybody can sign in."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM accounts WHERE disabled = 0)").fetchone()[0])


_SELECT = "SELECT name, role, generation, disabled, made_at, last_seen FROM accounts"


def _known(connection: sqlite3.Connection, name: str) -> Account:
    found = find_account(connection, name)
    if found is None:
        names = ", ".join(account.name for account in accounts(connection)) or "none yet"
        raise Refused(f"there is no account {name!r}; there are {names}")
    return found


def _account(row: sqlite3.Row) -> Account:
    return Account(row["name"], row["role"], row["generation"], bool(row["disabled"]), row["made_at"], row["last_seen"])


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise Refused(f"{role!r} is no role; the roles are {', '.join(ROLES)}")


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return _hasher().hash(password)
