"""Settings: file, environment, and clear words about what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.config import ConfigError, load_settings


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "flopscout.toml"
    path.write_text('home = "from-file"\n[network]\ntimeout_seconds = 7\ncontact = "mailto:a@example.org"\n')
    monkeypatch.setenv("FLOPSCOUT_CONFIG", str(path))
    monkeypatch.setenv("FLOPSCOUT_NETWORK__TIMEOUT_SECONDS", "9")
    settings = load_settings()
    assert settings.network.timeout_seconds == 9
    assert settings.home == Path("from-file")
    assert "mailto:a@example.org" in settings.network.user_agent


def test_the_host_table_is_normalised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOPSCOUT_NETWORK__HOSTS", '{"HuggingFace.co": "http://127.0.0.1:9000/hub/"}')
    assert load_settings().network.hosts == {"huggingface.co": "http://127.0.0.1:9000/hub"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("home = [", "not valid TOML"),
        ("[network]\nhosts = {a = 'ftp://x'}", "network.hosts"),
        ("[network]\nverify = false", "network.verify"),
        ("[triage]\nthreshold_flop = -1", "triage.threshold_flop"),
        ("[triage]\nthresholds_flop = [1e23, -1e25]", "must be positive numbers of FLOP"),
        ("[triage]\nthresholds_flop = []", "must be positive numbers of FLOP"),
        ("[triage]\nthresholds_flop = [1e25, 1e23, 1e25]", "must ascend without repetition; write [1e+23, 1e+25]"),
        ("surprise = 1", "surprise"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "flopscout.toml"
    path.write_text(content)
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read the configuration"):
        load_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("base_url = 'http://localhost:8000/v1'", "needs a model"),
        ("base_url = 'localhost:8000'\nmodel = 'm'", "llm.base_url"),
        ("base_url = 'https://me:secret@example.org/v1'\nmodel = 'm'", "set api_key"),
        ("max_calls = -1", "llm.max_calls"),
        ("answer_format = 'xml'", "llm.answer_format"),
    ],
)
def test_a_suggester_that_cannot_work_is_named(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "flopscout.toml"
    path.write_text(f"[llm]\n{content}\n")
    with pytest.raises(ConfigError, match=words):
        load_settings(path)


def test_the_suggester_is_off_and_its_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().llm.base_url is None
    monkeypatch.setenv("FLOPSCOUT_LLM__BASE_URL", "http://localhost:8000/v1/")
    monkeypatch.setenv("FLOPSCOUT_LLM__MODEL", "small")
    monkeypatch.setenv("FLOPSCOUT_LLM__API_KEY", "sk-secret")
    settings = load_settings()
    assert settings.llm.base_url == "http://localhost:8000/v1"
    assert settings.llm.api_key is not None
    assert settings.llm.api_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in repr(settings) + settings.model_dump_json()
