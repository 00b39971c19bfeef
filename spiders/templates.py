"""Files to start a new source from: its record, an empty fixture, and the test that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spiders.source_record import NAME


class TemplateError(Exception):
    """The name or kind cannot be used, or a file is there already; the message is one line."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What tells the records of one kind of source from the others."""

    spider: str
    kind: str
    rank: str
    cadence: str
    url: str
    fixture: str
    tables: str = ""


ROW_FIELDS = """
[source.fields]                  # field = "column", or { column = "Size (B)", as = "billions" }
name = "model"
organization = "organization"
release_date = "release_date"
parameters = "parameters"
metrics = { score = "score" }
"""
KINDS: Mapping[str, _Kind] = {
    "feed": _Kind("feeds", "feed", "news", "daily", "https://example.org/feed.xml", "feed.xml",
                  'languages = ["en"]\n'),
    "sitemap": _Kind("sitemaps", "feed", "news", "daily", "https://example.org/sitemap.xml", "sitemap.xml",
                     'languages = ["en"]\ninclude = "/news/"              # which addresses are articles\n'),
    "json": _Kind("rows", "catalogue", "catalogue", "monthly", "https://example.org/models.json", "page.json",
                  'columns = []                    # known columns besides those below; "*" for any\n\n'
                  '[source.format]\ntype = "json"\nrows = "models"                  # path to the list\n' + ROW_FIELDS),
    "paged": _Kind("rows", "catalogue", "catalogue", "monthly", "https://example.org/api/models", "page.json",
                   'columns = []                    # known columns besides those below; "*" for any\n\n'
                   '[source.format]\ntype = "json"\nrows = "data"                    # path to the list\n\n'
                   '[source.paging]\nby = "offset"                    # offset, page, cursor, next or link\n'
                   'parameter = "offset"\nsize = 100\nsize_parameter = "limit"\n' + ROW_FIELDS),
    "csv": _Kind("rows", "leaderboard", "catalogue", "monthly", "https://example.org/models.csv", "page.csv",
                 'columns = []                    # known columns besides those below; "*" for any\n\n'
                 '[source.format]\ntype = "csv"\nheader_line = 1\n' + ROW_FIELDS),
    "yaml": _Kind("rows", "catalogue", "catalogue", "monthly", "https://example.org/models.yaml", "page.yaml",
                  'columns = []                    # known columns besides those below; "*" for any\n\n'
                  '[source.format]\ntype = "yaml"\nrows = "models"                  # path to the list\n' + ROW_FIELDS),
    "markdown": _Kind("rows", "catalogue", "catalogue", "monthly", "https://example.org/README.md", "page.md",
                      'columns = []                    # known columns besides those below; "*" for any\n\n'
                      '[source.format]\ntype = "markdown"\nheading = ""                     # above the table\n'
                      + ROW_FIELDS),
    "html": _Kind("rows", "leaderboard", "catalogue", "monthly", "https://example.org/leaderboard", "page.html",
                  'columns = []                    # known columns besides those below; "*" for any\n\n'
                  '[source.format]\ntype = "html"\nheading = ""                     # above the table\n' + ROW_FIELDS),
    "xlsx": _Kind("rows", "catalogue", "catalogue", "monthly", "https://example.org/models.xlsx", "page.xlsx",
                  'columns = []                    # known columns besides those below; "*" for any\n\n'
                  '[source.format]\ntype = "xlsx"\nsheet = ""\nheader_line = 1\n' + ROW_FIELDS),
    "search": _Kind("search", "search", "news", "monthly", "https://api.example.org/search", "page.json",
                    'languages = ["en"]\n'
                    'obeys_robots = true              # false for a documented interface with a key\n'
                    'interface_pace = { delay_seconds = 1.0 }   # delay_seconds above is that of the articles\n\n'
                    '[source.key_headers]             # the environment variable\'s name only\n'
                    'Authorization = "Bearer ${EXAMPLE_KEY}"\n\n[source.search]\n'
                    'query = { q = "{query}", lang = "{language}", start = "{offset}", count = "{size}", '
                    'from = "{since}", to = "{until}" }\nsize = 50\n'
                    'window_days = 130                # 0 where it takes no dates\n'
                    'rows = "results"\nlink = "url"\ntitle = "title"\nsummary = "description"\npublished = "date"\n'),
}  # fmt: skip

TEST = '''"""{name}: golden rows, failures."""

from __future__ import annotations

from pathlib import Path

from spiders.registry import read_sources
from tests.spiders.golden import check_failures, check_golden, fixture

SOURCE = read_sources(Path(__file__).with_name("{stem}.toml"))["{name}"]
ANSWERS = {{SOURCE.urls[0]: fixture("{stem}/{fixture}")}}
GOLDEN: dict[str, dict[str, object]] = {{
    # key of a row: its fields, as {{"name": "Model 70B", "parameters": 70e9}}
}}


def test_golden_rows() -> None:
    check_golden(SOURCE, ANSWERS, GOLDEN)


def test_failures_are_named_and_overwrite_nothing() -> None:
    check_failures(SOURCE, ANSWERS)
'''

SEARCH_TEST = '''"""{name}: golden hits, failures."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.records import Failure
from spiders.registry import read_sources
from tests.spiders.golden import WEB_PAGE, fixture
from tests.spiders.jobs import Answer
from tests.spiders.searching import search

SOURCE = read_sources(Path(__file__).with_name("{stem}.toml"))["{name}"]
PAGE = fixture("{stem}/{fixture}")
GOLDEN: set[str] = set()  # addresses of the articles that the page leads to


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in SOURCE.keys:
        monkeypatch.setenv(key, "secret")


def test_golden_hits() -> None:
    done, _ = search(SOURCE, PAGE)
    assert done.job.failures == []
    assert {{document.url for document in done.documents}} == GOLDEN


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Answer(b""), Failure.EMPTY),
        (WEB_PAGE, Failure.CHANGED),
        (Answer(PAGE.body[: len(PAGE.body) // 2]), Failure.BROKEN),
        (Answer(b"", status=500), Failure.SERVER_ERROR),
        (Answer(b"", status=429), Failure.RATE_LIMITED),
        (Answer(b"", status=403), Failure.BLOCKED),
    ],
)
def test_failures_are_named_and_move_no_watermark(answer: Answer, failure: Failure) -> None:
    done, _ = search(SOURCE, answer)
    assert done.documents == []
    assert set(done.job.failure_names) == {{failure}}
    assert done.spider.memory.read() is None
'''


def stem_of(name: str) -> str:
    """A source's name as the stem of its files."""
    return name.replace("/", "_").replace(".", "_").replace("-", "_")


def record_template(name: str, kind: str) -> str:
    """A record to fill in, in the form of a sources file.

    Raises:
        TemplateError: the name or the kind cannot be used.
    """
    if kind not in KINDS:
        raise TemplateError(f"no kind of source is named {kind!r}; use one of {', '.join(KINDS)}")
    if not NAME.fullmatch(name):
        raise TemplateError(f"{name!r} is no source name; use lower case, as in feeds/<outlet> or one word")
    chosen = KINDS[kind]
    return f"""\
[[source]]
name = "{name}"
spider = "{chosen.spider}"
kind = "{chosen.kind}"               # hub, catalogue, leaderboard, feed, search or reference
urls = ["{chosen.url}"]
rank = "{chosen.rank}"               # developer, paper, catalogue or news
licence = "as the publisher states it"
redistribute = "internal_only"   # exportable, attribution, share-alike or internal_only
attribution = ""
cadence = "{chosen.cadence}"             # daily, weekly, monthly or once
delay_seconds = 2.0
concurrency = 1
expect = {{ items_min = 1 }}       # and items_max, max_drop = 0.3
enabled = true
discovers = true                 # false for price lists of resellers
{chosen.tables}"""


def write_template(name: str, kind: str, folder: Path) -> list[Path]:
    """Write the record, an empty fixture and a test skeleton; returns the files.

    Raises:
        TemplateError: as ``record_template``, or a file exists already or cannot be written.
    """
    record = record_template(name, kind)
    stem, empty = stem_of(name), KINDS[kind].fixture
    files = {
        folder / f"{stem}.toml": record,
        folder / "fixtures" / stem / empty: "",
        folder / f"test_{stem}.py": (SEARCH_TEST if kind == "search" else TEST).format(
            name=name, stem=stem, fixture=empty
        ),
    }
    existing = next((path for path in files if path.exists()), None)
    if existing is not None:
        raise TemplateError(f"{existing} exists already")
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise TemplateError(f"cannot write to {folder}: {error.strerror or error}") from error
    return list(files)
