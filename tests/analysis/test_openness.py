from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from crawler.analysis.benchmarks import Score
from crawler.analysis.catalogue import Model, read_catalogue
from crawler.analysis.level_cost import cost_of_level, price_trend
from crawler.analysis.openness import (
    accessibility_by_year,
    has_developer,
    leaders_by_developer,
    licences_by_year,
    publication_by_year,
    sectors_by_year,
    sharing_by_year,
)
from crawler.analysis.openness_report import Choices, report
from crawler.analysis.publication import publication_type
from crawler.analysis.score_models import compare_factors
from crawler.analysis.selection import Selection
from crawler.analysis.tables import TableError, parse_table
from crawler.analysis.tabulation import Tabulation

TEXT = """Model,Publication date,Model accessibility,Organization categorization,Training code accessibility,Link
A,2019-02-01,Open weights (unrestricted),"Academia,Industry",Open source,https://arxiv.org/abs/1
B,2019-05-01,Unreleased,Industry,Unreleased,https://example.com/b
C,2019,,Academia,,
D,2020-01-01,Open weights (non-commercial),Academia,Open (non-commercial),https://openaccess.thecvf.com/d
E,2020-02-01,API access,Industry,,https://huggingface.co/e
"""


def models(text: str = TEXT) -> tuple[Model, ...]:
    return read_catalogue(parse_table(text.encode(), "t.csv")).models


def row(table: Tabulation, *key: object) -> dict[str, object]:
    (found,) = (found for found in table.rows if found[: len(key)] == key)
    return dict(zip(table.columns, found, strict=True))


def test_classes_and_shares_by_year() -> None:
    table = accessibility_by_year(models())
    first, second = row(table, 2019), row(table, 2020)
    assert (first["models"], first["known"], first["Unreleased"], first["open share"]) == (3, 2, 1, 0.5)
    assert (second["API access"], second["Open weights (non-commercial)"]) == (1, 1)
    assert second["cumulative open share"] == 0.5
    assert "known of 4 of 5" in table.meaning


def test_years_before_the_first_shown_still_count_in_the_cumulative_share() -> None:
    only = accessibility_by_year(
        models(TEXT.replace("D,2020-01-01,Open weights (non-commercial)", "D,2020-01-01,Unreleased")), 2020
    )
    assert [found[0] for found in only.rows] == [2020]
    assert row(only, 2020)["cumulative open share"] == 0.25


def test_limited_licences_by_year() -> None:
    table = licences_by_year(models())
    assert row(table, 2019)["limited of open"] == 0.0
    assert (row(table, 2020)["limited of known"], row(table, 2020)["limited of open"]) == (0.5, 1.0)


def test_a_model_counts_for_each_sector_that_takes_part() -> None:
    table = sectors_by_year(models())
    assert (row(table, 2019, "Academia")["models"], row(table, 2019, "Academia")["open share"]) == (2, 1.0)
    assert (row(table, 2019, "Industry")["models"], row(table, 2019, "Industry")["open share"]) == (2, 0.5)


def test_code_and_data_by_year() -> None:
    table = sharing_by_year(models(), "training code", lambda model: model.code)
    assert table.name == "training_code_by_year"
    assert row(table, 2019)["shared"] == 0.5
    assert row(table, 2020)["Open (non-commercial)"] == 1


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("https://arxiv.org/abs/1", "preprint"),
        ("https://www.biorxiv.org/content/1", "preprint"),
        ("https://openaccess.thecvf.com/x", "journal or proceedings"),
        ("https://huggingface.co/a/b", "repository"),
        ("https://example.com/blog", "web page"),
        ("https://notarxiv.org/", "web page"),
        ("nonsense", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_where_a_link_leads(link: str, kind: str | None) -> None:
    assert publication_type(link) == kind


def test_publication_by_year() -> None:
    table = publication_by_year(models())
    assert row(table, 2019, "preprint")["open share"] == 1.0
    assert row(table, 2019, "web page")["share of year"] == pytest.approx(1 / 3, abs=1e-4)


def test_a_developer_is_found_as_a_word_and_by_its_catalogue_name() -> None:
    assert has_developer(["Somebody", "Google Brain"], ["Google"])
    assert has_developer(["Facebook AI Research"], ["Meta"])
    assert not has_developer(["Metaphor University"], ["Meta"])
    assert not has_developer(["Google"], [])


def test_leaders_without_a_big_developer() -> None:
    selected = [
        Model("1", is_open=True, organizations=("Small Lab",)), Model("2", is_open=True, organizations=("OpenAI",)),
        Model("3", is_open=True), Model("4", is_open=False, organizations=("Small Lab",)),
    ]  # fmt: skip
    table = leaders_by_developer(selected, 10, ["OpenAI"])
    assert row(table, "open") == {
        "access": "open", "models": 3, "developer known": 2, "outside": 1, "share outside": 0.5,
    }  # fmt: skip
    assert row(table, "closed")["share outside"] == 1.0


def scores(open_bonus: float, yearly: float, count: int = 60) -> list[Score]:
    numbers = np.random.default_rng(3)
    found = []
    for number in range(count):
        flop, years, is_open = 10 ** numbers.uniform(21, 25), numbers.uniform(0, 4), bool(number % 2)
        odds = 0.6 * (np.log10(flop) - 23) + open_bonus * is_open + yearly * years + numbers.normal(0, 0.1)
        found.append(
            Score(int(737000 + 365 * years), float(1 / (1 + np.exp(-odds))), f"m{number}", is_open, float(flop))
        )
    return found


@pytest.mark.parametrize(
    ("open_bonus", "yearly", "best"),
    [(0.0, 0.0, "compute"), (0.8, 0.0, "compute and openness"), (0.0, 0.4, "compute and date")],
)
def test_the_factors_that_made_the_scores_are_preferred(open_bonus: float, yearly: float, best: str) -> None:
    table = compare_factors("Exam", scores(open_bonus, yearly), 0)
    by_bic = min(table.rows, key=lambda found: float(found[2] or 0))
    assert by_bic[0] == best
    fullest = row(table, "compute, openness and date")
    assert fullest["compute"] == pytest.approx(0.6, abs=0.05)
    assert fullest["open"] == pytest.approx(open_bonus, abs=0.1)
    assert fullest["date"] == pytest.approx(yearly, abs=0.05)


def test_too_few_scores_or_a_factor_that_does_not_vary_are_left_out() -> None:
    assert compare_factors("Exam", scores(0, 0, 9), 0).rows == ()
    all_open = [score._replace(is_open=True) for score in scores(0, 0)]
    assert [found[0] for found in compare_factors("Exam", all_open, 0).rows] == ["compute", "compute and date"]


def test_the_cost_of_a_level_falls_with_compute_and_with_its_price() -> None:
    day = date(2020, 1, 1).toordinal()
    priced = [Model(str(n), day=day + 365 * n, flop=1e20 * 2**n, cost_usd=100.0) for n in range(12)]
    trend = price_trend(priced)
    assert trend is not None
    assert trend.growth == pytest.approx(2.0)
    results = [
        Score(day, 0.6, "First", False, 1e22), Score(day + 365, 0.7, "Dearer", True, 2e22),
        Score(day + 730, 0.65, "Cheaper", True, 4e21), Score(day + 730, 0.5, "Too weak", True, 1e20),
        Score(day + 800, 0.9, "Unknown", True, None),
    ]  # fmt: skip
    table = cost_of_level("Exam", results, trend, levels=(0.6,))
    assert [list(found[2:3] + found[5:]) for found in table.rows] == [
        ["First", 1e22, pytest.approx(10_000)], ["Cheaper", 4e21, pytest.approx(1_000)],
    ]  # fmt: skip
    without = cost_of_level("Exam", results, price_trend(priced[:5]), levels=(0.6,))
    assert [found[6] for found in without.rows] == [None, None]
    assert "too few costs" in without.meaning


def test_a_report_says_what_the_data_cannot_give() -> None:
    catalogue = read_catalogue(parse_table(b"name,published,access\nA,2020-01-01,Open\n", "t.csv"))
    found = report(catalogue.models, catalogue.lacking, [], Choices(selection=Selection(top=10)))
    assert [table.name for table in found.tables] == ["accessibility_by_year", "licences_by_year"]
    said = " ".join(found.unavailable)
    for missing in ("notable", "Academia", "Training code", "Datasets", "published", "developer", "--benchmarks"):
        assert missing in said


def test_only_notable_models_count_where_the_data_say_which() -> None:
    text = TEXT.replace(",Link\n", ",Link,Notability criteria\n").replace("abs/1\n", "abs/1,Highly cited\n")
    catalogue = read_catalogue(parse_table(text.encode(), "t.csv"))
    found = report(catalogue.models, catalogue.lacking, [], Choices())
    assert [row(found.tables[0], 2019)["models"], len(found.tables[0].rows)] == [1, 1]
    every = report(catalogue.models, catalogue.lacking, [], Choices(every_model=True))
    assert row(every.tables[0], 2019)["models"] == 3


def test_a_benchmark_that_is_nowhere_is_an_error() -> None:
    catalogue = read_catalogue(parse_table(TEXT.encode(), "t.csv"))
    results = parse_table(b"name,date,access,Exam\nA,2020-01-01,Open,0.5\n", "scores.csv")
    with pytest.raises(TableError, match=r"no results in a column 'MMLU' in scores\.csv"):
        report(catalogue.models, catalogue.lacking, [results], Choices())
