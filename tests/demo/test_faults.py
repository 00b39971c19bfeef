"""What goes wrong on purpose goes wrong as described, and only where described."""

from __future__ import annotations

import httpx
import pytest

from crawler.demo.faults import Fault, FaultError, FaultMode
from crawler.demo.hub import HubState
from crawler.demo.hub_site import HOST, HubSite
from crawler.demo.server import DemoServer

LIST = "/api/models?limit=2&sort=likes"


def serve(state: HubState, *faults: Fault) -> DemoServer:
    return DemoServer({HOST: HubSite(state)}, faults=faults)


@pytest.mark.parametrize(
    ("mode", "status", "content"),
    [
        (FaultMode.SERVER_ERROR, 500, b"<h1>"),
        (FaultMode.UNAVAILABLE, 503, b"<h1>"),
        (FaultMode.FORBIDDEN, 403, b"captcha"),
        (FaultMode.NOT_FOUND, 404, b"<h1>"),
        (FaultMode.HTML, 200, b"<!doctype html>"),
        (FaultMode.EMPTY, 200, b""),
        (FaultMode.EMPTY_LIST, 200, b"[]"),
    ],
)
def test_answers_are_replaced(
    client: httpx.Client, hub_state: HubState, mode: FaultMode, status: int, content: bytes
) -> None:
    with serve(hub_state, Fault(mode)) as server:
        answer = client.get(server.address_of(HOST) + LIST)
    assert answer.status_code == status
    assert content in answer.content
    assert not answer.content.startswith(b"[{")


def test_the_first_requests_pass_then_the_stated_number_fails(client: httpx.Client, hub_state: HubState) -> None:
    with serve(hub_state, Fault(FaultMode.SERVER_ERROR, path="/api/*", after=1, times=2)) as server:
        url = server.address_of(HOST) + LIST
        assert [client.get(url).status_code for _ in range(5)] == [200, 500, 500, 200, 200]
        assert client.get(f"{server.address_of(HOST)}/robots.txt").status_code == 200


def test_a_rate_limit_speaks_the_hosts_own_header(client: httpx.Client, hub_state: HubState) -> None:
    with serve(hub_state, Fault(FaultMode.RATE_LIMITED, seconds=7)) as server:
        answer = client.get(server.address_of(HOST) + LIST)
    assert (answer.status_code, answer.headers["RateLimit"]) == (429, '"api";r=0;t=7')
    assert "Retry-After" not in answer.headers
    with DemoServer(faults=[Fault(FaultMode.RATE_LIMITED, host="models.dev", seconds=7)]) as server:
        assert client.get(f"{server.address_of('models.dev')}/models.json").headers["Retry-After"] == "7"


def test_broken_json_is_half_the_answer(client: httpx.Client, hub_state: HubState) -> None:
    with serve(hub_state, Fault(FaultMode.BROKEN_JSON)) as server:
        answer = client.get(server.address_of(HOST) + LIST)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()


def test_a_relative_link_keeps_its_cursor(client: httpx.Client, hub_state: HubState) -> None:
    with serve(hub_state, Fault(FaultMode.RELATIVE_LINK)) as server:
        assert client.get(server.address_of(HOST) + LIST).links["next"]["url"].startswith("?limit=2&sort=likes&cursor=")


def test_a_wrong_charset_is_claimed_for_the_true_bytes(client: httpx.Client, hub_state: HubState) -> None:
    with serve(hub_state, Fault(FaultMode.WRONG_CHARSET)) as server:
        answer = client.get(server.address_of(HOST) + LIST)
    assert answer.headers["Content-Type"] == "application/json; charset=iso-8859-7"
    assert answer.content.startswith(b"[{")


def test_a_dropped_connection_ends_in_the_body(client: httpx.Client, hub_state: HubState) -> None:
    with serve(hub_state, Fault(FaultMode.DROP)) as server, pytest.raises(httpx.RemoteProtocolError):
        client.get(server.address_of(HOST) + LIST)


def test_a_hanging_request_is_never_answered_and_does_not_outlive_the_server(hub_state: HubState) -> None:
    with serve(hub_state, Fault(FaultMode.HANG, path="/api/*")) as server:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(server.address_of(HOST) + LIST, timeout=httpx.Timeout(60, read=0.2), trust_env=False)
        assert httpx.get(f"{server.address_of(HOST)}/robots.txt", timeout=60, trust_env=False).status_code == 200


def test_faults_are_read_from_json_and_refused_by_name() -> None:
    assert Fault.parse({"mode": "drop", "host": "a.org", "times": 2}) == Fault(FaultMode.DROP, host="a.org", times=2)
    for description, message in (
        ({}, "needs a mode"),
        ({"mode": "explode"}, "unknown mode"),
        ({"mode": "drop", "colour": 1}, "colour"),
        ({"mode": "drop", "times": "2"}, "times of a fault must be a number"),
        ({"mode": "drop", "host": 1}, "host of a fault must be a text"),
    ):
        with pytest.raises(FaultError, match=message):
            Fault.parse(description)
