"""Databases and exports that the tests of this folder share."""

from __future__ import annotations

import csv
import io
from contextlib import closing

from crawler.config import Settings, Triage
from crawler.dataset.exporting import Export
from crawler.dataset.formats import write_csv
from crawler.dataset.selection import Selection
from crawler.dataset.sources import Credit
from crawler.store.database import Store
from tests.store.world import World, row

CLOSED = "closed_board"
"""A source whose values may not be passed on."""

ATLAS = "Atlas-70B"
NAMELESS = "גלאי-文心 12B"
"""A name in right-to-left and CJK letters."""


def a_world(store: Store, settings: Settings) -> World:
    """One model in every status, and one with a name in other scripts."""
    return World(store, settings).take(
        row(ATLAS, "Example Lab", parameters=70e9, tokens=15e12, hardware="NVIDIA H100", hardware_quantity=2048.0,
            domain="Language", licence="apache-2.0"),
        row(NAMELESS, "Lab", parameters=12e9, tokens=9e12),
        row("Borealis 2", "Another Lab", parameters=30e9),
        row("Cirrus-1B", "Another Lab", parameters=1e9, tokens=1e10),
    )  # fmt: skip


def exported(store: Store, selection: Selection | None = None, *closed: str) -> list[dict[str, str]]:
    """The rows of an export, read back from its CSV."""
    return list(csv.DictReader(io.StringIO(csv_of(store, selection, *closed).decode())))


def csv_of(store: Store, selection: Selection | None = None, *closed: str) -> bytes:
    """An export's CSV."""
    file = io.BytesIO()
    made = Export(store, selection or Selection(), closed=frozenset(closed), rules=Triage())
    with closing(made.batches()) as batches:
        write_csv(batches, file)
    return file.getvalue()


def an_export(store: Store, selection: Selection | None = None, *closed: str) -> Export:
    """An export that was not read yet."""
    return Export(store, selection or Selection(), closed=frozenset(closed), rules=Triage())


CREDITS = {
    "helm": Credit(
        "helm", "leaderboard", "Apache-2.0", "attribution", "An Institute", "https://example.org/helm", True
    ),
    CLOSED: Credit(CLOSED, "leaderboard", "none", "internal_only", "", "https://example.org/closed", False),
}
"""What is known of the sources of these tests."""
