"""Tables of the database, as migrations that are applied in order and never edited once released.

What machines find (documents, sightings, mentions, claims) is append-only; what is derived from it (models) can be
computed again at any time; what people decide (decisions) is append-only and guarded by triggers. Times are UTC in ISO
form, numbers are plain, JSON columns hold what is read as a whole.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from crawler.store.decisions import index_decisions
from crawler.store.forms import refresh_all
from crawler.store.hub_tables import HUB
from crawler.store.items import enter_all
from crawler.store.origins import assign_all_origins
from crawler.store.reference_tables import REFERENCE_STATE
from crawler.store.rereading_tables import REREADING
from crawler.store.review_tables import QUEUE_FLOW, REVIEW_TABLES
from crawler.store.schedule_tables import SCHEDULE
from crawler.store.shown import SHOWN_VALUES
from crawler.store.suggested_pages import SUGGESTED_PAGES

migrations = Migrations("flopscout")

TABLES = (
    """
    CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        started_at TEXT NOT NULL,
        finished_at TEXT,
        heartbeat_at TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'partly-failed', 'interrupted')),
        process INTEGER NOT NULL,
        host TEXT NOT NULL,
        options TEXT NOT NULL,
        demo INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE run_sources (
        run_id TEXT NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'finished', 'partly-failed', 'failed')),
        started_at TEXT,
        finished_at TEXT,
        requests INTEGER NOT NULL DEFAULT 0,
        documents INTEGER NOT NULL DEFAULT 0,
        sightings INTEGER NOT NULL DEFAULT 0,
        claims INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        expected INTEGER,
        cursor TEXT,
        PRIMARY KEY (run_id, source)
    ) STRICT
    """,
    """
    CREATE TABLE run_failures (
        run_id TEXT NOT NULL REFERENCES runs (id),
        source TEXT NOT NULL,
        failure TEXT NOT NULL,
        url TEXT NOT NULL,
        detail TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (run_id, source, failure, url)
    ) STRICT
    """,
    """
    CREATE TABLE fetches (
        run_id TEXT NOT NULL REFERENCES runs (id),
        url TEXT NOT NULL,
        PRIMARY KEY (run_id, url)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE validators (
        url TEXT PRIMARY KEY,
        etag TEXT,
        last_modified TEXT,
        version TEXT
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE archive_records (
        id TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        file TEXT NOT NULL,
        offset INTEGER NOT NULL,
        length INTEGER NOT NULL,
        digest TEXT NOT NULL,
        fetched_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX archive_records_by_url ON archive_records (url)",
    """
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        source TEXT NOT NULL,
        kind TEXT NOT NULL,
        rank TEXT NOT NULL,
        url TEXT NOT NULL,
        key TEXT NOT NULL DEFAULT '',
        title TEXT,
        language TEXT,
        published TEXT,
        text TEXT NOT NULL,
        digest TEXT NOT NULL,
        origin TEXT NOT NULL,
        about TEXT,
        about_sighting TEXT,
        archive_id TEXT,
        warnings TEXT NOT NULL DEFAULT '[]',
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        first_run TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX documents_by_source ON documents (source)",
    "CREATE VIRTUAL TABLE documents_fts USING fts5 (title, text, content='documents', content_rowid='number', "
    "tokenize='trigram')",
    """
    CREATE TRIGGER documents_fts_insert AFTER INSERT ON documents BEGIN
        INSERT INTO documents_fts (rowid, title, text) VALUES (new.number, new.title, new.text);
    END
    """,
    """
    CREATE TRIGGER documents_fts_delete AFTER DELETE ON documents BEGIN
        INSERT INTO documents_fts (documents_fts, rowid, title, text)
        VALUES ('delete', old.number, old.title, old.text);
    END
    """,
    """
    CREATE TRIGGER documents_fts_update AFTER UPDATE OF title, text ON documents BEGIN
        INSERT INTO documents_fts (documents_fts, rowid, title, text)
        VALUES ('delete', old.number, old.title, old.text);
        INSERT INTO documents_fts (rowid, title, text) VALUES (new.number, new.title, new.text);
    END
    """,
    """
    CREATE TABLE sightings (
        id TEXT PRIMARY KEY,
        source TEXT NOT NULL,
        source_key TEXT NOT NULL,
        url TEXT NOT NULL,
        raw_name TEXT NOT NULL,
        rank TEXT NOT NULL,
        discovers INTEGER NOT NULL,
        exclusion TEXT,
        exclusion_detail TEXT,
        owner_key TEXT,
        aliases TEXT NOT NULL DEFAULT '[]',
        row TEXT NOT NULL,
        digest TEXT NOT NULL,
        metrics TEXT NOT NULL DEFAULT '{}',
        archive_id TEXT,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL,
        first_run TEXT NOT NULL,
        UNIQUE (source, source_key)
    ) STRICT
    """,
    """
    CREATE TABLE models (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        family TEXT NOT NULL,
        name_key TEXT NOT NULL,
        organization TEXT,
        country TEXT,
        domain TEXT,
        task TEXT,
        accessibility TEXT,
        published TEXT,
        parameters REAL,
        active_parameters REAL,
        tokens REAL,
        status TEXT NOT NULL CHECK (status IN ('confirmed', 'unconfirmed', 'below', 'excluded', 'merged')),
        reason TEXT NOT NULL,
        explanation TEXT NOT NULL,
        priority REAL NOT NULL DEFAULT 0,
        compute_flop REAL,
        compute_low REAL,
        compute_high REAL,
        added_flop REAL,
        confidence TEXT,
        method TEXT,
        disclosed INTEGER NOT NULL DEFAULT 0,
        p_above TEXT NOT NULL DEFAULT '{}',
        steps TEXT NOT NULL DEFAULT '[]',
        warnings TEXT NOT NULL DEFAULT '[]',
        chosen TEXT NOT NULL DEFAULT '{}',
        base_name TEXT,
        base_key TEXT,
        base_id TEXT,
        merged_into TEXT,
        reference TEXT,
        first_seen TEXT NOT NULL,
        first_run TEXT NOT NULL,
        stale INTEGER NOT NULL DEFAULT 1
    ) STRICT
    """,
    "CREATE INDEX models_by_status ON models (status, priority DESC)",
    "CREATE INDEX models_by_key ON models (name_key)",
    "CREATE INDEX models_by_base ON models (base_id)",
    "CREATE INDEX models_by_base_key ON models (base_key)",
    "CREATE INDEX models_stale ON models (id) WHERE stale = 1",
    """
    CREATE TABLE mentions (
        id TEXT PRIMARY KEY,
        document_id TEXT REFERENCES documents (id),
        sighting_id TEXT REFERENCES sightings (id),
        raw_name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        line_key TEXT NOT NULL,
        is_sized INTEGER NOT NULL,
        organization TEXT,
        parameters REAL,
        rank TEXT NOT NULL,
        owner_key TEXT,
        discovers INTEGER NOT NULL,
        exclusion TEXT,
        exclusion_detail TEXT,
        aliases TEXT NOT NULL DEFAULT '[]',
        digest TEXT NOT NULL,
        model_id TEXT REFERENCES models (id) DEFERRABLE INITIALLY DEFERRED,
        CHECK ((document_id IS NULL) <> (sighting_id IS NULL))
    ) STRICT
    """,
    "CREATE INDEX mentions_by_line ON mentions (line_key)",
    "CREATE INDEX mentions_by_owner ON mentions (owner_key)",
    "CREATE INDEX mentions_by_model ON mentions (model_id)",
    "CREATE INDEX mentions_by_document ON mentions (document_id)",
    "CREATE INDEX mentions_by_sighting ON mentions (sighting_id)",
    """
    CREATE TABLE claims (
        id TEXT PRIMARY KEY,
        mention_id TEXT NOT NULL REFERENCES mentions (id),
        field TEXT NOT NULL,
        number REAL,
        text TEXT,
        quote TEXT NOT NULL,
        start INTEGER,
        end INTEGER,
        rank TEXT NOT NULL,
        exact INTEGER NOT NULL,
        digest TEXT NOT NULL,
        extractor TEXT NOT NULL,
        made_at TEXT NOT NULL,
        run_id TEXT NOT NULL,
        CHECK ((number IS NULL) <> (text IS NULL)),
        CHECK (length(quote) <= 300)
    ) STRICT
    """,
    "CREATE INDEX claims_by_mention ON claims (mention_id)",
    """
    CREATE TRIGGER claims_stay BEFORE UPDATE ON claims BEGIN
        SELECT RAISE (ABORT, 'claims are never edited');
    END
    """,
    """
    CREATE TRIGGER claims_are_kept BEFORE DELETE ON claims BEGIN
        SELECT RAISE (ABORT, 'claims are never deleted');
    END
    """,
    """
    CREATE TABLE decisions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        model_id TEXT NOT NULL,
        action TEXT NOT NULL,
        who TEXT NOT NULL,
        at TEXT NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        undoes INTEGER REFERENCES decisions (id)
    ) STRICT
    """,
    "CREATE INDEX decisions_by_model ON decisions (model_id)",
    """
    CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN
        SELECT RAISE (ABORT, 'decisions are append-only');
    END
    """,
    """
    CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions BEGIN
        SELECT RAISE (ABORT, 'decisions are append-only');
    END
    """,
    """
    CREATE TABLE reference_models (
        id TEXT PRIMARY KEY,
        dataset TEXT NOT NULL,
        name TEXT NOT NULL,
        organization TEXT,
        published TEXT,
        parameters REAL,
        compute_flop REAL,
        hugging_face_ids TEXT NOT NULL DEFAULT '[]',
        row TEXT NOT NULL,
        imported_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE signals (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        source TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE exports (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        path TEXT NOT NULL,
        selection TEXT NOT NULL,
        rows INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE exported_models (
        export_id INTEGER NOT NULL REFERENCES exports (id),
        model_id TEXT NOT NULL,
        PRIMARY KEY (export_id, model_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX exported_models_by_model ON exported_models (model_id)",
)


SUGGESTIONS = (
    "ALTER TABLE claims ADD COLUMN suggested INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE suggestions (
        document_id TEXT NOT NULL REFERENCES documents (id),
        digest TEXT NOT NULL,
        model TEXT NOT NULL,
        outcome TEXT NOT NULL,
        accepted INTEGER NOT NULL DEFAULT 0,
        refused TEXT NOT NULL DEFAULT '{}',
        asked_at TEXT NOT NULL,
        run_id TEXT NOT NULL,
        PRIMARY KEY (document_id, digest)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX suggestions_by_run ON suggestions (run_id)",
)

DECISIONS = (
    "ALTER TABLE decisions ADD COLUMN other_id TEXT",
    "ALTER TABLE decisions ADD COLUMN subjects TEXT NOT NULL DEFAULT '{}'",
    "CREATE INDEX decisions_by_other ON decisions (other_id) WHERE other_id IS NOT NULL",
    """
    CREATE TABLE decided_models (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        family TEXT NOT NULL,
        name_key TEXT NOT NULL,
        line_key TEXT NOT NULL,
        organization TEXT,
        owner_key TEXT,
        place TEXT NOT NULL,
        held INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX decided_models_by_line ON decided_models (line_key)",
    "CREATE INDEX decided_models_by_key ON decided_models (name_key)",
    "CREATE INDEX decided_models_by_owner ON decided_models (owner_key) WHERE owner_key IS NOT NULL",
    """
    CREATE TABLE apart_models (
        one TEXT NOT NULL,
        other TEXT NOT NULL,
        PRIMARY KEY (one, other)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE forbidden_links (
        decision_id INTEGER PRIMARY KEY REFERENCES decisions (id),
        model_id TEXT NOT NULL,
        name TEXT NOT NULL,
        source TEXT NOT NULL,
        said_by TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX forbidden_links_by_model ON forbidden_links (model_id)",
    "ALTER TABLE models ADD COLUMN line_key TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE models ADD COLUMN owner_key TEXT",
    "ALTER TABLE models ADD COLUMN place TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE models ADD COLUMN linked_organization TEXT",
    "ALTER TABLE models ADD COLUMN asleep_until TEXT",
    "CREATE INDEX models_by_survivor ON models (merged_into) WHERE merged_into IS NOT NULL",
    """
    UPDATE models SET linked_organization = organization, owner_key =
        (SELECT owner_key FROM mentions WHERE model_id = models.id ORDER BY mentions.id LIMIT 1)
    """,
    """
    UPDATE models SET line_key = COALESCE(
        (SELECT line_key FROM mentions WHERE model_id = models.id AND mentions.name_key = models.name_key LIMIT 1),
        name_key)
    """,
    "ALTER TABLE mentions ADD COLUMN why TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX mentions_by_key ON mentions (name_key)",
    """
    CREATE TABLE forms (
        form_key TEXT NOT NULL,
        mention_id TEXT NOT NULL REFERENCES mentions (id),
        weight INTEGER NOT NULL,
        PRIMARY KEY (form_key, mention_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX forms_by_mention ON forms (mention_id)",
)

STORIES = (
    """
    CREATE TABLE story_texts (
        document INTEGER PRIMARY KEY REFERENCES documents (number),
        cluster INTEGER NOT NULL,
        leader TEXT NOT NULL,
        role INTEGER NOT NULL CHECK (role IN (0, 1)),
        outlet TEXT NOT NULL,
        agencies TEXT NOT NULL,
        sampled INTEGER NOT NULL,
        shingles BLOB NOT NULL
    ) STRICT
    """,
    "CREATE INDEX story_texts_by_cluster ON story_texts (cluster)",
    """
    CREATE TABLE story_shingles (
        shingle INTEGER NOT NULL,
        role INTEGER NOT NULL,
        document INTEGER NOT NULL,
        PRIMARY KEY (shingle, role, document)
    ) STRICT, WITHOUT ROWID
    """,
)


SET_PLACE = """
    UPDATE mentions SET
        place_source = COALESCE((SELECT source FROM documents WHERE id = document_id),
                                (SELECT source FROM sightings WHERE id = sighting_id)),
        place_url = COALESCE((SELECT url FROM documents WHERE id = document_id),
                             (SELECT url FROM sightings WHERE id = sighting_id))
"""

EXPORTS = (
    # Empty for exports that were made before it was kept.
    "ALTER TABLE exported_models ADD COLUMN status TEXT NOT NULL DEFAULT ''",
    # Joining the places of 300,000 mentions takes a second, four times as long as reading the mentions.
    "ALTER TABLE mentions ADD COLUMN place_source TEXT",
    "ALTER TABLE mentions ADD COLUMN place_url TEXT",
    SET_PLACE,
    f"CREATE TRIGGER mentions_placed AFTER INSERT ON mentions BEGIN {SET_PLACE} WHERE id = new.id; END",
    # A row whose address changed has its mention written again with the new digest.
    f"CREATE TRIGGER mentions_moved AFTER UPDATE OF digest ON mentions BEGIN {SET_PLACE} WHERE id = new.id; END",
    *SHOWN_VALUES,
)


@migrations()
def m001_first_tables(db: Database) -> None:
    """Everything the main job needs."""
    for statement in TABLES:
        db.execute(statement)


@migrations()
def m002_suggestions(db: Database) -> None:
    """Claims that a language model proposed, and which texts it was asked about."""
    for statement in SUGGESTIONS:
        db.execute(statement)


@migrations()
def m003_decisions(db: Database) -> None:
    """What people decide about models, why each mention is linked, and other forms of names."""
    for statement in DECISIONS:
        db.execute(statement)
    index_decisions(db.conn)
    refresh_all(db.conn)


@migrations()
def m004_stories(db: Database) -> None:
    """Which documents tell one story; those that are stored already are compared once."""
    for statement in STORIES:
        db.execute(statement)
    assign_all_origins(db.conn)


@migrations()
def m005_schedule(db: Database) -> None:
    """What runs by itself: units of search, budgets, health, keywords' yields and alerts."""
    for statement in SCHEDULE:
        db.execute(statement)


@migrations()
def m006_exports(db: Database) -> None:
    """Under which status a model was exported; where mentions stand and what models show, laid out for exports."""
    for statement in EXPORTS:
        db.execute(statement)


@migrations()
def m007_cards(db: Database) -> None:
    """A way from a repository to its card, whose text may say that it is a derivative."""
    db.execute("CREATE INDEX documents_by_sighting ON documents (about_sighting)")


@migrations()
def m008_rereading(db: Database) -> None:
    """What it takes to read stored documents again, and the claims that later extractors do not make."""
    for statement in REREADING:
        db.execute(statement)


@migrations()
def m009_hub(db: Database) -> None:
    """The Hub's watch list, marks and monthly statistics."""
    for statement in HUB:
        db.execute(statement)


@migrations()
def m010_review(db: Database) -> None:
    """The queue laid out for lists and search, accounts, claims on items, second reviews, and what was decided upon."""
    for statement in (*REVIEW_TABLES, *QUEUE_FLOW):
        db.execute(statement)
    enter_all(db.conn)


@migrations()
def m011_suggested_pages(db: Database) -> None:
    """Pages that people name."""
    for statement in SUGGESTED_PAGES:
        db.execute(statement)


@migrations()
def m012_export_indexes(db: Database) -> None:
    """What an export reads of mentions and asks of models, without going to their wide rows."""
    db.execute("CREATE INDEX mentions_of_models ON mentions (model_id, place_source, rank, place_url)")
    db.execute("DROP INDEX mentions_by_model")
    db.execute("CREATE INDEX models_by_publication ON models (status, published, id)")


@migrations()
def m013_reference_state(db: Database) -> None:
    """What tells a running review application that the references are others now."""
    for statement in REFERENCE_STATE:
        db.execute(statement)
