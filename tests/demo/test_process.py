"""The little web as a subprocess: its address, its options, and its end."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from datetime import date
from pathlib import Path

import httpx
import pytest

from crawler.demo.faults import Fault, FaultMode
from crawler.demo.process import DemoServerError, start_demo_server

COLUMNS = (
    "name,provider,parameters_raw,architecture,pipeline_tag,hf_downloads,hf_likes,release_date,license,languages,"
    "format,num_experts\n"
)
ROWS = """a/one,a,7000000000,llama,text-generation,500,3,2025-02-01,mit,"[""en""]",safetensors,
b/two-GGUF,b,,mixtral,unknown,,,,,,gguf,8
"""


def test_the_block_ends_the_server() -> None:
    with start_demo_server(faults=[]) as server:
        assert server.hosts == {"*": f"{server.base_url}/_"}
        assert httpx.get(f"{server.base_url}/_/models.dev/models.json", trust_env=False).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.base_url, trust_env=False)


def test_options_reach_the_server(tmp_path: Path) -> None:
    catalogue = tmp_path / "models.csv"
    catalogue.write_text(COLUMNS + ROWS, encoding="utf-8")
    fault = Fault(FaultMode.UNAVAILABLE, path="/robots.txt")
    with start_demo_server(faults=[fault], catalogue=catalogue) as server:
        hub = f"{server.base_url}/_/huggingface.co"
        rows = httpx.get(f"{hub}/api/models?sort=downloads&expand=safetensors", trust_env=False).json()
        sizes = [(row["id"], row.get("safetensors", {}).get("total")) for row in rows]
        assert sizes == [("a/one", 7e9), ("b/two-GGUF", None)]
        assert httpx.get(f"{hub}/robots.txt", trust_env=False).status_code == 503


def test_an_earlier_day_shows_less() -> None:
    with start_demo_server(until=date(2025, 6, 30)) as server:
        hub = f"{server.base_url}/_/huggingface.co"
        rows = httpx.get(f"{hub}/api/models?sort=createdAt&limit=1000", trust_env=False).json()
        assert rows
        assert max(row["createdAt"] for row in rows) < "2025-07-01"
        feed = httpx.get(f"{server.base_url}/_/www.36kr.com/feed", trust_env=False)
        assert feed.status_code == 200
        assert "<item>" not in feed.text


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(DemoServerError, match="No such file"),
        start_demo_server(catalogue=tmp_path / "missing.csv") as server,
    ):
        pytest.fail(f"it started at {server.base_url}")


@pytest.mark.parametrize("faults", ['[{"mode": "explode"}]', "[1]", "{", '{"mode": "drop"}'])
def test_wrong_faults_are_refused_in_one_line(faults: str) -> None:
    command = [sys.executable, "-m", "crawler.demo.server", "--faults", faults]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("demo server: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_killed_parent_leaves_no_server() -> None:
    script = (
        "import os, signal, sys\n"
        "from crawler.demo.process import start_demo_server\n"
        "with start_demo_server(faults=[]) as server:\n"
        "    print(server.pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return  # it is gone already
        try:
            ended, _, _ = select.select([descriptor], [], [], 20)
        finally:
            os.close(descriptor)
    assert ended, "the server outlived its parent"


def test_the_first_line_is_the_address() -> None:
    command = [sys.executable, "-m", "crawler.demo.server", "--port", "0"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        assert said["base_url"].startswith("http://127.0.0.1:")
        process.stdin.close()
        assert process.wait(60) == 0
