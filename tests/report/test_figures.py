"""What figures find, count, leave out and say."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from crawler.report import drawing, palette
from crawler.report.entries import MULTINATIONAL
from crawler.report.figure import Figure
from crawler.report.figures import accessibility, boards, frontier, groups, models_per_year, standings
from crawler.report.figures.catalogue import DRAWINGS, draw_all
from tests.report.made_up import TODAY, a_field, everything, growing, listed, material, scores


@pytest.fixture(scope="module")
def all_figures() -> dict[str, Figure]:
    return {figure.name: figure for figure in draw_all(everything())}


def test_every_figure_has_a_finding_a_drawing_and_its_data(all_figures: dict[str, Figure]) -> None:
    assert len(all_figures) == len(DRAWINGS)
    for figure in all_figures.values():
        assert figure.spec is not None, figure.name
        assert figure.rows
        assert all(len(row) == len(figure.columns) for row in figure.rows)
        assert len(figure.alt) > 40
        assert figure.basis
        assert "no data" not in figure.title
        assert json.loads(json.dumps(figure.spec)) == figure.spec


def test_an_empty_database_has_figures_that_say_what_to_do(all_figures: dict[str, Figure]) -> None:
    empty = draw_all(material())
    assert [figure.name for figure in empty] == list(all_figures)
    for figure in empty:
        assert (figure.spec is None) == bool(figure.next_step), figure.name
    # The shipped fit's reliability needs no database.
    assert [figure.name for figure in empty if figure.spec is not None] == ["reliability"]
    assert all("flopscout " in figure.next_step for figure in empty if figure.spec is None)


def test_demonstration_data_is_called_so() -> None:
    for figure in draw_all(everything(is_demo=True)):
        assert figure.is_demo == (figure.name != "reliability")
        assert figure.shown_title.startswith("Demo data: ") == figure.is_demo


def test_colours_are_those_that_pages_know(all_figures: dict[str, Figure]) -> None:
    for figure in all_figures.values():
        for colour in re.findall(r'"(#[0-9a-fA-F]{3,8})"', json.dumps(figure.spec)):
            assert palette.dark(colour)


def test_models_per_year_counts_known_compute_alone() -> None:
    figure = models_per_year.draw(material(a_field()))
    counts = {(row[0], row[2]): row[3] for row in figure.rows}
    assert counts[2024, "1e23"] == 2
    assert counts[2024, "1e25"] == 1
    assert counts[2025, "1e26"] == 1
    assert counts[2026, "1e23"] == 1, "unconfirmed and guessed ones do not count"
    assert counts[2026, "1e22"] == 2
    assert "2 unconfirmed" in figure.basis
    assert "1 model of 2026 so far passed 1e23 FLOP" in figure.title


@pytest.mark.parametrize("factor", [2.0, 4.6, 10.0])
def test_the_frontiers_growth_is_found(factor: float) -> None:
    figure = frontier.draw(material(growing(factor, years=6)))
    assert f"grew {factor:.1f}-fold a year from 2018 to 2023" in figure.title
    assert figure.title.endswith("FLOP")
    assert all(row[-1] == 1 for row in figure.rows)


def test_smaller_models_do_not_move_the_frontier() -> None:
    records = growing(4.0, years=4)
    smaller = [listed(f"S{i}", f"2020-{i:02}-01", 1e20) for i in range(1, 12)]
    growth = frontier.growth_of(frontier.frontier([*smaller, *records]))
    assert growth is not None
    assert growth.per_year == pytest.approx(4.0, rel=1e-3)


def test_too_few_records_state_no_growth() -> None:
    figure = frontier.draw(material(a_field()))
    assert figure.title == "The largest known is Dune with 2e26 FLOP"
    assert frontier.growth_of(frontier.frontier(growing(4.0, years=1))) is None


def test_developers_of_several_countries_are_multinational() -> None:
    figure = groups.draw_countries(material(a_field()))
    counts = {row[0]: row[3] for row in figure.rows if row[2] == "1e23"}
    assert counts == {"United States": 2, "China": 2, MULTINATIONAL: 1}
    assert "20 % are multinational" in figure.title


def test_joint_models_count_for_each_developer_and_domain() -> None:
    developers = groups.draw_developers(material(a_field()))
    counts = {row[0]: row[3] for row in developers.rows if row[2] == "1e23"}
    assert counts == {"Example Lab": 3, "Other Lab": 2, "Baidu": 1}
    domains = groups.draw_domains(material(a_field()))
    assert domains.title == "Language is a domain of 80 % of the models, video of 20 %, vision of 20 %"


def test_thresholds_are_the_settings() -> None:
    figure = groups.draw_domains(material(a_field(), threshold=1e24, thresholds=(1e24, 1e25)))
    assert {row[2] for row in figure.rows} == {"1e24", "1e25"}
    assert {row[0]: row[3] for row in figure.rows if row[2] == "1e24"} == {"Language": 3, "Video": 1, "Vision": 1}


def test_accessibility_says_the_share_that_can_be_downloaded() -> None:
    figure = accessibility.draw(material(a_field()))
    assert figure.title == "The weights of 40 % of the models above 1e23 FLOP can be downloaded"
    assert "Open weights (unrestricted): 2 models" in figure.alt


def test_standings_tell_listed_confirmed_and_unconfirmed_apart() -> None:
    figure = standings.draw(material(a_field(), no_candidates=7))
    assert figure.title == (
        "1 confirmed model is in no imported reference; 2 more may be above the threshold and wait for review"
    )
    assert "7 copies, derivatives" in figure.basis
    assert "1 without a date" in figure.basis


def test_the_gap_on_a_board_in_points_and_months() -> None:
    told, scored = scores()
    figure = boards.draw(material(scores=told, scored=scored))
    assert figure.title == (
        "On arena: text, Model d leads the best open model, Model g, by 20 points; closed models reached its score "
        "12 months earlier"
    )
    assert "1 of models without month" in figure.basis
    assert "1 of models of unknown accessibility" in figure.basis
    assert {row[4] for row in figure.rows} == {f"Model {name}" for name in "abcdefg"}


def test_a_board_with_too_few_models_is_not_drawn() -> None:
    told, scored = scores()
    figure = boards.draw(material(scores=told[:5], scored=scored))
    assert figure.spec is None
    assert "5 on boards with fewer than 3 open or closed models" in figure.basis


def test_months_without_a_figure_are_counted(all_figures: dict[str, Figure]) -> None:
    figure = all_figures["hub_downloads"]
    assert figure.title.endswith("5 % more than a month before")
    assert "1 month without the figure left out" in figure.basis
    assert "sampled" in all_figures["hub_models"].basis
    assert (
        all_figures["hub_derivatives"].title == "Of 200 derivatives made in 2026-02, 60 % from qwen and 30 % from llama"
    )
    assert all_figures["hub_16_gb"].title.startswith("lab/Big-31B with 31 billion parameters")


def test_the_shipped_reliability_and_the_databases_stand_apart(all_figures: dict[str, Figure]) -> None:
    figure = all_figures["reliability"]
    assert {row[0] for row in figure.rows} == {"cross-validation of the prior", "this database"}
    assert sum(int(row[3] or 0) for row in figure.rows if row[0] == "this database") == 4
    assert "604 published models" in figure.basis


def test_dates_lie_on_the_axis() -> None:
    axis: dict[str, Any] = drawing.date_axis(date(2020, 1, 1), TODAY).to_dict()  # type: ignore[assignment]
    first, last = axis["scale"]["domain"]
    assert first < "2020-01-01"
    assert last > TODAY.isoformat()
