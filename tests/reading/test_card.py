"""Model cards: prose and metadata."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading import CardReading, read_model_card

URL = "https://hub.example/lab/model/resolve/main/README.md"

CARD = """---
license: apache-2.0
base_model:
- lab/model-base
tags: [moe]
---
<!-- internal note: 999B tokens -->
# Model 70B

[![Licence](https://img.example/badge.svg)](https://hub.example/licence) ![logo](logo.png)

The model has **70 billion** parameters and saw 15T tokens, see the [report](https://arxiv.example/abs/1 "Report").

| | Total | Activated |
|---|---|---|
| **Model 70B** | 671B | 37B |
| Other | 405B | 405B |

```python
model.generate(max_new_tokens=512)
```

<table><tr><th>Hardware</th><td>2048 <b>H800</b></td></tr><tr><td>Duration</td><td>57 days</td></tr></table>

```
Pretraining tokens: 15T
```

First line<br>second &amp; last
"""


def test_a_card_in_full() -> None:
    card = read_model_card(CARD.encode(), URL)
    assert card.metadata == {"license": "apache-2.0", "base_model": ["lab/model-base"], "tags": ["moe"]}
    assert card.warnings == ()
    assert card.text.startswith("Model 70B\n\nThe model has **70 billion** parameters and saw 15T tokens, see the")
    assert "| **Model 70B** | 671B | 37B |" in card.text
    assert "| Hardware | 2048 **H800** |\n| Duration | 57 days |" in card.text
    assert "Pretraining tokens: 15T" in card.text
    assert "First line\nsecond & last" in card.text
    for gone in ("999B", "512", "badge", "arxiv", "logo", "license:", "<"):
        assert gone not in card.text


def test_broken_metadata_is_a_warning_and_the_text_stays() -> None:
    card = read_model_card(b"---\nlicense: [mit\n---\nTrained on 2T tokens.", URL)
    assert (card.text, card.metadata) == ("Trained on 2T tokens.", {})
    assert URL in card.warnings[0]


def test_metadata_that_is_no_mapping() -> None:
    card = read_model_card(b"---\n- a\n- b\n---\nText.", URL)
    assert (card.text, card.metadata) == ("Text.", {})
    assert "not a mapping" in card.warnings[0]


def test_cards_with_and_without_front_matter() -> None:
    assert read_model_card(b"Just text.", URL) == CardReading("Just text.")
    assert read_model_card(b"---\n---\nText.", URL) == CardReading("Text.")
    from_windows = b"\xef\xbb\xbf---\r\nlicense: mit\r\n---\r\nText.\r\n"
    assert read_model_card(from_windows, URL) == CardReading("Text.", {"license": "mit"})


def test_a_rule_is_no_front_matter() -> None:
    assert "After the rule" in read_model_card(b"Before\n\n---\n\nAfter the rule\n\n---\n", URL).text
    assert "never closed" in read_model_card(b"---\nnever closed", URL).text


def test_an_empty_card_is_a_warning() -> None:
    assert read_model_card(b"---\nlicense: mit\n---\n", URL).warnings == ("the card has no text",)


def test_dates_in_metadata_do_not_raise() -> None:
    assert read_model_card(b"---\ndate: 2026-02-30\n---\nText.", URL).text == "Text."


@given(st.binary(max_size=300))
def test_nothing_raises(body: bytes) -> None:
    assert isinstance(read_model_card(body, URL), CardReading)


@given(st.lists(st.sampled_from([*"```|#[])(!\n", "---\n", "<!--", "-->", "](", "<table>", "<td>", "a: b\n"])))
def test_odd_markdown_never_raises(pieces: list[str]) -> None:
    assert isinstance(read_model_card("".join(pieces).encode(), URL), CardReading)
