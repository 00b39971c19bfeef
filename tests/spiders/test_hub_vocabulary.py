"""The Hub's words in Epoch's."""

from __future__ import annotations

import csv

import pytest

from spiders.hub.vocabulary import FOLDER, accessibility_of, domain_of

EPOCH_DOMAINS = {
    "3D modeling", "Audio", "Biology", "Games", "Image generation", "Language", "Mathematics", "Multimodal", "Other",
    "Robotics", "Speech", "Video", "Vision",
}  # fmt: skip


@pytest.mark.parametrize(
    ("licence", "terms"),
    [
        ("apache-2.0", "unrestricted"),
        ("MIT", "unrestricted"),
        ("llama3.1", "restricted use"),
        ("gemma", "restricted use"),
        ("cc-by-nc-4.0", "non-commercial"),
        ("FLUX 1 dev non commercial license", "non-commercial"),
        ("acme-noncommercial-2", "non-commercial"),
        ("acme-research-only", "non-commercial"),
    ],
)
def test_accessibility(licence: str, terms: str) -> None:
    assert accessibility_of(licence) == f"Open weights ({terms})"


@pytest.mark.parametrize("licence", ["acme-1.0", "", "other", "incense-nc2"])
def test_unknown_licences_are_unknown(licence: str) -> None:
    assert accessibility_of(licence) is None


def test_domains() -> None:
    assert domain_of("text-generation") == "Language"
    assert domain_of("image-text-to-text") == "Multimodal,Language,Vision"
    assert domain_of("text-to-smell") is None


def test_all_tasks_lead_to_domains_of_epochs() -> None:
    with (FOLDER / "tasks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert set(row["domains"].split(",")) <= EPOCH_DOMAINS, row


def test_licences_are_listed_once_and_in_known_classes() -> None:
    with (FOLDER / "licences.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row["licence"] for row in rows]
    assert len(names) == len(set(names))
    assert all(name == name.lower() for name in names)
    assert {row["terms"] for row in rows} == {"unrestricted", "restricted use", "non-commercial"}
