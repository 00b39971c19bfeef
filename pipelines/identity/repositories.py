"""What a Hub repository is: a developer's own model, or a copy, conversion or derivative of another.

Classes and their order follow a labelled sample of real rows and the derivation relations of
huggingface.co/docs/hub/model-cards (finetune, quantized, adapter, merge): withdrawn repositories and test stubs,
adapters, quantised copies, merges, declared derivatives, then what gives itself away (``undeclared``). No tag decides
alone: official releases carry ``fp8``, conversions carry no base, and the Hub infers "quantized" from the mere presence
of ONNX files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipelines.identity import card_signs
from pipelines.identity.hub_row import HubRow, read_row
from pipelines.identity.name_words import FORMATS
from pipelines.identity.names import parse_name
from pipelines.identity.repository_words import (
    DISTILLATION_WORDS,
    DRAFT_WORDS,
    is_judge,
    is_stub,
    quantisation_mark,
    words_of,
)
from pipelines.identity.undeclared import (
    bears_own_family,
    developer_of,
    foreign_family,
    is_official,
    likeness,
    own_adaptation,
)

ORIGINAL: Final = "original"
SAME_ORG: Final = "same_org_posttrain"
FINETUNE: Final = "third_party_finetune"
QUANTIZED: Final = "quantized"
ADAPTER: Final = "adapter"
REUPLOAD: Final = "reupload"
UNTAGGED: Final = "derivative_untagged"
WRONG_TAG: Final = "quantized_tag_wrong"
STUB: Final = "test_stub"

_EXCLUSIONS = {
    QUANTIZED: "quantisation",
    ADAPTER: "adapter",
    REUPLOAD: "reupload",
    FINETUNE: "finetune",
    UNTAGGED: "finetune",
    STUB: "not_a_model",
}
_EXCLUDED_AS = {"quantisation": "quantisation", "merge": "merge", "draft": "adapter", "adaptation": "finetune"}
"""Triage's reason codes for ways of derivation that are no candidates whoever made them."""

_PACKED_TYPES = ("I32", "U32")
_PACKED_SHARE = 0.3
"""Share of 32-bit integers above which the weights are packed several to a word; indices never come near it."""
_LARGEST_ADAPTER = 2e9
"""Elements in files; more than any adapter has, so that a LoRA tag then tells how full weights were trained."""
_LARGEST_DRAFT = 2e10
"""Drafts have to be far faster than their model; a larger repository holds the model and its draft together."""
_ADAPTER_TAGS = frozenset(["lora", "peft"])
_MERGE_TAGS = frozenset(["merge", "mergekit"])
_QUANTISER_TAGS = frozenset(["gptq", "awq", "mlx", "exl2", "exl3", "imatrix", "bitsandbytes", "4-bit", "w4a16"])


@dataclass(frozen=True, slots=True)
class RepositoryClass:
    """What a repository is. ``kind`` is one of the nine classes, ``base`` the stated bases in order.

    ``derivation`` says how it was made where that is finer than the kind: quantisation, merge, distillation, draft (a
    small network that drafts for one certain larger model), adaptation (a developer's own model made to embed, rank,
    reward or guard). ``family`` is the family word of what it was made from, where no base is stated but that shows.
    """

    kind: str
    reason: str
    base: tuple[str, ...] = ()
    derivation: str | None = None
    family: str | None = None


def exclusion_reason(kind: str | RepositoryClass) -> str | None:
    """The triage reason code of a class, or ``None`` where the repository may be a model of its own.

    Codes: quantisation, adapter, merge, reupload, finetune, not_a_model. Given a whole ``RepositoryClass``, the
    derivation decides where it is known; a developer's own further training stays, however it was done.
    """
    if not isinstance(kind, RepositoryClass):
        return _EXCLUSIONS.get(kind)
    return _EXCLUDED_AS.get(kind.derivation or "") or _EXCLUSIONS.get(kind.kind)


def classify_repository(row: Mapping[str, object], card_text: str | None = None) -> RepositoryClass:
    """Classify one Hub list item; any field may be missing. Never raises.

    The row's ``config`` may be the repository's whole ``config.json``, and ``card_text`` its ``README.md``: both tell
    of bases that no tag declares.
    """
    repository = read_row(row, card_text)
    rules = (_withdrawn, _adapter, _stub, _draft, _quantised, _merged, _declared_derivative, _stated_derivative)
    for rule in rules:
        found = rule(repository)
        if found is not None:
            return found
    sign = likeness(repository)
    if sign is not None:
        return RepositoryClass(REUPLOAD if sign.is_copy else UNTAGGED, sign.reason, (), sign.derivation, sign.family)
    adapted = own_adaptation(repository)
    if adapted is not None:
        return RepositoryClass(SAME_ORG, adapted, (), "adaptation")
    return RepositoryClass(ORIGINAL, "nothing shows another model behind it")


def _same_developer(repository: HubRow, base: str) -> bool:
    return developer_of(repository.account) == developer_of(base.partition("/")[0])


def _own_bases(repository: HubRow) -> bool:
    return bool(repository.bases) and all(_same_developer(repository, base) for base in repository.bases)


def _withdrawn(repository: HubRow) -> RepositoryClass | None:
    return RepositoryClass(STUB, "private or disabled") if repository.is_withdrawn else None


def _adapter(repository: HubRow) -> RepositoryClass | None:
    is_whole = (repository.counted or 0.0) > _LARGEST_ADAPTER
    if repository.relation == "adapter":
        reason = "declares itself an adapter"
    elif repository.library == "peft" or (not is_whole and not _ADAPTER_TAGS.isdisjoint(repository.tags)):
        reason = "adapter library or tag"
    elif "adapter_config.json" in repository.files:
        reason = "holds adapter_config.json"
    elif not is_whole and not {"lora", "qlora"}.isdisjoint(words_of(repository.name)):
        reason = "named as an adapter"
    elif repository.stated.relation == card_signs.ADAPTER and not is_whole:
        return RepositoryClass(ADAPTER, _said(repository), repository.bases or repository.stated.bases)
    else:
        return None
    return RepositoryClass(ADAPTER, reason, repository.bases)


def _stub(repository: HubRow) -> RepositoryClass | None:
    if not repository.repo_id:
        return RepositoryClass(STUB, "no repository id")
    if is_stub(repository.account, repository.name):
        return RepositoryClass(STUB, "test stub by name", repository.bases)
    return None


def _draft(repository: HubRow) -> RepositoryClass | None:
    """A network that only drafts tokens for another model; the class says whose the other is."""
    word = next(iter(sorted(words_of(repository.name) & DRAFT_WORDS)), None)
    if word is None or (repository.counted or 0.0) > _LARGEST_DRAFT:
        return None
    kind = UNTAGGED
    if repository.bases:
        kind = SAME_ORG if _own_bases(repository) else FINETUNE
    return RepositoryClass(kind, f"name says {word}: it drafts for another model", repository.bases, "draft")


def _is_packed(repository: HubRow) -> bool:
    stored = sum(repository.dtypes.values())
    packed = sum(repository.dtypes.get(kind, 0.0) for kind in _PACKED_TYPES)
    return stored > 0 and packed / stored > _PACKED_SHARE


def _quantisation_evidence(repository: HubRow) -> str | None:
    mark = quantisation_mark(repository.name)
    if mark is not None:
        return f"name says {mark}"
    if repository.has_gguf and not repository.has_safetensors:
        return "GGUF files only"
    tagged = sorted(repository.tags & _QUANTISER_TAGS)
    if tagged:
        return f"tag {tagged[0]}"
    if repository.quant_method:
        return f"configuration quantised with {repository.quant_method}"
    if _is_packed(repository):
        return "packed integer weights"
    return None


def _quantised(repository: HubRow) -> RepositoryClass | None:
    evidence = _quantisation_evidence(repository)
    own = _own_bases(repository)
    if repository.relation == "quantized":
        if evidence is None and not _MERGE_TAGS.isdisjoint(repository.tags):
            return None  # some merges are tagged so; nothing in this one is quantised
        if own and evidence is None:
            return RepositoryClass(WRONG_TAG, "tagged quantised, but nothing in it is", repository.bases)
        reason = evidence or "declares itself quantised by another account"
        return RepositoryClass(QUANTIZED, reason, repository.bases, "quantisation")
    stated = repository.stated
    if not repository.bases and stated.relation == card_signs.QUANTIZED and not _is_own_base(repository, stated.bases):
        return RepositoryClass(QUANTIZED, _said(repository), stated.bases, "quantisation")
    if evidence is None:
        return None
    marked = evidence.startswith(("name", "GGUF"))
    official = is_official(repository.account)
    if repository.bases and marked and (repository.relation is None or not own):
        return RepositoryClass(QUANTIZED, evidence, repository.bases, "quantisation")
    if official and not marked:
        # A lab may publish its weights in four bits only; that is the model, not a conversion of it.
        return None
    if official and (foreign_family(repository) is None or bears_own_family(repository)):
        return RepositoryClass(QUANTIZED, f"{evidence}; the developer's own", repository.bases, "quantisation")
    if repository.bases:
        return None
    return RepositoryClass(UNTAGGED, f"{evidence}; no base declared", (), "quantisation")


def _merged(repository: HubRow) -> RepositoryClass | None:
    tagged = not _MERGE_TAGS.isdisjoint(repository.tags)
    several = len(repository.bases) > 1 and not _own_bases(repository)
    # A known developer's tag may be about how its own checkpoints were averaged.
    if repository.relation == "merge" or several or (tagged and not is_official(repository.account)):
        return RepositoryClass(FINETUNE, "merge of other models", repository.bases, "merge")
    if tagged and repository.bases and not _own_bases(repository):
        return RepositoryClass(FINETUNE, "merge of other models", repository.bases, "merge")
    if repository.stated.relation == card_signs.MERGE and not _own_bases(repository):
        return RepositoryClass(FINETUNE, _said(repository), repository.bases, "merge")
    return None


def _declared_derivative(repository: HubRow) -> RepositoryClass | None:
    return _derivative(repository, repository.bases, "declares", is_declared=True) if repository.bases else None


def _stated_derivative(repository: HubRow) -> RepositoryClass | None:
    """A base that the card's sentences or the configuration name, where nothing is declared."""
    if repository.stated.bases and not _is_own_base(repository, repository.stated.bases):
        return _derivative(repository, repository.stated.bases, _said(repository), is_declared=False)
    if repository.loaded_from and not _same_developer(repository, repository.loaded_from):
        reason = f"configuration loaded from {repository.loaded_from}"
        return _derivative(repository, (repository.loaded_from,), reason, is_declared=False)
    return None


def _derivative(repository: HubRow, bases: tuple[str, ...], reason: str, *, is_declared: bool) -> RepositoryClass:
    said = "" if is_declared else f": {reason}"
    if _same_developer(repository, bases[0]):
        adaptation = "adaptation" if is_judge(repository.name, repository.task) else None
        return RepositoryClass(SAME_ORG, f"further training of the developer's own base{said}", bases, adaptation)
    if _is_same_name(repository.name, bases[0].rpartition("/")[2]):
        return RepositoryClass(REUPLOAD, f"same name as its base{said}", bases)
    distilled = not words_of(repository.name).isdisjoint(DISTILLATION_WORDS)
    distilled = distilled or repository.stated.relation == card_signs.DISTILLED
    kind = FINETUNE if is_declared else UNTAGGED
    derivation = "distillation" if distilled else None
    return RepositoryClass(kind, f"built on another developer's model{said}", bases, derivation)


def _is_own_base(repository: HubRow, bases: tuple[str, ...]) -> bool:
    """Whether a card speaks of what others make of the repository itself."""
    return any(base.casefold() == repository.repo_id.casefold() for base in bases)


def _said(repository: HubRow) -> str:
    words = " ".join((repository.stated.quote or "").split())
    return f"card says {words[:120]!r}"


def _is_same_name(name: str, other: str) -> bool:
    one, two = parse_name(name), parse_name(other)
    stages = {*one.packaging} ^ {*two.packaging}
    return one.key == two.key and stages <= FORMATS and {*one.stamps} == {*two.stamps}
