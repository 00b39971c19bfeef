"""Which character set a page is read in, declared rightly, wrongly and not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.charset import decode, known_charset

TEXTS = {
    "zh": "研究院发布了新一代大语言模型，总参数达到六千七百亿，每次只激"
    "活其中的三百七十亿，训练使用了两千多块加速卡，历时近两个月。",
    "zh-Hant": "這家公司發表了新的語言模型，參數量達到四千億，並且開放"
    "所有人下載使用，訓練時間超過兩個月，使用了上萬張加速卡。",
    "ja": "研究所は新しい大規模言語モデルを公開した。パラメータ数は"
    "千七百億で、学習には二兆トークンのデータを使ったという。",
    "ko": "연구소는 새로운 대규모 언어 모델을 공개했다. 매개변수는 "
    "천억 개이며 학습에는 이조 개의 토큰을 사용했다고 밝혔다.",
    "ru": "Институт представил новую языковую модель: семьдесят милл"
    "иардов параметров, обучение заняло два месяца на кластере.",
    "ar": "كشف المعهد عن نموذج لغوي جديد يضم مئة وثمانين مليار مع"
    "امل، وقد جرى تدريبه على ثلاثة تريليونات رمز خلال شهرين.",
    "fa": "پژوهشگاه از یک مدل زبانی تازه با هفتاد میلیارد پارامتر رونمایی کرد که آموزش آن دو ماه زمان برده است.",
    "he": "המכון חשף מודל שפה חדש עם שבעים מיליארד פרמטרים, והאימון שלו נמשך חודשיים על אשכול של מאיצים.",
    "tr": "Enstitü, yetmiş milyar parametreli yeni dil modelini tan"
    "ıttı; eğitim, iki ay boyunca bin işlemci üzerinde sürdü.",
    "de": "Das Institut hat ein neues Sprachmodell veröffentlicht, für dessen Schulung mehrere Tausend Beschleuniger "
    "über zwei Monate nötig waren; die Größe beträgt siebzig Milliarden Parameter.",
    "es": "El instituto presentó un modelo de lenguaje de setenta mil millones de parámetros, cuya formación duró dos "
    "meses según explicó la compañía en una nota de prensa difundida ayer en España.",
}

CASES = [
    ("zh", "gb18030"),
    ("zh", "gbk"),
    ("zh", "gb2312"),
    ("zh-Hant", "big5"),
    ("ja", "shift_jis"),
    ("ja", "euc_jp"),
    ("ko", "euc_kr"),
    ("ru", "cp1251"),
    ("ru", "koi8_r"),
    ("ar", "cp1256"),
    ("fa", "cp1256"),
    ("he", "cp1255"),
    ("tr", "cp1254"),
    ("de", "cp1252"),
    ("es", "iso8859_1"),
]

WRONG = ["utf-8", "iso-8859-1", "gb2312", "shift_jis", "euc-kr", "windows-1251"]


def page(text: str, charset: str) -> tuple[bytes, str]:
    """A page in the character set, with the text as the set can write it (cp1256 lacks a Persian letter)."""
    body = f"<html><head><title>t</title></head><body><p>{text}</p></body></html>".encode(charset, errors="ignore")
    return body, body.decode(charset)


@pytest.mark.parametrize(("language", "charset"), CASES)
def test_reads_a_page_that_declares_nothing(language: str, charset: str) -> None:
    body, expected = page(TEXTS[language], charset)
    assert decode(body).text == expected


@pytest.mark.parametrize("declared", WRONG)
@pytest.mark.parametrize(("language", "charset"), CASES)
def test_a_wrong_declaration_is_overruled(language: str, charset: str, declared: str) -> None:
    body, expected = page(TEXTS[language], charset)
    decoded = decode(body, f"text/html; charset={declared}")
    assert decoded.text == expected
    same_text = body.decode(known_charset(declared) or declared, errors="replace") == expected
    assert bool(decoded.warnings) != same_text


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("declared", ["gbk", "windows-1256", "iso-8859-1"])
def test_utf8_is_told_from_any_declaration(language: str, declared: str) -> None:
    body, expected = page(TEXTS[language], "utf-8")
    decoded = decode(body, f"text/html; charset={declared}")
    assert (decoded.text, decoded.charset) == (expected, "utf-8")
    assert decoded.warnings


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(charset: str) -> None:
    assert decode(TEXTS["ru"].encode(charset), "text/html; charset=windows-1251").text == TEXTS["ru"]


def test_a_declaration_in_the_page_counts() -> None:
    head = b'<html><head><meta http-equiv="content-type" content="text/html; charset=euc-kr"></head><body>'
    assert TEXTS["ko"] in decode(head + TEXTS["ko"].encode("euc_kr")).text


def test_seven_bit_sets_are_read_as_declared() -> None:
    body = TEXTS["ja"].encode("iso2022_jp")
    assert decode(body, "text/html; charset=ISO-2022-JP").text == TEXTS["ja"]


def test_a_cut_off_character_leaves_the_rest_in_utf8() -> None:
    body = TEXTS["zh"].encode()[:-1]
    assert decode(body).text.startswith(TEXTS["zh"][:-2])


def test_unknown_labels_are_ignored() -> None:
    assert known_charset("klingon-8") is None
    assert decode(TEXTS["ru"].encode("cp1251"), "text/html; charset=klingon-8").text == TEXTS["ru"]


@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_nothing_raises(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type).text, str)
