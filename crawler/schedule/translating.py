"""Proposing keywords: the English list through a translation service, for a person to accept or not.

deep-translator speaks to the services; its requests go through our own client, and so through the host table, the
address guard and the limits. Free services block, and can answer with an error page in place of a translation: what
does not look like a keyword of the language is not proposed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from crawler.config import Settings
from crawler.fetching.clients import service_client
from crawler.fetching.errors import FetchError
from crawler.schedule.keyword_lists import FEWEST, MOST
from crawler.store.database import Store
from crawler.store.proposals import keep_translation, propose, translation_of
from keywords import LanguagePack, load

_GOOGLE_CODES = {"zh": "zh-CN", "he": "iw"}
_MYMEMORY_NAMES = {"zh": "chinese simplified"}
_ERROR_PAGE = re.compile(r"error\s*\d{3}|server error|unusual traffic|<html|too many requests|quota", re.IGNORECASE)
_LONGEST = 100
"""Characters of a keyword; longer ones are explanations."""


class TranslationFailed(Exception):  # noqa: N818  (it says what happened)
    """No translation was to be had; the message is one line with the next step."""


class Translator(Protocol):
    """Translates one English phrase."""

    def translate(self, text: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a translation of the English list came to."""

    new: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    """Translations that are no keywords, each with why."""


def propose_keywords(
    store: Store, settings: Settings, language: str, *, translator: Translator | None = None
) -> Proposed:
    """Translate the English keywords and keep three to six as proposals, unreviewed.

    Args:
        store: the database; translations that it holds are not asked for again.
        settings: ours; ``[translation]`` names the service.
        language: ISO 639-1 code of one of our languages.
        translator: in place of the service.

    Raises:
        TranslationFailed: no network, the service refuses, or fewer than three answers are keywords; nothing is
            proposed then.
    """
    if language == "en":
        raise TranslationFailed("the English list is the one that is translated; edit it in keywords/en.toml")
    pack, service = load(language), settings.translation.service
    english = load("en").search.keywords[:MOST]
    texts = {text: translation_of(store.connection, language, text, service) for text in english}
    missing = [text for text, translated in texts.items() if translated is None]
    if missing:
        fresh = _translate(settings, language, missing, translator)
        with store.write() as connection:
            for text, translated in fresh.items():
                texts[text] = translated
                keep_translation(connection, language, text, service, translated)
    return _keep(store, pack, {text: translated or "" for text, translated in texts.items()}, service)


def _keep(store: Store, pack: LanguagePack, texts: dict[str, str], service: str) -> Proposed:
    usable: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    for english, translated in texts.items():
        keyword = " ".join(unicodedata.normalize("NFC", translated).split()).strip(" .。،\"'“”")
        problem = problem_of(keyword, english, pack)
        if problem is None:
            usable.setdefault(keyword, english)
        else:
            refused.append((translated, problem))
    if len(usable) < FEWEST:
        shown = "; ".join(f"{text[:40]!r} {why}" for text, why in refused)
        raise TranslationFailed(
            f"only {len(usable)} of {len(texts)} translations into {pack.name} can be used ({shown}); nothing was "
            "proposed. Try another [translation] service, or write them by hand"
        )
    with store.write() as connection:
        new = tuple(
            keyword
            for keyword, english in usable.items()
            if keyword not in pack.search.keywords
            and propose(connection, pack.code, keyword, english=english, service=service)
        )
    return Proposed(new, tuple(keyword for keyword in usable if keyword not in new), tuple(refused))


def problem_of(keyword: str, english: str, pack: LanguagePack) -> str | None:
    """Why a translation is no keyword of a language, ``None`` where it may be one."""
    if not keyword:
        return "is empty"
    if len(keyword) > _LONGEST or "\n" in keyword:
        return "is too long for a keyword"
    if _ERROR_PAGE.search(keyword):
        return "is an error page"
    if keyword.casefold() == english.casefold():
        return "is still English"
    lost = [digits for digits in re.findall(r"\d+", english) if digits not in _plain_digits(keyword)]
    if lost:
        return f"has lost the number {lost[0]}"
    if "Latin" not in pack.scripts and all(_is_latin(letter) for letter in keyword if letter.isalpha()):
        return f"is not written in the script of {pack.name}"
    return None


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in text)


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("LATIN")


def _translate(
    settings: Settings, language: str, texts: Sequence[str], translator: Translator | None
) -> dict[str, str]:
    """Every text or none: half a list would be taken for a whole one."""
    if translator is not None:
        return {text: translator.translate(text) or "" for text in texts}
    with _service(settings, language) as service:
        return {text: _asked(service, text, settings) for text in texts}


def _asked(service: Translator, text: str, settings: Settings) -> str:
    name = settings.translation.service
    try:
        return service.translate(text) or ""
    except (httpx.HTTPError, FetchError, ConnectionError, TimeoutError, OSError) as error:
        raise TranslationFailed(
            f"cannot reach the translation service {name} ({type(error).__name__}: {_one_line(error)}); nothing was "
            "changed. Check the network, or write the keywords by hand"
        ) from error
    except Exception as error:  # deep-translator's own exceptions have no common base class
        raise TranslationFailed(
            f"the translation service {name} gave no translation ({type(error).__name__}: {_one_line(error)}); nothing "
            "was changed. Try again later, or set another [translation] service"
        ) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:160] or "no detail"


@contextmanager
def _service(settings: Settings, language: str) -> Iterator[Translator]:
    """The service's translator, with our client in place of the library's own."""
    chosen = settings.translation
    if chosen.service == "none":
        raise TranslationFailed("[translation] service is none; set google, mymemory or libre, or write them by hand")
    try:
        from deep_translator import google, libre, mymemory  # noqa: PLC0415  (an optional package)
        from deep_translator.constants import BASE_URLS  # noqa: PLC0415
        from deep_translator.exceptions import LanguageNotSupportedException  # noqa: PLC0415
    except ImportError as error:
        raise TranslationFailed(
            "translation needs the package deep-translator: install flopscout[translate]"
        ) from error
    name = load(language).name.lower()
    key = chosen.api_key.get_secret_value() if chosen.api_key is not None else None
    makers: dict[str, tuple[Any, str, Callable[[], Translator]]] = {
        "google": (
            google, BASE_URLS["GOOGLE_TRANSLATE"],
            lambda: google.GoogleTranslator("en", _GOOGLE_CODES.get(language, language)),
        ),
        "mymemory": (
            mymemory, BASE_URLS["MYMEMORY"],
            lambda: mymemory.MyMemoryTranslator("english", _MYMEMORY_NAMES.get(language, name)),
        ),
        "libre": (
            libre, chosen.base_url,
            lambda: libre.LibreTranslator("en", language, custom_url=f"{chosen.base_url.rstrip('/')}/", api_key=key),
        ),
    }  # fmt: skip
    module, address, make = makers[chosen.service]
    own = module.requests
    with service_client(settings, address, timeout_seconds=chosen.timeout_seconds) as client:
        module.requests = _Routed(client)
        try:
            yield make()
        except LanguageNotSupportedException as error:
            raise TranslationFailed(f"the translation service {chosen.service} does not know {language}") from error
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
