"""How many of the Hub's popular repositories a reviewer has to look at: ``python bench/hub_triage.py [--sample 50]``.

Takes the catalogue of repositories with at least 1B parameters and more than 100 downloads in 30 days (October 2026,
the llmfit package, MIT), as rows of the Hub's list, through the functions that a crawl uses: classify,
count, link, estimate, triage. The catalogue knows no tags, bases or cards, which the Hub would give for most
derivatives; the figures are therefore an upper bound of what reaches a reviewer.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.shared_web import SHARED_DATA
from crawler.demo.hub_catalogue import repositories_from_catalogue
from crawler.records import SourceRank, Status
from pipelines.assessment import Assessment, Subject, assess
from pipelines.choosing import ClaimView
from pipelines.identity.derivation import Sized, review_groups
from pipelines.identity.repositories import classify_repository
from pipelines.linking import LinkedModel, Mention, link_line, link_owner
from pipelines.mentions import NewMention, mention_of_sighting
from spiders.hub.listing import Sweep
from spiders.hub.rows import Limits, Standing, candidate, judge_row, with_parameters

CATALOGUE = SHARED_DATA / "hugging_face" / "models_2026-10.csv"
SEEN_AT = datetime(2026, 10, 5, tzinfo=UTC)
LIMITS = Limits(min_parameters=1e9, min_downloads=100)
THRESHOLDS = (1e23, 1e25, 1e26)
EARLIEST_YEAR = 2020


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository as the Hub lists it, and what the row makes of it."""

    row: Mapping[str, Any]
    kind: str
    why: str
    parameters: float | None
    mention: NewMention


@dataclass(frozen=True, slots=True)
class Model:
    """A linked model with its repositories and its assessment."""

    linked: LinkedModel
    repositories: tuple[Repository, ...]
    assessment: Assessment


def repositories(catalogue: Path) -> Iterator[Repository]:
    """The catalogue's rows that a crawl would keep."""
    with catalogue.open(encoding="utf-8", newline="") as file:
        dated = {line["name"] for line in csv.DictReader(file) if line["release_date"]}
    for served in repositories_from_catalogue(catalogue):
        row = {key: value for key, value in served.items() if key != "files"}
        if row["id"] not in dated:
            del row["createdAt"]  # invented for a web that has to look complete; the prior would believe it
        if "safetensors" in row:
            # The catalogue has one number and no data types.
            row["safetensors"] = {"total": row["safetensors"]["total"]}
        judged = judge_row(row, LIMITS, sweep=Sweep.SIZED)
        if judged.standing is not Standing.COUNTS:
            continue
        kind = classify_repository(row)
        found = candidate(judged, kind, source="huggingface", rank=SourceRank.CATALOGUE, seen_at=SEEN_AT)
        config = json.loads(served["files"]["config.json"]) if found.wants_config else None
        sighting = with_parameters(found.sighting, row, config)
        count = sighting.fields.get("parameters")
        total = float(count) if isinstance(count, int | float) else None
        yield Repository(row, kind.kind, kind.reason, total, mention_of_sighting(sighting))


def linked(found: Sequence[Repository]) -> Iterator[Model]:
    """The models that the repositories add up to, assessed."""
    groups: dict[tuple[str, str], list[int]] = collections.defaultdict(list)
    for position, repository in enumerate(found):
        mention = repository.mention
        key = ("owner", mention.owner_key) if mention.owner_key else ("line", mention.line_key)
        groups[key].append(position)
    for (kind, _), members in sorted(groups.items()):
        mentions = [_mention(str(position), found[position].mention) for position in members]
        for model in (link_owner if kind == "owner" else link_line)(mentions):
            own = tuple(found[int(mention)] for mention in model.mentions)
            yield Model(model, own, _assess(model, own))


def _mention(ident: str, new: NewMention) -> Mention:
    return Mention(
        id=ident, raw_name=new.raw_name, name_key=new.name_key, line_key=new.line_key, is_sized=new.is_sized,
        organization=new.organization, parameters=new.parameters, rank=new.rank, owner_key=new.owner_key,
        discovers=new.discovers, exclusion=new.exclusion, exclusion_detail=new.exclusion_detail,
    )  # fmt: skip


def _assess(model: LinkedModel, own: Iterable[Repository]) -> Assessment:
    claims = [
        ClaimView(
            id=f"{repository.row['id']}:{position}",
            field=claim.field,
            value=claim.value,
            rank=repository.mention.rank,
            origin=str(repository.row["id"]),
            source="huggingface",
            exact=claim.exact,
        )
        for repository in own
        for position, claim in enumerate(repository.mention.claims)
    ]
    subject = Subject(model.organization, claims, model.exclusion, model.exclusion_detail)
    return assess(subject, thresholds=THRESHOLDS, threshold=THRESHOLDS[0], earliest_year=EARLIEST_YEAR)


def groups_of(models: Sequence[Model]) -> list[list[Model]]:
    """The models as a reviewer meets them: one group for one architecture and size."""
    by_id = {model.linked.id: model for model in models}
    sized = [Sized(model.linked.id, _model_type(model), _total(model)) for model in models]
    return [[by_id[member] for member in group.members] for group in review_groups(sized)]


def _model_type(model: Model) -> str | None:
    kinds = [repository.row["config"]["model_type"] for repository in model.repositories]
    return next((kind for kind in kinds if kind and kind != "unknown"), None)


def _total(model: Model) -> float | None:
    chosen = model.assessment.chosen.get("parameters")
    return float(chosen.value) if chosen is not None and not isinstance(chosen.value, str) else None


def _describe(model: Model) -> str:
    first = max(model.repositories, key=lambda repository: repository.row["downloads"])
    row, estimate, verdict = first.row, model.assessment.estimate, model.assessment.verdict
    total, active = _total(model), model.assessment.chosen.get("active_parameters")
    size = f"{total / 1e9:.2f}e9" if total else "?"
    used = f", {float(active.value) / 1e9:.2f}e9 active" if active else ""
    made = row.get("createdAt", "?")[:10]
    lines = [
        f"{row['id']}   [{first.kind}: {first.why}]",
        f"    {_model_type(model) or '?'}, {size}{used}, {row.get('pipeline_tag', '-')}, made {made}, "
        f"{row['downloads']} downloads, {row['likes']} likes, licence {row['cardData'].get('license', '-')}",
        f"    {model.linked.id} of {model.linked.organization}; {verdict.reason}, prior {estimate.compute_flop:.1e} "
        f"({estimate.low:.0e} to {estimate.high:.0e}), P {estimate.p_above[THRESHOLDS[0]]:.2f}, "
        f"priority {verdict.priority:.3f}",
    ]
    others = [str(repository.row["id"]) for repository in model.repositories if repository is not first]
    if others:
        lines.append(f"    also {len(others)}: {', '.join(sorted(others)[:6])}")
    return "\n".join(lines)


def _counted(title: str, values: Iterable[str]) -> None:
    counts = collections.Counter(values)
    print(f"{title}: {counts.total()}")
    for name, number in counts.most_common():
        print(f"  {number:6}  {name}")


def main() -> None:
    """Print the counts and, where asked for, a sample of what a reviewer would see."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sample", type=int, default=0, help="print that many models that need a reviewer")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument("--excluded", action="store_true", help="sample the excluded models instead")
    parser.add_argument("--json", action="store_true", help="print every model as a line of JSON instead")
    words = parser.parse_args()
    if not CATALOGUE.is_file():
        print(f"skipped: the catalogue is not at {CATALOGUE}")
        return
    found = list(repositories(CATALOGUE))
    models = list(linked(found))
    waiting = [model for model in models if model.assessment.verdict.status is Status.UNCONFIRMED]
    if words.json:
        for model in models:
            verdict = model.assessment.verdict
            ids = [repository.row["id"] for repository in model.repositories]
            print(json.dumps({"id": model.linked.id, "status": verdict.status, "reason": verdict.reason,
                              "classes": [repository.kind for repository in model.repositories],
                              "repositories": ids}))  # fmt: skip
        return
    _counted("repositories by class", (repository.kind for repository in found))
    _counted(
        "models by status and reason",
        (f"{m.assessment.verdict.status}: {m.assessment.verdict.reason}" for m in models),
    )
    held = sum(len(model.repositories) for model in waiting)
    print(f"for a reviewer: {len(waiting)} models ({held} repositories) in {len(groups_of(waiting))} groups")
    pool = [m for m in models if m.assessment.verdict.status is Status.EXCLUDED] if words.excluded else waiting
    chosen = random.Random(words.seed).sample(pool, min(words.sample, len(pool)))
    for number, model in enumerate(chosen, start=1):
        print(f"{number:3} {_describe(model)}")


if __name__ == "__main__":
    main()
