"""The fuzz target works without a fuzzer: its seeds hold, its checks bite, and a missing atheris is said plainly."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records import Evidence, Extraction, ModelFacts
from fuzz import checks, extract_text
from fuzz.checks import LANGUAGES, BrokenPromise, as_bytes, case, check
from fuzz.seeds import seeds, terms, write

SEEDS = dict(seeds())
ODD: Any = b"Kestrel"
MODEL = ModelFacts("Kestrel-7B", parameters=7e9, evidence=(Evidence("name", "Kestrel-7B", 0, 10),))


@pytest.mark.parametrize("data", SEEDS.values(), ids=list(SEEDS))
def test_seeds_hold(data: bytes) -> None:
    check(*case(data))


def test_every_language_has_seeds_that_say_something() -> None:
    speaking = {language for data in SEEDS.values() for _, language, _ in [case(data)] if check(*case(data)).models}
    assert speaking == set(LANGUAGES)


@given(text=st.text(max_size=50), language=st.sampled_from(LANGUAGES), title=st.none() | st.text(max_size=9))
def test_seeds_are_read_as_they_were_written(text: str, language: str | None, title: str | None) -> None:
    title = title.replace("\n", "") if title is not None else None
    assert case(as_bytes(text, language, title)) == (text, language, title)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_case(data: bytes) -> None:
    text, language, _ = case(data)
    assert language in LANGUAGES
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("model", "complaint"),
    [
        (replace(MODEL, name=" "), "no name"),
        (replace(MODEL, aliases=("Veldora",)), "alias"),
        (replace(MODEL, tokens=0.0), "tokens is 0.0"),
        (replace(MODEL, gpu_hours=float("inf")), "gpu_hours is inf"),
        (replace(MODEL, evidence=(Evidence("name", "Kestrel", 1, 8),)), "does not stand at 1:8"),
        (replace(MODEL, evidence=(Evidence("colour", "Kestrel", 0, 7),)), "colour"),
        (replace(MODEL, organization=ODD), "no JSON"),
    ],
)
def test_a_broken_promise_is_named(monkeypatch: pytest.MonkeyPatch, model: ModelFacts, complaint: str) -> None:
    monkeypatch.setattr(checks, "extract", lambda *args, **kwargs: Extraction("en", (model,)))
    with pytest.raises(BrokenPromise, match=complaint):
        check("Kestrel-7B", "en")


def test_a_missing_fuzzer_is_said_plainly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "atheris", None)
    assert extract_text.main(["-runs=1"]) == 2
    assert "pip install 'flopscout[fuzz]'" in capsys.readouterr().err


def test_the_dictionary_holds_the_words_of_all_packs(tmp_path: Path) -> None:
    lines = write(tmp_path / "corpus").read_text(encoding="ascii").splitlines()
    assert len(lines) == len(terms()) > 1000
    written = "".join(f"\\x{byte:02x}" for byte in "参数".encode())
    assert f'"{written}"' in lines
    assert {path.name for path in (tmp_path / "corpus").iterdir()} == set(SEEDS)
