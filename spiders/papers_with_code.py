"""The archive of Papers With Code: 326,393 results by task, data set, model, paper and metric, as of July 2025.

Two rules say which models are taken: the best of every benchmark on which more than a hundred models were evaluated,
and every model of a billion parameters or more. Sizes stand in names (``PaLM 540B (5-shot)``) or are a metric.

Rules: Epoch AI, "Tracking Large-Scale AI Models". Columns: the archive's ``results.csv``.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from crawler.fetching.judging import looks_like_html
from crawler.records import Failure, Sighting, SourceRank
from spiders.converters import count, name_without_brackets, number
from spiders.listing import ListingSpider
from spiders.parsed import Parsed, Problem

SOURCE = "papers_with_code"
COLUMNS = ("task_path", "dataset", "model_name", "paper_url", "metric_name", "metric_value")
EVALUATIONS = 100
"""A benchmark counts if more models than this were evaluated on it."""

PARAMETERS = 1e9
"""A model counts if it has this many parameters."""

LOWER_IS_BETTER = re.compile(
    r"error|perplexity|\bppl\b|\bfid\b|\bfvd\b|\bkid\b|loss|\bwer\b|\bcer\b|\bmae\b|\bmse\b|rmse|\bepe\b|bit(?:s)? per|"
    r"\bbpc\b|\bbpd\b|latency|time|distance|params?\b|flops?\b|gflops|\brank\b|\bnll\b|\blpips\b|\bter\b|abs ?rel",
    re.IGNORECASE,
)
SIZE_METRIC = re.compile(r"(?:number of )?param(?:eter)?s?\b.*", re.IGNORECASE)
SIZE_IN_NAME = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?\s?[BT])(?![A-Za-z0-9])")
SCALED = re.compile(r"\s*\d[\d.,]*\s*[MBT]\w*\s*", re.IGNORECASE)
ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf)/(\d\d)(0[1-9]|1[0-2])\.\d{4,5}")


@dataclass
class _Benchmark:
    """One data set of one task; its first metric is the one that it is ranked by."""

    metric: str
    models: set[str] = field(default_factory=set)
    best: tuple[float, str, str] | None = None

    def add(self, model: str, paper: str, metric: str, value: float | None) -> None:
        self.models.add(model)
        if metric != self.metric or value is None:
            return
        lower = LOWER_IS_BETTER.search(metric) is not None
        if self.best is None or (value < self.best[0] if lower else value > self.best[0]):
            self.best = (value, model, paper)


@dataclass
class _Found:
    """What the archive says of one model in one paper."""

    parameters: set[float] = field(default_factory=set)
    best_on: dict[str, float] = field(default_factory=dict)
    aliases: dict[str, None] = field(default_factory=dict)


def parse_results(body: bytes, *, url: str, seen_at: datetime, rank: SourceRank = SourceRank.CATALOGUE) -> Parsed:
    """Read the table: one sighting for each model of each paper that one of the rules takes."""
    if not body.strip():
        return Parsed(problem=Problem(Failure.EMPTY, "empty body"))
    if looks_like_html(body):
        return Parsed(problem=Problem(Failure.CHANGED, "a web page instead of CSV"))
    reader = csv.DictReader(io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", errors="replace", newline=""))
    try:
        columns = tuple(reader.fieldnames or ())
        missing = [column for column in COLUMNS if column not in columns]
        if missing:
            return Parsed(problem=Problem(Failure.CHANGED, f"no column {', '.join(missing)}"))
        rows, found = _collect(reader)
    except csv.Error as error:
        return Parsed(problem=Problem(Failure.BROKEN, f"not CSV: {error}"))
    sightings = tuple(_sightings(found, url=url, seen_at=seen_at, rank=rank))
    return Parsed(sightings, (), rows, columns=columns)


class PapersWithCodeSpider(ListingSpider):
    """Fetches the one table."""

    name = SOURCE

    def parse_page(self, body: bytes, *, url: str, seen_at: datetime, content_type: str) -> Parsed:
        del content_type
        return parse_results(body, url=url, seen_at=seen_at, rank=self.source.rank)


def _collect(lines: Iterable[dict[str, str]]) -> tuple[int, dict[tuple[str, str], _Found]]:
    """All rows counted, and the models that a rule takes, by name and paper."""
    rows = 0
    benchmarks: dict[tuple[str, str], _Benchmark] = {}
    large: dict[tuple[str, str], set[float]] = defaultdict(set)
    for line in lines:
        model, paper = (line["model_name"] or "").strip(), (line["paper_url"] or "").strip()
        metric, value = (line["metric_name"] or "").strip(), (line["metric_value"] or "").strip()
        if not model:
            continue
        rows += 1
        place = (line["task_path"] or "", line["dataset"] or "")
        benchmarks.setdefault(place, _Benchmark(metric)).add(model, paper, metric, number(value))
        if size := _size(model, metric, value):
            large[model, paper].add(size)
    found: dict[tuple[str, str], _Found] = defaultdict(_Found)
    for (model, paper), sizes in large.items():
        if max(sizes) >= PARAMETERS:
            entry = found[_plain(model), paper]
            entry.parameters |= sizes
            entry.aliases[model] = None
    for (task, data_set), board in benchmarks.items():
        if len(board.models) > EVALUATIONS and board.best is not None:
            score, best, written_in = board.best
            entry = found[_plain(best), written_in]
            entry.best_on[f"{task}: {data_set} ({board.metric})"] = score
            entry.parameters |= large.get((best, written_in), set())
            entry.aliases[best] = None
    return rows, found


def _size(model: str, metric: str, value: str) -> float | None:
    """The parameters that a row states: the only size in the name, or a metric with its scale."""
    # Most rows are spared the regular expression: a size in a name has a digit before a B or T.
    sizes = {count(written) for written in SIZE_IN_NAME.findall(model)} if "B" in model or "T" in model else set()
    if len(sizes) == 1:
        return sizes.pop()
    if not sizes and SIZE_METRIC.fullmatch(metric) and SCALED.fullmatch(value):
        return count(value)
    return None


def _plain(model: str) -> str:
    return name_without_brackets(model) or model


def _sightings(
    found: dict[tuple[str, str], _Found], *, url: str, seen_at: datetime, rank: SourceRank
) -> Iterator[Sighting]:
    for (name, paper), entry in sorted(found.items()):
        key = f"{name}|{paper}"
        fields: dict[str, float | str] = {"name": name}
        if len(entry.parameters) == 1:
            fields["parameters"] = next(iter(entry.parameters))
        if dated := ARXIV.search(paper):
            fields["release_date"] = f"20{dated[1]}-{dated[2]}"
        yield Sighting(
            source=SOURCE,
            source_key=key,
            url=paper if paper.startswith(("http://", "https://")) else url,
            raw_name=name,
            rank=rank,
            seen_at=seen_at,
            fields=fields,
            pointers={column: f"$[{key!r}].{_COLUMN[column]}" for column in fields},
            aliases=tuple(alias for alias in entry.aliases if alias != name),
            row={"model_name": list(entry.aliases), "paper_url": paper, "best_on": sorted(entry.best_on)},
            metrics=dict(entry.best_on),
        )


_COLUMN = {"name": "model_name", "parameters": "model_name", "release_date": "paper_url"}
