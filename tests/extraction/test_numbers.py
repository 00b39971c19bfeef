"""The number grammar: what each language writes, read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import keywords
from keywords import load
from pipelines.extraction.numbers import parse_digits
from tests.extraction.reading_helpers import numbers, values

SPACED = [code for code in keywords.LANGUAGES if not load(code).numbers.numerals]
GLUED = [code for code in keywords.LANGUAGES if load(code).numbers.numerals]


@pytest.mark.parametrize("code", SPACED)
@given(mantissa=st.integers(2, 999), data=st.data())
def test_digits_and_scale_word_read_back(code: str, mantissa: int, data: st.DataObject) -> None:
    scales = {w: v for w, v in load(code).numbers.scales.items() if v >= 1e6 and not w.endswith("*")}
    word, value = data.draw(st.sampled_from(sorted(scales.items())))
    assert values(f"{mantissa} {word}", code) == [pytest.approx(mantissa * value)]


@pytest.mark.parametrize("code", SPACED)
@given(whole=st.integers(1, 99), tenths=st.integers(1, 9), data=st.data())
def test_decimals_follow_the_language(code: str, whole: int, tenths: int, data: st.DataObject) -> None:
    pack = load(code)
    scales = {w: v for w, v in pack.numbers.scales.items() if v >= 1e9 and not w.endswith("*")}
    word, value = data.draw(st.sampled_from(sorted(scales.items())))
    written = f"{whole}{pack.numbers.decimal}{tenths} {word}"
    assert values(written, code) == [pytest.approx((whole + tenths / 10) * value)]


@pytest.mark.parametrize("code", keywords.LANGUAGES)
@given(count=st.integers(1000, 999_999))
def test_grouped_digits_read_back(code: str, count: int) -> None:
    group = load(code).numbers.group[0]
    written = f"{count:,}".replace(",", group)
    assert values(f"({written})", code) == [count]


@given(st.integers(1, 9999), st.integers(0, 9999))
def test_chinese_numbers_nest(high: int, low: int) -> None:
    written = f"{high}亿{low}万" if low else f"{high}亿"
    assert values(written + "个", "zh") == [high * 1e8 + low * 1e4]


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_korean_numbers_nest_with_and_without_space(high: int, low: int) -> None:
    assert values(f"{high}조{low}억개", "ko") == [high * 1e12 + low * 1e8]
    assert values(f"{high}조 {low}억개", "ko") == [high * 1e12 + low * 1e8]


@given(st.integers(1, 99), st.integers(1, 99))
def test_urdu_scales_add_from_large_to_small(billions: int, crores: int) -> None:
    assert values(f"{billions} ارب {crores} کروڑ", "ur") == [billions * 1e9 + crores * 1e7]


@given(st.floats(1, 9.99), st.integers(18, 27))
def test_powers_of_ten_read_back(factor: float, exponent: int) -> None:
    written = f"{factor:.2f}"
    for text in (f"{written} x 10^{exponent}", f"{written} × 10**{exponent}", f"{written}e{exponent}"):
        assert values(text + " FLOPs", "en") == [pytest.approx(float(written) * 10.0**exponent)]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "one hundred and twenty-three billion", 123e9),
        ("en", "half a million", 5e5),
        ("en", "2.788M", 2.788e6),
        ("en", "1,456K", 1.456e6),
        ("en", "530bn", 530e9),
        ("fr", "mille milliards", 1e12),
        ("fr", "quinze mille milliards", 15e12),
        ("fr", "15'000 milliards", 15e12),
        ("fr", "1 082 990", 1082990),
        ("fr", "mille huit cent onze", 1811),
        ("es", "300 mil millones", 300e9),
        ("es", "1.750 millones", 1.75e9),
        ("pt", "9 mil milhões", 9e9),
        ("pt", "vinte e um", 21),
        ("de", "hundertdreiundzwanzig", 123),
        ("de", "zwölfeinhalb", 12.5),
        ("de", "2,788 Mio.", 2.788e6),
        ("ru", "полутора миллионов", 1.5e6),
        ("ru", "триллионом", 1e12),
        ("ru", "20 352", 20352),
        ("tr", "yüz yirmi üç milyar", 123e9),
        ("tr", "on beş buçuk milyar", 15.5e9),
        ("tr", "1.750 milyar", 1.75e12),
        ("zh", "一千七百五十亿", 1.75e11),
        ("zh", "14.8万亿", 14.8e12),
        ("zh", "8500多亿", 8.5e11),
        ("zh", "4,050億", 4.05e11),
        ("zh", "2.6 万亿", 2.6e12),
        ("ja", "千七百五十億", 1.75e11),
        ("ja", "1万3824", 13824),
        ("ja", "３兆５０００億", 3.5e12),
        ("ja", "3.8×10の25乗", 3.8e25),
        ("ko", "천칠백오십억 개", 1.75e11),
        ("ko", "1천750억개", 1.75e11),
        ("ko", "1만6천장", 16000),
        ("ko", "207억3천만개", 20.73e9),
        ("hi", "पौने दो लाख करोड़", 1.75e12),
        ("hi", "साढ़े तीन ट्रिलियन", 3.5e12),
        ("hi", "1,50,00,00,000", 1.5e9),
        ("bn", "১৭ হাজার ৫০০ কোটি", 1.75e11),
        ("bn", "সাড়ে তিন লাখ কোটি", 3.5e12),
        ("bn", "শূন্য দশমিক ৫ বিলিয়ন", 5e8),
        ("bn", "৯৮,৯৭,৬২৩", 9897623),
        ("ur", "ساڑھے پندرہ ارب", 15.5e9),
        ("ur", "10 کھرب 85 ارب", 1.085e12),
        ("ar", "تريليوني", 2e12),
        ("ar", "مئة وثلاثة وعشرون مليار", 123e9),
        ("ar", "مليارين وسبعمئة مليون", 2.7e9),
        ("ar", "٦٬١٤٤", 6144),
        ("fa", "هزار و ۸۵ میلیارد", 1.085e12),
        ("fa", "۱۴/۸ تریلیون", 14.8e12),
        ("fa", "یکصد و بیست و سه میلیارد", 123e9),
        ("he", "מאה עשרים ושלושה מיליארד", 123e9),
        ("he", "כ-1,750 מיליארד", 1.75e12),
    ],
)
def test_forms_of_the_press(code: str, text: str, expected: float) -> None:
    assert values(text, code) == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("code", "text", "order"),
    [
        ("en", "hundreds of billions of parameters", 1e11),
        ("fr", "des centaines de milliards", 1e11),
        ("es", "cientos de miles de millones", 1e11),
        ("de", "mehrere Hundert Milliarden", 1e11),
        ("ru", "сотни миллиардов", 1e11),
        ("zh", "千亿级", 1e11),
        ("ko", "수천억개", 1e11),
        ("ar", "بمئات المليارات", 1e11),
        ("he", "מאות מיליארדי", 1e11),
        ("tr", "yüz milyarlarca", 1e11),
    ],
)
def test_vague_orders_are_marked(code: str, text: str, order: float) -> None:
    found = numbers(text, code)
    assert [n.vague for n in found] == [True]
    assert found[0].value == pytest.approx(order)


def test_a_range_marks_its_lower_end() -> None:
    low, high = numbers("from 7B to 70B", "en")
    assert (low.range_low, high.range_low) == (True, False)


def test_list_members_share_the_last_scale_word() -> None:
    assert values("7, 13, 33 and 65 billion", "en") == [7e9, 13e9, 33e9, 65e9]
    assert values("8 و70 مليار", "ar") == [8e9, 70e9]
    assert values("huit et soixante-dix milliards", "fr") == [8e9, 70e9]


def test_digits_inside_latin_names_are_no_numbers() -> None:
    assert values("GPT-3 and H100 and v2", "en") == []


def test_an_ambiguous_separator_keeps_both_readings() -> None:
    (number,) = numbers("1.085 trilyon", "tr")
    assert {number.value, number.alternative} == {1085e12, 1.085e12}


def test_digits_that_are_no_number_are_refused() -> None:
    with pytest.raises(ValueError, match="not one number"):
        parse_digits("1.2.3", load("en"))


@pytest.mark.parametrize("code", GLUED)
def test_a_scale_without_a_number_is_only_an_order(code: str) -> None:
    sign = "억" if code == "ko" else "亿"
    text = f"수천{sign}" if code == "ko" else f"数千{sign}"
    assert [n.vague for n in numbers(text, code)] == [True]
