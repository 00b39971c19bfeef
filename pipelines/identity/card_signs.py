"""What a model card's own text says about where its weights come from.

Two places: the YAML front matter (``base_model``, ``base_model_relation``, ``tags``, ``library_name``; fields of
huggingface.co/docs/hub/model-cards) and the sentences that tools write into cards (trainers, mergekit, converters) or
that authors write alike. A sentence counts only where it speaks of this repository's model as a whole and, except for
a merge, names the other model by its repository.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import yaml

ADAPTER: Final = "adapter"
FINETUNE: Final = "finetune"
MERGE: Final = "merge"
QUANTIZED: Final = "quantized"
DISTILLED: Final = "distilled"

_READ_CHARACTERS = 20_000
"""Where weights come from stands near the beginning; benchmark tables and licences follow."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE = re.compile(r"^```.*?(?:^```|\Z)", re.DOTALL | re.MULTILINE)

_PART = r"[A-Za-z0-9][\w.\-]{0,95}"
_REPOSITORY = (
    rf"(?:\[[^\]\n]{{0,120}}\]\()?[`*_\[\s]{{0,4}}(?:https?://(?:www\.)?(?:huggingface\.co|hf\.co)/)?"
    rf"(?P<base>{_PART}/{_PART})"
)
"""A repository as a link, in backticks or plain."""
_OBJECT = r"(?:model|version|repo(?:sitory)?|weights|checkpoints?)"
_THIS = rf"\b(?:th(?:is|e|ese)\s+(?:\w+[ \-]){{0,4}}?{_OBJECT}\b[^.\n]{{0,60}}?|it\s)"
"""A subject that is this repository, with up to a few words before its verb."""

_FORMAT = r"(?:GGUF|MLX|ONNX|OpenVINO|AWQ|GPTQ|EXL\d)"
_TUNED = (
    r"(?:fine-?\s?tuned|post-trained|continued? (?:pre-?training|pre-?trained)|further (?:pre-?)?trained|initiali[sz]ed"
    r"|built|based)"
)
_STATEMENTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (relation, re.compile("".join(parts), re.IGNORECASE | re.MULTILINE))
    for relation, *parts in (
        (MERGE, r"\bthis (?:model )?is an? (?:\w+[ \-]){0,4}merge of\b"),
        (MERGE, r"\b(?:merged|created|made) using \[?mergekit\b"),
        (MERGE, r"\bthis model was merged using the \[?[\w\- ]{2,30}\]?[^.\n]{0,80}\bmerge method\b"),
        (QUANTIZED, rf"\b(?:static|weighted/imatrix|imatrix|weighted) quants of {_REPOSITORY}"),
        (
            QUANTIZED,
            rf"\bmodel\b[^\n]{{0,160}}? (?:was|is|were|has been) converted to (?:\w+ )?{_FORMAT}\b[^\n]{{0,60}}?",
            rf" (?:from|of) {_REPOSITORY}",
        ),
        (
            QUANTIZED,
            rf"\b(?:quanti[sz]ed|quanti[sz]ation|quants?|{_FORMAT})\b[^.\n]{{0,60}}?",
            rf" (?:version|model files|quants?|format)? ?(?:of|for) (?:the )?(?:model )?{_REPOSITORY}",
        ),
        (
            ADAPTER,
            r"\b(?:Q?LoRA|PEFT|adapter)s?\b[^.\n]{0,60}? (?:adapters? |weights )?",
            rf"(?:for|on top of|of) {_REPOSITORY}",
        ),
        (DISTILLED, rf"\b(?:distill?ed|distillation) (?:version |variant )?(?:from|of) (?:the )?{_REPOSITORY}"),
        (FINETUNE, rf"\bfine-?\s?tuned? (?:version |variant )(?:of|on|from) (?:the )?{_REPOSITORY}"),
        (
            FINETUNE,
            rf"{_THIS}(?:was|is|has been|were)\s+(?:\w+[ \-]){{0,3}}?{_TUNED}",
            rf" (?:from|on|upon|with|on top of) (?:the )?{_REPOSITORY}",
        ),
        (FINETUNE, rf"\bfine-?\s?tuned from (?:model|the model)?\s*(?:\[optional\])?\s*:?\s*\**\s*{_REPOSITORY}"),
        (FINETUNE, rf"^\W*(?:base model|finetuned from(?: model)?|original model)\W{{1,6}}{_REPOSITORY}"),
    )
)
_LOCAL_FOLDERS = frozenset(
    """
    and or models model data home mnt tmp root workspace output outputs checkpoints content kaggle datasets papers
    spaces blog docs
    """.split()  # noqa: SIM905
)
"""First parts of "x/y" that are a folder, an enumeration or another kind of page, never an account."""


@dataclass(frozen=True, slots=True)
class CardSigns:
    """What a card states: declared ``metadata``, and a relation to ``base`` repositories found in its sentences.

    ``relation`` is adapter, finetune, merge, quantized or distilled, ``quote`` the words it was read from.
    """

    metadata: Mapping[str, object]
    relation: str | None = None
    bases: tuple[str, ...] = ()
    quote: str | None = None


def card_signs(text: str | None) -> CardSigns:
    """Read a card (``README.md`` as it lies in the repository). Never raises; broken front matter counts as none."""
    if not text:
        return CardSigns({})
    metadata = _front_matter(text)
    prose = _CODE.sub(" ", _COMMENT.sub(" ", _FRONT_MATTER.sub("", text[:_READ_CHARACTERS])))
    for relation, pattern in _STATEMENTS:
        found = pattern.search(prose)
        if found is None:
            continue
        base = found.groupdict().get("base")
        if base is None:
            return CardSigns(metadata, relation, (), found[0])
        base = base.rstrip(".-_")
        if is_repository(base):
            return CardSigns(metadata, relation, (base,), found[0])
    return CardSigns(metadata)


def is_repository(text: object) -> bool:
    """Whether a text has the form of a Hub repository's id and not of a path in somebody's file system."""
    if not isinstance(text, str) or not re.fullmatch(rf"{_PART}/{_PART}", text):
        return False
    account, _, name = text.partition("/")
    return account.casefold() not in _LOCAL_FOLDERS and not name.casefold().startswith("checkpoint")


def _front_matter(text: str) -> Mapping[str, object]:
    found = _FRONT_MATTER.match(text)
    if found is None:
        return {}
    try:
        value = yaml.load(found[1], Loader=_LOADER)  # noqa: S506  (a safe loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
