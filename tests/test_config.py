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
