"""Fuzzing of the extractor with atheris; see `docs/contributor.md`."""
