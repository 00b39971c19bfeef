"""How each language searches for models and counts: one TOML file per language (see `keywords.pack`)."""

from keywords.pack import LanguagePack, PackError, languages, load

LANGUAGES: tuple[str, ...] = languages()
"""ISO 639-1 codes of the languages that have a pack."""

__all__ = ["LANGUAGES", "LanguagePack", "PackError", "load"]
