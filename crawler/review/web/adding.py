"""An address that speaks of a model: noted beside it, and read by the next run like any page that people name."""

from __future__ import annotations

from crawler.review.web.site import Desk
from crawler.store.finding import Refused
from crawler.store.keys import utc_now
from crawler.store.suggested_pages import suggest_page
from crawler.store.wanted_evidence import WantedEvidence, want_evidence
from spiders.urls import canonical_url


def add_evidence(at: Desk, model: str, address: str) -> WantedEvidence:
    """Have an address read as evidence; nothing is fetched here.

    Raises:
        Refused: there is no such model, or the address is none of the web's.
    """
    canonical = canonical_url(address.strip())
    if canonical is None:
        raise Refused(f"{address[:200]!r} is no address of a page; it begins with https:// or http://")
    wanted = want_evidence(at.store, model, address, at.person.name)
    with at.store.write() as connection:
        suggest_page(connection, canonical, who=at.person.name, now=utc_now(), model_id=wanted.model_id)
    return wanted
