"""Every language file is complete and usable; a language that lacks something is named with what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

import keywords
from keywords import pack as packs
from keywords.folding import fold_term

EXPECTED = ("ar", "bn", "de", "en", "es", "fa", "fr", "he", "hi", "ja", "ko", "pt", "ru", "tr", "ur", "zh")


def test_the_sixteen_languages_have_a_file() -> None:
    assert keywords.LANGUAGES == EXPECTED


@pytest.mark.parametrize("code", keywords.LANGUAGES)
def test_a_pack_lacks_nothing(code: str) -> None:
    pack = keywords.load(code)
    assert packs.missing(pack) == []
    assert pack.code == code
    assert 3 <= len(pack.search.keywords) <= 6
    assert sorted(set(pack.dates.months.values())) == list(range(1, 13))


@pytest.mark.parametrize("code", keywords.LANGUAGES)
def test_terms_survive_folding(code: str) -> None:
    pack = keywords.load(code)
    vanished = [
        (kind, term)
        for part in (pack.units, pack.cues)
        for kind, terms in part.items()
        for term in terms
        if not fold_term(term.removesuffix("*")).strip()
    ]
    assert vanished == []


@pytest.mark.parametrize("code", keywords.LANGUAGES)
def test_quotes_are_pairs(code: str) -> None:
    assert all(len(pair) == 2 for pair in keywords.load(code).quotes)


def test_loading_is_cached() -> None:
    assert keywords.load("en") is keywords.load("en")


def test_an_unknown_language_is_a_pack_error() -> None:
    with pytest.raises(keywords.PackError, match=r"xx\.toml"):
        keywords.load("xx")


def _write(folder: Path, code: str, text: str) -> None:
    (folder / f"{code}.toml").write_text(text, encoding="utf-8")
    (folder / "international.toml").write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = 'x'", "native_name"),
        ("name = 'x'\n[units]\nnonsense = ['y']", "unknown kinds nonsense"),
        ("not toml at all", "zz.toml"),
    ],
)
def test_a_broken_file_names_its_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, complaint: str
) -> None:
    _write(tmp_path, "zz", text)
    monkeypatch.setattr(packs, "DIRECTORY", tmp_path)
    with pytest.raises(keywords.PackError, match=complaint):
        packs.load.__wrapped__("zz")


def test_a_pack_without_units_is_refused_with_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    months = "\n".join(f"m{n} = {n}" for n in range(1, 13))
    _write(
        tmp_path,
        "zz",
        "name = 'x'\nnative_name = 'x'\nscripts = ['Latin']\n[search]\nkeywords = ['a', 'b', 'c']\n"
        f"[numbers.scales]\nmega = 1e6\n[dates.months]\n{months}\n[units]\ntokens = ['token']\n",
    )
    monkeypatch.setattr(packs, "DIRECTORY", tmp_path)
    with pytest.raises(keywords.PackError, match=r"lacks units\.parameters"):
        packs.load.__wrapped__("zz")
