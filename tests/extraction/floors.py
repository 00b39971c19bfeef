"""The lowest scores that the annotated texts may reach; raise them when the rules get better."""

from __future__ import annotations

MENTION_F1 = 0.98
NUMBERS_F1 = 0.97
NUMBERS_PRECISION = 0.985
EVIDENCE_EXACT = 0.999
LANGUAGE_MENTION_F1 = 0.96
LANGUAGE_NUMBERS_F1 = 0.95
FIELD_F1 = {"organization": 0.96, "base_model": 0.88, "hardware": 0.96, "release_date": 0.95}
PAGES_NUMBERS_F1 = 0.96
"""Composed pages: several announcements and filler on one page."""
