"""Why a mention was linked to its model, in a few words for people."""

from __future__ import annotations

from pipelines.identity.folding import fold_name
from pipelines.identity.names import parse_name


def same_name(raw_name: str, shown: str) -> str:
    """The two names have one key: what they differ in, if anything."""
    if fold_name(raw_name) == fold_name(shown):
        return "same name"
    one, other = parse_name(raw_name), parse_name(shown)
    words = {*one.packaging, *one.context} ^ {*other.packaging, *other.context}
    if one.stamps != other.stamps:
        words.add("date")
    if words:
        return f"same name with other packaging ({', '.join(sorted(words))})"
    return "same name in another spelling"


def stated_size(parameters: float, shown: str) -> str:
    """A name without a size, beside which the source states one."""
    return f"names no size; the {parameters / 1e9:.4g}B parameters stated beside it fit {shown}"


def largest(shown: str) -> str:
    """A name without a size, and nothing stated beside it."""
    return f"names no size; {shown} is the largest of its line"


def part_of_size(shown: str) -> str:
    """A name with the total of a size whose active part another name of the line says as well."""
    return f"names a part of the size; {shown} has the whole"


def other_form(listed: str, source: str) -> str:
    """A name that a catalogue lists as another form of a model's."""
    return f"{source} lists it as another form of {listed}"


def repository(owner_key: str) -> str:
    """A third party's repository, whose identity is its id."""
    return f"repository {owner_key}"


def by_developer(reason: str, organization: str) -> str:
    """Several developers have a model of that name."""
    return f"{reason}; of the models of that name, {organization}'s"


def kept_apart(model_id: str, by: str) -> str:
    """Somebody forbade the link that the name would make."""
    return f"its own model: not {model_id}, said {by}"
