"""Whether a number of parameters or tokens is one that a model has or was trained on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.extraction.components import of_component, of_experts
from pipelines.extraction.quantity import Quantity
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import Reason

RATE_AFTER = re.compile(r"^ ?(?:/ ?(?:s|sec|second|gpu|chip|day|month|h|token|с|秒|天|日)|per (?:second|gpu|chip))\b")
_LINE = re.compile(r"[\s*_#>•·|+-]*[^\W\d][^\n:：.。,،]{1,30} ?[:：] ?\S[^\n]*(?:\n|$)")
"""A line of a fact sheet: what it says, a colon, the value."""
_THOUSAND = 1000
_WINDOW_REACH = 110
"""Characters from a word for a window to a number of its tokens within one sentence."""
_FEWEST_TOKENS = 1e5
"""Fewer tokens train no model: they are a window or a ratio."""

MAX_CONTEXT = 3e6
"""Tokens up to here are a window unless the text speaks of training: windows reach 2 million."""


def clause(reading: Reading, quantity: Quantity, found: Sequence[Quantity], i: int) -> tuple[int, int]:
    """The stretch between the neighbouring numbers, within the sentence, in which words speak of this number."""
    sentence = reading.sentences[quantity.sentence]
    k = i - 1
    while k >= 0 and _is_article(reading, found[k]):
        k -= 1
    left = found[k].end if k >= 0 and found[k].sentence == quantity.sentence else sentence.start
    right = found[i + 1].start if i + 1 < len(found) and found[i + 1].sentence == quantity.sentence else sentence.end
    right = min(right, quantity.end + 70)
    mark = next((k for k in range(quantity.end, right) if reading.key[k] in ",;，；、،؛。|"), right)
    return max(left, quantity.start - 70), mark


def _is_article(reading: Reading, quantity: Quantity) -> bool:
    """Whether a number that counts nothing is only the article (a, un, eine)."""
    return quantity.kind == "" and reading.key[quantity.start : quantity.end] in reading.terms("indefinite")


def denied(reading: Reading, quantity: Quantity, left: int) -> bool:
    """Whether the text says that a figure is wrong; "no more than 7 billion" is a bound and denies nothing."""
    sentence = reading.sentences[quantity.sentence]
    negated = any(
        not reading.parted(x.end, quantity.number.start, ",;:，；：、،")
        and quantity.number.start - x.end <= 24
        and not reading.has_cue(x.end, quantity.number.start, "cue.approximate")
        for x in reading.cues(max(left, quantity.number.start - 34), quantity.number.start, "cue.negation")
    )
    return (negated and not reading.has_cue(left, quantity.number.start, "cue.active")) or reading.has_cue(
        sentence.start, sentence.end, "cue.denied"
    )


def checked_parameters(reading: Reading, quantity: Quantity, found: Sequence[Quantity], i: int) -> Quantity:
    """A size that can be a model's, or the reason why it is none."""
    left, _ = clause(reading, quantity, found, i)
    value = quantity.value
    if value > 2e13 and quantity.number.alternative is not None:
        value = quantity.number.alternative
    if value > 2e13 and quantity.number.scale >= 1e12:
        value = _careless(value, quantity.number.scale, 2e13)
    if value < 1e5:
        return quantity._replace(field="", reason=Reason.TOO_SMALL)
    if of_experts(reading, quantity.number.start):
        return quantity._replace(field="", reason=Reason.PART_OF_TOTAL)
    if quantity.field == "parameters" and denied(reading, quantity, left):
        return quantity._replace(field="", reason=Reason.DENIED)
    sentence = reading.sentences[quantity.sentence]
    if of_component(reading, quantity.start, quantity.end, sentence.start, sentence.end):
        return quantity._replace(field="", reason=Reason.PART_OF_TOTAL)
    planned = reading.has_cue(left, quantity.start, "cue.plan")
    return quantity._replace(value=value, planned=planned)


def _careless(value: float, scale: float, limit: float) -> float:
    """The value meant where a scale word was translated carelessly: long-scale words read by the short scale."""
    if value / scale >= _THOUSAND:
        return value  # thousands of trillions are meant
    for smaller in (1e12, 1e9):
        if smaller < scale and value / scale * smaller <= limit:
            return value / scale * smaller
    return value


def for_each_amount(reading: Reading, quantity: Quantity) -> bool:
    """Whether chip hours are those for each trillion tokens rather than for all."""
    sentence = reading.sentences[quantity.sentence]
    return reading.has_cue(sentence.start, min(sentence.end, quantity.end + _WINDOW_REACH), "cue.per_amount")


def _from_pool(reading: Reading, quantity: Quantity, found: Sequence[Quantity], i: int) -> bool:
    """Whether tokens are those of the stock that the training tokens, counted before, were taken from."""
    before = found[i - 1] if i else None
    if before is not None and before.kind == "tokens" and before.sentence == quantity.sentence:
        pooled = reading.has_cue(before.end, quantity.number.start, "cue.pool")
        return pooled and before.value < quantity.value
    following = found[i + 1] if i + 1 < len(found) else None
    if following is None or following.kind != "tokens" or following.sentence != quantity.sentence:
        return False  # 3 of 10 trillion in the order of the languages whose verb comes last
    pooled = reading.has_cue(quantity.end, following.number.start, "cue.pool")
    return pooled and following.value < quantity.value and bool(reading.object_marks)


def _trained_on(reading: Reading, start: int) -> bool:
    """Whether a word for training stands right before a number (trained on 4 million tokens)."""
    near = reading.cues(start - 24, start, "cue.train")
    return any(len(reading.key[cue.end : start].split()) <= 1 and not reading.parted(cue.end, start) for cue in near)


def training_tokens(reading: Reading, quantity: Quantity, found: Sequence[Quantity], i: int) -> Quantity:
    """Tokens that a model was trained on, or the reason why they are a window, a price, a stock or the like."""
    left, right = clause(reading, quantity, found, i)
    value = quantity.value
    if value > 1e15:
        value = _careless(value, quantity.number.scale, 2e14)
    if value > 2e14 and quantity.number.alternative is not None:
        value = quantity.number.alternative
    key = reading.key
    after = key[quantity.end : quantity.end + 10]
    if quantity.number.vague:
        return quantity._replace(reason=Reason.VAGUE)
    behind = max(quantity.end + 14, min(right, quantity.end + 24))  # 3 trillion tokens served per month
    if _from_pool(reading, quantity, found, i):
        return quantity._replace(reason=Reason.DATA_SET)
    if RATE_AFTER.match(after) or reading.has_cue(quantity.start - 14, behind, "cue.rate"):
        return quantity._replace(reason=Reason.RATE)
    if any(c.end > quantity.start for c in reading.cues(quantity.start - 8, quantity.end + 6, "cue.price")):
        return quantity._replace(reason=Reason.PRICE)
    if value < _FEWEST_TOKENS:
        windowed = reading.has_cue(left, right, "cue.context")
        return quantity._replace(reason=Reason.CONTEXT_WINDOW if windowed else Reason.NOT_TRAINING_TOKENS)
    sentence = reading.sentences[quantity.sentence]
    priced = any(
        q.kind == "money" and q.sentence == quantity.sentence and abs(q.start - quantity.start) < 60
        for q in found[max(0, i - 6) : i + 7]
    )
    if (priced and value <= 1e6) or (value <= 1e7 and reading.has_cue(left, right, "cue.price")):
        windowed = reading.has_cue(left, quantity.start, "cue.context")
        return quantity._replace(reason=Reason.CONTEXT_WINDOW if windowed else Reason.PRICE)
    trained = reading.has_cue(left, right, "cue.train") or (
        value > MAX_CONTEXT and reading.has_cue(sentence.start, sentence.end, "cue.train")
    )
    if value <= (MAX_CONTEXT if trained else MAX_CONTEXT * 4):
        windowed = reading.has_cue(left, right, "cue.context")
        if windowed or not trained:
            return quantity._replace(reason=Reason.CONTEXT_WINDOW if windowed else Reason.NOT_TRAINING_TOKENS)
    near = max(sentence.start, quantity.start - _WINDOW_REACH)
    window = value <= MAX_CONTEXT * 4 and any(  # the window reaches 1 million tokens in training and 4 million in use
        not reading.has_cue(cue.end, quantity.start, "cue.release", "cue.contrast")
        and not _trained_on(reading, quantity.start)
        for cue in reading.cues(near, quantity.start, "cue.context")
    )
    if window or (reading.has_cue(max(left, quantity.start - 24), quantity.start, "cue.context") and value <= 1e8):
        return quantity._replace(reason=Reason.CONTEXT_WINDOW)
    planned = reading.has_cue(left, quantity.start, "cue.plan") and not reading.has_cue(
        left, quantity.start, "cue.train"
    )
    dataset = reading.has_cue(sentence.start, quantity.start, "cue.dataset") and not reading.has_cue(
        sentence.start, sentence.end, "cue.train"
    )
    # A card speaks of its own model's data, and so does a sentence that names the model.
    listed = _LINE.match(key, sentence.start) is not None and quantity.sentence > 0
    if (
        dataset
        and not reading.about
        and not listed
        and not any(
            m.start < quantity.start and reading.sentence_at(m.start) == quantity.sentence for m in reading.mentions
        )
    ):
        return quantity._replace(reason=Reason.DATA_SET)
    return quantity._replace(field="tokens", value=value, planned=planned)
