"""Tables of the review application: the queue laid out for lists and search, its flow by day, people and their work.

``review_items`` has a row for every model that there ever was, numbered once. Triggers keep the columns that come from
``models`` equal to it, whoever writes; where a model stands, by which names and in which languages is entered with its
assessment (``crawler.store.items``). Every change gives the row the next number of ``review_state.seq``, so that a
reader finds what has changed since it last looked without reading the rest.
"""

from __future__ import annotations

from crawler.store.shown import CLAIM_FIELDS

COPIED = (
    "name", "organization", "country", "published", "parameters", "compute_flop", "status", "reason", "priority",
    "asleep_until", "reopened",
)  # fmt: skip
"""Columns of ``models`` that lists are ordered and filtered by; together they are under a hundred bytes."""

_CONFLICTS = f"""
    COALESCE((SELECT group_concat(shown.key, ' ') FROM json_each(new.chosen) AS shown
     WHERE json_array_length(shown.value, '$.conflicts') > 0
     AND shown.key IN ({", ".join(f"'{field}'" for field in CLAIM_FIELDS if field != "mentioned_on")})), '')
"""

_WAITS = """
    (((new.status = 'unconfirmed' AND new.reference IS NULL) OR new.reopened IS NOT NULL)
     AND (new.asleep_until IS NULL OR new.asleep_until <= date('now')) AND new.reason <> 'new')
"""
"""Whether a model is in the queue; one that has only just been entered is assessed in the same transaction."""

_INSERT = f"""
    INSERT INTO review_items
        (model_id, seq, {", ".join(COPIED)}, listed, chance, conflicts, waiting, waiting_since, first_seen, gone)
    SELECT
        new.id, (SELECT seq FROM review_state), {", ".join(f"new.{column}" for column in COPIED)},
        new.reference IS NOT NULL,
        COALESCE(json_extract(new.p_above, '$."1e+23"'),
                 (SELECT value FROM json_each(new.p_above) ORDER BY CAST(key AS REAL) LIMIT 1)),
        {_CONFLICTS}, {_WAITS}, CASE WHEN {_WAITS} THEN new.first_seen END, new.first_seen, 0
"""

_COPY = f"""
    UPDATE review_state SET seq = seq + 1;
    {_INSERT} WHERE true
    ON CONFLICT (model_id) DO UPDATE SET
        seq = excluded.seq, {", ".join(f"{column} = excluded.{column}" for column in COPIED)},
        listed = excluded.listed, chance = excluded.chance, conflicts = excluded.conflicts,
        waiting_since = CASE
            WHEN NOT excluded.waiting THEN NULL
            WHEN waiting THEN waiting_since
            WHEN reason = 'new' THEN excluded.first_seen
            ELSE strftime('%Y-%m-%dT%H:%M:%SZ', 'now') END,
        waiting = excluded.waiting, first_seen = excluded.first_seen, gone = 0;
"""

_WATCHED = (*COPIED, "reference", "p_above", "chosen", "first_seen")

REVIEW_TABLES = (
    # What new evidence has changed since a person decided: a JSON list of sentences, or nothing.
    "ALTER TABLE models ADD COLUMN reopened TEXT",
    "CREATE INDEX models_reopened ON models (id) WHERE reopened IS NOT NULL",
    "CREATE INDEX models_by_line ON models (line_key)",
    "CREATE INDEX models_by_family ON models (family, compute_flop DESC)",
    # Joins the decisions of one bulk action, which are undone together.
    """
    CREATE TABLE decision_batches (
        decision_id INTEGER PRIMARY KEY REFERENCES decisions (id),
        batch TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX decision_batches_by_batch ON decision_batches (batch)",
    "CREATE INDEX decisions_by_person ON decisions (who, id)",
    "CREATE INDEX decisions_by_day ON decisions (at)",
    "CREATE INDEX decisions_by_undone ON decisions (undoes) WHERE undoes IS NOT NULL",
    "CREATE TABLE review_state (seq INTEGER NOT NULL, token TEXT NOT NULL) STRICT",
    "INSERT INTO review_state (seq, token) VALUES (0, hex(randomblob(16)))",
    """
    CREATE TABLE review_items (
        number INTEGER PRIMARY KEY,
        model_id TEXT NOT NULL UNIQUE,
        seq INTEGER NOT NULL,
        name TEXT NOT NULL,
        organization TEXT,
        country TEXT,
        published TEXT,
        parameters REAL,
        compute_flop REAL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        priority REAL NOT NULL,
        asleep_until TEXT,
        reopened TEXT,
        listed INTEGER NOT NULL,
        chance REAL,
        conflicts TEXT NOT NULL,
        waiting INTEGER NOT NULL,
        waiting_since TEXT,
        first_seen TEXT NOT NULL,
        gone INTEGER NOT NULL,
        sources TEXT NOT NULL DEFAULT '',
        languages TEXT NOT NULL DEFAULT '',
        architecture TEXT,
        generation TEXT
    ) STRICT
    """,
    "CREATE INDEX review_items_by_seq ON review_items (seq)",
    "CREATE INDEX review_items_resting ON review_items (asleep_until) WHERE asleep_until IS NOT NULL",
    "CREATE INDEX review_items_waiting ON review_items (waiting_since) WHERE waiting = 1",
    f"""
    CREATE TRIGGER models_reviewed AFTER UPDATE OF {", ".join(_WATCHED)} ON models
    WHEN {" OR ".join(f"old.{column} IS NOT new.{column}" for column in _WATCHED)}
    BEGIN {_COPY} END
    """,
    f"CREATE TRIGGER models_reviewed_first AFTER INSERT ON models BEGIN {_COPY} END",
    """
    CREATE TRIGGER models_reviewed_last AFTER DELETE ON models BEGIN
        UPDATE review_state SET seq = seq + 1;
        UPDATE review_items SET gone = 1, waiting = 0, waiting_since = NULL, seq = (SELECT seq FROM review_state)
        WHERE model_id = old.id;
    END
    """,
    # Names and developers as they are searched: folded, without spaces, one a line.
    "CREATE TABLE search_texts (number INTEGER PRIMARY KEY REFERENCES review_items, text TEXT NOT NULL) STRICT",
    "CREATE VIRTUAL TABLE search_texts_fts USING fts5 (text, content='search_texts', content_rowid='number', "
    "tokenize='trigram', detail='full')",
    """
    CREATE TRIGGER search_texts_insert AFTER INSERT ON search_texts BEGIN
        INSERT INTO search_texts_fts (rowid, text) VALUES (new.number, new.text);
    END
    """,
    """
    CREATE TRIGGER search_texts_update AFTER UPDATE OF text ON search_texts WHEN old.text <> new.text BEGIN
        INSERT INTO search_texts_fts (search_texts_fts, rowid, text) VALUES ('delete', old.number, old.text);
        INSERT INTO search_texts_fts (rowid, text) VALUES (new.number, new.text);
    END
    """,
    """
    CREATE TABLE queue_days (
        day TEXT PRIMARY KEY,
        entered INTEGER NOT NULL DEFAULT 0,
        left_it INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID
    """,
    # What was shown of a model and is no longer.
    """
    CREATE TABLE value_changes (
        id INTEGER PRIMARY KEY,
        model_id TEXT NOT NULL,
        at TEXT NOT NULL,
        field TEXT NOT NULL,
        before ANY,
        after ANY
    ) STRICT
    """,
    "CREATE INDEX value_changes_by_model ON value_changes (model_id, id)",
    """
    CREATE TABLE claims_on_items (
        model_id TEXT PRIMARY KEY,
        who TEXT NOT NULL,
        taken_at TEXT NOT NULL,
        until TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX claims_on_items_by_person ON claims_on_items (who)",
    """
    CREATE TABLE accounts (
        name TEXT PRIMARY KEY COLLATE NOCASE,
        role TEXT NOT NULL CHECK (role IN ('viewer', 'reviewer', 'admin')),
        password_hash TEXT NOT NULL,
        generation INTEGER NOT NULL DEFAULT 1,
        disabled INTEGER NOT NULL DEFAULT 0,
        made_at TEXT NOT NULL,
        last_seen TEXT
    ) STRICT
    """,
    """
    CREATE TABLE saved_views (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        shared INTEGER NOT NULL DEFAULT 0,
        made_at TEXT NOT NULL,
        UNIQUE (owner, name)
    ) STRICT
    """,
    """
    CREATE TABLE second_reviews (
        decision_id INTEGER PRIMARY KEY REFERENCES decisions (id),
        model_id TEXT NOT NULL,
        first_who TEXT NOT NULL,
        first_verdict TEXT NOT NULL,
        who TEXT,
        verdict TEXT,
        reason TEXT NOT NULL DEFAULT '',
        at TEXT
    ) STRICT
    """,
    "CREATE INDEX second_reviews_waiting ON second_reviews (decision_id) WHERE verdict IS NULL",
    "CREATE INDEX second_reviews_by_model ON second_reviews (model_id)",
)
"""Statements that lay out the tables."""

QUEUE_FLOW = (
    f"{_INSERT} FROM models AS new ORDER BY new.id",
    """
    INSERT INTO queue_days (day, entered)
    SELECT substr(waiting_since, 1, 10), count(*) FROM review_items WHERE waiting = 1 GROUP BY 1
    """,
    """
    CREATE TRIGGER queue_entered AFTER UPDATE OF waiting ON review_items WHEN new.waiting AND NOT old.waiting BEGIN
        INSERT INTO queue_days (day, entered) VALUES (date('now'), 1)
        ON CONFLICT (day) DO UPDATE SET entered = entered + 1;
    END
    """,
    """
    CREATE TRIGGER queue_entered_first AFTER INSERT ON review_items WHEN new.waiting BEGIN
        INSERT INTO queue_days (day, entered) VALUES (date('now'), 1)
        ON CONFLICT (day) DO UPDATE SET entered = entered + 1;
    END
    """,
    """
    CREATE TRIGGER queue_left AFTER UPDATE OF waiting ON review_items WHEN old.waiting AND NOT new.waiting BEGIN
        INSERT INTO queue_days (day, left_it) VALUES (date('now'), 1)
        ON CONFLICT (day) DO UPDATE SET left_it = left_it + 1;
    END
    """,
)
"""Statements that enter the models there are, and from then on count what comes into the queue and leaves it."""
