"""Model cards: the title names the model, and everything that no other model claims is said of it."""

from __future__ import annotations

import pytest

from crawler.records import Extraction
from pipelines.extraction import extract


def _read(text: str, title: str = "acme/Kestrel-2-9B") -> Extraction:
    return extract(text, language="en", title=title)


def test_labels_of_a_fact_sheet_are_no_models() -> None:
    card = "# Kestrel-2-9B\n\n- Type: causal language model\n- Number of Parameters: 9.2B\n- Tokens: 7 trillion"
    found = _read(card)
    assert [(m.name, m.parameters, m.tokens) for m in found.models] == [("Kestrel-2-9B", 9.2e9, 7e12)]


def test_a_paragraph_without_a_name_goes_on_about_the_cards_model() -> None:
    card = "# Kestrel 2 9B\n\nA protein language model with 9.3B parameters, trained on 2.4 trillion tokens."
    (model,) = _read(card).models
    assert (model.parameters, model.tokens) == (9.3e9, 2.4e12)


def test_experts_lend_no_number_to_the_active_parameters() -> None:
    card = "# Kestrel-2\n\nKestrel-2 has 256 routed experts, 8 of them active; 40B parameters are activated per token."
    (model,) = _read(card, "acme/Kestrel-2").models
    assert model.active_parameters == 40e9


@pytest.mark.parametrize("title", ["Acme unveils a model", "阿里发布新模型", "Acme"])
def test_a_headline_is_no_card(title: str) -> None:
    text = "Acme unveiled Kestrel.\n\nThe weather in Utrecht was fine, and 9 billion parameters were counted elsewhere."
    assert all(m.parameters is None for m in _read(text, title).models)


def test_a_family_keeps_what_its_name_begins_with() -> None:
    found = extract("Acme unveiled LLM-ax-4 8B and a 32B.", language="en")
    assert all(model.name.startswith("LLM-ax-4") for model in found.models)
    assert found.models
