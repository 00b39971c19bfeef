"""A machine translation beside a document, on demand: kept once made, labelled, and never evidence.

deep-translator speaks to the service; its requests go through our own client, and so through the host table, the
address guard and the limits. The free services take a few thousand characters at a time and sometimes refuse.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Protocol

import httpx

from crawler.config import Settings
from crawler.fetching.clients import service_client
from crawler.fetching.errors import FetchError
from crawler.review.reading.candidate import EvidenceDocument
from crawler.review.web.site import Desk
from crawler.store.database import StoreError
from crawler.store.keys import stable_id, text_digest
from crawler.store.proposals import keep_translation, translation_of
from keywords import load

TARGET = "en"
MOST_CHARACTERS = 12_000
"""Characters that are translated, from the beginning."""
AT_ONCE = 4_500
"""Characters of one request: the services take 5,000, MyMemory 500."""

_SMALL = {"mymemory": 480}
_GOOGLE_CODES = {"zh": "zh-CN", "he": "iw"}
_MYMEMORY_NAMES = {"zh": "chinese simplified"}

_patching = threading.Lock()
"""deep-translator takes its client from its module: two translations at once would take each other's."""


class _Translator(Protocol):
    def translate(self, text: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation with where it comes from, or why there is none."""

    label: str
    text: str = ""
    problem: str = ""


def can_translate(settings: Settings) -> bool:
    """Whether a service is set and the optional package is installed."""
    return settings.translation.service != "none" and find_spec("deep_translator") is not None


def translation(at: Desk, document: EvidenceDocument) -> Translation | None:
    """A document in English, from those that are kept, else from the service; ``None`` where it needs none."""
    if not can_translate(at.settings) or document.language in {None, TARGET}:
        return None
    assert document.language is not None
    text = "".join(part.text for part in document.parts)[:MOST_CHARACTERS]
    service = at.settings.translation.service
    label = f"by {service}" + (
        f", the first {MOST_CHARACTERS:,} characters" if document.length > MOST_CHARACTERS else ""
    )
    key = stable_id("document translation", document.id, text_digest(text))
    kept = translation_of(at.connection, TARGET, key, service)
    if kept is not None:
        return Translation(label, kept)
    try:
        made = _translated(at.settings, document.language, text)
    except _NoTranslation as problem:
        return Translation(label, problem=str(problem))
    try:
        with at.store.write() as connection:
            keep_translation(connection, TARGET, key, service, made)
    except StoreError:
        return Translation(label, made)  # it is asked for again next time
    return Translation(label, made)


class _NoTranslation(Exception):  # noqa: N818
    """Why there is none, in one line."""


def _translated(settings: Settings, language: str, text: str) -> str:
    size = _SMALL.get(settings.translation.service, AT_ONCE)
    try:
        with _patching, _service(settings, language) as service:
            return "\n".join((service.translate(piece) or "") if piece.strip() else "" for piece in pieces(text, size))
    except (httpx.HTTPError, FetchError, ConnectionError, TimeoutError, OSError) as error:
        raise _NoTranslation(
            f"The translation service cannot be reached ({type(error).__name__}). The original stands above."
        ) from error
    except Exception as error:  # deep-translator's own exceptions have no common base class
        raise _NoTranslation(
            f"The translation service gave no translation ({type(error).__name__}). The original stands above."
        ) from error


def pieces(text: str, size: int) -> Iterator[str]:
    """The text in pieces of at most ``size`` characters, cut at ends of lines, else of sentences, else anywhere."""
    piece = ""
    for line in text.split("\n"):
        if piece and len(piece) + len(line) + 1 > size:
            yield piece
            piece = ""
        rest = line
        while len(rest) > size:
            cut = max(rest.rfind(mark, 0, size) for mark in (". ", "。", "। ", "؟", "، ", " ")) + 1
            cut = cut if cut > size // 4 else size
            yield rest[:cut]
            rest = rest[cut:]
        piece = f"{piece}\n{rest}" if piece else rest
    if piece:
        yield piece


@contextmanager
def _service(settings: Settings, language: str) -> Iterator[_Translator]:
    """The service's translator, with our client in place of the library's own."""
    from deep_translator import google, libre, mymemory  # noqa: PLC0415  (an optional package)
    from deep_translator.constants import BASE_URLS  # noqa: PLC0415

    chosen = settings.translation
    key = chosen.api_key.get_secret_value() if chosen.api_key is not None else None
    module: Any
    if chosen.service == "google":
        module, address = google, BASE_URLS["GOOGLE_TRANSLATE"]
    elif chosen.service == "mymemory":
        module, address = mymemory, BASE_URLS["MYMEMORY"]
    else:
        module, address = libre, chosen.base_url
    own = module.requests
    with service_client(settings, address, timeout_seconds=min(chosen.timeout_seconds, 20.0)) as client:
        module.requests = _Routed(client)
        try:
            if chosen.service == "google":
                yield google.GoogleTranslator(_GOOGLE_CODES.get(language, language), TARGET)
            elif chosen.service == "mymemory":
                name = _MYMEMORY_NAMES.get(language, load(language).name.lower())
                yield mymemory.MyMemoryTranslator(name, "english")
            else:
                yield libre.LibreTranslator(language, TARGET, custom_url=f"{chosen.base_url.rstrip('/')}/", api_key=key)
        finally:
            module.requests = own


class _Routed:
    """Answers deep-translator's calls of ``requests`` with our client; httpx answers have what it reads of them."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def get(self, url: str, *, params: dict[str, str], **_: object) -> httpx.Response:
        return self._client.get(url, params=params)

    def post(self, url: str, *, params: dict[str, str], **_: object) -> httpx.Response:
        return self._client.post(url, params=params)
