"""What cards say about where weights come from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.identity.card_signs import card_signs, is_repository
from pipelines.identity.repositories import classify_repository, exclusion_reason


@pytest.mark.parametrize(
    ("sentence", "relation", "bases"),
    [
        ("This model is a fine-tuned version of [lab/Base-7B](https://huggingface.co/lab/Base-7B) on letters.",
         "finetune", ("lab/Base-7B",)),
        ("- **Finetuned from model :** lab/Base-7B", "finetune", ("lab/Base-7B",)),
        ("- **Finetuned from model [optional]:** lab/Base-7B", "finetune", ("lab/Base-7B",)),
        ("The model was further trained from `lab/Base-7B`.", "finetune", ("lab/Base-7B",)),
        ("This checkpoint was initialised from lab/Base-7B.", "finetune", ("lab/Base-7B",)),
        ("Base model: lab/Base-7B", "finetune", ("lab/Base-7B",)),
        ("This is a merge of pre-trained language models created using [mergekit](https://example.org).", "merge", ()),
        ("This model was merged using the SLERP merge method.", "merge", ()),
        ("weighted/imatrix quants of https://huggingface.co/lab/Base-7B", "quantized", ("lab/Base-7B",)),
        ("This model was converted to GGUF format from [`lab/Base-7B`](https://huggingface.co/lab/Base-7B).",
         "quantized", ("lab/Base-7B",)),
        ("The Model [some/Base-mlx](https://huggingface.co/some/Base-mlx) was converted to MLX format from "
         "[lab/Base-7B](https://huggingface.co/lab/Base-7B).", "quantized", ("lab/Base-7B",)),
        ("AWQ model files for [lab/Base-7B](https://huggingface.co/lab/Base-7B).", "quantized", ("lab/Base-7B",)),
        ("A LoRA adapter for lab/Base-7B.", "adapter", ("lab/Base-7B",)),
        ("The student was distilled from lab/Base-7B.", "distilled", ("lab/Base-7B",)),
    ],
)  # fmt: skip
def test_statements(sentence: str, relation: str, bases: tuple[str, ...]) -> None:
    found = card_signs(f"---\nlicense: mit\n---\n# A card\n\n{sentence}\n")
    assert (found.relation, found.bases) == (relation, bases)
    assert found.quote
    assert found.metadata == {"license": "mit"}


@pytest.mark.parametrize(
    "sentence",
    [
        "It outperforms lab/Base-7B on nine of ten tests.",
        "The tokenizer is that of lab/Base-7B; the weights were trained from scratch on 2T tokens.",
        "This model can be fine-tuned and/or quantised with the usual tools.",
        "Evaluated with the fine-tuned judge of another team.",
        "<!-- This model is a fine-tuned version of lab/Base-7B -->",
        "```\nThis model is a fine-tuned version of lab/Base-7B\n```",
        "This model was fine-tuned from /home/me/Base-7B.",
        "The model was initialised from output/checkpoint-500.",
    ],
)
def test_a_mere_mention_states_nothing(sentence: str) -> None:
    assert card_signs(sentence).relation is None


@pytest.mark.parametrize("front", ["---\nbase_model: [\n---\n", "---\n- a list\n---\n", "no front matter", "---\n", ""])
def test_broken_front_matter_is_none(front: str) -> None:
    assert card_signs(front).metadata == {}


@given(st.text() | st.text(alphabet="-:# \nmodelbasfinetuned/[]()`*", max_size=200))
def test_any_text_is_read(text: str) -> None:
    found = card_signs(text)
    assert (found.relation is None) == (found.quote is None)
    assert all(is_repository(base) for base in found.bases)


CARD = "---\nbase_model: lab/Base-7B\nbase_model_relation: {relation}\n---\n# Storyteller\n"


@pytest.mark.parametrize(
    ("item", "card", "kind", "reason"),
    [
        ({}, CARD.format(relation="finetune"), "third_party_finetune", "finetune"),
        ({}, CARD.format(relation="adapter"), "adapter", "adapter"),
        ({}, CARD.format(relation="quantized"), "quantized", "quantisation"),
        ({}, CARD.format(relation="merge"), "third_party_finetune", "merge"),
        ({}, "---\nlibrary_name: peft\n---\n", "adapter", "adapter"),
        ({}, "---\ntags: [mergekit]\n---\n", "third_party_finetune", "merge"),
        ({}, "This model is a fine-tuned version of lab/Base-7B.", "derivative_untagged", "finetune"),
        ({}, "The student was distilled from lab/Base-7B.", "derivative_untagged", "finetune"),
        ({}, "This is a merge of pre-trained language models.", "third_party_finetune", "merge"),
        ({"baseModels": {"relation": "quantized", "models": [{"id": "lab/Base-7B"}]}, "tags": ["mergekit"]},
         "This is a merge of pre-trained language models.", "third_party_finetune", "merge"),
        ({}, "Static quants of someone/Storyteller-7B are elsewhere.", "original", None),
        ({}, "This is a model trained from scratch.", "original", None),
    ],
)  # fmt: skip
def test_cards_decide_where_nothing_is_declared(
    item: dict[str, object], card: str, kind: str, reason: str | None
) -> None:
    found = classify_repository({"id": "someone/Storyteller-7B", **item}, card)
    assert (found.kind, exclusion_reason(found)) == (kind, reason)


def test_a_distillation_is_called_one() -> None:
    found = classify_repository({"id": "someone/Storyteller-7B"}, "The student was distilled from lab/Base-7B.")
    assert (found.derivation, found.base) == ("distillation", ("lab/Base-7B",))
