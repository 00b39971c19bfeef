"""From attached quantities to one record for each announced model, with the evidence for every value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from crawler.records import ModelFacts, Signal
from pipelines.extraction.attach import Attachment
from pipelines.extraction.built import Built
from pipelines.extraction.developers import possible_developers
from pipelines.extraction.drafts import Draft, share_with_members
from pipelines.extraction.drops import Drops
from pipelines.extraction.families import Model
from pipelines.extraction.models import Named
from pipelines.extraction.names import name_key, name_size
from pipelines.extraction.naming import version_of
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason
from pipelines.extraction.record import record_of
from pipelines.extraction.roles import BASE, SUBJECT, Occurrence
from pipelines.extraction.siblings import only_sized
from pipelines.extraction.training_chips import attach_chips
from pipelines.extraction.unnamed import pair_elliptic, resolve_unnamed

_COLLECTION_REACH = 40
"""Characters from the tokens of a data set to its documents (24 trillion tokens across 23.6 billion documents)."""


def build(
    reading: Reading, named: Named, quantities: Sequence[Quantity], drops: Drops
) -> tuple[list[ModelFacts], list[tuple[str, str]], list[Signal]]:
    """The records of a text in order of appearance, the products built on another model, and unknown units."""
    models, occurrences = named.models, named.occurrences
    attachment = Attachment(reading, models, occurrences, quantities)
    drafts = [Draft(model, number) for number, model in enumerate(models)]
    owners = attachment.owners()
    for i, (quantity, owned) in enumerate(zip(quantities, owners, strict=True)):
        if not quantity.field:
            continue
        if _of_group(reading, quantity):
            drops.quantity(quantity, Reason.SUM_OF_MODELS)
            continue
        if not owned:
            reason, owner = attachment.unowned(i)
            drops.quantity(quantity, reason, quantity.field, owner)
        for number in owned:
            drafts[number].quantities.setdefault(quantity.field, []).append(quantity)
    signals = resolve_unnamed(reading, drafts, quantities, owners, attachment, drops)
    pair_elliptic(drafts)
    attach_chips(reading, attachment, drafts, quantities, owners, drops)
    bases = _bases(reading, occurrences, attachment)
    drafts = _split_respective(reading, drafts)
    share_with_members(drafts)
    usable = possible_developers(reading, occurrences, drops)
    built = Built(named, drafts)
    for number, engine in built.bases.items():
        bases.setdefault(number, engine)
    records = []
    for draft in drafts:
        if built.is_product(draft):
            _without_record(draft, Reason.PRODUCT, drops)
        elif not draft.model.subject:
            _without_record(draft, draft.model.occurrences[0].reason, drops)
        elif not _announced(draft, drafts):
            _without_record(draft, Reason.FAMILY, drops)
        elif not _spoken_of(reading, draft):
            _without_record(draft, Reason.IN_PASSING, drops)
        else:
            records.append(record_of(reading, draft, models, occurrences, attachment, bases, usable, drops))
    return records, built.pairs, signals


def _without_record(draft: Draft, reason: Reason, drops: Drops) -> None:
    """Record why a model gets no record, and with it all that belongs to it."""
    name = draft.model.name
    drops.drop("name", draft.model.occurrences[0].mention.start, reason)
    for field, quantities in draft.quantities.items():
        for quantity in quantities:
            drops.quantity(quantity, reason, field, name)
    for _, start, _ in draft.chips:
        drops.drop("chip", start, reason, "hardware", name)


def _spoken_of(reading: Reading, draft: Draft) -> bool:
    """Whether a model without a single fact is at least called a model or announced where it is named."""
    facts = {name for name, found in draft.quantities.items() if found} - {"parameters"}
    if not facts and not draft.chips and only_sized(reading, [o.mention for o in draft.model.occurrences]):
        return False
    if any(draft.quantities.values()) or draft.chips:
        return not _holds_texts(reading, draft)
    if draft.model.first_role != SUBJECT:
        return False
    if any(c.isdigit() for c in draft.model.name):
        return True
    return any(
        reading.has_cue(
            reading.sentences[o.sentence].start,
            reading.sentences[o.sentence].end,
            "cue.model",
            "cue.release",
            "unit.parameters",
            "cue.train",
            "cue.base",
            "cue.base_after",
            "cue.context",
            "unit.tokens",
        )
        for o in draft.model.occurrences
    )


def _holds_texts(reading: Reading, draft: Draft) -> bool:
    """Whether what is named is a collection of texts: its tokens are counted in documents or pages as well.

    Where nothing was trained or called a model, either count may come first, and bytes count as well.
    """
    if draft.chips or {name for name, found in draft.quantities.items() if found} != {"tokens"}:
        return False
    for quantity in draft.quantities["tokens"]:
        sentence = reading.sentences[quantity.sentence]
        named = [o.mention.end for o in draft.model.occurrences if sentence.start <= o.mention.start < quantity.start]
        free = bool(named) and not reading.has_cue(sentence.start, sentence.end, "cue.dataset")
        counted = reading.has_cue(quantity.end, min(sentence.end, quantity.end + _COLLECTION_REACH), "unit.words") or (
            free and reading.has_cue(named[-1], quantity.start, "unit.words", "unit.bytes")
        )
        trained = reading.has_cue(sentence.start, sentence.end, "cue.model", "unit.parameters") or any(
            not cue.has("cue.dataset") for cue in reading.cues(sentence.start, sentence.end, "cue.train")
        )
        if trained or not counted:
            return False
    return True


def _of_group(reading: Reading, quantity: Quantity) -> bool:
    """Whether a figure is the sum for several models ("all models together")."""
    sentence = reading.sentences[quantity.sentence]
    low = max(sentence.start, quantity.start - 50)
    return any(
        not reading.parted(cue.end, quantity.start, ",;，；。") and reading.key[cue.end : cue.end + 1] not in ("'", "’")
        for cue in reading.cues(low, quantity.start, "cue.group")  # "Together's" is a company's name
    )


def _announced(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a model gets a record: a family that only sums up its own members does not."""
    own = name_key(draft.model.name)
    members = [
        d
        for d in drafts
        if d is not draft
        and d.model.subject
        and name_key(d.model.name).startswith(own)
        and name_key(d.model.name) != own
    ]
    if not members:
        return True
    return any(draft.quantities.values()) and len(members) == 1


def _split_respective(reading: Reading, drafts: Sequence[Draft]) -> list[Draft]:
    """One record for each size where sizes and token counts of a family are listed "respectively"."""
    split: list[Draft] = []
    for draft in drafts:
        sizes = [q for q in draft.quantities.get("parameters", []) if not q.number.vague]
        tokens = draft.quantities.get("tokens", [])
        sized, trained = {q.sentence for q in sizes}, {q.sentence for q in tokens}
        listed = len(sizes) == len(tokens) >= 2 and len(sized) == len(trained) == 1
        listed = listed and name_size(draft.model.name) is None and min(sized) <= min(trained)
        sentence = reading.sentences[trained.pop()] if listed else None
        if sentence is None or not reading.has_cue(sentence.start, sentence.end, "cue.respectively"):
            split.append(draft)
            continue
        for size, seen in zip(sizes, tokens, strict=True):
            model = Model(f"{draft.model.name} {size.value / 1e9:g}B", draft.model.occurrences, draft.model.role)
            stated = {**draft.quantities, "parameters": [size], "tokens": [seen]}
            split.append(Draft(model, draft.number, stated, draft.chips))
    return split


def _bases(reading: Reading, occurrences: Sequence[Occurrence], attachment: Attachment) -> dict[int, Occurrence]:
    """For each model the occurrence that names its base."""
    found: dict[int, Occurrence] = {}
    for index, sentence in enumerate(reading.sentences):
        if reading.has_cue(sentence.start, sentence.end, "cue.respectively"):
            subjects = [o for o in occurrences if o.sentence == index and o.role == SUBJECT]
            reused = [o for o in occurrences if o.sentence == index and o.role == BASE]
            if len(subjects) == len(reused) > 1:
                found.update({s.model: b for s, b in zip(subjects, reused, strict=True)})
    for earlier, made in pairwise(o for o in occurrences if o.role == SUBJECT):
        if earlier.model != made.model and version_of(reading, earlier.mention, made.mention):
            found.setdefault(made.model, earlier)
    subjects_in: dict[int, list[Occurrence]] = {}
    for occurrence in occurrences:
        if occurrence.role == SUBJECT:
            subjects_in.setdefault(occurrence.sentence, []).append(occurrence)
    for occurrence in occurrences:
        if occurrence.role != BASE:
            continue
        here = [o for o in subjects_in.get(occurrence.sentence, ()) if o.model != occurrence.model]
        before = [o for o in here if o.mention.end <= occurrence.mention.start]
        after = [o for o in here if o.mention.start >= occurrence.mention.end]
        if before:
            owners = attachment.group(before[-1])
        elif after:
            owners = list(dict.fromkeys(attachment.following_group(after[0])))
        else:
            topics = attachment.topics
            owners = topics.topic(occurrence.sentence) or topics.announced_next(occurrence.sentence)
        for number in owners:
            if number != occurrence.model:
                found.setdefault(number, occurrence)
    return found
