"""Converters: what people write into cells, and that nothing they write raises or is misread."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.cells import links, name_text, pieces, plain
from spiders.converters import BLANK, CONVERTERS, converter, is_blank
from tests.spiders.odd import ODD

CELL = ODD | st.text(alphabet="0123456789.,-~BMKTb% ()[]/:年月日亿万|*{}'\"\n", max_size=14) | st.dates()


def read(called: str, cell: object) -> Any:
    return converter(called)(cell)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("72B", 72e9), ("0.5b", 0.5e9), ("1,234M", 1.234e9), ("1.8T", 1.8e12), ("70 billion", 70e9),
        ("70 Billions", 70e9), ("180B parameters (dense)", 180e9), ("7000000000", 7e9), (7_000_000_000, 7e9),
        ("7e9", 7e9), ("~72B", 72e9), ("130亿", 13e9), ("1.8万亿", 1.8e12), ("6500万", 65e6), ("20억", 2e9),
        ("671B (37B active)", 671e9), ("**236B**", 236e9), ("100B+", 100e9), ("340K", 340e3),
        ("7B/13B", None), ("8x7B", None), ("7B-70B", None), ("7 bananas", None), ("big", None), ("-3B", None),
        (-1, None), (0, None), (True, None), (float("nan"), None), (float("inf"), None), ("1e999", None), (None, None),
        ("2,5", None),
    ],
)  # fmt: skip
def test_counts(cell: object, amount: float | None) -> None:
    assert read("count", cell) == (None if amount is None else pytest.approx(amount))


@pytest.mark.parametrize(
    ("called", "cell", "amount"),
    [
        ("billions", "72", 72e9), ("billions", 72.706, 72.706e9), ("billions", "1.5T", 1.5e12),
        ("billions", "405B", 405e9), ("millions", "350", 350e6), ("trillions", "14.8", 14.8e12),
        ("trillions", "500B", 500e9), ("petaflop_days", "3,640", 3640 * 8.64e19), ("petaflop_days", "-2", None),
    ],
)  # fmt: skip
def test_columns_that_count_in_a_unit(called: str, cell: object, amount: float | None) -> None:
    assert read(called, cell) == (None if amount is None else pytest.approx(amount))


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,234.5", 1234.5), ("79.02%", 79.02), ("1504.75 ± 3", 1504.75), ("-5", -5.0), ("1 234", 1234.0), (3, 3.0),
     ("12,5", None), ("1.2.3", None), ("a", None), ([], None), (10**400, None)],
)  # fmt: skip
def test_numbers(cell: object, value: float | None) -> None:
    assert read("number", cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2025-06-02", "2025-06-02"), ("2025-06-02T10:00:00Z", "2025-06-02"), ("2025-06", "2025-06"), ("2025", "2025"),
        ("Feb/2026", "2026-02"), ("June 2025", "2025-06"), ("Sept. 2025", "2025-09"), ("Jun 2, 2025", "2025-06-02"),
        ("2 June 2025", "2025-06-02"), ("20250602", "2025-06-02"), ("2025年6月2日", "2025-06-02"),
        ("2025/06", "2025-06"),
        (date(2025, 6, 2), "2025-06-02"), (datetime(2025, 6, 2, 3), "2025-06-02"), (2025, "2025"),  # noqa: DTZ001
        ("202506", None), ("03/04/2025", None), ("TBA", None), ("2025-13", None), ("0001-01-01", None), (True, None),
    ],
)  # fmt: skip
def test_dates(cell: object, value: str | None) -> None:
    assert read("date", cell) == value


def test_a_form_of_its_own_for_dates() -> None:
    assert read("date:%d/%m/%Y", "03/04/2025") == "2025-04-03"
    assert read("date:%d/%m/%Y", "2025") is None


@given(
    st.dates(date(1950, 1, 1), date(2100, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%d %B %Y", "%b %d, %Y"]),
)
def test_whole_dates_come_back(day: date, form: str) -> None:
    assert read("date", day.strftime(form)) == day.isoformat()


def test_unix_moments() -> None:
    assert read("unix", 1764594837) == "2025-12-01"
    assert read("unix", "1764594837000") == "2025-12-01"
    assert read("unix", 1e30) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [("['ViT-B', 'BERT']", ("ViT-B", "BERT")), ('["a"]', ("a",)), ("a, b；c", ("a", "b", "c")), (["a", 3], ("a",)),
     ("[1, 2", ("[1", "2")), ("[]", None), (3, None)],
)  # fmt: skip
def test_lists(cell: object, value: tuple[str, ...] | None) -> None:
    assert read("items", cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("[Qwen2.5](https://huggingface.co/Qwen/Qwen2.5-72B)", "Qwen/Qwen2.5-72B"),
        ("https://huggingface.co/Qwen/Qwen2.5-72B/tree/main", "Qwen/Qwen2.5-72B"),
        ([{"url": "https://hf.co/a/b"}], "a/b"), ("a/b", "a/b"), ("https://huggingface.co/datasets/a/b", None),
        ("https://huggingface.co/BAAI", None), ("no", None),
    ],
)  # fmt: skip
def test_repositories(cell: object, value: str | None) -> None:
    assert read("hub", cell) == value


def test_a_repository_that_is_only_linked() -> None:
    assert read("hub_link", "[BERT/RoBERTa](https://a.example)") is None
    assert read("hub_link", "[x](https://huggingface.co/a/b)") == "a/b"
    assert read("hub", "BERT/RoBERTa") == "BERT/RoBERTa"


@pytest.mark.parametrize(
    ("called", "cell", "value"),
    [
        ("name", "🏅️ **文心一言4.0**", "文心一言4.0"), ("name", "Qwen3<br>*", "Qwen3"), ("name", "  ", None),
        ("name_after_vendor", "DeepSeek: DeepSeek V3.2", "DeepSeek V3.2"),
        ("name_after_vendor", "Odd: Thing", "Odd: Thing"),
        ("name_without_brackets", "GPT4(网页)", "GPT4"), ("name_without_brackets", "(x)", "(x)"),
        ("name_without_brackets", "文心一言(V2.2.3) ↗", "文心一言(V2.2.3)"),
        ("name_without_brackets", "GPT (4.0) (API)", "GPT (4.0)"),
        ("open_licence", "Apache 2.0", "Open weights (unrestricted)"), ("open_licence", "Proprietary", None),
        ("open_licence", "Llama 3.1 Community", "Open weights (restricted use)"), ("open_licence", 7, None),
        ("organizations", "百度", "Baidu"), ("organizations", "OpenAI, Microsoft", "OpenAI; Microsoft"),
        ("organizations", "Nobody, Never and Sons", "Nobody, Never and Sons"),
        ("organizations", ["OpenAI", "百度"], "OpenAI; Baidu"),
        ("truth", "✔", True), ("truth", "🟢 public", True), ("truth", "No", False), ("truth", "maybe", None),
        ("link", "see [x](https://a.example/b_(c))", "https://a.example/b_(c)"), ("link", "none", None),
    ],
)  # fmt: skip
def test_texts(called: str, cell: object, value: object) -> None:
    assert read(called, cell) == value


def test_unknown_converters_are_named() -> None:
    with pytest.raises(ValueError, match="billions"):
        converter("bilions")


@given(st.sampled_from(sorted(CONVERTERS)), CELL)
def test_no_cell_raises_and_numbers_are_finite(called: str, cell: object) -> None:
    value = read(called, cell)
    assert value is None or isinstance(value, float | str | bool | tuple)
    if isinstance(value, float):
        assert math.isfinite(value)
    if isinstance(value, str | tuple):
        assert value


@given(st.floats(1e-3, 1e6), st.sampled_from([("K", 1e3), ("M", 1e6), ("B", 1e9), ("T", 1e12), ("亿", 1e8), ("", 1.0)]))
def test_amounts_come_back(amount: float, scale: tuple[str, float]) -> None:
    written = f"{amount:.6f}"
    assert read("count", f"{written}{scale[0]}") == pytest.approx(float(written) * scale[1])


@pytest.mark.parametrize("mark", sorted(BLANK))
def test_marks_for_nothing(mark: str) -> None:
    assert is_blank(f" {mark.upper()} ")


def test_cells_with_links() -> None:
    cell = '![b](https://i.example/x.png) [A, B](https://a.example), C、[D](<https://d.example> "t")'
    assert pieces(cell) == ["[A, B](https://a.example)", "C", '[D](<https://d.example> "t")']
    assert links(cell) == [("A, B", "https://a.example"), ("D", "https://d.example")]
    assert plain(cell) == "A, B, C、D"
    assert name_text("GPT&amp;x †") == "GPT&x"


@given(st.text(alphabet="[]()!|*`<>/ab\x000,", max_size=30))
def test_odd_cells_never_raise(cell: str) -> None:
    assert isinstance(plain(cell), str)
    assert all(isinstance(piece, str) for piece in pieces(cell))
    assert isinstance(links(cell), list)
