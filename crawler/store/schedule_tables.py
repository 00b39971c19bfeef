"""Tables of what runs by itself: searches by language and keyword, requests and their cost, health, and alerts."""

from __future__ import annotations

SCHEDULE = (
    # Whether a visit read all that the source lists, though a single page may have failed.
    "ALTER TABLE run_sources ADD COLUMN complete INTEGER NOT NULL DEFAULT 0",
    "UPDATE run_sources SET complete = 1 WHERE state = 'finished'",
    # What health is judged by: entries listed, items brought (known ones too), seconds that an answer took.
    "ALTER TABLE run_sources ADD COLUMN rows INTEGER",
    "ALTER TABLE run_sources ADD COLUMN items INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE run_sources ADD COLUMN answer_seconds REAL",
    "CREATE INDEX run_sources_by_source ON run_sources (source, started_at)",
    "CREATE INDEX documents_by_url ON documents (url)",
    """
    CREATE TABLE run_units (
        run_id TEXT NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        language TEXT NOT NULL,
        place INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'finished', 'partly-failed', 'failed')),
        complete INTEGER NOT NULL DEFAULT 0,
        started_at TEXT,
        finished_at TEXT,
        candidates INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, source, language)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX run_units_by_unit ON run_units (source, language, started_at)",
    """
    CREATE TABLE keyword_searches (
        run_id TEXT NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        language TEXT NOT NULL,
        keyword TEXT NOT NULL,
        at TEXT NOT NULL,
        answered INTEGER NOT NULL DEFAULT 0,
        results INTEGER NOT NULL DEFAULT 0,
        candidates INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, source, language, keyword)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX keyword_searches_by_keyword ON keyword_searches (language, keyword)",
    # Which addresses a keyword led to, kept until the run ends and its yield is known.
    """
    CREATE TABLE keyword_hits (
        run_id TEXT NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        language TEXT NOT NULL,
        keyword TEXT NOT NULL,
        url TEXT NOT NULL,
        PRIMARY KEY (run_id, source, language, keyword, url)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE keyword_proposals (
        language TEXT NOT NULL,
        keyword TEXT NOT NULL,
        english TEXT NOT NULL,
        service TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'rejected')),
        made_at TEXT NOT NULL,
        decided_by TEXT,
        decided_at TEXT,
        PRIMARY KEY (language, keyword)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE translations (
        language TEXT NOT NULL,
        english TEXT NOT NULL,
        service TEXT NOT NULL,
        translated TEXT NOT NULL,
        made_at TEXT NOT NULL,
        PRIMARY KEY (language, english, service)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE host_requests (
        run_id TEXT NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        host TEXT NOT NULL,
        month TEXT NOT NULL,
        requests INTEGER NOT NULL DEFAULT 0,
        keyed INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (run_id, source, host, month)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX host_requests_by_month ON host_requests (month, source) WHERE keyed > 0",
    """
    CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        made_at TEXT NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        run_id TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE alert_deliveries (
        alert_id TEXT NOT NULL REFERENCES alerts (id),
        channel TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        delivered_at TEXT,
        problem TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (alert_id, channel)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE announced_models (
        model_id TEXT NOT NULL,
        occasion TEXT NOT NULL,
        at TEXT NOT NULL,
        run_id TEXT NOT NULL,
        PRIMARY KEY (model_id, occasion)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE announced_troubles (
        source TEXT PRIMARY KEY,
        state TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
