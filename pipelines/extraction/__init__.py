"""Reads what a text says about models: names, sizes, tokens, hardware and time, each with its quotation."""

from pipelines.extraction.explanation import Explanation, explain
from pipelines.extraction.extractor import EXTRACTOR_VERSION, extract

__all__ = ["EXTRACTOR_VERSION", "Explanation", "explain", "extract"]
