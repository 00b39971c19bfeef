"""How often sizes read from papers' abstracts agree with Epoch's column: ``python bench/abstracts.py``.

Reads the abstracts of ``../shared/data/epoch/large_scale_ai_models_2025-12.csv`` (Epoch AI, CC BY 4.0; the abstracts
themselves may not be redistributed, so nothing of them stands here), extracts, and compares ``parameters`` of the
record that is the row's model with Epoch's. Every difference is printed with its class from the reviewed table
``abstracts_differences.csv`` (facts in our own words, for reading this output alone: the extractor never sees it); a
difference that nobody has looked at yet shows up as "unsorted".
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.records import ModelFacts
from pipelines.extraction import extract
from pipelines.extraction.names import name_key
from pipelines.extraction.quantities import find_quantities
from pipelines.extraction.reading import Reading
from pipelines.identity.comparison import same_version, size_conflict
from pipelines.identity.names import parse_name, same_model

REPOSITORY = Path(__file__).resolve().parents[1]
REFERENCE = REPOSITORY.parent / "shared" / "data" / "epoch" / "large_scale_ai_models_2025-12.csv"
REVIEWED = Path(__file__).with_name("abstracts_differences.csv")

TOLERANCE = 0.05
"""Relative difference that is rounding: abstracts write 1.8 trillion for 1.76e12, 7B for 6.7e9 stays a difference."""
UNSORTED = "unsorted"
NOT_OURS = frozenset({"active or total", "epoch", "named otherwise", "other model", "rounding", "sibling size"})
"""Classes in which the abstract says what was read; the rest are errors of the extractor."""
_SIZE_KINDS = ("parameters", "")
_SHORTEST_INNER = 3
_MEMBER = 2
"""Closeness from which a record is the model itself rather than its family."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the reference that has an abstract."""

    model: str
    abstract: str
    parameters: float | None
    """Epoch's figure; ``None`` where the column is empty."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a person found out about one difference."""

    read: float | None
    """The size that was read then; a review of another value says nothing about this one."""
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read for one row: ``read`` is ``None`` where no record of that model states a size."""

    row: Row
    read: float | None
    named: bool
    """Whether any record is the row's model."""
    of_family: bool
    """Whether the size is that of a record for the family, of which the row is a member."""
    stated: bool
    """Whether Epoch's figure stands in the abstract as a size, as far as the number grammar can tell."""

    @property
    def agrees(self) -> bool:
        """Whether the size read is Epoch's within rounding."""
        return self.read is not None and self.row.parameters is not None and _close(self.read, self.row.parameters)


def _close(first: float, second: float) -> bool:
    return abs(first - second) <= TOLERANCE * max(first, second)


def read_rows(path: Path) -> list[Row]:
    """All rows with an abstract, in the file's order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(line["Model"], line["Abstract"], float(line["Parameters"]) if line["Parameters"] else None)
            for line in csv.DictReader(file)
            if line["Abstract"].strip()
        ]


def read_reviewed(path: Path) -> dict[str, Reviewed]:
    """The reviewed differences by the model's name."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            line["model"]: Reviewed(float(line["read"]) if line["read"] else None, line["class"], line["reason"])
            for line in csv.DictReader(file)
        }


def closeness(name: str, record: ModelFacts) -> int:
    """4 equal names, 3 an equal alias, 2 the same model by its parts or one name inside the other with its digits.

    1 is a family whose member the name is ("X" for "X 7B"): its record has the largest size, so that it is right or
    wrong by what the row is, not by what was read. 0 is another model.
    """
    key = name_key(name)
    if key == name_key(record.name):
        return 4
    forms = (record.name, *record.aliases)
    if any(key == name_key(form) for form in forms):
        return 3
    if any(_inside(key, name_key(form)) or same_model(name, form).same for form in forms):
        return 2
    return int(any(_same_parts(name, form) for form in forms))


def _inside(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    digits = ["".join(c for c in key if c.isdigit()) for key in (short, long)]
    return len(short) >= _SHORTEST_INNER and short in long and digits[0] == digits[1]


def _same_parts(first: str, second: str) -> bool:
    one, other = parse_name(first), parse_name(second)
    return (
        bool(one.key)
        and one.letters == other.letters
        and same_version(one.version, other.version)
        and one.base_version == other.base_version
        and size_conflict(one, other) is None
    )


def size_read(name: str, records: Iterable[ModelFacts]) -> tuple[int, float | None]:
    """How close the closest record is to this model, and its size; those that state one come first.

    A family's record gives no size where the member itself has a record.
    """
    ranked = [(closeness(name, r), r.parameters is not None, -i, r) for i, r in enumerate(records)]
    close = sorted((entry for entry in ranked if entry[0]), key=lambda entry: entry[:3], reverse=True)
    if not close:
        return 0, None
    for found, stating, _, record in close:
        if stating and (found >= _MEMBER or close[0][0] < _MEMBER):
            return found, record.parameters
    return close[0][0], None


def states(text: str, parameters: float) -> bool:
    """Whether a size near ``parameters`` stands in an English text, whoever it belongs to."""
    return any(
        quantity.kind in _SIZE_KINDS and quantity.value >= 1e5 and _close(quantity.value, parameters)
        for quantity in find_quantities(Reading(text, "en"))
    )


def outcomes(rows: Iterable[Row], *, titled: bool) -> list[Outcome]:
    """What is read for each row; ``titled`` passes the model's name as the title, as for a card without a name."""
    found = []
    for row in rows:
        extraction = extract(row.abstract, language="en", title=row.model if titled else None)
        close, read = size_read(row.model, extraction.models)
        stated = row.parameters is not None and states(row.abstract, row.parameters)
        found.append(Outcome(row, read, close > 0, close < _MEMBER, stated))
    return found


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole}" + (f" = {part / whole:.3f}" if whole else "")


def summary(found: Sequence[Outcome], reviewed: dict[str, Reviewed]) -> list[str]:
    """The figures as lines."""
    judged = [o for o in found if o.read is not None and o.row.parameters is not None]
    own = [o for o in judged if not o.of_family]
    stated = [o for o in found if o.stated]
    return [
        f"abstracts: {len(found)}, {sum(o.row.parameters is not None for o in found)} with Epoch's parameters",
        f"model or its family named by a record: {_share(sum(o.named for o in found), len(found))}",
        f"precision against the column, records of the model itself: {_share(sum(o.agrees for o in own), len(own))}",
        f"precision against the column, families too: {_share(sum(o.agrees for o in judged), len(judged))}",
        "precision where the abstract means this model (differences that are not ours left out): "
        + _share(sum(o.agrees for o in judged), sum(o.agrees or _ours(o, reviewed) for o in judged)),
        f"what the abstract says was read: {_share(sum(not _ours(o, reviewed) for o in judged), len(judged))}",
        f"recall where Epoch's figure stands in the abstract: {_share(sum(o.agrees for o in stated), len(stated))}",
        f"sizes read where Epoch gives none: {sum(o.read is not None and o.row.parameters is None for o in found)}",
    ]


def _ours(outcome: Outcome, reviewed: dict[str, Reviewed]) -> bool:
    """Whether a difference is an error of the extractor, as far as reviewed."""
    return not outcome.agrees and _review(outcome, reviewed).kind not in NOT_OURS


def _review(outcome: Outcome, reviewed: dict[str, Reviewed]) -> Reviewed:
    """What is known about a difference; one whose value has changed is unsorted again."""
    known = reviewed.get(outcome.row.model.strip())
    return known if known is not None and known.read == outcome.read else Reviewed(outcome.read, UNSORTED, "")


def differences(found: Sequence[Outcome], reviewed: dict[str, Reviewed]) -> list[str]:
    """Each size that is not Epoch's (or where Epoch gives none), and each that stands there and was not read."""
    lines = []
    for outcome in found:
        row, known = outcome.row, _review(outcome, reviewed)
        missed = outcome.read is None and outcome.stated
        if not (missed or (outcome.read is not None and not outcome.agrees)):
            continue
        column = "none" if row.parameters is None else f"{row.parameters:.4g}"
        read = "nothing" if outcome.read is None else f"{outcome.read:.4g}"
        said = f"{row.model.strip()}: read {read}, Epoch {column}. {known.reason}"
        lines.append(f"  {known.kind:<16} {said}".rstrip())
    return sorted(lines)


def main() -> None:
    """Print the figures, with and without the model's name as title, and every difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=REFERENCE)
    args = parser.parse_args()
    if not args.file.is_file():
        print(f"skipped: no reference at {args.file}")
        return
    rows, reviewed = read_rows(args.file), read_reviewed(REVIEWED)
    for titled in (False, True):
        found = outcomes(rows, titled=titled)
        print("\nwith the model's name as title" if titled else "the abstract alone")
        print("\n".join(f"  {line}" for line in summary(found, reviewed)))
        lines = differences(found, reviewed)
        print(f"  differences and misses: {dict(Counter(line.split('  ')[1].strip() for line in lines))}")
        print("\n".join(lines))


if __name__ == "__main__":
    main()
