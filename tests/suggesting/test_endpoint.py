"""Every way in which a chat completion can fail has its name, and nothing else comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import httpx
import pytest
from pydantic import SecretStr

from crawler.config import Llm
from crawler.fetching.errors import RefusedAddress, TooLarge
from crawler.suggesting.endpoint import ACTIONS, MAX_ATTEMPTS, Endpoint, NoAnswer, Trouble
from tests.suggesting.service import completion

LLM = Llm(base_url="https://llm.example.org/v1/", model="small", api_key=SecretStr("sk-secret"))
Handler = Callable[[httpx.Request], httpx.Response]


class Talk:
    """An endpoint behind a handler, with a clock that only waits move."""

    def __init__(self, handler: Handler, llm: Llm = LLM) -> None:
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []

        def handle(request: httpx.Request) -> httpx.Response:
            self.requests.append(request)
            return handler(request)

        client = httpx.Client(transport=httpx.MockTransport(handle))
        self.endpoint = Endpoint(
            llm, client, {"type": "object"}, sleep=self.waits.append, clock=lambda: sum(self.waits)
        )

    def ask(self, until: float = 1000.0) -> str:
        return self.endpoint.ask("instruction", "data", until=until)


def replies(*responses: httpx.Response) -> Handler:
    waiting: Iterable[httpx.Response] = iter(responses)
    return lambda request: next(iter(waiting))


def test_a_question_has_the_form_that_all_services_know() -> None:
    talk = Talk(replies(httpx.Response(200, content=completion("answer"))))
    assert talk.ask() == "answer"
    (request,) = talk.requests
    assert str(request.url) == "https://llm.example.org/v1/chat/completions"
    assert request.headers["Authorization"] == "Bearer sk-secret"
    body = json.loads(request.content)
    assert body["messages"] == [
        {"role": "system", "content": "instruction"},
        {"role": "user", "content": "data"},
    ]
    assert (body["model"], body["temperature"], body["response_format"]) == ("small", 0, {"type": "json_object"})


def test_the_answers_form_is_asked_for_as_the_settings_say() -> None:
    for form, sent in [("none", None), ("json_schema", "json_schema")]:
        talk = Talk(
            replies(httpx.Response(200, content=completion("x"))),
            Llm.model_validate({"base_url": "http://a.example/v1", "model": "m", "answer_format": form}),
        )
        talk.ask()
        body = json.loads(talk.requests[0].content)
        assert (body.get("response_format") or {}).get("type") == sent
        assert "Authorization" not in talk.requests[0].headers


@pytest.mark.parametrize(
    ("response", "trouble"),
    [
        (httpx.Response(401, json={"error": "bad key sk-secret"}), Trouble.UNAUTHORIZED),
        (httpx.Response(403), Trouble.UNAUTHORIZED),
        (httpx.Response(404, text="no such model"), Trouble.REJECTED),
        (httpx.Response(400, json={"error": "response_format"}), Trouble.REJECTED),
        (httpx.Response(307, headers={"Location": "https://elsewhere.example.org/"}), Trouble.REJECTED),
        (httpx.Response(200, text="<html>welcome</html>"), Trouble.MALFORMED),
        (httpx.Response(200, content=b"\xff\xfe\x00garbage"), Trouble.MALFORMED),
        (httpx.Response(200, content=b"[" * 100_000), Trouble.MALFORMED),
        (httpx.Response(200, json=[]), Trouble.MALFORMED),
        (httpx.Response(200, json={"choices": []}), Trouble.MALFORMED),
        (httpx.Response(200, json={"choices": [{"message": None}]}), Trouble.MALFORMED),
        (httpx.Response(200, json={"choices": [{"message": {"content": ["a"]}}]}), Trouble.MALFORMED),
        (httpx.Response(200, content=completion("  ")), Trouble.MALFORMED),
        (httpx.Response(200, content=completion(None)), Trouble.MALFORMED),
        (httpx.Response(200, content=completion(None, refusal="I cannot help")), Trouble.REFUSAL),
        (httpx.Response(200, content=completion("x", ending="content_filter")), Trouble.REFUSAL),
        (httpx.Response(200, content=completion('{"claims": [', ending="length")), Trouble.TRUNCATED),
    ],
)
def test_every_bad_answer_has_a_name(response: httpx.Response, trouble: Trouble) -> None:
    talk = Talk(replies(response))
    with pytest.raises(NoAnswer) as caught:
        talk.ask()
    assert caught.value.trouble == trouble
    assert "sk-secret" not in str(caught.value) + caught.value.detail
    assert (len(talk.requests), talk.waits) == (1, [])


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (httpx.ConnectError("refused"), Trouble.UNREACHABLE),
        (httpx.ReadTimeout("slow"), Trouble.TIMEOUT),
        (httpx.ConnectTimeout("slow"), Trouble.TIMEOUT),
        (httpx.RemoteProtocolError("cut"), Trouble.MALFORMED),
        (httpx.ReadError("reset"), Trouble.UNREACHABLE),
        (RefusedAddress("a private address"), Trouble.REFUSED_ADDRESS),
        (TooLarge("30 GB"), Trouble.TOO_LARGE),
    ],
)
def test_every_fault_of_the_line_has_a_name(error: Exception, trouble: Trouble) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(NoAnswer) as caught:
        Talk(fail).ask()
    assert caught.value.trouble == trouble


def test_a_request_to_slow_down_is_kept_and_the_question_asked_again() -> None:
    slow = httpx.Response(429, headers={"Retry-After": "7"})
    talk = Talk(replies(slow, httpx.Response(503), httpx.Response(200, content=completion("answer"))))
    assert talk.ask() == "answer"
    assert talk.waits == [7.0, 4.0]


@pytest.mark.parametrize(("status", "trouble"), [(429, Trouble.RATE_LIMITED), (500, Trouble.SERVER_ERROR)])
def test_asking_again_ends(status: int, trouble: Trouble) -> None:
    talk = Talk(lambda request: httpx.Response(status, text="busy"))
    with pytest.raises(NoAnswer, match=f"after {MAX_ATTEMPTS} attempts") as caught:
        talk.ask()
    assert caught.value.trouble == trouble


def test_no_wait_goes_beyond_the_budget() -> None:
    talk = Talk(lambda request: httpx.Response(429, headers={"Retry-After": "86400"}))
    with pytest.raises(NoAnswer) as caught:
        talk.ask(until=900)
    assert (caught.value.trouble, talk.waits) == (Trouble.RATE_LIMITED, [])


def test_every_trouble_says_what_to_do() -> None:
    assert set(ACTIONS) == set(Trouble)
