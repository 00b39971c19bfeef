"""Sentences that carry one word of a pack each, at ``{}``: invented models, plain grammar.

Each language says its figures once; ``<p30>`` in a sentence is replaced by that language's "30 billion parameters".
The first model is the one a sentence is about, the second its rival, base or predecessor.
"""

from __future__ import annotations

from tests.keywords import carriers_asian, carriers_european, carriers_products

FIGURES: dict[str, dict[str, str]] = {
    "ar": {
        "p30": "30 مليار معلمة",
        "p7": "7 مليارات معلمة",
        "p300": "300 مليار معلمة",
        "p20": "20 مليار معلمة",
        "t2": "2 مليون رمز",
        "t4": "4 تريليون رمز",
        "date": "12 مارس 2025",
        "h8": "8 معالجات H100",
    },
    "bn": {
        "p30": "30 বিলিয়ন প্যারামিটার",
        "p7": "7 বিলিয়ন প্যারামিটার",
        "p300": "300 বিলিয়ন প্যারামিটার",
        "p20": "20 বিলিয়ন প্যারামিটার",
        "t2": "2 মিলিয়ন টোকেন",
        "t4": "4 ট্রিলিয়ন টোকেন",
        "date": "12 মার্চ 2025",
        "h8": "8টি H100 জিপিইউ",
    },
    "de": {
        "p30": "30 Milliarden Parameter",
        "p7": "7 Milliarden Parameter",
        "p300": "300 Milliarden Parameter",
        "p20": "20 Milliarden Parameter",
        "t2": "2 Millionen Token",
        "t4": "4 Billionen Token",
        "date": "12. März 2025",
        "h8": "8 H100-GPUs",
    },
    "en": {
        "p30": "30 billion parameters",
        "p7": "7 billion parameters",
        "p300": "300 billion parameters",
        "p20": "20 billion parameters",
        "t2": "2 million tokens",
        "t4": "4 trillion tokens",
        "date": "12 March 2025",
        "h8": "8 H100 GPUs",
    },
    "es": {
        "p30": "30 000 millones de parámetros",
        "p7": "7000 millones de parámetros",
        "p300": "300 000 millones de parámetros",
        "p20": "20 000 millones de parámetros",
        "t2": "2 millones de tokens",
        "t4": "4 billones de tokens",
        "date": "12 de marzo de 2025",
        "h8": "8 GPU H100",
    },
    "fa": {
        "p30": "30 میلیارد پارامتر",
        "p7": "7 میلیارد پارامتر",
        "p300": "300 میلیارد پارامتر",
        "p20": "20 میلیارد پارامتر",
        "t2": "2 میلیون توکن",
        "t4": "4 تریلیون توکن",
        "date": "12 مارس 2025",
        "h8": "8 پردازنده H100",
    },
    "fr": {
        "p30": "30 milliards de paramètres",
        "p7": "7 milliards de paramètres",
        "p300": "300 milliards de paramètres",
        "p20": "20 milliards de paramètres",
        "t2": "2 millions de tokens",
        "t4": "4 000 milliards de tokens",
        "date": "12 mars 2025",
        "h8": "8 GPU H100",
    },
    "he": {
        "p30": "30 מיליארד פרמטרים",
        "p7": "7 מיליארד פרמטרים",
        "p300": "300 מיליארד פרמטרים",
        "p20": "20 מיליארד פרמטרים",
        "t2": "2 מיליון טוקנים",
        "t4": "4 טריליון טוקנים",
        "date": "12 במרץ 2025",
        "h8": "8 מעבדי H100",
    },
    "hi": {
        "p30": "30 अरब पैरामीटर",
        "p7": "7 अरब पैरामीटर",
        "p300": "300 अरब पैरामीटर",
        "p20": "20 अरब पैरामीटर",
        "t2": "20 लाख टोकन",
        "t4": "4 ट्रिलियन टोकन",
        "date": "12 मार्च 2025",
        "h8": "8 H100 जीपीयू",
    },
    "ja": {
        "p30": "300億パラメータ",
        "p7": "70億パラメータ",
        "p300": "3000億パラメータ",
        "p20": "200億パラメータ",
        "t2": "200万トークン",
        "t4": "4兆トークン",
        "date": "2025年3月12日",
        "h8": "H100 8基",
    },
    "ko": {
        "p30": "300억 개 매개변수",
        "p7": "70억 개 매개변수",
        "p300": "3000억 개 매개변수",
        "p20": "200억 개 매개변수",
        "t2": "200만 토큰",
        "t4": "4조 토큰",
        "date": "2025년 3월 12일",
        "h8": "H100 8장",
    },
    "pt": {
        "p30": "30 bilhões de parâmetros",
        "p7": "7 bilhões de parâmetros",
        "p300": "300 bilhões de parâmetros",
        "p20": "20 bilhões de parâmetros",
        "t2": "2 milhões de tokens",
        "t4": "4 trilhões de tokens",
        "date": "12 de março de 2025",
        "h8": "8 GPUs H100",
    },
    "ru": {
        "p30": "30 миллиардов параметров",
        "p7": "7 миллиардов параметров",
        "p300": "300 миллиардов параметров",
        "p20": "20 миллиардов параметров",
        "t2": "2 миллиона токенов",
        "t4": "4 триллиона токенов",
        "date": "12 марта 2025 года",
        "h8": "8 GPU H100",
    },
    "tr": {
        "p30": "30 milyar parametre",
        "p7": "7 milyar parametre",
        "p300": "300 milyar parametre",
        "p20": "20 milyar parametre",
        "t2": "2 milyon token",
        "t4": "4 trilyon token",
        "date": "12 Mart 2025",
        "h8": "8 H100 GPU",
    },
    "ur": {
        "p30": "30 ارب پیرامیٹرز",
        "p7": "7 ارب پیرامیٹرز",
        "p300": "300 ارب پیرامیٹرز",
        "p20": "20 ارب پیرامیٹرز",
        "t2": "20 لاکھ ٹوکن",
        "t4": "4 ٹریلین ٹوکن",
        "date": "12 مارچ 2025",
        "h8": "8 H100 جی پی یو",
    },
    "zh": {
        "p30": "300亿参数",
        "p7": "70亿参数",
        "p300": "3000亿参数",
        "p20": "200亿参数",
        "t2": "200万token",
        "t4": "4万亿token",
        "date": "2025年3月12日",
        "h8": "8张H100",
    },
}

CARRIERS = {
    code: {**sentences, **carriers_products.SENTENCES[code]}
    for code, sentences in {**carriers_asian.SENTENCES, **carriers_european.SENTENCES}.items()
}


_HIDDEN = "hides the tokens in it, so that the number counts nothing at all"
EXCEPTIONS: dict[tuple[str, str], dict[str, str]] = {
    ("ja", "price"): {"100万トークンあたり": _HIDDEN},
    ("zh", "rate"): dict.fromkeys(("tokens/s", "tok/s", "token/s", "tokens per second", "t/s"), _HIDDEN),
    ("de", "price"): {"pro 1000": "a thousand tokens are too few to be training tokens with or without it"},
}
"""Words that show no effect, by language and kind, with the reason why they stay in the pack."""


def carriers(code: str, kind: str) -> tuple[str, ...]:
    """The sentences of a language for a kind of word, with the language's figures in them."""
    written = CARRIERS[code].get(kind, ())
    for name, figure in FIGURES[code].items():
        written = tuple(sentence.replace(f"<{name}>", figure) for sentence in written)
    return written
