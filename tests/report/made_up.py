"""Models, months and scores that the tests of this folder draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from crawler.analysis.access import Access
from crawler.report.entries import Entry, Standing
from crawler.report.material import Material
from crawler.report.naming import Naming
from crawler.report.scores import Score
from crawler.store.hub_snapshots import Basis, FamilyCount, HubSnapshot

TODAY = date(2026, 11, 22)
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def listed(name: str, published: str | None, flop: float | None, **more: Any) -> Entry:
    """A model of a reference."""
    known = flop is not None
    return Entry(
        name, Standing.LISTED, published=published, flop=flop, is_disclosed=known, is_reference_figure=known, **more
    )


def growing(factor: float, years: int, per_year: int = 4, start: float = 1e22) -> list[Entry]:
    """Models each larger than the one before, growing by a factor a year."""
    first = date(2018, 1, 1)
    return [
        listed(f"M{i}", (first + timedelta(days=365 * i / per_year)).isoformat(), start * factor ** (i / per_year))
        for i in range(years * per_year + 1)
    ]


def a_field() -> tuple[Entry, ...]:
    """A dozen models of every standing, with what figures stumble over."""
    usa, china = ("United States of America",), ("China",)
    return (
        listed("Atlas", "2023-05-01", 2e24, organizations=("Example Lab",), countries=usa, domains=("Language",),
               access=Access.API, chance=0.99),
        listed("Boreas", "2024-02", 3e25, organizations=("Example Lab", "Other Lab"), countries=(*usa, *china),
               domains=("Language", "Vision"), access=Access.API, chance=0.95),
        listed("Cirrus", "2024-06-01", 2e23, organizations=("Other Lab",), countries=china, domains=("Language",),
               access=Access.UNRESTRICTED, chance=0.4),
        listed("Dune", "2025-01-10", 2e26, organizations=("Example Lab",), countries=usa, domains=("Video",),
               access=Access.UNRELEASED),
        listed("Without a figure", "2025-02-01", None),
        listed("Early", "2012-01-01", 1e18, chance=0.01),
        Entry("文心 9", Standing.CONFIRMED, "2026-01-05", 5e24, is_disclosed=True, chance=0.99,
              organizations=("Baidu",), countries=china, domains=("Language",), access=Access.UNRESTRICTED),
        Entry("Waiting", Standing.UNCONFIRMED, "2026-02-01", 4e23, chance=0.8),
        Entry("Waiting too", Standing.UNCONFIRMED, None, 4e23, chance=0.7),
        Entry("Small", Standing.BELOW, "2026-03-01", 3e22, is_disclosed=True, chance=0.01),
        Entry("Guessed small", Standing.BELOW, "2026-03-01", 1e22, chance=0.01),
    )  # fmt: skip


def scores(board: str = "arena: text") -> tuple[tuple[Score, ...], dict[str, Entry]]:
    """A board on which the best open model is 20 points and 12 months behind."""
    models = [
        ("a", "2023-01-01", 1000.0, Access.API), ("b", "2024-01-01", 1100.0, Access.API),
        ("c", "2025-01-01", 1220.0, Access.HOSTED), ("d", "2026-01-01", 1240.0, Access.API),
        ("e", "2023-06-01", 900.0, Access.UNRESTRICTED), ("f", "2024-06-01", 1090.0, Access.RESTRICTED),
        ("g", "2026-01-01", 1220.0, Access.UNRESTRICTED), ("h", "2026-01-01", 2000.0, None),
        ("i", None, 3000.0, Access.API),
    ]  # fmt: skip
    entries = {
        name: Entry(f"Model {name}", Standing.UNCONFIRMED, published, access=access)
        for name, published, _, access in models
    }
    return tuple(Score(board, name, value) for name, _, value, _ in models), entries


def months(number: int = 3) -> tuple[HubSnapshot, ...]:
    """Months of the Hub; the first one lacks most figures."""
    first = HubSnapshot("2026-01", "2026-02-01T00:00:00Z", models=1_000_000, basis={"models": Basis.SAMPLED})
    return (first, *(_full_month(i) for i in range(1, number)))


def _full_month(i: int) -> HubSnapshot:
    return HubSnapshot(
        f"2026-{i + 1:02}", f"2026-{i + 2:02}-01T00:00:00Z", models=1_000_000 + 100_000 * i, new_models=90_000 + i,
        downloads=2_000_000_000 + 100_000_000 * i, downloads_all_time=30_000_000_000 + i, never_downloaded_share=0.5,
        idle_share=0.7, top_percent_share=0.98, popular_models=5000, fitting_models=4000,
        largest_fitting="lab/Big-31B", largest_fitting_parameters=31e9,
        basis={"models": Basis.SAMPLED, "new_models": Basis.EXACT},
    )  # fmt: skip


def families() -> tuple[FamilyCount, ...]:
    """Derivatives of two months."""
    return tuple(
        FamilyCount(month, family, kind, number, number / 100)
        for month in ("2026-01", "2026-02")
        for family, number in (("qwen", 60), ("llama", 30), ("unknown", 10))
        for kind in ("finetune", "quantized")
    )


def material(entries: Sequence[Entry] = (), **more: Any) -> Material:
    """What figures are drawn from, on a fixed day."""
    return Material(today=TODAY, entries=tuple(entries), **more)


def everything(**more: Any) -> Material:
    """Something for every figure."""
    told, scored = scores()
    return material(
        a_field(), scores=told, scored=scored, months=months(), families=families(), no_candidates=5,
        datasets=(("a_reference", 6),), namings=(Naming("huggingface", 3, 1), Naming("helm", 2, 0)), **more,
    )  # fmt: skip
