from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.analysis.benchmarks import LeftOut, Score, benchmark_lags, benchmarks_of, read_scores
from crawler.analysis.combine import study_benchmarks
from crawler.analysis.tables import Table, TableError, parse_table

FILE = """System,Date,Open/Closed,Training compute (FLOP),Exam,Elo,Notes
Closed one,2022-01-01,Closed,,0.60,1100,
Open near,2022-07-02,Open,,0.592,1150,0.5
Open far,2022-03-01,Open,,0.591,1050,
Closed two,2023-01-01,Closed,,0.80,1300,
"""


def score(day: int, value: float, name: str, is_open: bool, flop: float | None = None) -> Score:
    return Score(day, value, name, is_open, flop)


def table(text: str = FILE) -> Table:
    return parse_table(text.encode(), "scores.csv")


def test_an_error_rate_two_per_cent_higher_still_matches() -> None:
    found = study_benchmarks([table()], np.array([10.0]))
    (part,) = found.benchmarks
    assert part.benchmark == "Exam"
    # 182 days after; an error of 0.408 is 2 % above 0.4, 0.409 is more.
    assert [(lag.closed, lag.open) for lag in part.lags] == [("Closed one", "Open near")]
    assert part.lags[0].months == pytest.approx(182 / 365 * 12)
    assert part.not_matched == ("Closed two",)
    assert found.combined is not None
    assert found.combined.mean == pytest.approx((10 + 182 / 365 * 12) / 2)


def test_the_tolerance_is_a_choice() -> None:
    found = study_benchmarks([table()], np.array([10.0]), tolerance=0.03)
    assert [lag.open for lag in found.benchmarks[0].lags] == ["Open far"]


def test_a_small_step_sets_no_state_of_the_art() -> None:
    scores = [
        score(1, 0.5, "C1", False),
        score(2, 0.51, "C2", False),
        score(3, 0.6, "C3", False),
        score(9, 0.7, "O", True),
    ]
    assert [lag.closed for lag in benchmark_lags("x", scores).lags] == ["C1", "C3"]
    assert [lag.closed for lag in benchmark_lags("x", scores, margin=0.0).lags] == ["C1", "C2", "C3"]


def test_a_closed_model_behind_an_open_one_sets_none_either() -> None:
    scores = [score(1, 0.8, "Early open", True), score(2, 0.6, "Closed", False), score(9, 0.7, "Open", True)]
    assert benchmark_lags("x", scores).lags == ()


def test_a_variant_under_the_date_and_compute_of_its_base_does_not_count() -> None:
    scores = [
        score(1, 0.3, "Base", True, 1e22), score(1, 0.9, "Base-tuned-later", True, 1e22),
        score(5, 0.6, "Closed", False), score(30, 0.6, "Open", True, 1e22),
    ]  # fmt: skip
    found = benchmark_lags("x", scores)
    assert [lag.open for lag in found.lags] == ["Open"]
    assert [(signal.subject, signal.kind) for signal in found.left_out] == [("Base-tuned-later", LeftOut.VARIANT)]


@given(
    st.lists(
        st.builds(
            Score,
            day=st.integers(1, 50),
            value=st.floats(0, 1),
            name=st.text("ab", max_size=2),
            is_open=st.booleans(),
            flop=st.sampled_from([None, 1e22, 1e23]),
        ),
        max_size=30,
    )
)
def test_lags_are_never_negative_and_do_not_depend_on_the_order_of_rows(scores: list[Score]) -> None:
    found = benchmark_lags("x", scores)
    assert all(lag.months >= 0 for lag in found.lags)
    backwards = benchmark_lags("x", scores[::-1])
    assert [lag.months for lag in found.lags] == [lag.months for lag in backwards.lags]


def test_percentages_are_shares() -> None:
    text = FILE.replace("0.60", "60%").replace("0.592", "59.2").replace("0.591", "59.1").replace("0.80", "80")
    shares = {s.name: s.value for s in read_scores(table(text), "Exam")[0]}
    assert shares == pytest.approx({"Closed one": 0.6, "Open near": 0.592, "Open far": 0.591, "Closed two": 0.8})


def test_rows_without_a_date_or_access_are_signalled() -> None:
    text = FILE + "Chance,,,,0.25,,\nLate,someday,Open,,0.9,,\nOdd,2023-01-01,Open,,high,,\n"
    scores, unread = read_scores(table(text), "Exam")
    assert len(scores) == 4
    assert [signal.subject for signal in unread] == ["Chance", "Late", "Odd"]
    assert unread[0].detail == "Exam, line 6"


def test_which_columns_are_benchmarks() -> None:
    assert benchmarks_of(table()) == ("Exam",)
    assert benchmarks_of(table(FILE.replace("Exam", "MMLU"))) == ("MMLU",)
    assert benchmarks_of(table(FILE.replace("Exam", "mmlu")), ["MMLU"]) == ("mmlu",)
    with pytest.raises(TableError, match="'Elo' has no scores between"):
        benchmarks_of(table(), ["Elo"])
    with pytest.raises(TableError, match=r"no column 'BBH' in scores\.csv"):
        study_benchmarks([table()], np.array([1.0]), wanted=["Exam", "BBH"])


def test_results_of_one_benchmark_in_two_files_are_taken_together() -> None:
    header, *rows = FILE.splitlines()
    parts = [table("\n".join([header, row])) for row in rows]
    apart, together = (
        study_benchmarks(parts, np.array([1.0]), wanted=["Exam"]),
        study_benchmarks([table()], np.array([1.0])),
    )
    assert apart.benchmarks == together.benchmarks


def test_dates_are_those_of_the_file() -> None:
    assert read_scores(table(), "Exam")[0][0].day == date(2022, 1, 1).toordinal()
