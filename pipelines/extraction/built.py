"""Which products of a text stay products, now that it is known whose its figures are."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extraction.drafts import Draft
from pipelines.extraction.models import Named
from pipelines.extraction.record import canonical_name
from pipelines.extraction.roles import Occurrence


class Built:
    """The products of a text with what they run on: ``pairs`` of names, without those of the engine's own developer.

    What has a size, tokens or chips of its own is a model with a base instead; ``bases`` holds those by draft.
    """

    def __init__(self, named: Named, drafts: Sequence[Draft]) -> None:
        self._keys = {p.name.key for p in named.products}
        self._starts = {p.name.start for p in named.products}
        self.bases: dict[int, Occurrence] = {}
        self.pairs: list[tuple[str, str]] = []
        if not named.products:
            return
        trained = {o.mention.key: d.number for d in drafts if _trained(d) for o in d.model.occurrences}
        engines = {o.mention.start: o for o in named.occurrences}
        pairs: dict[tuple[str, str], None] = {}
        for product in named.products:
            number = trained.get(product.name.key)
            if number is not None and product.engine.start in engines:
                self.bases.setdefault(number, engines[product.engine.start])
            pair = (product.name.name, canonical_name(product.engine.name))
            if number is None and not product.own:
                pairs[pair] = None
        self.pairs = list(pairs)

    def is_product(self, draft: Draft) -> bool:
        """Whether a draft is that of a product."""
        named = any(o.mention.key in self._keys or o.mention.start in self._starts for o in draft.model.occurrences)
        return named and not _trained(draft)


def _trained(draft: Draft) -> bool:
    """Whether the text says of a name what only a model with weights of its own has; an app also takes time."""
    return bool(draft.chips) or any(found for field, found in draft.quantities.items() if field != "training_days")
