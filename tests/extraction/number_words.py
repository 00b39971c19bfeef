"""How each language spells small whole numbers; written from grammar books' rules, not from the language packs."""

from __future__ import annotations


def _words(text: str) -> list[str]:
    return text.split()


_EN = _words(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")


def english(n: int) -> str:
    """One hundred and twenty-three."""
    if n >= 100:
        rest = n % 100
        return f"{_EN[n // 100 - 1]} hundred" + (f" and {english(rest)}" if rest else "")
    if n < 20:
        return _EN[n - 1]
    return _EN_TENS[n // 10 - 2] + (f"-{_EN[n % 10 - 1]}" if n % 10 else "")


_DE = _words(
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn"
)
_DE_TENS = _words("zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")


def german(n: int) -> str:
    """Hundertdreiundzwanzig; one million is 'eine Million'."""
    return "eine" if n == 1 else _german(n)


def _german(n: int) -> str:
    if n >= 100:
        head = "" if n < 200 else _DE[n // 100 - 1]
        return f"{head}hundert" + (_german(n % 100) if n % 100 else "")
    if n < 20:
        return _DE[n - 1]
    return (f"{_DE[n % 10 - 1]}und" if n % 10 else "") + _DE_TENS[n // 10 - 2]


_FR = _words(
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf"
)
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def french(n: int) -> str:
    """Soixante et onze, quatre-vingt-douze, deux cent un."""
    if n >= 100:
        head = "cent" if n < 200 else f"{_FR[n // 100 - 1]} cent"
        plural = "s" if n >= 200 and n % 100 == 0 else ""
        return f"{head}{plural}" + (f" {french(n % 100)}" if n % 100 else "")
    if n < 20:
        return _FR[n - 1]
    ten = n // 20 * 20 if n >= 60 else n // 10 * 10
    rest = n - ten
    if not rest:
        return "quatre-vingts" if ten == 80 else _FR_TENS[ten]
    link = " et " if rest in (1, 11) and ten != 80 else "-"
    return f"{_FR_TENS[ten]}{link}{_FR[rest - 1]}"


_ES = _words(
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro veinticinco "
    "veintiséis veintisiete veintiocho veintinueve"
)
_ES_TENS = _words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = _words(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)


def spanish(n: int) -> str:
    """Ciento treinta y cinco."""
    if n == 100:
        return "cien"
    if n > 100:
        return _ES_HUNDREDS[n // 100 - 1] + (f" {spanish(n % 100)}" if n % 100 else "")
    if n < 30:
        return _ES[n - 1]
    return _ES_TENS[n // 10 - 3] + (f" y {_ES[n % 10 - 1]}" if n % 10 else "")


_PT = _words(
    "um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze quinze dezesseis "
    "dezessete dezoito dezenove"
)
_PT_TENS = _words("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
_PT_HUNDREDS = _words("cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos")


def portuguese(n: int) -> str:
    """Cento e vinte e três."""
    if n == 100:
        return "cem"
    if n > 100:
        return _PT_HUNDREDS[n // 100 - 1] + (f" e {portuguese(n % 100)}" if n % 100 else "")
    if n < 20:
        return _PT[n - 1]
    return _PT_TENS[n // 10 - 2] + (f" e {_PT[n % 10 - 1]}" if n % 10 else "")


_RU = _words(
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
_RU_TENS = _words("двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
_RU_HUNDREDS = _words("сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")


def russian(n: int) -> str:
    """Сто двадцать три."""
    if n >= 100:
        return _RU_HUNDREDS[n // 100 - 1] + (f" {russian(n % 100)}" if n % 100 else "")
    if n < 20:
        return _RU[n - 1]
    return _RU_TENS[n // 10 - 2] + (f" {_RU[n % 10 - 1]}" if n % 10 else "")


_TR = _words("bir iki üç dört beş altı yedi sekiz dokuz")
_TR_TENS = _words("on yirmi otuz kırk elli altmış yetmiş seksen doksan")


def turkish(n: int) -> str:
    """Yüz yirmi üç; a hundred takes no 'bir'."""
    words = []
    if n >= 100:
        words += [_TR[n // 100 - 1]] * (n >= 200) + ["yüz"]
    if n % 100 >= 10:
        words.append(_TR_TENS[n % 100 // 10 - 1])
    if n % 10:
        words.append(_TR[n % 10 - 1])
    return " ".join(words)


_AR = _words("واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة")
_AR_TENS = _words("عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون")
_AR_HUNDREDS = _words("مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة")


def arabic(n: int) -> str:
    """Units before tens, all joined by و."""
    if n >= 100:
        return _AR_HUNDREDS[n // 100 - 1] + (f" و{arabic(n % 100)}" if n % 100 else "")
    if n <= 10:
        return _AR[n - 1]
    if n < 20:
        return {11: "أحد عشر", 12: "اثنا عشر"}.get(n, f"{_AR[n - 11]} عشر")
    unit = {2: "اثنان"}.get(n % 10, _AR[n % 10 - 1])
    return (f"{unit} و" if n % 10 else "") + _AR_TENS[n // 10 - 2]


_FA = _words("یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده")
_FA_TENS = _words("بیست سی چهل پنجاه شصت هفتاد هشتاد نود")
_FA_HUNDREDS = _words("صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد")


def persian(n: int) -> str:
    """صد و بیست و سه."""
    if n >= 100:
        return _FA_HUNDREDS[n // 100 - 1] + (f" و {persian(n % 100)}" if n % 100 else "")
    if n < 20:
        return _FA[n - 1]
    return _FA_TENS[n // 10 - 2] + (f" و {_FA[n % 10 - 1]}" if n % 10 else "")


_HE = _words("אחד שניים שלושה ארבעה חמישה שישה שבעה שמונה תשעה עשרה")
_HE_TENS = _words("עשרים שלושים ארבעים חמישים שישים שבעים שמונים תשעים")
_HE_HUNDREDS = {1: "מאה", 2: "מאתיים", 3: "שלוש מאות", 4: "ארבע מאות", 5: "חמש מאות", 6: "שש מאות", 7: "שבע מאות",
                8: "שמונה מאות", 9: "תשע מאות"}  # fmt: skip


def hebrew(n: int) -> str:
    """Tens first, the unit joined by ו; masculine, as before million."""
    if n >= 100:
        rest = n % 100
        joined = f" ו{hebrew(rest)}" if rest < 20 or rest % 10 == 0 else f" {hebrew(rest)}"
        return _HE_HUNDREDS[n // 100] + (joined if rest else "")
    if n <= 10:
        return _HE[n - 1]
    if n < 20:
        return {12: "שנים עשר"}.get(n, f"{_HE[n - 11]} עשר")
    return _HE_TENS[n // 10 - 2] + (f" ו{_HE[n % 10 - 1]}" if n % 10 else "")


_HI = _words(
    "एक दो तीन चार पाँच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस बाईस तेईस चौबीस पच्चीस"
)
_UR = _words(
    "ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس اکیس بائیس "
    "تئیس چوبیس پچیس"
)
_BN = _words("এক দুই তিন চার পাঁচ ছয় সাত আট নয় দশ এগারো বারো তেরো চৌদ্দ পনেরো ষোলো সতেরো আঠারো উনিশ বিশ একুশ বাইশ তেইশ চব্বিশ পঁচিশ")
IRREGULAR = len(_HI)
"""How far the languages of South Asia are spelled here: each number up to a hundred is a word of its own."""


def hindi(n: int) -> str:
    """A word of its own for each number."""
    return _HI[n - 1]


def urdu(n: int) -> str:
    """A word of its own for each number."""
    return _UR[n - 1]


def bengali(n: int) -> str:
    """A word of its own for each number."""
    return _BN[n - 1]


def chinese(n: int) -> str:
    """一百零三: a zero stands for missing tens, and after a hundred ten is 一十."""
    digits = "一二三四五六七八九"
    text = ""
    if n >= 100:
        text = f"{digits[n // 100 - 1]}百" + ("零" if 0 < n % 100 < 10 else "")
    if n % 100 >= 10:
        text += ("" if n < 20 else digits[n % 100 // 10 - 1]) + "十"
    return text + (digits[n % 10 - 1] if n % 10 else "")


def japanese(n: int) -> str:
    """百二十三: neither a hundred nor ten takes 一."""
    return _sino(n, "一二三四五六七八九", "百", "十")


def korean(n: int) -> str:
    """백이십삼."""
    return _sino(n, "일이삼사오육칠팔구", "백", "십")


def _sino(n: int, digits: str, *signs: str) -> str:
    text = ""
    for value, sign in zip((100, 10), signs, strict=True):
        count, n = divmod(n, value)
        if count:
            text += ("" if count == 1 else digits[count - 1]) + sign
    return text + (digits[n - 1] if n else "")
