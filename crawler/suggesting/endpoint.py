"""One question to an OpenAI-compatible service (``POST <base_url>/chat/completions``), and every way it can fail.

The request and answer follow OpenAI's API reference for chat completions, which vLLM, llama.cpp, Ollama and most
hosted services implement. Only fields that all of them know are sent.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import httpx

from crawler.config import Llm
from crawler.fetching.errors import FetchError, RefusedAddress, TooLarge
from crawler.fetching.pace import wait_after

MAX_ATTEMPTS = 3
"""How often one question is sent where the service asks for a pause or has a fault of its own."""

FAULT_PAUSE_SECONDS = 2.0
"""Pause after a fault of the service (5xx); it doubles each time."""

_DETAIL_CHARACTERS = 200


class Trouble(StrEnum):
    """Why a question has no usable answer."""

    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    REFUSED_ADDRESS = "refused-address"
    UNAUTHORIZED = "unauthorized"
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    REJECTED = "rejected"
    TOO_LARGE = "too-large"
    MALFORMED = "malformed"
    REFUSAL = "refusal"
    TRUNCATED = "truncated"
    UNUSABLE = "unusable-answer"
    BROKEN = "broken"


ENDING = frozenset({Trouble.UNREACHABLE, Trouble.REFUSED_ADDRESS, Trouble.UNAUTHORIZED, Trouble.RATE_LIMITED})
"""Troubles that the next text would meet as well, so that a run stops asking."""

ACTIONS = {
    Trouble.UNREACHABLE: "check [llm] base_url and whether the service runs",
    Trouble.TIMEOUT: "raise [llm] timeout_seconds, or send less (max_characters)",
    Trouble.REFUSED_ADDRESS: "map the service's host in [network.hosts]",
    Trouble.UNAUTHORIZED: "set [llm] api_key, best as FLOPSCOUT_LLM__API_KEY",
    Trouble.RATE_LIMITED: "lower [llm] max_calls, or wait; the next run goes on",
    Trouble.SERVER_ERROR: "the next run asks again",
    Trouble.REJECTED: "check [llm] base_url, model and answer_format",
    Trouble.TOO_LARGE: "the answer passes [network] max_bytes; check what the service sends",
    Trouble.MALFORMED: "check that [llm] base_url is an OpenAI-compatible service",
    Trouble.REFUSAL: "nothing; this text is not asked about again",
    Trouble.TRUNCATED: "raise [llm] max_answer_tokens",
    Trouble.UNUSABLE: "use a model that keeps to the asked form, or set [llm] answer_format",
    Trouble.BROKEN: "report it: this is a fault of flopscout",
}
"""What the operator can do about each."""


class NoAnswer(Exception):  # noqa: N818  (it says what happened)
    """A question has no usable answer; ``trouble`` names why."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble.value}: {detail}")
        self.trouble = trouble
        self.detail = " ".join(detail.split())[:_DETAIL_CHARACTERS]


class Endpoint:
    """A service with the model that answers.

    Args:
        llm: the settings; ``base_url`` is set.
        client: sends the requests (`crawler.fetching.clients.service_client`).
        schema: JSON schema of an answer, for services that hold their model to it.
        sleep: how to wait; called with seconds.
        clock: seconds of a monotonic clock.
    """

    def __init__(
        self,
        llm: Llm,
        client: httpx.Client,
        schema: Mapping[str, Any],
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._llm = llm
        self._client = client
        self._schema = schema
        self._sleep = sleep
        self._clock = clock

    def ask(self, instruction: str, data: str, *, until: float) -> str:
        """The model's answer as text.

        Waits that the service asks for are kept as long as they end before ``until`` on the clock. Raises `NoAnswer`,
        and nothing else that a service can cause.
        """
        for attempt in range(MAX_ATTEMPTS):
            response = self._send(instruction, data)
            pause = _pause(response, attempt)
            if pause is None:
                return self._answer(response)
            if attempt + 1 == MAX_ATTEMPTS or self._clock() + pause > until:
                break
            self._sleep(pause)
        trouble = Trouble.RATE_LIMITED if response.status_code == 429 else Trouble.SERVER_ERROR
        raise NoAnswer(trouble, f"status {response.status_code} after {attempt + 1} attempts: {self._shown(response)}")

    def _send(self, instruction: str, data: str) -> httpx.Response:
        headers = {"Accept": "application/json"}
        if self._llm.api_key is not None:
            headers["Authorization"] = f"Bearer {self._llm.api_key.get_secret_value()}"
        try:
            return self._client.post(
                f"{self._llm.base_url}/chat/completions", json=self._body(instruction, data), headers=headers
            )
        except httpx.TimeoutException as error:
            raise NoAnswer(Trouble.TIMEOUT, f"no answer in time ({type(error).__name__})") from error
        except RefusedAddress as error:
            raise NoAnswer(Trouble.REFUSED_ADDRESS, str(error)) from error
        except TooLarge as error:
            raise NoAnswer(Trouble.TOO_LARGE, str(error)) from error
        except (FetchError, httpx.DecodingError, httpx.RemoteProtocolError) as error:
            raise NoAnswer(Trouble.MALFORMED, str(error)) from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise NoAnswer(Trouble.UNREACHABLE, f"{type(error).__name__}: {error}") from error

    def _body(self, instruction: str, data: str) -> dict[str, object]:
        body: dict[str, object] = {
            "model": self._llm.model,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": data}],
            "temperature": 0,
            "max_tokens": self._llm.max_answer_tokens,
        }
        if self._llm.answer_format == "json_object":
            body["response_format"] = {"type": "json_object"}
        elif self._llm.answer_format == "json_schema":
            schema = {"name": "claims", "strict": True, "schema": self._schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        return body

    def _answer(self, response: httpx.Response) -> str:
        """The text in an answer; raises `NoAnswer` for a status or form that is none."""
        status = response.status_code
        if status in (401, 403):
            raise NoAnswer(Trouble.UNAUTHORIZED, f"status {status}: {self._shown(response)}")
        if status != 200:
            where = f" to {response.headers['location']}" if "location" in response.headers else ""
            raise NoAnswer(Trouble.REJECTED, f"status {status}{where}: {self._shown(response)}")
        return _text(response.content)

    def _shown(self, response: httpx.Response) -> str:
        """What a service says of a fault, without the key, which some repeat."""
        key = self._llm.api_key.get_secret_value() if self._llm.api_key is not None else ""
        return response.text.replace(key, "***") if key else response.text


def _pause(response: httpx.Response, attempt: int) -> float | None:
    """Seconds after which to send the question again; ``None`` where the answer stands."""
    asked = wait_after(response.status_code, response.headers, attempt=attempt, now=datetime.now(UTC))
    if asked is not None:
        return asked
    return FAULT_PAUSE_SECONDS * 2.0**attempt if response.status_code >= 500 else None


def _text(body: bytes) -> str:
    """The text in a successful answer; raises `NoAnswer` where its form is none that we know."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(Trouble.MALFORMED, f"no JSON: {error}") from error
    choices = content.get("choices") if isinstance(content, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise NoAnswer(Trouble.MALFORMED, "no message in the answer")
    ending = choice.get("finish_reason")
    if message.get("refusal") or ending == "content_filter":
        raise NoAnswer(Trouble.REFUSAL, str(message.get("refusal") or ending))
    text = message.get("content")
    if ending == "length":
        raise NoAnswer(Trouble.TRUNCATED, f"the answer ends after {len(str(text or ''))} characters")
    if not isinstance(text, str) or not text.strip():
        raise NoAnswer(Trouble.MALFORMED, "the message has no text")
    return text
