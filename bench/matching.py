"""How fast names are linked to 10,000 known ones on one core, and how often wrongly: ``python bench/matching.py``.

The 100,000 names are the repositories of the Hub and of Epoch AI's lists where ``../shared`` holds them, in more
spellings until there are enough; else all are generated. Beside our look-up stands the usual way, the likeness of every
name with every known one (rapidfuzz), timed on a sample and extrapolated. Wrong links are counted on pairs labelled by
hand (tests/identity/hub_pairs.csv), for each likeness from the threshold on that finds as many true pairs as we do.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count, islice, product
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipelines.identity.folding import fold_name
from pipelines.identity.matching import Matcher, ReferenceModel
from pipelines.identity.names import same_model

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
HUB = DATA / "hugging_face" / "models_2026-10.csv"
EPOCH = {
    DATA / "epoch" / "large_scale_ai_models_2025-12.csv": "Model",
    DATA / "epoch" / "all_ml_systems_2024-11.csv": "System",
}
PAIRS = ROOT / "tests" / "identity" / "hub_pairs.csv"

NAMES, KNOWN, SAMPLE = 100_000, 10_000, 200
LIMIT_SECONDS = 20.0
SPELLINGS = ("{}-Instruct-GGUF", "{} (FP8)", "mirror/{}-AWQ-4bit", "{}:free", "{}-20250807", "{}-128k", "{} Chat")

Scorer = Callable[..., float]


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, none where it is absent."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def hub_names() -> list[str]:
    return [row["name"] for row in rows(HUB)]


def epoch_names() -> list[str]:
    return [row[column] for path, column in EPOCH.items() for row in rows(path)]


def generated() -> Iterator[str]:
    """Names without end, no two alike: a made-up family, version, variant and size each."""
    for number in count():
        for family, variant, size in product(("Kestrel", "Osprey", "Heron"), ("", "-Mini", "-VL"), (3, 8, 70)):
            yield f"{family}{chr(97 + number % 26)}-{1 + number // 26 / 10:.1f}{variant}-{size}B"


def known_names() -> list[str]:
    found = dict.fromkeys([*epoch_names(), *(name.rpartition("/")[2] for name in hub_names())])
    return list(islice(dict.fromkeys([*found, *islice(generated(), KNOWN)]), KNOWN))


def asked_names(known: list[str]) -> list[str]:
    """Names to link: the Hub's as they stand, then known ones in other spellings; no two alike."""
    spelled = (spelling.format(name) for spelling, name in product(("{}", *SPELLINGS), known))
    more = (f"{name}-v{round_}" for round_ in count(2) for name in known)
    found = dict.fromkeys([*hub_names(), *spelled])
    while len(found) < NAMES:
        found[next(more)] = None
    return list(islice(found, NAMES))


def cpu_seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    result = work()
    return time.process_time() - began, result


def link_all(known: list[str], asked: list[str]) -> int:
    """Build the matcher and link every name; how many found one."""
    matcher = Matcher(ReferenceModel(name) for name in known)
    return sum(matcher.match(name).name is not None for name in asked)


def brute_force(known: list[str], asked: list[str], scorer: Scorer) -> None:
    folded = [fold_name(name) for name in known]
    for name in asked:
        process.extractOne(fold_name(name), folded, scorer=scorer)


def decided(pairs: list[dict[str, str]], links: Callable[[dict[str, str]], bool]) -> tuple[int, int]:
    """Wrong links made and right ones missed."""
    made = [(links(pair), pair["label"] == "same") for pair in pairs]
    return sum(link and not same for link, same in made), sum(same and not link for link, same in made)


def by_likeness(pairs: list[dict[str, str]], scorer: Scorer, most_missed: int) -> tuple[float, int, int]:
    """The highest threshold that misses no more than ``most_missed``, and its wrong and missed links."""

    def score(pair: dict[str, str]) -> float:
        first, second = (fold_name(pair[side].rpartition("/")[2]) for side in ("first", "second"))
        return scorer(first, second)

    true_scores = sorted(score(pair) for pair in pairs if pair["label"] == "same")
    threshold = true_scores[min(most_missed, len(true_scores) - 1)]
    return threshold, *decided(pairs, lambda pair: score(pair) >= threshold)


def report_speed() -> bool:
    known = known_names()
    asked = asked_names(known)
    origin = "Hub and Epoch names, and spellings of them" if HUB.exists() else "generated names (no shared data here)"
    print(f"{len(asked):,} names to link, {len(known):,} known: {origin}")
    seconds, linked = cpu_seconds(lambda: link_all(known, asked))
    print(f"  this project       {seconds:9.1f} s of CPU, {linked:,} linked (limit {LIMIT_SECONDS:.0f} s)")
    sample = asked[:: len(asked) // SAMPLE][:SAMPLE]
    for scorer in (fuzz.ratio, fuzz.token_set_ratio, fuzz.WRatio):
        spent, _ = cpu_seconds(lambda scorer=scorer: brute_force(known, sample, scorer))  # type: ignore[misc]
        estimated = spent * len(asked) / len(sample)
        print(f"  rapidfuzz {scorer.__name__:<15} {estimated:5,.0f} s of CPU, extrapolated from {len(sample)} names")
    return seconds <= LIMIT_SECONDS


def report_errors() -> None:
    pairs = rows(PAIRS)
    different = sum(pair["label"] == "different" for pair in pairs)
    print(f"{len(pairs)} labelled pairs: {different} of different models, {len(pairs) - different} of one")
    wrong, missed = decided(pairs, lambda pair: same_model(pair["first"], pair["second"]).same)
    print(f"  this project              {wrong:4} wrong links, {missed:4} missed")
    for scorer in (fuzz.ratio, fuzz.token_set_ratio, fuzz.WRatio):
        threshold, others, left = by_likeness(pairs, scorer, missed)
        print(f"  rapidfuzz {scorer.__name__:<15} {others:4} wrong links, {left:4} missed (from {threshold:.0f} on)")


def main() -> int:
    fast = report_speed()
    report_errors()
    return 0 if fast else 1


if __name__ == "__main__":
    sys.exit(main())
