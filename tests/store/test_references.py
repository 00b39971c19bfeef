"""Looking names up among imported models."""

from __future__ import annotations

import pytest

from crawler.store.database import Store
from crawler.store.references import ReferenceRow, References, SharedReferences, store_references


@pytest.fixture
def references(store: Store) -> References:
    rows = [
        ReferenceRow(
            "Zephyria-1", "Zephyr Labs", "2025-03-01", 314e9, 3e24, ("zephyr/zephyria-1",), {"Model": "Zephyria-1"}
        ),
        ReferenceRow("Borealis", "North", "2025-04-01", None, None, (), {"Model": "Borealis"}),
    ]
    with store.write() as connection:
        assert store_references(connection, "test", rows) == (2, 0)
    return References(store.connection)


def test_by_repository_and_by_name(references: References) -> None:
    by_repository = references.find(["x"], organization=None, parameters=None, repositories=["Zephyr/Zephyria-1"])
    by_name = references.find(["zephyria 1"], organization="Zephyr Labs", parameters=314e9)
    assert by_repository is not None
    assert by_name is not None
    assert by_repository.name == by_name.name == "Zephyria-1"
    assert by_name.compute_flop == 3e24


def test_a_copy_by_another_account_is_known_whatever_its_size(references: References) -> None:
    found = references.find(
        ["zephyria-1"], organization="Somebody", parameters=36e9, repositories=["somebody/zephyria-1"]
    )
    assert found is not None
    assert "another account" in found.reason


def test_a_bare_brand_in_another_account_is_not(references: References) -> None:
    assert references.find(["x"], organization="Somebody", parameters=7e9, repositories=["somebody/borealis-x"]) is None


def test_another_size_is_another_model(references: References) -> None:
    assert references.find(["Zephyria-1 7B"], organization="Zephyr Labs", parameters=7e9) is None


def test_a_sized_model_is_not_one_that_its_bare_name_means(references: References) -> None:
    """Whoever says "Borealis" of Borealis 32B does not make it the Borealis whose size nobody knows."""
    assert references.find(["Borealis 32B", "Borealis"], organization="North", parameters=32e9) is None
    found = references.find(["Borealis", "borealis"], organization="North", parameters=None)
    assert found is not None


def test_a_bare_name_counts_where_the_size_is_the_same(references: References) -> None:
    assert references.find(["Zephyria-1-Chat-310B", "Zephyria-1"], organization=None, parameters=None) is not None
    assert references.find(["Zephyria-1-Chat-7B", "Zephyria-1"], organization=None, parameters=None) is None


def test_a_row_of_the_repositorys_name_outranks_one_that_links_to_it(store: Store) -> None:
    rows = [
        ReferenceRow("Heron-7B", "Lab", "2024-02-01", 7e9, None, (), {"Domain": "Language"}),
        ReferenceRow("Heron 1.7-7B", "Lab", "2024-04-01", 7e9, None, ("lab/heron-7b",), {"Domain": "Language"}),
    ]
    with store.write() as connection:
        store_references(connection, "test", rows)
    found = References(store.connection).find(
        ["Heron-7B"], organization="Lab", parameters=7e9, repositories=["lab/Heron-7B"]
    )
    assert found is not None
    assert found.name == "Heron-7B"


@pytest.mark.parametrize(("domain", "is_found"), [("Language", False), ("Language,Vision", True), ("", True)])
def test_a_name_that_sees_is_no_model_of_text_alone(store: Store, domain: str, is_found: bool) -> None:
    with store.write() as connection:
        row = ReferenceRow("Heron 12B", "Lab", "2024-02-01", 12e9, None, (), {"Domain": domain})
        store_references(connection, "test", [row])
    found = References(store.connection).find(["Heron 12B Vision"], organization="Lab", parameters=12e9)
    assert (found is not None) is is_found


def test_shared_references_are_read_anew_only_where_they_have_changed(store: Store) -> None:
    shared = SharedReferences()
    before = shared.of(store.connection)
    assert shared.of(store.connection) is before
    entry = ReferenceRow("Tempestia 30B", "Zephyr Labs", "2026-01-01", 30e9, 1e24, (), {"Model": "Tempestia 30B"})
    with store.write() as connection:
        store_references(connection, "one", [entry])
    after = shared.of(store.connection)
    assert (before.count, after.count) == (0, 1)
    with store.write() as connection:
        store_references(connection, "one", [entry])
    assert shared.of(store.connection) is after
    with store.write() as connection:
        connection.execute("DELETE FROM reference_models")
    assert shared.of(store.connection).count == 0
