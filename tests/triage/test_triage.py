"""Every rule of triage, their order, and the queue's ranking."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records import Estimate, Facts, ModelContext, SourceRank, Status
from pipelines.estimation import estimate
from pipelines.triage import REASONS, TriageSubject, priority, triage, with_suggestions

PLAIN = TriageSubject(published="2025-01-01")


def known(flop: float, low: float, high: float, chance: float, *, disclosed: bool = True) -> Estimate:
    return Estimate(flop, low, high, {1e23: chance}, "Likely", "operations", disclosed)


ABOVE = known(1e24, 8e23, 1.2e24, 0.999)
BELOW = known(1e22, 8e21, 1.2e22, 0.001)
OPEN = known(1.2e23, 5e22, 3e23, 0.6)
GUESS_HIGH = known(5e24, 5e22, 5e26, 0.97, disclosed=False)
GUESS_LOW = known(1e22, 1e20, 1e24, 0.2, disclosed=False)


# 1. A person's decision stands.
@pytest.mark.parametrize("status", list(Status))
def test_a_decision_outranks_everything(status: Status) -> None:
    subject = replace(PLAIN, decision=status.value, reference_name="Listed", exclusion="quantisation", published="1999")
    verdict = triage(subject, BELOW)
    assert (verdict.status, verdict.reason) == (status, "decision")


def test_a_model_kept_in_the_queue_by_a_person_keeps_a_rank() -> None:
    assert triage(replace(PLAIN, decision="unconfirmed"), OPEN).priority > 0
    assert triage(replace(PLAIN, decision="below"), OPEN).priority == 0


def test_a_decision_that_is_no_status_is_refused() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        triage(replace(PLAIN, decision="perhaps"), OPEN)


# 2. References are linked, never queued.
@pytest.mark.parametrize(
    ("flop", "status"), [(1e24, Status.CONFIRMED), (1e22, Status.BELOW), (1e23, Status.BELOW), (None, Status.EXCLUDED)]
)
def test_a_listed_model_follows_its_reference(flop: float | None, status: Status) -> None:
    verdict = triage(replace(PLAIN, reference_name="Listed", reference_flop=flop, exclusion="quantisation"), OPEN)
    assert (verdict.status, verdict.reason, verdict.priority) == (status, "in_reference", 0)
    assert "'Listed'" in verdict.explanation


# 3. No candidates.
@pytest.mark.parametrize("code", ["quantisation", "adapter", "merge", "reupload", "product", "not_a_model"])
def test_copies_and_products_are_excluded_whatever_the_compute(code: str) -> None:
    with_added = replace(ABOVE, added_flop=1e24, p_added_above_threshold=1.0)
    verdict = triage(replace(PLAIN, exclusion=code, exclusion_detail="name ends in GGUF"), with_added)
    assert (verdict.status, verdict.reason) == (Status.EXCLUDED, code)
    assert "(name ends in GGUF)" in verdict.explanation


def test_an_exclusion_of_unknown_code_is_kept_and_shown() -> None:
    verdict = triage(replace(PLAIN, exclusion="mystery"), ABOVE)
    assert (verdict.status, verdict.reason) == (Status.EXCLUDED, "excluded_by_source")
    assert "mystery" in verdict.explanation


@pytest.mark.parametrize("subject", [replace(PLAIN, exclusion="finetune"), replace(PLAIN, is_derivative=True)])
class TestDerivatives:
    def test_with_nothing_disclosed_about_the_stage_it_is_excluded(self, subject: TriageSubject) -> None:
        verdict = triage(subject, ABOVE)
        assert (verdict.status, verdict.reason) == (Status.EXCLUDED, "finetune")
        assert "Nothing is disclosed about the added stage" in verdict.explanation

    def test_with_surely_little_added_it_is_excluded(self, subject: TriageSubject) -> None:
        verdict = triage(subject, replace(ABOVE, added_flop=1e21, p_added_above_threshold=0.05))
        assert (verdict.status, verdict.reason) == (Status.EXCLUDED, "finetune")
        assert "about 1e21 FLOP" in verdict.explanation

    def test_with_much_added_it_goes_on_like_any_model(self, subject: TriageSubject) -> None:
        verdict = triage(subject, replace(ABOVE, added_flop=5e23, p_added_above_threshold=0.06))
        assert (verdict.status, verdict.reason) == (Status.CONFIRMED, "known_above")

    def test_without_estimate_it_is_excluded(self, subject: TriageSubject) -> None:
        assert triage(subject, None).reason == "finetune"


def test_a_developers_own_next_release_is_not_excluded_for_silence() -> None:
    subject = replace(PLAIN, is_derivative=True, same_developer=True)
    assert triage(subject, GUESS_HIGH).reason == "undisclosed"
    little = replace(ABOVE, added_flop=1e21, p_added_above_threshold=0.01)
    assert triage(subject, little).reason == "finetune"
    assert triage(replace(subject, exclusion="finetune"), GUESS_HIGH).reason == "finetune"


def test_derivatives_from_facts_to_verdict() -> None:
    def verdict(tokens: float | None) -> str:
        facts = Facts(parameters=70e9, tokens=tokens, base_model="base", base_model_flop=6e24)
        return triage(replace(PLAIN, is_derivative=True), estimate(facts, ModelContext(published="2025"))).reason

    assert verdict(None) == "finetune"
    assert verdict(1e9) == "finetune"
    assert verdict(2e12) == "known_above"


def test_candidates_are_sought_from_a_year_on() -> None:
    verdict = triage(replace(PLAIN, published="2019-12-31"), ABOVE, earliest_year=2020)
    assert (verdict.status, verdict.reason) == (Status.EXCLUDED, "too_early")
    assert triage(replace(PLAIN, published="2020-01-01"), ABOVE, earliest_year=2020).status is Status.CONFIRMED


# 4. Disclosed facts.
@pytest.mark.parametrize(
    ("chance", "status", "reason"),
    [
        (0.95, Status.CONFIRMED, "known_above"),
        (0.949, Status.UNCONFIRMED, "known_uncertain"),
        (0.051, Status.UNCONFIRMED, "known_uncertain"),
        (0.05, Status.BELOW, "known_below"),
    ],
)
def test_disclosed_facts_decide_where_they_are_sure(chance: float, status: Status, reason: str) -> None:
    verdict = triage(PLAIN, known(1e23, 5e22, 2e23, chance))
    assert (verdict.status, verdict.reason) == (status, reason)


def test_disclosed_facts_decide_old_and_small_models_too() -> None:
    assert triage(replace(PLAIN, published="2021-05", parameters=1e9), ABOVE).status is Status.CONFIRMED


# 5. Undisclosed compute.
def test_a_prior_alone_never_confirms() -> None:
    verdict = triage(PLAIN, replace(GUESS_HIGH, p_above={1e23: 1.0}))
    assert (verdict.status, verdict.reason) == (Status.UNCONFIRMED, "undisclosed")
    assert verdict.priority > 0


@pytest.mark.parametrize("published", ["2020", "2021-12-31"])
def test_old_undisclosed_models_are_below(published: str) -> None:
    verdict = triage(replace(PLAIN, published=published), GUESS_HIGH)
    assert (verdict.status, verdict.reason) == (Status.BELOW, "too_old_unknown")


def test_models_of_2022_and_of_unknown_date_are_queued() -> None:
    assert triage(replace(PLAIN, published="2022-01-01"), GUESS_LOW).status is Status.UNCONFIRMED
    assert triage(replace(PLAIN, published=None), GUESS_LOW).status is Status.UNCONFIRMED


@pytest.mark.parametrize(
    ("parameters", "datapoints", "chance", "reason"),
    [
        (2.9e9, None, 0.49, "small_undisclosed"),
        (2.9e9, None, 0.5, "undisclosed"),
        (3e9, None, 0.01, "undisclosed"),
        (None, 9.9e9, 0.2, "small_undisclosed"),
        (None, 1e10, 0.2, "undisclosed"),
        (70e9, 1e9, 0.2, "small_undisclosed"),
        (None, None, 0.01, "undisclosed"),
    ],
)
def test_small_undisclosed_models(
    parameters: float | None, datapoints: float | None, chance: float, reason: str
) -> None:
    subject = replace(PLAIN, parameters=parameters, datapoints=datapoints)
    assert triage(subject, replace(GUESS_LOW, p_above={1e23: chance})).reason == reason


def test_without_an_estimate_a_model_is_queued() -> None:
    verdict = triage(PLAIN, None)
    assert (verdict.status, verdict.reason) == (Status.UNCONFIRMED, "undisclosed")


# The queue's ranking.
def test_priority_grows_with_each_of_its_four_factors() -> None:
    base = replace(PLAIN, best_source_rank=SourceRank.NEWS, first_seen_is_new=False)
    lowest = priority(base, GUESS_LOW, 1e23)
    assert priority(base, replace(GUESS_LOW, p_above={1e23: 0.4}), 1e23) > lowest
    assert priority(base, replace(GUESS_LOW, high=1e26), 1e23) > lowest
    assert priority(replace(base, first_seen_is_new=True), GUESS_LOW, 1e23) == pytest.approx(2 * lowest)
    ranks = [priority(replace(base, best_source_rank=rank), GUESS_LOW, 1e23) for rank in SourceRank]
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) == len(ranks)


def test_other_thresholds_are_read_off_the_interval() -> None:
    assert triage(PLAIN, ABOVE, threshold=1e22).status is Status.CONFIRMED
    assert triage(PLAIN, ABOVE, threshold=1e25).status is Status.BELOW


optional_text = st.none() | st.text(max_size=8)
subjects = st.builds(
    TriageSubject,
    decision=st.none() | st.sampled_from(Status),
    reference_name=optional_text,
    reference_flop=st.none() | st.floats(1e10, 1e28),
    exclusion=optional_text,
    is_derivative=st.booleans(),
    published=optional_text | st.dates().map(str),
    parameters=st.none() | st.floats(),
    datapoints=st.none() | st.floats(),
    best_source_rank=st.sampled_from(SourceRank),
    first_seen_is_new=st.booleans(),
)


@settings(deadline=None)
@given(subjects, st.none() | st.sampled_from([ABOVE, BELOW, OPEN, GUESS_HIGH, GUESS_LOW]), st.floats(1e18, 1e28))
def test_every_subject_gets_a_reasoned_verdict(
    subject: TriageSubject, figure: Estimate | None, threshold: float
) -> None:
    verdict = triage(subject, figure, threshold=threshold)
    assert verdict.reason in REASONS
    assert verdict.explanation.endswith(".")
    assert 0 <= verdict.priority <= 1
    assert verdict.priority == 0 or verdict.status is Status.UNCONFIRMED
    if subject.reference_name and not subject.decision:
        assert verdict.status is not Status.UNCONFIRMED


# 6. What a language model suggested can only bring a model before a person.
@pytest.mark.parametrize("possible", [ABOVE, BELOW, OPEN])
def test_suggestions_leave_the_status_of_a_queued_model(possible: Estimate) -> None:
    firm = triage(PLAIN, GUESS_HIGH)
    verdict = with_suggestions(firm, triage(PLAIN, possible), PLAIN, possible)
    assert (verdict.status, verdict.reason) == (Status.UNCONFIRMED, firm.reason)
    assert verdict.explanation.startswith(firm.explanation)
    assert "Suggested claims, checked by nobody" in verdict.explanation
    assert verdict.priority >= firm.priority


@pytest.mark.parametrize("possible", [ABOVE, OPEN])
def test_suggestions_bring_back_what_would_be_left_out(possible: Estimate) -> None:
    old = replace(PLAIN, published="2021-01-01")
    firm = triage(old, GUESS_LOW)
    verdict = with_suggestions(firm, triage(old, possible), old, possible)
    assert (firm.status, verdict.status, verdict.reason) == (Status.BELOW, Status.UNCONFIRMED, "suggested")
    assert 0 < verdict.priority <= 1


@pytest.mark.parametrize(
    ("subject", "estimate_read"),
    [
        (PLAIN, ABOVE),
        (replace(PLAIN, decision="excluded"), GUESS_HIGH),
        (replace(PLAIN, decision="unconfirmed"), GUESS_HIGH),
        (replace(PLAIN, reference_name="Listed", reference_flop=1e22), GUESS_HIGH),
    ],
)
@pytest.mark.parametrize("possible", [ABOVE, BELOW, OPEN])
def test_suggestions_change_nothing_that_is_settled(
    subject: TriageSubject, estimate_read: Estimate, possible: Estimate
) -> None:
    firm = triage(subject, estimate_read)
    assert with_suggestions(firm, triage(subject, possible), subject, possible) == firm


def test_suggestions_that_disclose_nothing_or_stay_below_change_nothing() -> None:
    firm = triage(PLAIN, BELOW)
    assert with_suggestions(firm, triage(PLAIN, BELOW), PLAIN, BELOW) == firm
    queued = triage(PLAIN, GUESS_HIGH)
    assert with_suggestions(queued, queued, PLAIN, GUESS_HIGH) == queued


@pytest.mark.parametrize(
    ("parameters", "is_known", "status"),
    [
        (4e9, False, Status.BELOW),
        (4e9, True, Status.UNCONFIRMED),
        (6e9, False, Status.UNCONFIRMED),
        (None, False, Status.UNCONFIRMED),
    ],
)
def test_a_small_undisclosed_model_of_a_developer_nobody_knows_is_below(
    parameters: float | None, is_known: bool, status: Status
) -> None:
    subject = replace(PLAIN, parameters=parameters, developer_is_known=is_known)
    assert triage(subject, GUESS_HIGH).status is status


def test_what_is_disclosed_counts_whoever_made_it() -> None:
    subject = replace(PLAIN, parameters=4e9, developer_is_known=False)
    assert triage(subject, ABOVE).status is Status.CONFIRMED
