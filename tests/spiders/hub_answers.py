"""The demo's Hub in place of the network: it answers a spider's requests in the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.config import HuggingFace, Settings
from crawler.demo.exchange import Request
from crawler.demo.hub import HubState
from crawler.demo.hub_site import HOST, HubSite
from crawler.records import Document, Sighting
from spiders.huggingface import HuggingFaceSpider
from spiders.registry import load_sources
from tests.spiders.jobs import Answer, RecordingJob, run


class HubAnswers(dict[str, Answer | Exception]):
    """Answers by address; ``asked`` lists them in order, ``odd`` replaces some."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], odd: Callable[[str], Answer | None] = lambda url: None):
        super().__init__()
        self.site = HubSite(HubState(rows))
        self.asked: list[str] = []
        self.odd = odd

    def get(self, url: str, default: Any = None) -> Answer | Exception:
        del default
        self.asked.append(url)
        replaced = self.odd(url)
        if replaced is not None:
            return replaced
        parts = urlsplit(url)
        asked = Request("GET", HOST, unquote(parts.path), parts.query, {}, f"https://{HOST}")
        reply = self.site.answer(asked)
        return Answer(reply.body, reply.status, reply.headers)

    @property
    def lists(self) -> list[str]:
        """Pages of the list that were asked for, without what was looked up at a rank."""
        return [url for url in self.asked if "/api/models?" in url and "skip=" not in url]


def settings_in(home: Path, **options: Any) -> Settings:
    """Settings with a data folder of their own and small pages."""
    return Settings(home=home, huggingface=HuggingFace(**{"page_size": 10, **options}))


def visit(
    settings: Settings, answers: HubAnswers, *, job: RecordingJob | None = None
) -> tuple[list[Any], RecordingJob]:
    """One visit: what it brought, and the job that it told."""
    job = job or RecordingJob(load_sources()["huggingface"], settings=settings)
    spider = HuggingFaceSpider(job=job)
    items = run(spider.first_requests(), answers)
    spider.closed("finished")
    return items, job


def names(items: Iterable[Any]) -> list[str]:
    """The repositories of the sightings, in order."""
    return [item.source_key for item in sightings(items)]


def sightings(items: Iterable[Any]) -> list[Sighting]:
    """The sightings, in order."""
    return [item for item in items if isinstance(item, Sighting)]


def cards(items: Iterable[Any]) -> list[Document]:
    """The documents, in order."""
    return [item for item in items if isinstance(item, Document)]


def repository(name: str, **changes: Any) -> dict[str, Any]:
    """A repository of an own architecture with 7 billion parameters and 5,000 downloads."""
    size = changes.pop("size", 7_123_456_789)
    row: dict[str, Any] = {
        "id": name,
        "downloads": 5000,
        "createdAt": "2025-03-01T00:00:00.000Z",
        "tags": ["transformers", "safetensors"],
        "config": {"model_type": name.rpartition("/")[2].lower()},
        "files": {"README.md": f"# {name}\nA language model.", "config.json": "{}"},
    }
    if size is not None:
        row["safetensors"] = {"parameters": {"BF16": size}, "total": size}
    return {**row, **changes}
