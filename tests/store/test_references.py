"""Looking names up among imported models."""

from __future__ import annotations

import pytest

from crawler.store.database import Store
from crawler.store.references import ReferenceRow, References, store_references


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
