"""The demo's reference dataset: known models in Epoch AI's columns (CC BY 4.0, see the README beside the file)."""

from __future__ import annotations

from pathlib import Path

from crawler.demo.articles import CONTENT


def demo_reference() -> Path:
    """The CSV that the demo imports as known models."""
    return CONTENT / "reference" / "reference_models.csv"
