"""A replay of the shared real files through the real spiders, into a data folder that other measurements read.

The reference itself is neither imported nor crawled: what is found is found in the other sources. A folder that already
holds a database is taken as it is, since a replay takes two minutes; ``again`` replaces it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.shared_web import REPOSITORY, SHARED_DATA, SOURCES, serve
from crawler.dataset.evaluation import IMPORTED_SOURCE

REFERENCE = SHARED_DATA / "epoch" / "large_scale_ai_models_2025-12.csv"
REPLAYED = tuple(source for source in SOURCES if source != IMPORTED_SOURCE)
DATABASE = "flopscout.db"


@contextmanager
def replayed(home: Path | None, *, again: bool = False) -> Iterator[Path]:
    """The database of a replay in ``home``, or of one that is made for this measurement alone.

    Raises:
        SystemExit: the shared data are not there, or the crawl failed; with the reason.
    """
    if not SHARED_DATA.is_dir():
        sys.exit(f"the shared data are not at {SHARED_DATA}")
    if home is None:
        with tempfile.TemporaryDirectory() as folder:
            yield _crawled(Path(folder))
        return
    if again:
        shutil.rmtree(home, ignore_errors=True)
    yield home / DATABASE if (home / DATABASE).exists() else _crawled(home)


def _crawled(home: Path) -> Path:
    """Crawl every replayed source once."""
    home.mkdir(parents=True, exist_ok=True)
    wanted = [word for name in REPLAYED for word in ("--source", name)]
    words = [sys.executable, "-c", "from crawler.cli import main; main()", "crawl", *wanted, "--json"]
    with serve() as hosts:
        environment = {
            **os.environ,
            "FLOPSCOUT_HOME": str(home),
            "FLOPSCOUT_NETWORK__HOSTS": json.dumps(hosts),
            "FLOPSCOUT_NETWORK__DELAY_SECONDS": "0",
            "FLOPSCOUT_NETWORK__CONCURRENCY": "16",
        }
        done = subprocess.run(words, env=environment, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"the crawl failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no reason'}")
    return home / DATABASE


@contextmanager
def copy_of(database: Path) -> Iterator[Path]:
    """A copy to work on; the replay's own database stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / DATABASE
        shutil.copy(database, copy)
        yield copy
