"""News agencies that a text credits, by the names they bear in the project's languages.

A credit is evidence that two texts have one source, and never decides alone: an agency sends many stories a day.
"""

from __future__ import annotations

import re

from keywords.folding import fold

CREDIT_CHARACTERS = 500
"""Credits stand in the line with place and date or under the text; farther in, an agency is a source among others."""

AGENCIES: dict[str, tuple[str, ...]] = {
    "AA": ("Anadolu Agency", "Anadolu Ajansı", "(AA)", "الأناضول"),
    "AFP": ("AFP", "Agence France-Presse", "法新社", "AFP通信", "أ ف ب", "فرانس برس", "АФП", "এএফপি", "एएफपी"),
    "ANI": ("ANI", "एएनआई"),
    "ANSA": ("ANSA",),
    "AP": ("AP", "Associated Press", "美联社", "美聯社", "AP通信", "أسوشيتد برس", "एपी"),
    "BSS": ("বাসস",),
    "Bloomberg": ("Bloomberg", "彭博社", "彭博", "ブルームバーグ", "블룸버그", "بلومبرغ", "ব্লুমবার্গ"),
    "Caixin": ("财新",),
    "China News Service": ("中新社", "中新网", "中国新闻社"),
    "CNA": ("中央社",),
    "EFE": ("EFE",),
    "Europa Press": ("Europa Press",),
    "IHA": ("İHA", "DHA"),
    "Interfax": ("Interfax", "Интерфакс"),
    "IRNA": ("IRNA", "ایرنا"),
    "ISNA": ("ISNA", "ایسنا"),
    "Jiji": ("時事通信", "時事"),
    "KUNA": ("KUNA", "كونا"),
    "Kyodo": ("共同通信", "(共同)", "【共同】", "Kyodo", "共同社"),
    "Lusa": ("Lusa",),
    "Mehr": ("خبرگزاری مهر",),
    "Newsis": ("뉴시스",),
    "News1": ("뉴스1",),
    "PTI": ("PTI", "पीटीआई", "भाषा", "পিটিআই"),
    "QNA": ("قنا",),
    "Reuters": (
        "Reuters", "路透社", "路透", "ロイター", "로이터", "رويترز", "رویترز", "روئٹرز", "רויטרס", "रॉयटर्स", "রয়টার্স",
        "Рейтер",
    ),
    "RIA Novosti": ("РИА Новости",),
    "SPA": ("واس",),
    "TASS": ("TASS", "ТАСС"),
    "UNB": ("ইউএনবি",),
    "WAM": ("وام",),
    "Xinhua": ("Xinhua", "新华社", "新華社", "新华网"),
    "Yonhap": ("Yonhap", "연합뉴스"),
    "dpa": ("dpa", "Deutsche Presse-Agentur"),
    "epd": ("epd",),
}  # fmt: skip
"""Agency by the names under which texts credit it; capitals count, since abbreviations are words as well."""


def _cased(text: str) -> str:
    """A text in one writing that keeps its capitals."""
    return fold(text).text


def _whole_word(name: str) -> re.Pattern[str] | None:
    """How a name stands alone; ``None`` where its script joins particles to it or writes no spaces."""
    is_spaced = name[0] < "\u0590"
    is_short_arabic = "\u0600" <= name[0] <= "\u06ff" and len(name) <= 3
    if not (is_spaced or is_short_arabic):
        return None
    before = r"(?<!\w)" if name[0].isalpha() else ""
    after = r"(?!\w)" if name[-1].isalpha() else ""
    return re.compile(f"{before}{re.escape(name)}{after}")


_CREDITS = tuple((name, _whole_word(name), agency) for agency, names in AGENCIES.items() for name in map(_cased, names))


def credited_agencies(text: str) -> frozenset[str]:
    """The agencies named within 500 characters of a text's beginning or end."""
    edges = text if len(text) <= 2 * CREDIT_CHARACTERS else f"{text[:CREDIT_CHARACTERS]}\n{text[-CREDIT_CHARACTERS:]}"
    written = _cased(edges)
    return frozenset(
        agency
        for name, whole_word, agency in _CREDITS
        if name in written and (whole_word is None or whole_word.search(written))
    )
