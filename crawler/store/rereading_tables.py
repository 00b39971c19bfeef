"""Tables and columns that let stored documents be read again by a later extractor."""

from __future__ import annotations

REREADING = (
    # What came with a document beside its body; "{}" where it was stored before this was kept.
    "ALTER TABLE documents ADD COLUMN given TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE documents ADD COLUMN extractor TEXT NOT NULL DEFAULT ''",
    """
    CREATE TABLE withdrawn_claims (
        claim_id TEXT PRIMARY KEY REFERENCES claims (id),
        extractor TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
"""A withdrawn claim is one that the text still had when it was made, and that a later extractor does not make."""
