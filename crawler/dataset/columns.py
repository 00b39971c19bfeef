"""The columns of the exported dataset: Epoch AI's first, in Epoch's order, then ours.

Names and order of the first part: Epoch AI, "Data on AI Models", large-scale models, as of December 2025 (CC BY 4.0).
"""

from __future__ import annotations

from crawler.store.reference_file import EPOCH_COLUMNS

CHANCE_COLUMNS = {f"P(>{text})": float(text) for text in ("1e23", "1e25", "1e26")}
"""The columns of chances with the thresholds that they are about, in FLOP."""

OWN_COLUMNS = (
    "Model id",
    "Status",
    "Active parameters",
    "Training tokens",
    "Compute low (FLOP)",
    "Compute high (FLOP)",
    *CHANCE_COLUMNS,
    "Estimation method",
    "First seen",
    "Sources",
    "Claim ids",
)

COLUMNS = (*EPOCH_COLUMNS, *OWN_COLUMNS)

COMPUTE_COLUMNS = (
    "Training compute (FLOP)",
    "Training compute notes",
    "Confidence",
    "Finetune compute (FLOP)",
    "Compute low (FLOP)",
    "Compute high (FLOP)",
    *CHANCE_COLUMNS,
    "Estimation method",
)
"""What the estimate fills; all of it rests on the same claims."""

NUMBER_COLUMNS = frozenset(
    {
        "Citations",
        "Parameters",
        "Training compute (FLOP)",
        "(DEPRECATED) Training dataset size (datapoints)",
        "Training time (hours)",
        "Finetune compute (FLOP)",
        "Hardware quantity",
        "Hardware utilization (MFU)",
        "Hardware utilization (HFU)",
        "Training compute cost (cloud)",
        "Training compute cost (upfront)",
        "Active parameters",
        "Training tokens",
        "Compute low (FLOP)",
        "Compute high (FLOP)",
        *CHANCE_COLUMNS,
    }
)
"""Columns that hold plain numbers or nothing; all others hold texts."""

DESCRIPTIONS = {
    "Model": "Name of the model.",
    "Domain": "Fields it works in, comma-separated.",
    "Task": "What it is for, comma-separated.",
    "Model accessibility": "How its weights or service can be used, in Epoch's words.",
    "Link": "The best page about it: its developer's if there is one.",
    "Publication date": "ISO date at the precision that is known: year, month or day.",
    "Organization": "Developers, comma-separated.",
    "Parameters": "Total number of parameters.",
    "Training compute (FLOP)": "Median estimate of all compute spent in training, a base model's included.",
    "Training compute notes": "The arithmetic of the estimate, step by step.",
    "Training time (hours)": "Wall-clock time of the training run.",
    "Training hardware": "Accelerators it was trained on, comma-separated.",
    "Confidence": "Width of the 90 % interval: Confident (about a factor 3 either way), Likely (10), Speculative (30), "
    "Unknown.",
    "Country (of organization)": "Countries of the developers, comma-separated.",
    "Base model": "The model it was derived from.",
    "Finetune compute (FLOP)": "Median estimate of the compute added to the base model.",
    "Hardware quantity": "Number of accelerators.",
    "Hardware utilization (MFU)": "Model FLOP utilisation, between 0 and 1.",
    "Accessibility notes": "Licence as its pages name it.",
    "Model id": "Stable id of the model.",
    "Status": "confirmed, unconfirmed, below or excluded, with regard to the threshold.",
    "Active parameters": "Parameters used for each token.",
    "Training tokens": "Tokens seen in training, repetitions included.",
    "Compute low (FLOP)": "Lower end of the estimate's 90 % interval.",
    "Compute high (FLOP)": "Upper end of the estimate's 90 % interval.",
    **{column: f"Probability that training compute exceeds {column[3:-1]} FLOP." for column in CHANCE_COLUMNS},
    "Estimation method": "Methods that the estimate combines.",
    "First seen": "When a source was first found to name it (UTC).",
    "Sources": "Names of the sources that name it.",
    "Claim ids": "Ids of the claims that the row's values rest on.",
}
"""What the columns hold that this dataset fills; Epoch's others are kept empty for the sake of the order."""

POSITION = {column: place for place, column in enumerate(COLUMNS)}
"""Place of each column in a row."""
