"""Which character set a page is written in, when it says nothing or the wrong thing.

The order: byte order mark; valid UTF-8 with characters beyond ASCII (hardly any other text is that by chance); then,
of the declared sets and the common ones, the set in which the text reads best. A declaration gets a head start and is
overruled only where its reading is clearly worse: pages say ``iso-8859-1`` or ``gb2312`` by a template's habit.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

SAMPLE_BYTES = 120_000
"""How much of a page is tried in every set."""

DECLARED_BONUS = 0.15
"""Head start of a declared set, as a share of well-read characters."""

USABLE = 0.5
"""Below this share of well-read characters in every set, the choice is reported as doubtful."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

CANDIDATES = (
    "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1251", "koi8_r", "cp1256", "cp1255", "cp1254", "cp1252",
)  # fmt: skip
"""The sets that pages in our languages use besides UTF-8, each the largest of its kin."""

SEVEN_BIT = ("iso2022", "hz")
"""Sets that write other scripts in ASCII bytes, which only a declaration can tell."""

WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-8": "cp1255",
}
"""Sets that browsers read as their larger kin, since pages use its characters (WHATWG Encoding Standard)."""

LABEL = re.compile(
    rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)|<\?xml[^>]{0,80}encoding\s*=\s*["']([A-Za-z0-9_.:-]+)"""
)

ALIASES = {
    "x-sjis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932", "ks_c_5601-1987": "cp949", "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030", "x-x-big5": "big5hkscs", "windows-949": "cp949", "unicode": "utf-8", "utf8": "utf-8",
    "iso-8859-8-i": "cp1255", "logical": "cp1255",
}  # fmt: skip
"""Labels that pages use and Python does not know."""

# The most frequent characters of each script, in no order: real text consists of them by more than half, while text
# that is read in a wrong set hits them by chance. Of alphabets only the commonest letters, since any byte hits some
# letter of them.
HAN = (
    "的一是了不在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没"
    "日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理"
    "美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北"
    "少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感"
    "金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认"
    "这對們個來說時國會學過後發點開長無問間經現動實關與機車電門東書馬語億參據訓練模型參數開源智慧萬臺灣為從當樣還應類題體據"
    "本日年月時間人者中大会社的新型能力用言語発表開公対応企業技術研究情報処理生成規模学習種類機能提供利用可能性高速"
)
KANA = "".join(map(chr, [*range(0x3041, 0x3097), *range(0x30A1, 0x30FB), 0x30FC])) + "、。「」・"
HANGUL = (
    "이다는을의에가고한하지를은로기사도그리인어시자아서나있과해라으만대일전정수들것보스제원부동여상주조세모구소공장국했적중"
    "오유경용위화성면년미우신계까치무비람게연관안산트행러내요요진생발업개와할음습니분식야문방선교당영실된술통학데터델파언초거"
    "르출규력매변억글립합니됐며두물새등현단회품체결번본물약간재입"
)
CYRILLIC = "оеаинтсрвлк"
ARABIC = "اليمنوترهبدکی"
HEBREW = "יוהלאמרתבש"
LATIN = "éèàáíóúñçãõäöüßêôîâûëïœæøåìòùÉÈÀÁÍÓÚÑÇÃÕÄÖÜÊÔÎÂığşİŞĞ¿¡ºª€£°·«»“”‘’–—…\u00a0®©™²³"
WIDE = "，。、：；！？（）《》“”‘’「」『』—…・％０１２３４５６７８９\u3000"

SYLLABLES = tuple(frozenset(signs) for signs in (HAN + KANA + WIDE, HANGUL))
ALPHABETS = tuple(frozenset(letters) for letters in (CYRILLIC, ARABIC, HEBREW))
LATIN_LETTERS = frozenset(LATIN)
LONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f]{1,2}(?![^\x00-\x7f])")
"""Characters beyond ASCII as words in Latin letters have them: one here and there, not in rows."""
IN_LATIN_WORD = re.compile(r"(?<=[A-Za-z])[^\x00-\x7f]+|(?<![^\x00-\x7f])[^\x00-\x7f]++(?=[A-Za-z])")
"""Where no letter of another alphabet can be."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's characters, the set they were read in, and what was odd about it."""

    text: str
    charset: str
    warnings: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page; nothing raises, undecodable bytes become U+FFFD."""
    for mark, charset in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return Decoded(body.decode(charset, errors="replace"), charset)
    declared = list(dict.fromkeys(filter(None, (known_charset(label) for label in _labels(body, content_type)))))
    if declared and declared[0].startswith(SEVEN_BIT):
        return Decoded(body.decode(declared[0], errors="replace"), declared[0])
    if body.isascii():
        return Decoded(body.decode("ascii"), "ascii")
    if _is_utf8(body):
        return Decoded(body.decode("utf-8", errors="replace"), "utf-8", _disagreement(declared, "utf-8"))
    sample = body[:SAMPLE_BYTES]
    scores = {charset: _readability(sample, charset) for charset in dict.fromkeys([*declared, "utf-8", *CANDIDATES])}
    best = max(scores, key=lambda charset: scores[charset] + (DECLARED_BONUS if charset in declared else 0.0))
    warnings = list(_disagreement(declared, best))
    if scores[best] < USABLE:
        warnings.append(f"the character set is uncertain, read as {best}")
    return Decoded(body.decode(best, errors="replace"), best, tuple(warnings))


def known_charset(label: str) -> str | None:
    """Python's name of a label, widened to what browsers read it as; ``None`` for an unknown label."""
    folded = label.strip().lower()
    try:
        name = codecs.lookup(ALIASES.get(folded, folded)).name
    except (LookupError, ValueError):
        return None
    return WIDER.get(name, name)


def _labels(body: bytes, content_type: str | None) -> list[str]:
    labels = []
    for place in ((content_type or "").encode("latin-1", errors="ignore"), body[:4096]):
        for found in LABEL.finditer(place):
            labels.append((found.group(1) or found.group(2)).decode("ascii"))
            break
    return labels


def _is_utf8(body: bytes) -> bool:
    """Whether a body is UTF-8, allowing for a character cut off at its end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(body, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _readability(sample: bytes, charset: str) -> float:
    """Share of the characters beyond ASCII that are frequent ones of the page's main script, between 0 and 1."""
    try:
        text = sample.decode(charset, errors="replace")
    except (UnicodeError, LookupError):
        return 0.0
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    damaged = sum(character == "\ufffd" or "\x80" <= character <= "\x9f" for character in beyond)
    latin = sum(character in LATIN_LETTERS for lone in LONE.findall(text) for character in lone)
    words = IN_LATIN_WORD.sub("", text)
    main = max(
        latin,
        *(sum(character in script for character in beyond) for script in SYLLABLES),
        *(sum(character in script for character in words) for script in ALPHABETS),
    )
    return max(0.0, (main - 3 * damaged) / len(beyond))


def _disagreement(declared: list[str], chosen: str) -> tuple[str, ...]:
    if not declared or chosen in declared:
        return ()
    return (f"the page says {declared[0]}, read as {chosen}",)
