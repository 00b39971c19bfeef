"""A number that grows with every change of the imported references, so that nobody reads them again for nothing."""

from __future__ import annotations

REFERENCE_STATE = (
    "CREATE TABLE reference_state (seq INTEGER NOT NULL) STRICT",
    "INSERT INTO reference_state (seq) VALUES (0)",
    *(
        f"CREATE TRIGGER reference_models_{action.lower()} AFTER {action} ON reference_models "
        "BEGIN UPDATE reference_state SET seq = seq + 1; END"
        for action in ("INSERT", "UPDATE", "DELETE")
    ),
)
"""Statements that lay out the table and keep it."""
