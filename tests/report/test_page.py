"""The page and the folder: they need nothing from outside, give nothing away, and are put in place whole."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.dataset.writing import ExportFailed
from crawler.report import folder as folder_module
from crawler.report.figure import Figure
from crawler.report.figures.catalogue import draw_all
from crawler.report.folder import Part, csv_of, write_report
from crawler.report.material import Material
from crawler.report.page import render
from crawler.report.rendering import page_svg
from tests.report.made_up import HOSTILE, everything, listed, material

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="module")
def drawn() -> tuple[Material, list[Figure]]:
    gathered = everything(is_demo=True)
    hostile = [replace(entry, name=HOSTILE, organizations=(HOSTILE,)) for entry in gathered.entries[:2]]
    gathered = replace(gathered, entries=(*gathered.entries, *hostile, listed(HOSTILE, "2026-05-05", 9e26)))
    return gathered, draw_all(gathered)


@pytest.fixture(scope="module")
def report(drawn: tuple[Material, list[Figure]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    gathered, figures = drawn
    place = tmp_path_factory.mktemp("report") / "report"
    write_report(place, figures, gathered, {})
    return place


def test_the_folder_holds_every_figure_in_every_form(report: Path, drawn: tuple[Material, list[Figure]]) -> None:
    for figure in drawn[1]:
        svg = (report / "figures" / f"{figure.name}.svg").read_text(encoding="utf-8")
        assert svg.startswith("<svg")
        assert "Demo data" in svg or figure.name == "reliability"
        assert (report / "figures" / f"{figure.name}.png").read_bytes().startswith(b"\x89PNG")
        spec = json.loads((report / "figures" / f"{figure.name}.json").read_text(encoding="utf-8"))
        assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v6")
        with (report / "data" / f"{figure.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert tuple(rows[0]) == figure.columns
        assert len(rows) == len(figure.rows) + 1


def test_the_page_asks_nothing_of_the_network(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    # Addresses stand in licence texts and schema names; nothing loads them.
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)=["'](?!#|figures/|data/)""", markup.replace("xlink:href", ""))
    assert "@import" not in page
    # Drawings that referred to parts of themselves would mix them up on one page.
    assert "url(" not in markup


def test_the_policy_allows_exactly_what_is_on_the_page(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    allowed = set(re.findall(r"sha256-[\w+/=]+", policy[1].replace("&#43;", "+").replace("&#39;", "'")))
    used = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", page, flags=re.DOTALL)
    assert {"sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in used} == allowed
    assert "unsafe" not in policy[1]
    assert " style=" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


def test_hostile_names_are_texts(report: Path) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<img" not in (report / "figures" / "compute_over_time.svg").read_text(encoding="utf-8")


def test_figures_are_there_without_scripts(report: Path, drawn: tuple[Material, list[Figure]]) -> None:
    page = (report / "index.html").read_text(encoding="utf-8")
    assert page.count("<svg ") == len(drawn[1])
    assert page.count('role="img" aria-label=') == len(drawn[1])
    assert page.count("<details><summary>Data as a table") == len(drawn[1])


def test_a_spreadsheet_runs_nothing(drawn: tuple[Material, list[Figure]]) -> None:
    figure = replace(drawn[1][0], columns=("a",), rows=(("=cmd()",), (-1.5,), ("@x",)))
    assert csv_of(figure) == "a\n'=cmd()\n-1.5\n'@x\n"


def test_an_empty_report_says_what_to_do() -> None:
    gathered = material()
    page = render(draw_all(gathered), gathered, {}, {})
    assert "<code>flopscout import FILE.csv</code>" in page
    assert page.count("There is nothing to draw yet.") == len(draw_all(gathered)) - 1


def test_only_the_wanted_parts_are_written(tmp_path: Path, drawn: tuple[Material, list[Figure]]) -> None:
    gathered, figures = drawn
    write_report(tmp_path / "data_only", figures[:2], gathered, {}, [Part.CSV])
    written = {path.relative_to(tmp_path / "data_only").as_posix() for path in (tmp_path / "data_only").rglob("*.*")}
    assert written == {f"data/{figure.name}.csv" for figure in figures[:2]}


def test_a_report_that_fails_leaves_the_one_before(
    tmp_path: Path, drawn: tuple[Material, list[Figure]], monkeypatch: pytest.MonkeyPatch
) -> None:
    gathered, figures = drawn
    place = tmp_path / "report"
    for _ in range(4):
        write_report(place, figures[:1], gathered, {}, [Part.CSV])
    assert len([path for path in (tmp_path / "report.versions").iterdir() if path.name[0].isdigit()]) == 2
    before = (place / "data" / f"{figures[0].name}.csv").read_text(encoding="utf-8")

    def fail(_: Figure) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_module, "csv_of", fail)
    with pytest.raises(ExportFailed, match="No space left"):
        write_report(place, figures, gathered, {}, [Part.CSV])
    assert (place / "data" / f"{figures[0].name}.csv").read_text(encoding="utf-8") == before


def test_a_folder_of_somebody_elses_is_not_replaced(tmp_path: Path, drawn: tuple[Material, list[Figure]]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ExportFailed, match="was not made by an export"):
        write_report(tmp_path / "mine", drawn[1][:1], drawn[0], {}, [Part.CSV])
    assert (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "dear"


def test_drawings_for_pages_are_see_through_and_hidden_from_screen_readers(
    drawn: tuple[Material, list[Figure]],
) -> None:
    svg = page_svg(drawn[1][0])
    assert svg.startswith('<svg aria-hidden="true"')
    assert 'fill="#ffffff"/><g' not in svg


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    if not CHROMIUM.exists():
        pytest.skip(f"skipped: there is no {CHROMIUM}")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        options = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=options.split())
        yield browser
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_figures_become_interactive_without_a_request_or_a_breach(
    report: Path, chromium: object, scheme: str
) -> None:
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 1000, "height": 12_000})  # type: ignore[attr-defined]
    told: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((report / "index.html").resolve().as_uri())
    figures = page.locator("[data-figure]").count()
    page.locator("[data-interactive]").nth(figures - 1).wait_for(state="attached")
    assert told == []
    assert asked == [(report / "index.html").resolve().as_uri()]
    ink = page.evaluate("getComputedStyle(document.querySelector('.role-axis-label text')).fill")
    assert ink == {"light": "rgb(89, 98, 115)", "dark": "rgb(169, 178, 193)"}[scheme]
    page.close()
