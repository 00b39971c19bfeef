from __future__ import annotations

import pytest

from crawler.analysis.access import (
    Access,
    AccessFacts,
    Sharing,
    classify_access,
    read_access,
    read_is_open,
    read_sharing,
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (AccessFacts(weights=True, licences=("apache-2.0",)), Access.UNRESTRICTED),
        (AccessFacts(weights=True, licences=("llama3.1",)), Access.RESTRICTED),
        (AccessFacts(weights=True, licences=("cc-by-nc-4.0",)), Access.NON_COMMERCIAL),
        (AccessFacts(weights=True, licences=("apache-2.0", "cc-by-nc-4.0")), Access.NON_COMMERCIAL),
        (AccessFacts(weights=True, licences=("mit",), api=True, hosted=True), Access.UNRESTRICTED),
        (AccessFacts(weights=False, api=True), Access.API),
        (AccessFacts(weights=False, api=False, hosted=True), Access.HOSTED),
        (AccessFacts(weights=False, api=False, hosted=False), Access.UNRELEASED),
    ],
)
def test_the_six_classes_follow_from_facts(facts: AccessFacts, expected: Access) -> None:
    assert classify_access(facts) is expected


@pytest.mark.parametrize(
    "facts",
    [
        AccessFacts(),
        AccessFacts(api=True),
        AccessFacts(weights=True),
        AccessFacts(weights=True, licences=("mit", "a licence nobody has heard of")),
        AccessFacts(weights=False),
        AccessFacts(weights=False, hosted=True),
        AccessFacts(weights=False, api=False),
    ],
)
def test_what_leaves_a_doubt_stays_unknown(facts: AccessFacts) -> None:
    assert classify_access(facts) is None


@pytest.mark.parametrize("access", list(Access))
def test_every_class_reads_back_in_any_case_and_punctuation(access: Access) -> None:
    assert read_access(access.value) is access
    assert read_access(access.value.upper().replace("-", " ").replace("(", " ")) is access
    assert read_is_open(access.value) is access.value.startswith("Open weights")


def test_plain_words_say_open_or_closed_without_a_class() -> None:
    assert (read_is_open("Open"), read_is_open("closed"), read_is_open("Proprietary")) == (True, False, False)
    assert read_access("Open") is None
    assert read_is_open("open to discussion") is None
    assert read_is_open("") is None


def test_code_and_data_have_the_same_kind_of_scale() -> None:
    assert [read_sharing(sharing.value) for sharing in Sharing] == list(Sharing)
    assert read_sharing("Open access (restricted use)") is Sharing.RESTRICTED
    assert read_sharing("maybe") is None
