"""How long a crawl of all the shared real data takes, and how much memory: ``python bench/crawl_shared.py``.

Prints seconds, requests per second and the peak of the crawling process, and a second run's share of the first.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.shared_web import SHARED_DATA, SOURCES, serve

REFERENCE = SHARED_DATA / "epoch" / "large_scale_ai_models_2025-12.csv"


def crawl(home: Path, hosts: dict[str, str]) -> tuple[float, float, dict[str, object]]:
    """One crawl: seconds, peak memory in MB, summary."""
    wanted = [word for name in SOURCES for word in ("--source", name)]
    words = [sys.executable, "-c", "from crawler.cli import main; main()", "crawl", *wanted, "--json"]
    env = {
        **os.environ,
        "FLOPSCOUT_HOME": str(home),
        "FLOPSCOUT_NETWORK__HOSTS": json.dumps(hosts),
        "FLOPSCOUT_NETWORK__DELAY_SECONDS": "0",
        "FLOPSCOUT_NETWORK__CONCURRENCY": "16",
    }
    begun = time.monotonic()
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, said = process.communicate()
    seconds = time.monotonic() - begun
    if not out.strip():
        sys.exit(said.decode(errors="replace"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    summary: dict[str, object] = json.loads(out)
    return seconds, peak, summary


def main() -> None:
    """Crawl twice and print the figures."""
    if not SHARED_DATA.is_dir():
        print(f"skipped: the shared data are not at {SHARED_DATA}")
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        begun = time.monotonic()
        subprocess.run(
            [sys.executable, "-c", "from crawler.cli import main; main()", "import", str(REFERENCE)],
            env={**os.environ, "FLOPSCOUT_HOME": folder},
            check=True,
            capture_output=True,
        )
        print(f"import of the reference: {time.monotonic() - begun:.1f} s")
        with serve() as hosts:
            first, peak, summary = crawl(home, hosts)
            second, _, again = crawl(home, hosts)
        requests = int(str(summary["requests"]))
        print(f"first crawl:  {first:.1f} s, {requests} requests ({requests / first:.0f}/s), peak {peak:.0f} MB")
        print(
            f"second crawl: {second:.1f} s, {second / first:.2f} of the first, {again['new_documents']} new documents"
        )
        print(f"models: {summary['models']}")
        print(f"failures: {len(list(summary['failures']))}")  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
