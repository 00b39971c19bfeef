"""The optional suggester: asks a language model for claims that the extractor may have missed.

What it answers counts only as far as `pipelines.extraction.suggestions` confirms it, and even then only as a suggestion
that waits for a person. Without ``[llm] base_url`` in the settings nothing here runs.
"""
