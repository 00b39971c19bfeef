"""How the press of each language writes numbers, as far as a writer of numbers has to know it.

From notes on published announcements and from grammar books, not from the language packs, so that a word or habit that
a pack lacks shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.extraction import number_words as words

ASCII = "0123456789"
ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
DEVANAGARI = "०१२३४५६७८९"
BENGALI = "০১২৩৪৫৬৭৮৯"
FULL_WIDTH = "０１２３４５６７８９"

THOUSAND, MILLION, BILLION, TRILLION = 10**3, 10**6, 10**9, 10**12


@dataclass(frozen=True)
class Habits:
    """How one language writes numbers. Each carrier has ``{}`` where the stretch stands."""

    carriers: tuple[str, ...]
    scales: Mapping[str, int]
    spell: Callable[[int], str]
    decimals: tuple[str, ...] = (".",)
    groups: tuple[str, ...] = (",",)
    systems: tuple[str, ...] = (ASCII,)
    spelled_up_to: int = 999
    indian: bool = False
    space: str = " "
    """What stands between a number and its scale word."""
    ranges: tuple[tuple[str, str], ...] = (("", "-"), ("", "–"))
    """What stands before the lower end of a range, and between the ends."""
    last: tuple[str, ...] = ()
    """What stands before the last member of a list."""
    comma: str = ", "
    fixed: Mapping[str, float] = field(default_factory=dict)
    """Set phrases and their values."""
    fractions: Callable[[int], Mapping[str, float]] = lambda n: {}
    """Fractions of a scale made with a whole number, as words before a scale word."""
    chains: tuple[tuple[str, int], ...] = ()
    """Scale words that add up from large to small (2 ارب 70 کروڑ, 3兆5000億)."""
    chain_space: tuple[str, ...] = (" ",)
    powers: tuple[str, ...] = ("{}^{}", "{}**{}")
    letters: Mapping[str, int] = field(default_factory=lambda: {"B": BILLION, "T": TRILLION, "M": MILLION})


def _south_asian(quarter: str, half: str, less: str, spell: Callable[[int], str]) -> Callable[[int], dict[str, float]]:
    def write(n: int) -> dict[str, float]:
        forms = {f"{quarter} {spell(n)}": n + 0.25, f"{less} {spell(n)}": n - 0.25}
        if n >= 3:  # one and a half and two and a half are words of their own
            forms |= {f"{half} {spell(n)}": n + 0.5, f"{half} {n}": n + 0.5}
        return forms if n >= 2 else {}

    return write


HABITS: dict[str, Habits] = {
    "en": Habits(
        carriers=("The model has {} parameters.", "It saw ({}) of them", "about {}, they say", "over {} tokens"),
        scales={"million": MILLION, "billion": BILLION, "trillion": TRILLION, "thousand": THOUSAND, "bn": BILLION},
        spell=words.english,
        ranges=(("", " to "), ("", "-"), ("", "–"), ("", "~")),
        last=(" and ", " or "),
        fixed={"half a million": 500000, "one and a half trillion": 1.5e12},
        powers=("{}^{}", "{}**{}"),
        letters={"B": BILLION, "b": BILLION, "T": TRILLION, "M": MILLION, "K": THOUSAND, "bn": BILLION, "mn": MILLION},
    ),
    "de": Habits(
        carriers=("Das Modell hat {} Parameter.", "mit ({}) Token", "rund {}, heißt es", "über {} Wörter"),
        scales={"Millionen": MILLION, "Milliarden": BILLION, "Billionen": TRILLION, "Mio.": MILLION, "Mrd.": BILLION,
                "Mrd": BILLION, "Mia.": BILLION, "Tausend": THOUSAND, "Tsd.": THOUSAND},
        spell=words.german,
        decimals=(",",),
        groups=(".", " ", "'"),
        ranges=(("", " bis "), ("", "-"), ("", "–")),
        last=(" und ", " oder ", " beziehungsweise ", " bzw. "),
        fixed={"eine Milliarde": 1e9, "anderthalb Billionen": 1.5e12,
               "eine halbe Billion": 5e11, "zwölfeinhalb Milliarden": 1.25e10},
        powers=("{}^{}", "{} hoch {}"),
    ),
    "fr": Habits(
        carriers=("Le modèle compte {} de paramètres.", "avec ({}) de jetons", "environ {}, dit-on", "plus de {} mots"),
        scales={"millions": MILLION, "milliards": BILLION, "mille milliards": TRILLION, "Md": BILLION, "Mds": BILLION},
        spell=words.french,
        decimals=(",",),
        groups=("\u202f", "\u00a0", " ", "'"),
        ranges=(("", " à "), ("", "-"), ("", "–")),
        last=(" et ", " ou "),
        fixed={"un demi-milliard": 5e8, "mille milliards": 1e12,
               "quinze mille milliards": 1.5e13, "un milliard et demi": 1.5e9,
               "une dizaine de milliards": 1e10},
        powers=("{}^{}",),
    ),
    "es": Habits(
        carriers=("El modelo tiene {} de parámetros.", "con ({}) de tokens", "unos {}, dicen", "más de {} palabras"),
        scales={"millones": MILLION, "mil millones": BILLION, "billones": TRILLION},
        spell=words.spanish,
        decimals=(",",),
        groups=(".", "\u00a0", " "),
        ranges=(("", " a "), ("", "-"), ("", "–")),
        last=(" y ", " o "),
        fixed={"un billón": 1e12, "medio billón": 5e11, "mil millones": 1e9,
               "billón y medio": 1.5e12, "un millón": 1e6},
        powers=("{}^{}", "{} elevado a {}"),
    ),
    "pt": Habits(
        carriers=("O modelo tem {} de parâmetros.", "com ({}) de tokens", "cerca de {}, dizem", "mais de {} palavras"),
        scales={"milhões": MILLION, "bilhões": BILLION, "trilhões": TRILLION, "mil milhões": BILLION,
                "biliões": TRILLION, "mil": THOUSAND, "bi": BILLION},
        spell=words.portuguese,
        decimals=(",",),
        groups=(".", " "),
        ranges=(("", " a "), ("", "-"), ("", "–")),
        last=(" e ", " ou "),
        fixed={"um trilhão": 1e12, "meio milhão": 500000, "1,6 bilhão": 1.6e9,
               "um bilhão e meio": 1.5e9},
        powers=("{}^{}", "{} elevado a {}"),
    ),
    "ru": Habits(
        carriers=("У модели {} параметров.", "на ({}) токенов", "около {}, говорят", "более {} слов"),
        scales={"миллионов": MILLION, "миллиардов": BILLION, "триллионов": TRILLION, "миллиарда": BILLION,
                "млн": MILLION, "млрд": BILLION, "трлн": TRILLION, "тысяч": THOUSAND, "тыс.": THOUSAND,
                "миллиардами": BILLION},
        spell=words.russian,
        decimals=(",", "."),
        groups=(" ", "\u00a0"),
        ranges=(("от ", " до "), ("", "-"), ("", "–")),
        last=(" и ", " или "),
        fixed={"полтора миллиарда": 1.5e9, "полмиллиона": 500000,
               "полумиллиарда": 5e8, "два с половиной миллиарда": 2.5e9,
               "триллионом": 1e12},
        powers=("{}^{}", "{} в степени {}"),
        letters={"B": BILLION, "T": TRILLION, "M": MILLION, "В": BILLION, "Т": TRILLION, "М": MILLION, "к": THOUSAND,
                 "К": THOUSAND},
    ),
    "tr": Habits(
        carriers=("Model {} parametreye sahip.", "toplam ({}) token", "yaklaşık {}, deniyor", "{} kelime"),
        scales={"milyon": MILLION, "milyar": BILLION, "trilyon": TRILLION, "bin": THOUSAND, "bin milyar": TRILLION},
        spell=words.turkish,
        decimals=(",", "."),
        groups=(".",),
        ranges=(("", " ile "), ("", "-"), ("", "–")),
        last=(" ve ", " veya "),
        fixed={"bir buçuk milyar": 1.5e9, "yarım milyar": 5e8,
               "on beş buçuk milyar": 1.55e10, "yüz milyar": 1e11,
               "70 milyarlık": 7e10, "iki yüz milyar": 2e11},
        powers=("{}^{}", "{} üzeri {}"),
    ),
    "ar": Habits(
        carriers=("يضم النموذج {} معلمة.", "على ({}) رمز", "نحو {}، كما قيل", "أكثر من {} كلمة"),
        scales={"مليون": MILLION, "مليار": BILLION, "تريليون": TRILLION, "ملياراً": BILLION, "ترليون": TRILLION,
                "مليارات": BILLION, "ألف": THOUSAND, "ألف مليار": TRILLION},
        spell=words.arabic,
        decimals=(".", "٫"),
        groups=(",", "٬"),
        systems=(ASCII, ARABIC_INDIC),
        ranges=(("من ", " إلى "), ("", "-"), ("", "–")),
        last=(" و", " أو "),
        comma="، ",
        fixed={"مليارين": 2e9, "تريليوني": 2e12,
               "مليار ونصف المليار": 1.5e9, "مليارين وسبعمئة مليون": 2.7e9,
               "تريليون وثلاثة أرباع التريليون": 1.75e12, "ألف ومئتا مليار": 1.2e12},
        powers=("{}^{}", "{} أس {}"),
    ),
    "fa": Habits(
        carriers=("این مدل {} پارامتر دارد.", "با ({}) توکن", "حدود {}، گفته شد", "بیش از {} کلمه"),
        scales={"میلیون": MILLION, "میلیارد": BILLION, "تریلیون": TRILLION, "هزار": THOUSAND, "هزار میلیارد": TRILLION,
                "میلیاردی": BILLION},
        spell=words.persian,
        decimals=("/", "٫", "."),
        groups=(",", "٬"),
        systems=(ASCII, PERSIAN, ARABIC_INDIC),
        ranges=(("", " تا "), ("", "-"), ("", "–")),
        last=(" و ", "، و ", " یا "),
        comma="، ",
        fixed={"یک و نیم میلیارد": 1.5e9, "هزار و ۸۵ میلیارد": 1.085e12,
               "هزار و دویست میلیارد": 1.2e12, "پانصد میلیارد": 5e11,
               "یک\u200cتریلیون": 1e12, "نیم میلیون": 500000},
        powers=("{}^{}", "{} به توان {}"),
    ),
    "ur": Habits(
        carriers=("ماڈل میں {} پیرامیٹرز ہیں۔", "اس نے ({}) ٹوکن", "تقریباً {}، بتایا گیا", "کل {} الفاظ"),
        scales={"ملین": MILLION, "بلین": BILLION, "ٹریلین": TRILLION, "ہزار": THOUSAND, "لاکھ": 10**5, "کروڑ": 10**7,
                "ارب": BILLION, "کھرب": 10**11, "ہزار ارب": TRILLION},
        spell=words.urdu,
        spelled_up_to=words.IRREGULAR,
        decimals=(".", "٫"),
        systems=(ASCII, PERSIAN),
        indian=True,
        ranges=(("", " سے "), ("", "-"), ("", "–")),
        last=(" اور ", " یا "),
        comma="، ",
        fixed={"ڈیڑھ ارب": 1.5e9, "ڈھائی ارب": 2.5e9, "سوا ارب": 1.25e9,
               "پونے دو کھرب": 1.75e11, "ساڑھے پندرہ ارب": 1.55e10,
               "آدھا ارب": 5e8},
        fractions=_south_asian("سوا", "ساڑھے", "پونے", words.urdu),
        chains=(("کھرب", 10**11), ("ارب", BILLION), ("کروڑ", 10**7), ("لاکھ", 10**5), ("ہزار", THOUSAND)),
        powers=("{}^{}", "{} کی طاقت {}"),
    ),
    "hi": Habits(
        carriers=("इस मॉडल में {} पैरामीटर हैं।", "कुल ({}) टोकन", "लगभग {}, बताया गया", "करीब {} शब्द"),
        scales={"मिलियन": MILLION, "बिलियन": BILLION, "ट्रिलियन": TRILLION, "हजार": THOUSAND, "हज़ार": THOUSAND,
                "लाख": 10**5, "करोड़": 10**7, "करोड": 10**7, "अरब": BILLION, "खरब": 10**11,
                "लाख करोड़": TRILLION, "हजार करोड़": 10**10},
        spell=words.hindi,
        spelled_up_to=words.IRREGULAR,
        systems=(ASCII, DEVANAGARI),
        indian=True,
        ranges=(("", " से "), ("", "-"), ("", "–")),
        last=(" और ", " या "),
        fixed={"डेढ़ अरब": 1.5e9, "ढाई खरब": 2.5e11, "दो खरब": 2e11,
               "पौने दो अरब": 1.75e9, "पौने दो लाख करोड़": 1.75e12,
               "सवा अरब": 1.25e9},
        fractions=_south_asian("सवा", "साढ़े", "पौने", words.hindi),
        chains=(("खरब", 10**11), ("अरब", BILLION), ("करोड़", 10**7), ("लाख", 10**5), ("हजार", THOUSAND)),
        powers=("{}^{}", "{} की घात {}"),
        letters={"B": BILLION, "T": TRILLION, "M": MILLION, "बी": BILLION},
    ),
    "bn": Habits(
        carriers=("মডেলটিতে {} প্যারামিটার আছে।", "মোট ({}) টোকেন", "প্রায় {}, বলা হয়েছে", "প্রায় {} শব্দ"),
        scales={"মিলিয়ন": MILLION, "বিলিয়ন": BILLION, "ট্রিলিয়ন": TRILLION, "হাজার": THOUSAND, "লাখ": 10**5, "লক্ষ": 10**5,
                "কোটি": 10**7, "হাজার কোটি": 10**10, "লাখ কোটি": TRILLION},
        spell=words.bengali,
        spelled_up_to=words.IRREGULAR,
        systems=(BENGALI, ASCII),
        indian=True,
        ranges=(("", " থেকে "), ("", "-"), ("", "–")),
        last=(" ও ", " এবং ", " বা "),
        fixed={"দেড় বিলিয়ন": 1.5e9, "আড়াই লাখ": 250000, "শূন্য দশমিক ৫ বিলিয়ন": 5e8,
               "পৌনে দুই লাখ কোটি": 1.75e12, "সাড়ে তিন লাখ কোটি": 3.5e12,
               "১৪ লাখ ৮০ হাজার কোটি": 1.48e13, "শত কোটি": 1e9},
        fractions=_south_asian("সোয়া", "সাড়ে", "পৌনে", words.bengali),
        chains=(("কোটি", 10**7), ("লাখ", 10**5), ("হাজার", THOUSAND)),
        letters={"B": BILLION, "T": TRILLION, "M": MILLION, "বি": BILLION},
    ),
    "he": Habits(
        carriers=("למודל {} פרמטרים.", "על ({}) טוקנים", "בערך {}, נמסר", "יותר מ-{} מילים"),
        scales={"מיליון": MILLION, "מיליארד": BILLION, "טריליון": TRILLION, "אלף": THOUSAND, "מליארד": BILLION,
                "אלף מיליארד": TRILLION},
        spell=words.hebrew,
        ranges=(("", " עד "), ("", "-"), ("", "–"), ("", "־")),
        last=(" ו-", " או "),
        fixed={"מיליארד וחצי": 1.5e9, "חצי מיליארד": 5e8, "אלפיים": 2000,
               "1,750 מיליארד": 1.75e12, "שני מיליארד": 2e9},
        powers=("{}^{}", "{} בחזקת {}"),
    ),
    "zh": Habits(
        carriers=("该模型有{}参数。", "共（{}）个词元", "约{}，据称", "超过{}个单词"),
        scales={"万": 10**4, "亿": 10**8, "億": 10**8, "万亿": TRILLION, "萬億": TRILLION},
        spell=words.chinese,
        systems=(ASCII, FULL_WIDTH),
        space="",
        ranges=(("", "到"), ("", "至"), ("", "-"), ("", "～")),
        last=("和", "、", "或"),
        comma="、",
        fixed={"8500多亿": 8.5e11, "两千亿": 2e11, "七千亿": 7e11,
               "一千七百五十亿": 1.75e11, "一万亿": 1e12, "1.6萬": 16000},
        chains=(("万亿", TRILLION), ("亿", 10**8), ("万", 10**4)),
        chain_space=("",),
        powers=("{}^{}", "{}的{}"),
    ),
    "ja": Habits(
        carriers=("モデルは{}パラメータ。", "計（{}）トークン", "約{}、という", "{}語を学習"),
        scales={"万": 10**4, "億": 10**8, "兆": TRILLION},
        spell=words.japanese,
        systems=(ASCII, FULL_WIDTH),
        space="",
        ranges=(("", "から"), ("", "～"), ("", "-"), ("", "〜")),
        last=("と", "、", "や"),
        comma="、",
        fixed={"千七百五十億": 1.75e11, "1万3824": 13824, "4万8000": 48000,
               "二千億": 2e11, "3億4000万": 3.4e8, "百二十八": 128},
        chains=(("兆", TRILLION), ("億", 10**8), ("万", 10**4)),
        chain_space=("",),
        powers=("{}^{}", "{}の{}"),
    ),
    "ko": Habits(
        carriers=("모델은 {}개 매개변수를 갖는다.", "모두 ({}) 토큰", "약 {}, 밝혔다", "약 {}개 단어"),
        scales={"만": 10**4, "억": 10**8, "조": TRILLION},
        spell=words.korean,
        systems=(ASCII, FULL_WIDTH),
        space="",
        ranges=(("", "에서 "), ("", "~"), ("", "-")),
        last=("과 ", "와 ", ", "),
        fixed={"천칠백오십억": 1.75e11, "1천750억": 1.75e11, "1만6천": 16000,
               "삼천억": 3e11, "일조 칠천오백억": 1.75e12, "207억3천만": 2.073e10,
               "15억5천만": 1.55e9, "2조3천억": 2.3e12},
        chains=(("조", TRILLION), ("억", 10**8), ("만", 10**4)),
        chain_space=("", " "),
        powers=("{}^{}", "{}의 {}"),
    ),
}  # fmt: skip
