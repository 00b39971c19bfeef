"""Why something that stands in a text is not taken: every reason has one word for programs and one phrase for people.

A reason is recorded by the rule that decides (`quantities`, `roles`, `models`, `attach`, `drafts`, `facts`, ...), never
worked out afterwards. A rule that drops something adds its reason here, and its phrase to `PHRASES`.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The word for each reason; `PHRASES` says what it means."""

    # What a number counts.
    MONEY = "money"
    PERCENT = "percent"
    TIMES = "times"
    THINGS = "things"
    WORDS = "words"
    BYTES = "bytes"
    MEMORY = "memory"
    SPEED = "speed"
    RATE = "rate"
    CONTEXT_WINDOW = "context_window"
    PRICE = "price"
    SCORE = "score"
    DATA_SET = "data_set"
    NOT_TRAINING_TOKENS = "not_training_tokens"
    NOT_TRAINING_TIME = "not_training_time"
    AGE = "age"
    TOO_SMALL = "too_small"
    VAGUE = "vague"
    NO_UNIT = "no_unit"
    UNKNOWN_UNIT = "unknown_unit"
    # What the text says about it.
    DENIED = "denied"
    PLANNED = "planned"
    SUM_OF_MODELS = "sum_of_models"
    PART_OF_TOTAL = "part_of_total"
    # Whose it is.
    NO_MODEL = "no_model"
    RIVALS = "rivals"
    COMPARED = "compared"
    BASE = "base"
    NOT_BASE = "not_base"
    EARLIER_MODEL = "earlier_model"
    ENGINE = "engine"
    PRODUCT = "product"
    FAMILY = "family"
    IN_PASSING = "in_passing"
    # Which of several values is taken.
    REPEATED = "repeated"
    RANGE_LOW = "range_low"
    SMALLER_SIBLING = "smaller_sibling"
    OTHER_SIZE = "other_size"
    ACTIVE_ABOVE_TOTAL = "active_above_total"
    SMALLER_AMOUNT = "smaller_amount"
    OTHER_PHASE = "other_phase"
    OTHER_COLUMN = "other_column"
    # Hardware.
    INFERENCE = "inference"
    CLUSTER = "cluster"
    NODES = "nodes"
    SLICE = "slice"
    SINGLE_CHIP = "single_chip"
    LESS_EXACT_CHIP = "less_exact_chip"
    # Digits inside something else.
    NAME_SIZE = "name_size"
    VERSION = "version"
    CHIP_NAME = "chip_name"
    ORGANIZATION_NAME = "organization_name"
    CODE = "code"
    # Dates.
    DATE = "date"
    PERIOD = "period"
    OTHER_EVENT = "other_event"
    # Names and organisations.
    NOT_A_MODEL = "not_a_model"
    MACHINE = "machine"
    COMPANY = "company"
    DATA_SOURCE = "data_source"
    PART_OF_NAME = "part_of_name"
    LICENCE = "licence"
    CHIP_MAKER = "chip_maker"
    PLATFORM = "platform"
    OTHERS_MAKER = "others_maker"
    NOT_THE_MAKER = "not_the_maker"
    UNKNOWN = "unknown"


PHRASES: dict[Reason, str] = {
    Reason.MONEY: "an amount of money",
    Reason.PERCENT: "a percentage",
    Reason.TIMES: "a ratio (so many times, -fold)",
    Reason.THINGS: "counts other things (users, downloads, languages, images, ...)",
    Reason.WORDS: "counts words, characters, pages or documents, not tokens",
    Reason.BYTES: "an amount of data or memory in bytes",
    Reason.MEMORY: "the memory of a chip",
    Reason.SPEED: "a computing speed, not an amount of computation",
    Reason.RATE: "counted per second, day or chip",
    Reason.CONTEXT_WINDOW: "tokens of a context window, an input or a batch",
    Reason.PRICE: "tokens as the unit of a price",
    Reason.SCORE: "a score beside the name of a benchmark",
    Reason.DATA_SET: "the size of a data set, with no word of training on it",
    Reason.NOT_TRAINING_TOKENS: "tokens without a word of training, few enough for a window",
    Reason.NOT_TRAINING_TIME: "a time beside no word for training and no training hardware",
    Reason.AGE: "a time in years or the time since something, not that of a training",
    Reason.TOO_SMALL: "too small for what it would count",
    Reason.VAGUE: "only an order of magnitude",
    Reason.NO_UNIT: "the text does not say what it counts",
    Reason.UNKNOWN_UNIT: "counts something unknown (see the signals)",
    Reason.DENIED: "the text denies it",
    Reason.PLANNED: "planned, and an actual figure is given",
    Reason.SUM_OF_MODELS: "the sum over several models",
    Reason.PART_OF_TOTAL: "a part, and the total is given",
    Reason.NO_MODEL: "no announced model in reach",
    Reason.RIVALS: "the size of unnamed models that the text compares with",
    Reason.COMPARED: "a model that the text only compares with",
    Reason.BASE: "a model whose weights are reused",
    Reason.NOT_BASE: "a model of which only the design is taken, or which is said to be no base",
    Reason.EARLIER_MODEL: "an earlier model",
    Reason.ENGINE: "a model that a product runs on",
    Reason.PRODUCT: "a product that runs on another developer's model",
    Reason.FAMILY: "a family whose members have records of their own",
    Reason.IN_PASSING: "a name without any fact, not called a model and not announced",
    Reason.REPEATED: "says again what is taken elsewhere",
    Reason.RANGE_LOW: "the lower end of a range",
    Reason.SMALLER_SIBLING: "a smaller size than the one taken",
    Reason.OTHER_SIZE: "differs from the size in the model's name, so it is that of another",
    Reason.ACTIVE_ABOVE_TOTAL: "active parameters cannot be more than the total",
    Reason.SMALLER_AMOUNT: "a part or another phase; the largest amount is taken",
    Reason.OTHER_PHASE: "another phase or machine; the first one is taken",
    Reason.OTHER_COLUMN: "another column of the table; the one in bold is taken",
    Reason.INFERENCE: "hardware that serves models rather than trains them",
    Reason.CLUSTER: "hardware that stands in a hall or is sold",
    Reason.NODES: "counts machines, not chips",
    Reason.SLICE: "one slice of a machine, not one chip",
    Reason.SINGLE_CHIP: "one chip without a name",
    Reason.LESS_EXACT_CHIP: "a chip named more exactly, or counted, elsewhere",
    Reason.NAME_SIZE: "a size inside a name, stated elsewhere or that of a model without a record",
    Reason.VERSION: "part of a name, such as its version",
    Reason.CHIP_NAME: "part of a chip's name",
    Reason.ORGANIZATION_NAME: "part of an organisation's name",
    Reason.CODE: "part of a word, a code or an address",
    Reason.DATE: "a date that is not said to be that of a release",
    Reason.PERIOD: "one end of a period, or a day without its year",
    Reason.OTHER_EVENT: "the date of something else (a data cutoff, an earlier model, a plan)",
    Reason.NOT_A_MODEL: "nothing beside it says that it is a model",
    Reason.MACHINE: "a computer or a data set",
    Reason.COMPANY: "a company or a team",
    Reason.DATA_SOURCE: "where counted things come from",
    Reason.PART_OF_NAME: "part of a model's name",
    Reason.LICENCE: "the name of a licence",
    Reason.CHIP_MAKER: "the maker of chips or their owner",
    Reason.PLATFORM: "where the model is published",
    Reason.OTHERS_MAKER: "whose model the text compares with or builds on",
    Reason.NOT_THE_MAKER: "not bound to a model that the text announces",
    Reason.UNKNOWN: "no rule named its reason",
}
"""What each reason means, as it is shown; a phrase for a model also describes it behind "belongs to X,"."""

OF_KIND = {
    "money": Reason.MONEY,
    "percent": Reason.PERCENT,
    "times": Reason.TIMES,
    "things": Reason.THINGS,
    "words": Reason.WORDS,
    "bytes": Reason.BYTES,
    "years": Reason.AGE,
    "flop_rate": Reason.SPEED,
    "flop": Reason.TOO_SMALL,
    "chip_hours": Reason.TOO_SMALL,
    "chip_days": Reason.TOO_SMALL,
    "chip_weeks": Reason.TOO_SMALL,
    "": Reason.NO_UNIT,
}
"""Units that fill no field, or not with so small a number, and the reason that the unit itself is."""
