"""Dates as lists of news write them: ``3 days ago``, ``vor 2 Stunden``, ``3天前``, ``昨天``, in 16 languages.

Only what stands alone is read: a number and a word for a span of time, in the order that the language has, or one of a
few words for the days before today.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

SPANS: tuple[tuple[int, str], ...] = (
    (0, "seconds? secs? minutes? mins? hours? hrs? 秒钟?前 分钟前 分鐘前 小时前 小時前 秒前 分前 時間前 초 분 시간 "
        "сек\\S* мин\\S* час\\S* sekunden? minuten? stunden? segundos? minutos? horas? secondes? minutes? heures? "
        "saniye dakika saat ثوان\\S* ثاني\\S* دقيق\\S* دقائق ساع\\S* ثانیه دقیقه ساعت سیکنڈ منٹ "
        "گھنٹ\\S* सेकंड मिनट घंट\\S* সেকেন্ড মিনিট ঘণ্টা\\S* ঘন্টা\\S* שניות דק\\S* שע\\S*"),
    (1, "days? 天前 日前 일 дн\\S* день tagen? días? dias? jours? gün يوم\\S* أيام روز دن दिन দিন ימים יום"),
    (7, "weeks? 周前 週前 週間前 星期前 주일? 주 недел\\S* wochen? semanas? semaines? hafta أسبوع\\S* أسابيع "
        "هفته ہفت\\S* सप्ताह हफ़?्त\\S* সপ্তাহ שבוע\\S*"),
    (30, "months? 个月前 個月前 か月前 ヶ月前 カ月前 개월 달 месяц\\S* monate?n? mes(?:es)? m[eê]s(?:es)? mois ay "
         "شهر\\S* أشهر ماه مہین\\S* महीन\\S* माह মাস חודש\\S*"),
    (365, "years? 年前 년 год\\S* лет jahre?n? años? anos? ans? yıl سن\\S* سنوات عام\\S* سال वर्ष साल বছর שנ\\S*"),
)  # fmt: skip
"""Days that the words stand for, as patterns with blanks between; minutes and hours are today."""

DAYS_AGO = {
    0: "today heute hoy aujourd'hui hoje сегодня 今天 今日 오늘 bugün اليوم امروز آج आज আজ היום 刚刚",
    1: "yesterday gestern ayer hier ontem вчера 昨天 昨日 어제 dün أمس دیروز کل कल গতকাল אתמול",
    2: "前天 一昨日 一昨天 vorgestern anteayer позавчера 그저께",
}

_UNITS = tuple((days, re.compile(rf"(?:{'|'.join(words.split())})")) for days, words in SPANS)
_NAMED = {word: days for days, words in DAYS_AGO.items() for word in words.split()}
_COUNT = re.compile(r"\d{1,3}")
_ABOUT = re.compile(
    r"(?<!\S)(?:ago|vor|hace|il y a|há|atrás|назад|önce|قبل|منذ|پیش|پہلے|पहले|আগে|לפני|about|etwa|전)(?!\S)"
)
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日")


def relative_day(written: str, today: date) -> str | None:
    """The day (ISO) that a text like ``3 days ago`` means; ``None`` where it is no such text."""
    text = " ".join(written.casefold().split()).strip(" .,·")
    if not text or len(text) > 40:
        return None
    named = next((days for word, days in _NAMED.items() if text == word or text.startswith(f"{word} ")), None)
    if named is None and text[:2] in _NAMED and not text[:2].isascii():
        named = _NAMED[text[:2]]  # 昨天18:30
    if named is not None:
        return (today - timedelta(days=named)).isoformat()
    month_day = _MONTH_DAY.match(text)
    if month_day is not None:
        return _latest(int(month_day["month"]), int(month_day["day"]), today)
    count = _COUNT.search(text)
    if count is None:
        return None
    rest = f"{text[: count.start()]} {text[count.end() :]}".strip()
    for candidate in (rest, " ".join(_ABOUT.sub(" ", rest).split())):
        for days, unit in _UNITS:
            if unit.fullmatch(candidate):
                return (today - timedelta(days=days * int(count[0]))).isoformat()
    return None


def _latest(month: int, day: int, today: date) -> str | None:
    """The last such day up to today."""
    for year in (today.year, today.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if found <= today:
            return found.isoformat()
    return None
