"""The address under which a page is known: the same for every way that readers are sent to it."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|format|ptr_name|link_\w+|bbc_team)|ns_\w+|mc_(?:cid|eid)|fbclid|gclid|dclid|yclid|"
    r"msclkid|igshid|twclid|_ga|_gl|spm|cmpid|icid|ito|xtor|xtref|ncid|ref_src|ref_url|guccounter|guce_\w+|wt_mc|"
    r"piwik_\w+|pk_\w+|mtm_\w+|traffic_source)",
    re.IGNORECASE,
)
"""Query parameters that tell where a reader came from and never which page it is."""

AMP_PARAMETERS = frozenset({"amp", "outputtype"})
AMP_PATH = re.compile(r"/amp/?$|^/amp(?=/.)|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
DEFAULT_PORTS = {"http": "80", "https": "443"}


LONGEST_ADDRESS = 2000
"""Characters of an address that a person may give."""


class NoPageAddressError(ValueError):
    """What a person gave is not the address of a page; the message says what one looks like."""


def page_address(given: str) -> str:
    """The canonical form of an address that a person gives.

    Raises:
        NoPageAddressError: it is none of the web's, or it has a user name or password in it.
    """
    text = given.strip()
    url = canonical_url(text) if text.isprintable() and len(text) <= LONGEST_ADDRESS else None
    if url is None:
        raise NoPageAddressError(f"{given[:200]!r} is no address of a page; it begins with https:// or http://")
    if "@" in urlsplit(text).netloc:
        raise NoPageAddressError("an address must not have a user name or password in it")
    return url


def canonical_url(url: str) -> str | None:
    """A page's address without tracking parameters, fragment and AMP forms, host in lower case.

    ``None`` for what is no web address. Idempotent: the canonical form of a canonical form is itself.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host or any(character.isspace() for character in host):
        return None
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and str(port) != DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    # Pieces of the query stay as written: "?123" and "?123=" may be two pages.
    query = "&".join(piece for piece in parts.query.split("&") if piece and not _is_noise(piece))
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    while (shorter := AMP_PATH.sub("", path)) != path:
        path = shorter
    return urlunsplit((scheme, netloc, path or "/", quote(query, safe="/%:@!$&'()*+,;=~-._?[]"), ""))


def _is_noise(piece: str) -> bool:
    name, _, value = piece.partition("=")
    if TRACKING.fullmatch(name):
        return True
    return name.lower() in AMP_PARAMETERS and value.lower() in {"", "1", "true", "amp"}
