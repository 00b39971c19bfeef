"""The JSON API: the same permissions and refusals as the pages, and no answer that the server is to blame for."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from crawler.review.reading.filters import QueueFilter
from tests.review.web.client import BASE, OWN, Browser, account, site_of


@pytest.fixture
def script(home: Path) -> tuple[Browser, dict[str, str]]:
    """A script with a reviewer's token."""
    site = site_of(home, link=False)
    return Browser(site), {"Authorization": f"Bearer {account(site, 'robot')}"}


def test_a_script_reads_the_queue_decides_and_takes_it_back(script: tuple[Browser, dict[str, str]]) -> None:
    browser, token = script
    page = browser.ask("GET", "/api/queue?limit=3", headers=token).json()
    assert len(page["items"]) == 3
    model = page["items"][0]["id"]
    found = browser.ask("GET", "/api/model", params={"id": model}, headers=token).json()
    assert found["header"]["id"] == model
    wish = {"model": model, "action": "accept", "seen": found["header"]["version"]}
    done = browser.ask("POST", "/api/decisions", json=wish, headers=token)
    assert (done.status_code, done.json()["who"]) == (201, "robot")
    again = browser.ask("POST", "/api/decisions", json={**wish, "action": "below"}, headers=token)
    assert again.status_code == 409
    assert "accept by robot" in again.json()["detail"]
    undone = browser.ask("POST", "/api/undo", json={"decision": done.json()["decision"]}, headers=token)
    assert undone.json()["action"] == "undo"
    assert browser.ask("GET", "/api/queue", headers=token).json()["total"] == page["total"]


def test_what_cannot_be_read_or_done_is_said(script: tuple[Browser, dict[str, str]]) -> None:
    browser, token = script
    for path in ("/api/queue?probability_from=x", "/api/queue?after=x", "/api/queue?sort=x", "/api/dataset?sort=x"):
        assert browser.ask("GET", path, headers=token).status_code == 422
    assert browser.ask("GET", "/api/model?id=nothing", headers=token).status_code == 404
    wish = {"model": "nothing", "action": "accept"}
    assert browser.ask("POST", "/api/decisions", json=wish, headers=token).status_code == 422


def test_every_condition_and_every_answer_is_described(script: tuple[Browser, dict[str, str]]) -> None:
    browser, token = script
    described = json.loads(browser.ask("GET", "/api/openapi.json").text)
    named = {entry["name"] for entry in described["paths"]["/api/queue"]["get"]["parameters"]}
    assert {entry.name for entry in fields(QueueFilter)} <= named
    answers = [
        answer["content"]["application/json"]["schema"]
        for path in described["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    ]
    assert all("$ref" in answer or "$ref" in answer.get("items", {}) for answer in answers)
    one = browser.ask("GET", "/api/queue?has_conflict=yes&limit=1", headers=token).json()
    assert one["items"][0]["conflicts"]
    counts = browser.ask("GET", "/api/facets?has_conflict=yes", headers=token).json()
    assert counts["total"] == one["total"]


def test_a_viewer_decides_nothing(home: Path) -> None:
    site = site_of(home, link=False)
    token = {"Authorization": f"Bearer {account(site, 'vera', 'viewer')}"}
    browser = Browser(site)
    assert browser.ask("GET", "/api/queue", headers=token).status_code == 200
    wish = {"model": "x", "action": "accept"}
    assert browser.ask("POST", "/api/decisions", json=wish, headers=token).status_code == 403
    assert browser.ask("POST", "/api/undo", json={}, headers=token).status_code == 403


def test_a_token_that_is_none_is_not_helped_by_a_cookie(browser: Browser) -> None:
    headers = {**OWN, "Authorization": "Bearer something"}
    assert browser.ask("GET", "/api/queue", headers=headers).status_code == 401


def test_whatever_is_sent_no_answer_is_the_servers_fault(script: tuple[Browser, dict[str, str]]) -> None:
    browser, token = script
    schema = schemathesis.openapi.from_dict(json.loads(browser.ask("GET", "/api/openapi.json").text))
    operations = [entry.ok() for entry in schema.get_all_operations() if isinstance(entry, Ok)]
    assert len(operations) >= 12
    faults: list[str] = []
    for operation in operations:

        @settings(
            max_examples=6, deadline=None, database=None, derandomize=True, phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def no_fault(case: schemathesis.Case[Any]) -> None:
            asked = case.as_transport_kwargs(base_url=BASE)
            answer = browser.ask(
                asked["method"], asked["url"], params=asked.get("params"), json=asked.get("json"), headers=token
            )
            if answer.status_code >= 500:
                faults.append(f"{asked} {answer.status_code}")

        no_fault()
    assert faults == []
