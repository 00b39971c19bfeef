"""What a Hub repository is: a developer's own model, or a copy, conversion or derivative of another.

Classes and their order follow a labelled sample of real rows and the derivation relations of
huggingface.co/docs/hub/model-cards (finetune, quantized, adapter, merge). No tag decides alone: official releases carry
``fp8``, conversions carry no base, and the Hub infers "quantized" from the mere presence of ONNX files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pipelines.identity.catalogue import architectures, families, mirrors
from pipelines.identity.comparison import close
from pipelines.identity.hub_row import HubRow, read_row
from pipelines.identity.name_words import FORMATS, QUANTISATION_WORDS, VARIANTS
from pipelines.identity.names import ParsedName, parse_name
from pipelines.identity.organizations import organization_of_hub_account

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
_DERIVATIVE_WORDS = frozenset(
    """
    abliterated uncensored heretic obliterated dealigned derestricted distill distilled sft dpo orpo grpo kto rlhf
    lora qlora adapter reap pruned merge merged slerp ties dare frankenmerge roleplay finetuned finetune finetuning
    """.split()  # noqa: SIM905
)
_STUB_NAME = re.compile(r"(?:^|[-_.])(?:tiny|dummy|mini)[-_]?random|(?:^|[-_])dummy(?:$|[-_])|^vram-\d+$")
_STUB_ACCOUNT = re.compile(r"internal[-_]testing|^hf-tiny|^tiny-random")
_PACKED_TYPES = ("I32", "U32")
_PACKED_SHARE = 0.3
"""Share of 32-bit integers above which the weights are packed several to a word; indices never come near it."""
_SAME_COUNT = 1.004
"""The catalogue's sizes have two decimals; equal counts differ by no more than that rounding."""
_SAME_SIZE = 1.03
"""Fine-tunes change the vocabulary or drop a head; 3 % covers that and stays below the gaps between sizes."""
_NEARLY_SAME_SIZE = 1.12
"""Dropping a vision tower or a prediction layer takes up to a tenth; enough where nothing is known of the account."""
_SAME_NAMED_SIZE = 1.2
"""Sizes in names are rounded: "7B" for 8.3e9."""
_ADAPTER_TAGS = frozenset(["lora", "peft"])
_MERGE_TAGS = frozenset(["merge", "mergekit"])
_QUANTISER_TAGS = frozenset(["gptq", "awq", "mlx", "exl2", "exl3", "imatrix", "bitsandbytes", "4-bit", "w4a16"])
_FAMILY_WORDS = re.compile(r"gpt-oss|gpt2|command-r|t5|[a-z]+")
_BITS_IN_NAME = re.compile(
    r"(?:^|[-_.])((?:i|o|t)?q\d(?:_\w+)?|int[248]|\d+(?:\.\d+)?[-_]?bits?|w\d+a\d+|\d+(?:\.\d+)?bpw)(?=$|[-_.])"
)


@dataclass(frozen=True, slots=True)
class RepositoryClass:
    """What a repository is. ``kind`` is one of the nine classes, ``base`` the declared bases in order.

    ``derivation`` says how it was made where that is finer than the kind (``quantisation``, ``merge``).
    """

    kind: str
    reason: str
    base: tuple[str, ...] = ()
    derivation: str | None = None


def exclusion_reason(kind: str | RepositoryClass) -> str | None:
    """The triage reason code of a class, or ``None`` where the repository may be a model of its own.

    Codes: quantisation, adapter, merge, reupload, finetune, not_a_model. Given a whole ``RepositoryClass``, the
    derivation decides where it is known.
    """
    if isinstance(kind, RepositoryClass):
        return kind.derivation or _EXCLUSIONS.get(kind.kind)
    return _EXCLUSIONS.get(kind)


def classify_repository(row: Mapping[str, object]) -> RepositoryClass:
    """Classify one Hub list item; any field may be missing. Never raises."""
    repository = read_row(row)
    for rule in (_withdrawn, _adapter, _stub, _quantised, _merged, _declared_derivative, _undeclared_derivative):
        found = rule(repository)
        if found is not None:
            return found
    return RepositoryClass(ORIGINAL, "nothing shows another model behind it")


def words_of(name: str) -> frozenset[str]:
    """The words of a repository's name, folded."""
    return frozenset(re.split(r"[^a-z0-9]+", name.casefold()))


def quantisation_mark(name: str) -> str | None:
    """The word in a repository's name that says its weights were quantised or converted, or ``None``."""
    words = words_of(name)
    found = sorted(words & QUANTISATION_WORDS)
    if found:
        return found[0]
    match = _BITS_IN_NAME.search(name.casefold())
    return match[1] if match else None


def _developer(account: str) -> str:
    return organization_of_hub_account(account) or account.casefold()


def _same_developer(repository: HubRow, base: str) -> bool:
    return _developer(repository.account) == _developer(base.partition("/")[0])


def _withdrawn(repository: HubRow) -> RepositoryClass | None:
    return RepositoryClass(STUB, "private or disabled") if repository.is_withdrawn else None


def _adapter(repository: HubRow) -> RepositoryClass | None:
    if repository.relation == "adapter":
        reason = "declares itself an adapter"
    elif repository.library == "peft" or not _ADAPTER_TAGS.isdisjoint(repository.tags):
        reason = "adapter library or tag"
    elif "adapter_config.json" in repository.files:
        reason = "holds adapter_config.json"
    elif not {"lora", "qlora"}.isdisjoint(words_of(repository.name)):
        reason = "named as an adapter"
    else:
        return None
    return RepositoryClass(ADAPTER, reason, repository.bases)


def _stub(repository: HubRow) -> RepositoryClass | None:
    if not repository.repo_id:
        return RepositoryClass(STUB, "no repository id")
    if _STUB_NAME.search(repository.name.casefold()) or _STUB_ACCOUNT.search(repository.account.casefold()):
        return RepositoryClass(STUB, "test stub by name", repository.bases)
    return None


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
    if _is_packed(repository):
        return "packed integer weights"
    return None


def _quantised(repository: HubRow) -> RepositoryClass | None:
    evidence = _quantisation_evidence(repository)
    own = bool(repository.bases) and all(_same_developer(repository, base) for base in repository.bases)
    if repository.relation == "quantized":
        if own and evidence is None:
            return RepositoryClass(WRONG_TAG, "tagged quantised, but nothing in it is", repository.bases)
        reason = evidence or "declares itself quantised by another account"
        return RepositoryClass(QUANTIZED, reason, repository.bases, "quantisation")
    if evidence is None:
        return None
    marked = evidence.startswith(("name", "GGUF"))
    official = organization_of_hub_account(repository.account) is not None
    if repository.bases and marked and (repository.relation is None or not own):
        return RepositoryClass(QUANTIZED, evidence, repository.bases, "quantisation")
    if official and not marked:
        # A lab may publish its weights in four bits only; that is the model, not a conversion of it.
        return None
    if official and not _foreign_family(repository):
        return RepositoryClass(QUANTIZED, f"{evidence}; the developer's own", repository.bases, "quantisation")
    if repository.bases:
        return None
    return RepositoryClass(UNTAGGED, f"{evidence}; no base declared", (), "quantisation")


def _merged(repository: HubRow) -> RepositoryClass | None:
    several = len(repository.bases) > 1 and not all(_same_developer(repository, base) for base in repository.bases)
    if repository.relation == "merge" or several or not _MERGE_TAGS.isdisjoint(repository.tags):
        return RepositoryClass(FINETUNE, "merge of other models", repository.bases, "merge")
    return None


def _declared_derivative(repository: HubRow) -> RepositoryClass | None:
    if not repository.bases:
        return None
    base = repository.bases[0]
    if _same_developer(repository, base):
        return RepositoryClass(SAME_ORG, "further training of the developer's own base", repository.bases)
    if _is_same_name(repository.name, base.rpartition("/")[2]):
        return RepositoryClass(REUPLOAD, "same name as its base", repository.bases)
    return RepositoryClass(FINETUNE, "built on another developer's model", repository.bases)


def _is_same_name(name: str, other: str) -> bool:
    one, two = parse_name(name), parse_name(other)
    stages = {*one.packaging} ^ {*two.packaging}
    return one.key == two.key and stages <= FORMATS and {*one.stamps} == {*two.stamps}


def _undeclared_derivative(repository: HubRow) -> RepositoryClass | None:
    parsed = parse_name(repository.name)
    if repository.account.casefold() in mirrors():
        if VARIANTS.issuperset(parsed.variants) and _DERIVATIVE_WORDS.isdisjoint(words_of(repository.name)):
            return RepositoryClass(REUPLOAD, "an account of copies, an unchanged name")
        return RepositoryClass(UNTAGGED, "an account of conversions and variations")
    family = _foreign_family(repository)
    if family is not None:
        official = organization_of_hub_account(repository.account) is not None
        if not official and _is_plain(parsed):
            return RepositoryClass(REUPLOAD, f"{family} under its own name, from another account")
        return RepositoryClass(UNTAGGED, f"named after {family}, which is another developer's")
    shared = _shared_architecture(repository, parsed)
    if shared is not None:
        return RepositoryClass(UNTAGGED, shared)
    derived = sorted(words_of(repository.name) & _DERIVATIVE_WORDS)
    if derived and organization_of_hub_account(repository.account) is None:
        return RepositoryClass(UNTAGGED, f"name says {derived[0]}")
    return None


def _foreign_family(repository: HubRow) -> str | None:
    """The family of another developer that the repository's name carries, or ``None``."""
    account = repository.account.casefold()
    named = _FAMILY_WORDS.findall(repository.name.casefold())
    own = [word for word in named if word in families() and account in families()[word].accounts]
    if own:
        return None
    developer = _developer(repository.account)
    foreign = [word for word in named if word in families() and families()[word].organization != developer]
    return foreign[0] if foreign else None


def _is_plain(parsed: ParsedName) -> bool:
    """Whether a name is a family with version and size and nothing of its own."""
    return len(parsed.family) == 1 and not parsed.variants


def _shared_architecture(repository: HubRow, parsed: ParsedName) -> str | None:
    """Same architecture and size as another developer's model: the sign that is left when nothing is declared.

    For an architecture that others train from scratch too, only an unknown account with the very same count is meant.
    """
    known = architectures()
    kinds = [repository.model_type, repository.model_type.removesuffix("_text"), *sorted(repository.tags)]
    architecture = next((known[kind] for kind in kinds if kind in known), None)
    if architecture is None or repository.account.casefold() in architecture.accounts:
        return None
    counted = repository.total or sum(repository.dtypes.values()) or None
    official = organization_of_hub_account(repository.account) is not None
    if architecture.is_shared:
        size, tolerance = (None if official else counted), _SAME_COUNT
    elif counted is not None:
        size, tolerance = counted, (_SAME_SIZE if official else _NEARLY_SAME_SIZE)
    else:
        size, tolerance = parsed.total, _SAME_NAMED_SIZE
    if size is None or not any(close(size, known_size, tolerance) for known_size in architecture.sizes):
        return None
    return f"architecture {architecture.model_type} in a size of its developer's"
