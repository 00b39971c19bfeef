"""Words in repository names that say what was done to a model's weights.

Compiled from names met on the Hub up to October 2026. They are habits of the people who publish there, not names of
models, and none of them decides alone where an account is a known developer's.
"""

from __future__ import annotations

import re

from pipelines.identity.name_words import QUANTISATION_WORDS

MERGE_WORDS = frozenset("merge merged slerp ties dare frankenmerge frankenmoe mergekit".split())  # noqa: SIM905
"""Ways of combining other models' weights without training."""

DISTILLATION_WORDS = frozenset("distill distilled distillation distil".split())  # noqa: SIM905

PRUNING_WORDS = frozenset("reap pruned prune razor".split())  # noqa: SIM905
"""Ways of cutting experts or layers out of a model."""

DERIVATIVE_WORDS = (
    MERGE_WORDS
    | DISTILLATION_WORDS
    | PRUNING_WORDS
    | frozenset(
        """
        abliterated abliteration ablit ablated uncensored unfiltered unrestricted unaligned unlocked heretic obliterated
        dealigned derestricted derisked crack jailbreak nsfw rp erp roleplay
        sft dpo orpo grpo kto rlhf lora qlora adapter finetuned finetune finetuning
        """.split()  # noqa: SIM905
    )
)
"""What strangers do with models that others trained."""

DRAFT_WORDS = frozenset("dflash dflash2 dspark eagle3 speculator medusa draft".split())  # noqa: SIM905
"""Small networks that propose tokens for one certain larger model and are of no use without it."""

_JUDGING_NAME = re.compile(
    r"(?:^|[^a-z])(?:embed(?:s|der|dings?)?|retriever|rerank(?:er)?|reward|rm|orm|prm|\w*guard(?:ian)?|shield\w*)(?:$|[^a-z])"
)
_JUDGING_TASKS = frozenset(
    ["feature-extraction", "sentence-similarity", "text-ranking", "text-classification", "token-classification"]
)
_SPEAKING_NAME = re.compile(r"(?:^|[^a-z])tts(?:$|[^a-z])")
_SPEAKING_TASKS = frozenset(
    ["text-to-speech", "text-to-audio", "automatic-speech-recognition", "audio-text-to-text", "audio-to-audio"]
)

FROM_SCRATCH = re.compile(r"\bpre-?train(?:ed|ing)?\b|\bfrom[-_ ]scratch\b")
"""How a name or tag says that the weights are the account's own."""

_QUANTISATION_WORDS = QUANTISATION_WORDS | frozenset("jang jangtq paro dwq gsq".split())  # noqa: SIM905
_QUANTISATION_MARK = re.compile(
    r"(?:^|[-_.])((?:i|o|t|p)?q\d(?:e|_\w+)?|u?int[248]|\d+(?:\.\d+)?[-_]?bits?|w\d+a\d+|\d+(?:\.\d+)?bpw"
    r"|(?:nv|mx)?fp[468]a\d+|jangtq\d|paro\d)(?=$|[-_.])"
)
_STUB_NAME = re.compile(
    r"(?:^|[-_.])(?:tiny|dummy|mini)[-_]?random|(?:^|[-_])(?:dummy|unit[-_]test|random[-_](?:init|weights))(?:$|[-_])"
    r"|^vram-\d+$|^test(?:ing)?(?:[-_]?(?:model|repo|upload))?\d*$"
)
_STUB_ACCOUNT = re.compile(r"internal[-_]testing|^hf-tiny|^tiny-random")


def words_of(name: str) -> frozenset[str]:
    """The words of a repository's name, folded."""
    return frozenset(re.split(r"[^a-z0-9]+", name.casefold()))


def quantisation_mark(name: str) -> str | None:
    """The word in a repository's name that says its weights were quantised or converted, or ``None``."""
    found = sorted(words_of(name) & _QUANTISATION_WORDS)
    if found:
        return found[0]
    match = _QUANTISATION_MARK.search(name.casefold())
    return match[1] if match else None


def is_judge(name: str, task: str) -> bool:
    """Whether a repository embeds, ranks, rewards, guards or classifies, by its name or the Hub's pipeline tag.

    A language model is adapted to these by a short further training.
    """
    return task in _JUDGING_TASKS or bool(_JUDGING_NAME.search(name.casefold()))


def is_speaker(name: str, task: str) -> bool:
    """Whether a repository speaks or listens, by its name or the Hub's pipeline tag."""
    return task in _SPEAKING_TASKS or bool(_SPEAKING_NAME.search(name.casefold()))


def is_stub(account: str, name: str) -> bool:
    """Whether a repository by its name or account exists to test software: random weights in the shape of a model."""
    return bool(_STUB_NAME.search(name.casefold()) or _STUB_ACCOUNT.search(account.casefold()))
