"""Pages that people name, as evidence about a model or by themselves: noted, and fetched and read like any other."""

from __future__ import annotations

from crawler.review.web.site import Desk
from crawler.store.finding import Refused, find_model
from crawler.store.keys import utc_now
from crawler.store.suggested_pages import SuggestedPage, suggest_page, suggested_page
from spiders.urls import NoPageAddressError, page_address


def add_page(at: Desk, address: str, *, model: str | None = None) -> SuggestedPage:
    """Have a page read, as evidence about a model if one is given.

    Raises:
        Refused: there is no such model, or the address is none of the web's.
    """
    try:
        url = page_address(address)
    except NoPageAddressError as error:
        raise Refused(str(error)) from error
    with at.store.write() as connection:
        ident = find_model(connection, model) if model is not None else None
        suggest_page(connection, url, who=at.person.name, now=utc_now(), model_id=ident)
        noted = suggested_page(connection, url)
    at.site.reader.read_soon()
    assert noted is not None
    return noted
