"""Accelerators: the table, and how prose in any script names them."""

from pipelines.hardware.chips import Chip, Precision, chip_table
from pipelines.hardware.mentions import (
    ChipMention,
    SliceMention,
    canonical_chip,
    chips_of,
    find_chips,
    find_slices,
)

__all__ = [
    "Chip",
    "ChipMention",
    "Precision",
    "SliceMention",
    "canonical_chip",
    "chip_table",
    "chips_of",
    "find_chips",
    "find_slices",
]
