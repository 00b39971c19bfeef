"""From the bytes of a page to its main text, language and date."""

from pipelines.reading.article import Reading, read_article
from pipelines.reading.card import CardReading, read_model_card
from pipelines.reading.language import identify_language, language_code

__all__ = ["CardReading", "Reading", "identify_language", "language_code", "read_article", "read_model_card"]
