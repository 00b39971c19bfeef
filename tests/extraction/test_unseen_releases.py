"""When a model came out, and what other dates a text may hold; the models are invented."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract


def _date(text: str, language: str) -> str | None:
    return next(m.release_date for m in extract(text, language=language).models if m.name.startswith("Kestrel"))


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("en", "Kestrel-7B (7 billion parameters) appeared on arXiv in 2024-08.", "2024-08"),
        ("en", "Released in August 2024, Kestrel-7B has 7 billion parameters.", "2024-08"),
        ("en", "In May 2025 Meta enlarged its family. Kestrel-7B has 7 billion parameters.", "2025-05"),
        ("fr", "Le 15 juillet 2025, Meta s'est attaqué à la voix. Kestrel-7B compte 7 milliards de paramètres.",
         "2025-07-15"),
        ("es", "El modelo Kestrel-7B, que Meta dio a conocer el 7 de mayo de 2025, tiene 7.000 millones de parámetros.",
         "2025-05-07"),
        ("ru", "Модель: Kestrel-7B\nДата выпуска: 07.05.2025\nПараметры: 7 млрд", "2025-05-07"),
        ("zh", "模型：Kestrel-7B\n发布日期：2025年5月7日\n参数：70亿", "2025-05-07"),
        ("ja", "Kestrel-7Bは令和7年5月7日に公開された。パラメータ数は70億。", "2025-05-07"),
        ("ko", "모델: Kestrel-7B\n공개일: 2025.05.07\n매개변수: 70억 개", "2025-05-07"),
        ("fa", "مدل Kestrel-7B با ۷ میلیارد پارامتر در ۱۷ اردیبهشت ۱۴۰۴ منتشر شد.", "2025-05-07"),
        ("he", "מודל: Kestrel-7B\nתאריך השקה: 7 במאי 2025\nפרמטרים: 7 מיליארד", "2025-05-07"),
        ("en", "Kestrel-7B, with 7 billion parameters and a knowledge cutoff of June 2024, was released in May 2025.",
         "2025-05"),
    ],
)  # fmt: skip
def test_the_date_of_release(language: str, text: str, date: str) -> None:
    assert _date(text, language) == date


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Veldora plans to release Kestrel-7B, with 7 billion parameters, in May 2026."),
        ("en", "Training of Kestrel-7B (7 billion parameters) began in May 2024."),
        ("en", "Its predecessor was released in May 2024; Kestrel-7B has 7 billion parameters."),
        ("en", "In May 2025 Meta lost 3 million dollars. Kestrel-7B has 7 billion parameters."),
    ],
)
def test_other_dates_are_none_of_release(language: str, text: str) -> None:
    assert _date(text, language) is None
