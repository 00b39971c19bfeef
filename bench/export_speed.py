"""How fast and in how little memory a large dataset is exported: ``python bench/export_speed.py [MODELS]``.

Every measurement is a process of its own; the time is that of the export without starting Python and importing, the
memory the process's peak. Beside ours stand sqlite-utils and pandas, which write the table of models as it lies in the
database: without sources, links and claims, which it does not hold, and without taking its JSON apart. Our figures are
given without and with a source whose values may not be passed on, which names every fiftieth model.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MODELS = 100_000
CSV_SECONDS, PARQUET_SECONDS, PEAK_MB = 5.0, 3.0, 300
"""What an export of that many models must keep to."""

RUNS = 3


def ours(kind: str, closed: frozenset[str]) -> Callable[[Path, Path], None]:
    """Our export in one format."""
    from crawler.config import Triage  # noqa: PLC0415  (each process imports what it measures)
    from crawler.dataset.exporting import Export  # noqa: PLC0415
    from crawler.dataset.formats import WRITERS  # noqa: PLC0415
    from crawler.dataset.selection import Selection  # noqa: PLC0415
    from crawler.dataset.writing import write_file  # noqa: PLC0415
    from crawler.store.database import open_store  # noqa: PLC0415

    if kind == "parquet":
        import pyarrow.parquet  # noqa: F401, PLC0415

    def export(database: Path, target: Path) -> None:
        with open_store(database) as store:
            made = Export(store, Selection(), closed=closed, rules=Triage())
            with closing(made.batches()) as batches:
                write_file(target, lambda file: WRITERS[kind](batches, file))

    return export


def by_sqlite_utils() -> Callable[[Path, Path], None]:
    """What ``sqlite-utils rows DATABASE models --csv`` does."""
    from sqlite_utils.cli import cli  # noqa: PLC0415

    def export(database: Path, target: Path) -> None:
        sys.stdout = target.open("w", encoding="utf-8", newline="")
        cli.main(["rows", str(database), "models", "--csv"], standalone_mode=False)
        sys.stdout.close()
        sys.stdout = sys.__stdout__

    return export


def by_pandas(kind: str) -> Callable[[Path, Path], None]:
    """Reading the table with pandas and writing it again."""
    import sqlite3  # noqa: PLC0415

    import pandas  # noqa: PLC0415

    def export(database: Path, target: Path) -> None:
        connection = sqlite3.connect(database)
        frame = pandas.read_sql_query("SELECT * FROM models", connection)
        if kind == "csv":
            frame.to_csv(target, index=False)
        else:
            frame.to_parquet(target)
        connection.close()

    return export


MEASURED: dict[str, Callable[[], Callable[[Path, Path], None]]] = {
    "flopscout csv": lambda: ours("csv", frozenset()),
    "flopscout csv, closed source": lambda: ours("csv", frozenset({"livebench"})),
    "sqlite-utils csv": by_sqlite_utils,
    "pandas csv": lambda: by_pandas("csv"),
    "flopscout parquet": lambda: ours("parquet", frozenset()),
    "flopscout parquet, closed source": lambda: ours("parquet", frozenset({"livebench"})),
    "pandas parquet": lambda: by_pandas("parquet"),
    "flopscout jsonl": lambda: ours("jsonl", frozenset()),
}


def measure(name: str, database: Path) -> None:
    """Run one export in this process and print its figures."""
    export = MEASURED[name]()
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "export"
        started, used = time.perf_counter(), time.process_time()
        export(database, target)
        figures = {
            "seconds": time.perf_counter() - started,
            "processor": time.process_time() - used,
            "megabytes": target.stat().st_size / 1e6,
            "peak": _peak_megabytes(),
        }
    print(json.dumps(figures), file=sys.__stdout__)


def _peak_megabytes() -> float:
    """The process's own peak; ``getrusage`` would give that of the process that started it, if it was larger."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not say how much memory a process took")


def main(models: int) -> int:
    """Build the database, measure everything, and say whether the limits are kept."""
    from bench.export_database import build  # noqa: PLC0415

    kept = True
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        started = time.perf_counter()
        build(database, models)
        print(
            f"{models} models, {database.stat().st_size / 1e6:.0f} MB, built in {time.perf_counter() - started:.0f} s"
        )
        print(f"{'best of ' + str(RUNS):34}{'seconds':>9}{'processor':>11}{'peak MB':>9}{'file MB':>9}")
        for name in MEASURED:
            if name.startswith("pandas") and importlib.util.find_spec("pandas") is None:
                continue
            best = min((_run(name, database) for _ in range(RUNS)), key=lambda figures: figures["seconds"])
            print(
                f"{name:34}{best['seconds']:9.2f}{best['processor']:11.2f}{best['peak']:9.0f}{best['megabytes']:9.0f}",
                flush=True,
            )
            if name.startswith("flopscout") and "jsonl" not in name:
                limit = CSV_SECONDS if "csv" in name else PARQUET_SECONDS
                kept &= best["seconds"] < limit and best["peak"] < PEAK_MB
    print("limits kept" if kept else "LIMITS NOT KEPT")
    return 0 if kept or models != MODELS else 1


def _run(name: str, database: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", name, str(database)], capture_output=True, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else MODELS))
