"""Lists that pages offer: where items are, why one is no candidate, how long it rests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

from crawler.store.edits import NUMBERS, TEXTS
from crawler.store.reviewing import ON_NEW_EVIDENCE
from keywords import LANGUAGES, load
from pipelines.triage import REASONS

PLACES = (
    ("waiting", "Queue"),
    ("resting", "Kept or snoozed"),
    ("confirmed", "Confirmed"),
    ("below", "Below"),
    ("excluded", "Excluded"),
    ("listed", "In a reference"),
    ("merged", "Merged"),
    ("any", "All"),
)

SIGNAL_KINDS = {
    "access": "no access",
    "benchmark": "unknown benchmark",
    "column": "unknown column",
    "date": "unreadable date",
    "gated": "gated repository",
    "licence": "unknown licence",
    "organization": "unknown developer",
    "reading": "unreadable file",
    "row": "unreadable row",
    "size": "size not told",
    "unknown_board": "unknown leaderboard",
    "value": "unreadable value",
}
"""What a kind of signal is called where its name alone does not tell."""

EXCLUSIONS = tuple(
    (code, REASONS[code])
    for code in ("finetune", "quantisation", "adapter", "merge", "reupload", "product", "not_a_model", "too_early")
)
"""Reason codes that a person may exclude with, each with its sentence; the most frequent first."""

EDITABLE = (
    "parameters", "active_parameters", "tokens", "training_compute_flop", "hardware", "hardware_quantity",
    "training_days", "gpu_hours", "organization", "release_date", "base_model",
)  # fmt: skip
"""Fields that are edited most; the rest follow them."""

EDITABLE_FIELDS = (*EDITABLE, *(name for name in (*NUMBERS, *TEXTS) if name not in EDITABLE))


def snoozes(today: date | None = None) -> tuple[tuple[str, str], ...]:
    """Until when an item may rest, as ``Review.snooze`` takes it, each with its words."""
    first = today or datetime.now(UTC).date()
    days = ((7, "in a week"), (30, "in a month"), (91, "in three months"))
    return (
        (ON_NEW_EVIDENCE, "when there is new evidence"),
        *(((first + timedelta(days=number)).isoformat(), label) for number, label in days),
    )


@cache
def language_names() -> dict[str, str]:
    """Our languages' English names by code."""
    return {code: load(code).name for code in LANGUAGES}
