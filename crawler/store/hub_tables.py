"""Tables of the Hub's sweeps: what is watched until it counts, marks of earlier visits, and the monthly statistics."""

from __future__ import annotations

HUB = (
    # Large enough, but not downloaded enough yet; looked at again with every visit.
    """
    CREATE TABLE hub_watched (
        repository TEXT PRIMARY KEY,
        created TEXT NOT NULL,
        parameters REAL,
        since TEXT NOT NULL,
        looked_at TEXT NOT NULL,
        downloads INTEGER
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE hub_marks (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # What one visit has counted so far, so that a resumed visit counts on; emptied when the month is closed.
    """
    CREATE TABLE hub_census (
        repository TEXT PRIMARY KEY,
        created TEXT,
        downloads INTEGER,
        downloads_all_time INTEGER,
        parameters REAL,
        excluded INTEGER NOT NULL,
        classified TEXT
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE hub_snapshots (
        month TEXT PRIMARY KEY,
        taken_at TEXT NOT NULL,
        models INTEGER,
        new_models INTEGER,
        downloads INTEGER,
        downloads_all_time INTEGER,
        never_downloaded_share REAL,
        idle_share REAL,
        top_percent_share REAL,
        popular_models INTEGER,
        fitting_models INTEGER,
        largest_fitting TEXT,
        largest_fitting_parameters REAL,
        sampled_models INTEGER NOT NULL,
        basis TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE hub_families (
        month TEXT NOT NULL,
        family TEXT NOT NULL,
        kind TEXT NOT NULL,
        number INTEGER NOT NULL,
        share REAL NOT NULL,
        PRIMARY KEY (month, family, kind)
    ) STRICT, WITHOUT ROWID
    """,
)
