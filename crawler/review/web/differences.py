"""What has changed about a model since somebody looked, in words."""

from __future__ import annotations

from crawler.review.web.wording import field_name, value_text
from crawler.store.changes import Changes
from crawler.store.decisions import told

MOST_CLAIMS = 8

_FOLLOWS = frozenset({"reason"})
"""What only says again, as a code, why the status is another."""


def told_changes(changes: Changes) -> tuple[str, ...]:
    """One sentence for each decision, each value that is shown now in the place of another, and each new claim."""
    lines = [told(decision) for decision in changes.decisions]
    lines += [
        f"{field_name(change.field)}: {_shown(change.before, change.field)} before, "
        f"{_shown(change.after, change.field)} now"
        for change in changes.values
        if change.field not in _FOLLOWS
    ]
    lines += [
        f"new claim: {field_name(claim.field).lower()} {value_text(claim.value, claim.field)}, {claim.source}"
        for claim in changes.claims[:MOST_CLAIMS]
    ]
    if len(changes.claims) > MOST_CLAIMS:
        lines.append(f"and {len(changes.claims) - MOST_CLAIMS} more new claims")
    return tuple(lines)


def _shown(value: object, field: str) -> str:
    return value_text(value, field) if isinstance(value, int | float | str) else "nothing"
