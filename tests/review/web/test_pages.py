"""The pages around the queue, and the pieces that they are made of."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.dataset.columns import COLUMNS, DESCRIPTIONS
from crawler.review.web import wording
from crawler.review.web.picture import drawn
from crawler.review.web.translation import pieces
from tests.review.web.client import Browser


def test_the_table_is_sorted_as_one_likes(browser: Browser) -> None:
    page = browser.get("/dataset?status=any&text=Vesta&sort=name&order=up").text
    assert page.index("Vesta 20B") < page.index("Vesta 31B")
    assert 'aria-sort="ascending"' in page
    page = browser.get("/dataset?status=any&text=Vesta&sort=name&order=down").text
    assert page.index("Vesta 31B") < page.index("Vesta 20B")
    for meaning in list(DESCRIPTIONS.values())[:3]:
        assert meaning in page


@pytest.mark.parametrize(("ending", "begins"), [("xlsx", b"PK"), ("parquet", b"PAR1"), ("jsonl", b"{")])
def test_the_data_set_is_downloaded_as_it_is_exported(browser: Browser, ending: str, begins: bytes) -> None:
    answer = browser.get(f"/dataset/download.{ending}?status=all")
    assert answer.content.startswith(begins)
    assert f"flopscout-all.{ending}" in answer.headers["Content-Disposition"]


def test_cells_of_a_download_that_would_run_as_a_formula_do_not(browser: Browser) -> None:
    browser.get("/queue")
    page = browser.page.text
    start = page.index('href="/model/') + 6
    browser.get(page[start : page.index('"', start)])
    browser.submit("edit", field="hardware", value='=HYPERLINK("https://evil.example")')
    text = browser.get("/dataset/download.csv?status=all").text
    rows = list(csv.reader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS
    assert "HYPERLINK" in text
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "\t"))]


def test_a_figure_has_its_drawing_and_its_data(browser: Browser) -> None:
    page = browser.get("/figures").text
    assert "<svg" in page
    start = page.index('href="/figures/', page.index("Data (CSV)") - 200) + 6
    address = page[start : page.index('"', start)]
    assert browser.get(address).headers["Content-Type"].startswith("text/csv")
    assert browser.get(address.replace(".csv", ".svg")).text.startswith("<svg")
    assert browser.get("/figures/none.svg").status_code == 404


def test_runs_coverage_sources_and_signals_are_shown(browser: Browser) -> None:
    runs = browser.get("/runs").text
    start = runs.index('href="/runs/') + 6
    assert "feeds" in browser.get(runs[start : runs.index('"', start)]).text
    assert "No search service is asked yet" in browser.get("/coverage").text
    assert "BRAVE_SEARCH_API_KEY" in browser.page.text
    assert "feeds/36kr" in browser.get("/sources").text
    assert browser.get("/signals").status_code == 200
    assert browser.get("/runs/no-such-run").status_code == 404


def test_demo_data_is_called_so_on_every_page(browser: Browser) -> None:
    for path in ("/queue", "/dataset", "/figures", "/statistics"):
        assert "Demo data." in browser.get(path).text


def test_colours_are_chosen_without_a_script(browser: Browser) -> None:
    assert "data-theme" not in browser.get("/queue").text
    browser.post("/theme", {"theme": "dark", "back": "/dataset?status=any"})
    assert 'data-theme="dark"' in browser.page.text
    assert str(browser.page.url).endswith("/dataset?status=any")
    browser.post("/theme", {"theme": "auto"})
    assert "data-theme" not in browser.page.text


@given(st.floats(1e-300, 1e300), st.floats(1, 1e6), st.floats(1, 1e6))
def test_a_picture_keeps_its_order_and_its_bounds(median: float, down: float, up: float) -> None:
    picture = drawn(median, median / down, median * up, (1e23, 1e25, 1e26))
    if picture is not None:
        assert 0 <= picture.low <= picture.middle <= picture.high <= picture.width
        assert all(0 <= tick.x <= picture.width for tick in (*picture.ticks, *picture.thresholds))


@given(st.text(alphabet=" .。\nabcдю中文", max_size=300), st.integers(5, 60))
def test_a_text_is_cut_without_losing_anything(text: str, size: int) -> None:
    cut = list(pieces(text, size))
    assert all(0 < len(piece) <= size for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("value", "field", "text"),
    [
        (2.78e12, "parameters", "2.78T"),
        (14.8e12, "tokens", "14.8T tokens"),
        (2048.0, "hardware_quantity", "2048 chips"),
        (3.29e24, "training_compute_flop", "3.29e24 FLOP"),
        (0.38, "utilization", "38 %"),
        ("NVIDIA H100", "hardware", "NVIDIA H100"),
        (None, "tokens", "unknown"),
    ],
)
def test_values_are_written_with_their_unit(value: float | str | None, field: str, text: str) -> None:
    assert wording.value_text(value, field) == text


@pytest.mark.parametrize(("value", "text"), [(0.999, "> 99 %"), (0.001, "< 1 %"), (0.5, "50 %"), (None, "?")])
def test_a_chance_is_never_certain(value: float | None, text: str) -> None:
    assert wording.chance(value) == text
