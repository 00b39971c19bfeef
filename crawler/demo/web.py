"""Which hosts the demo's web consists of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from crawler.demo.articles import load_press
from crawler.demo.catalogue_sites import catalogue_sites
from crawler.demo.exchange import Site
from crawler.demo.faults import Fault, FaultMode
from crawler.demo.hub import HubState
from crawler.demo.hub_catalogue import repositories_from_catalogue
from crawler.demo.hub_content import load_demo_repositories
from crawler.demo.hub_site import HOST, HubSite
from crawler.demo.press import press_sites


def demo_web(*, until: date | None = None) -> dict[str, Site]:
    """The demo's hosts by name. ``until`` leaves out repositories and articles published after that day.

    Raises:
        ContentError: an entry of the demo's content cannot be used.
        OSError: a file of the content is missing.
    """
    hub = HubSite(HubState(load_demo_repositories(until=until)))
    return {**press_sites(load_press(until=until)), **catalogue_sites(), HOST: hub}


def catalogue_web(path: Path) -> dict[str, Site]:
    """A web that consists of the Hub alone, filled from a CSV catalogue.

    Raises:
        OSError: the file cannot be read.
    """
    return {HOST: HubSite(HubState(repositories_from_catalogue(path)))}


def demo_faults() -> list[Fault]:
    """What goes wrong in the demo itself: one page of the Hub's listing is refused once, for a second."""
    return [Fault(FaultMode.RATE_LIMITED, host=HOST, path="/api/models", query="*cursor=*", times=1, seconds=1)]
