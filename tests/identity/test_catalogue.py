"""The tables of facts about families, architectures, counts and accounts, and the script that collects counts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.identity.catalogue import architectures, families, families_in, mirrors, releases_near
from pipelines.identity.collect_releases import collect, main
from pipelines.identity.organizations import canonical_organization, organization_of_hub_account


def test_families_belong_to_known_developers_and_to_known_families() -> None:
    for family in families().values():
        assert canonical_organization(family.organization) == family.organization, family.word
        assert family.counted_with in families(), family.word


def test_no_mirror_publishes_an_architecture_of_its_own() -> None:
    publishing = {account for entry in architectures().values() for account in entry.accounts}
    assert publishing & mirrors() == set()


def test_architectures_have_sizes_in_order() -> None:
    for entry in architectures().values():
        assert entry.sizes == tuple(sorted(entry.sizes)), entry.model_type
        assert all(1e8 < size < 1e13 for size in entry.sizes), entry.model_type


def test_families_are_found_as_whole_words_of_letters() -> None:
    assert [family.word for family in families_in("Some-Llama3-gpt-oss-T5-Optimal")] == ["llama", "gpt-oss", "t5"]


def test_only_the_earliest_developer_of_a_count_is_first() -> None:
    holders = list(releases_near(7615616512, 1.0))
    assert len(holders) > 1
    assert [release.model_type for release in holders if release.is_first] == ["qwen2"]


@pytest.mark.parametrize("tolerance", [1.0, 1.0002, 1.01])
def test_releases_near_a_count_are_within_the_tolerance(tolerance: float) -> None:
    found = releases_near(8030261248, tolerance)
    assert found
    assert all(1 / tolerance <= release.parameters / 8030261248 <= tolerance for release in found)


ROWS = [
    ("Qwen/Qwen9-7B", "qwen9", "7000000001", "gguf", "2026-01-02"),
    ("Qwen/Qwen9-7B-Chat", "qwen9", "7000000001", "gguf", "2026-01-01"),
    ("Qwen/Qwen9-7B-AWQ", "qwen9", "1900000001", "awq", "2026-01-02"),
    ("Qwen/Qwen9-7B-Eagle3", "qwen9", "1200000001", "gguf", "2026-01-02"),
    ("Qwen/Estimated", "qwen9", "7000000000", "gguf", "2026-01-02"),
    ("Qwen/Small", "qwen9", "600000001", "gguf", "2026-01-02"),
    ("Qwen/Unknown", "unknown", "7000000001", "gguf", "2026-01-02"),
    ("somebody/Qwen9-7B", "qwen9", "7000000003", "gguf", "2026-01-02"),
]
COLUMNS = ("name", "architecture", "parameters_raw", "format", "release_date")


def test_counts_of_known_developers_are_collected(tmp_path: Path) -> None:
    assert organization_of_hub_account("somebody") is None
    catalogue, output = tmp_path / "catalogue.csv", tmp_path / "releases.csv"
    with catalogue.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *ROWS])
    found = collect(dict(zip(COLUMNS, row, strict=True)) for row in ROWS)
    assert list(found) == [("qwen9", 7000000001)]
    assert main([str(catalogue), "--output", str(output)]) == 0
    assert output.read_text(encoding="utf-8") == (
        "model_type,parameters,accounts,created\nqwen9,7000000001,Qwen,2026-01-01\n"
    )
