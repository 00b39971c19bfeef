"""The columns of the exported dataset: Epoch AI's first, in Epoch's order, then ours.

Names and order of the first part: Epoch AI, "Data on AI Models", large-scale models, as of December 2025 (CC BY 4.0).
"""

from __future__ import annotations

EPOCH_COLUMNS = (
    "Model",
    "Domain",
    "Task",
    "Authors",
    "Model accessibility",
    "Link",
    "Citations",
    "Reference",
    "Publication date",
    "Organization",
    "Parameters",
    "Parameters notes",
    "Training compute (FLOP)",
    "Training compute notes",
    "Training dataset",
    "Training dataset notes",
    "(DEPRECATED) Training dataset size (datapoints)",
    "Dataset size notes",
    "Training time (hours)",
    "Training time notes",
    "Training hardware",
    "Confidence",
    "Abstract",
    "Country (of organization)",
    "Base model",
    "Finetune compute (FLOP)",
    "Finetune compute notes",
    "Hardware quantity",
    "Hardware utilization (MFU)",
    "Training code accessibility",
    "Accessibility notes",
    "Hardware utilization (HFU)",
    "Training compute cost (cloud)",
    "Training compute cost (upfront)",
)

OWN_COLUMNS = (
    "Model id",
    "Status",
    "Active parameters",
    "Training tokens",
    "Compute low (FLOP)",
    "Compute high (FLOP)",
    "P(>1e23)",
    "P(>1e25)",
    "P(>1e26)",
    "Estimation method",
    "First seen",
    "Sources",
    "Claim ids",
)

COLUMNS = (*EPOCH_COLUMNS, *OWN_COLUMNS)

OLDER_NAMES = {
    "System": "Model",
    "Country (from Organization)": "Country (of organization)",
    "Hardware utilization": "Hardware utilization (MFU)",
    "Training dataset size (datapoints)": "(DEPRECATED) Training dataset size (datapoints)",
}
"""Headers of older editions of the same file, and what the column is called now."""
