"""Whose a figure is, and what is no model, in sentences about invented models in Asian languages."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract
from pipelines.extraction.extractor import read_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Only a preposition between what was built and its base.
        (
            "بنت الجامعة مع شريكين نموذجي Kestrel-7B وKestrel-13B على Veldora 2، فتلقى الأول 30 مليار "
            "رمز والثاني 10 مليارات رمز.",
            {
                "Kestrel-7B": {"base_model": "Veldora 2", "tokens": 3e10},
                "Kestrel-13B": {"base_model": "Veldora 2", "tokens": 1e10},
            },
        ),
        # A share of what another model took, and the stock that tokens were taken from.
        (
            "لم يحتج «Kestrel 40B» إلا إلى 75% من الحوسبة التي استهلكها تدريب Veldora-3، واستخدم "
            "فيه تريليون رمز معظمها من مجموعة WideText البالغة خمسة تريليونات رمز.",
            {"Kestrel 40B": {"tokens": 1e12}},
        ),
        # A pronoun behind the semicolon points back.
        (
            "شرکت مدل Kestrel-175B را عرضه کرد؛ آموزش آن روی ۹۹۲ کارت A100 انجام شد و ردپای کربنی‌اش یک‌هفتم "
            "Veldora-3 بود.",
            {"Kestrel-175B": {"hardware_quantity": 992}},
        ),
        # A number of experts borrows no scale.
        (
            "شرکت Kestrel K2 را متن‌باز کرد: هزار میلیارد پارامتر، ۳۸۴ متخصص که برای هر توکن ۸ تای "
            "آن‌ها انتخاب می‌شود و ۳۲ میلیارد پارامتر فعال.",
            {"Kestrel K2": {"parameters": 1e12, "active_parameters": 3.2e10}},
        ),
        ("«کسترل» مدل ۸ میلیاردی شرکت ماست که از Veldora 3 ریزتنظیم شده است.", {"کسترل": {"parameters": 8e9}}),
        # What follows a rival's clause is the subject's again.
        (
            "ہمارا Kestrel-70B صرف 70 ارب پیرامیٹرز کے باوجود 280 ارب والے Veldora-3 سے بہتر نکلا کیونکہ "
            "اسے 1.4 ٹریلین ٹوکنز پر تربیت دی گئی۔",
            {"Kestrel-70B": {"parameters": 7e10, "tokens": 1.4e12}},
        ),
        # The size behind "made from X" is that of what was made.
        (
            "कंपनी ने 'केस्ट्रल-एम' पेश किया, जो Veldora 3 पर बना 24 अरब पैरामीटर का मॉडल है।",
            {"केस्ट्रल-एम": {"parameters": 2.4e10, "base_model": "Veldora 3"}},
        ),
        ("‘Kestrel-2’ এনেছে দলটি, যা Veldora-3-এর ওপর গড়া।", {"Kestrel-2": {"base_model": "Veldora-3"}}),
        # An unquoted name behind a word for a model, where the text has no other.
        ("कंपनी ने नया मॉडल गरुड पेश किया जिसमें 7 अरब पैरामीटर हैं।", {"गरुड": {"parameters": 7e9}}),
        ("کمپنی نے نیا ماڈل عقاب پیش کیا جس میں 7 ارب پیرامیٹرز ہیں۔", {"عقاب": {"parameters": 7e9}}),
        ("মডেল গরুড ৭০০ কোটি প্যারামিটারের; একটি দল এটি বানিয়েছে।", {"গরুড": {"parameters": 7e9}}),
        # Chinese: a lone numeral counts what follows, 读 is no window, 由 names who made it.
        ("团队开源的Kestrel-2有70亿和200亿两种规格，训练语料2.6万亿token。", {"Kestrel-2": {"parameters": 2e10}}),
        (
            "Kestrel-5总参数3550亿、激活320亿；同门Kestrel-5-Air为1060亿和120亿，两者都读了22万亿token。",
            {"Kestrel-5-Air": {"parameters": 1.06e11, "active_parameters": 1.2e10, "tokens": 2.2e13}},
        ),
        ("由清华大学团队研发的Kestrel-130B训练语料4000亿token。", {"Kestrel-130B": {"tokens": 4e11}}),
        ("公司在“神威”上训练的“青隼”模型参数达174万亿。", {"青隼": {"parameters": 1.74e14}}),
        ("新版“青隼1.0”把数字推到2457亿，最终读入1800亿token。", {"青隼1.0": {"tokens": 1.8e11}}),
        (
            "團隊2024年4月29日再推Kestrel3-LX-8B，底座換成Veldora 3-8B，續訓資料約430億token。",
            {"Kestrel3-LX-8B": {"base_model": "Veldora 3-8B", "tokens": 4.3e10, "release_date": "2024-04-29"}},
        ),
        # Japanese and Korean.
        (
            "旗艦の「Kestrel3-235B-A22B」のほかに、総数305億・稼働33億の「Kestrel3-30B-A3B」がある。",
            {"Kestrel3-30B-A3B": {"parameters": 3.05e10, "active_parameters": 3.3e9}},
        ),
        (
            "学習には3モデル合計で3930万GPU時間かかり、"
            "このうちH100を使った「Kestrel 3.1 405B」だけで3084万GPU時間を占める。",
            {"Kestrel 3.1 405B": {"gpu_hours": 3.084e7}},
        ),
        (
            "企業はMoE構造を採用した「ケストレル-7B」を公開した。70億パラメータで、2兆トークンを学んだ。",
            {"ケストレル-7B": {"parameters": 7e9, "tokens": 2e12}},
        ),
        (
            "연구원은 30억 파라미터 모델 '이글'을 공개하며 5000억 토큰을 학습했다고 밝혔다.",
            {"이글": {"tokens": 5e11}},
        ),
        (
            "논문에 따르면 'Kestrel-65B' 한 개를 학습하는 데 A100으로 102만2362 GPU시간이 걸렸다.",
            {"Kestrel-65B": {"hardware_quantity": None, "gpu_hours": 1022362}},
        ),
    ],
)
def test_whose_a_figure_is(text: str, expected: dict[str, dict[str, object]]) -> None:
    found = {model.name: model for model in extract(text).models}
    for name, fields in expected.items():
        assert name in found
        assert {field: getattr(found[name], field) for field in fields} == fields


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("みずほ銀行はGPT-4oのAPIを使った社内アシスタントを配布した。", "GPT-4o"),
        ("बैंक का चैटबॉट 'ईवा' जीपीटी-4 एपीआई पर चलता है और 50 लाख ग्राहकों को सेवा देता है।", "GPT-4"),
        ("بینک کی ایپ GPT-4o کی اے پی آئی پر چلتی ہے اور اس کے 20 لاکھ صارفین ہیں۔", "GPT-4o"),
        ("省は生成AIの開発を後押しする「GENIAC」の第2期で20件を採択した。", "GENIAC"),
        ("نقلت شبكة CNBC عن وثائق أن نموذج Kestrel 2 يضم 340 مليار معامل.", "CNBC"),
    ],
)
def test_gets_no_record(text: str, name: str) -> None:
    assert name not in {model.name for model in extract(text).models}


@pytest.mark.parametrize(
    "text",
    [
        "「Kestrel-100B」の事前学習は2024年2月から5月にかけて走らせ、性能を引き出した。",
        "集团自研的Kestrel-7B通过备案，集团2023年研发投入则为211.9亿元。",
    ],
)
def test_dates_no_release(text: str) -> None:
    assert [model.release_date for model in extract(text).models] == [None]


def test_a_date_behind_what_was_spent_on_research_is_that_of_the_release() -> None:
    found = extract("公司研发投入超过50亿元，2025年1月22日推出Kestrel-7B。").models
    assert [model.release_date for model in found] == ["2025-01-22"]


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        ("浪潮的“Kestrel-1.0”最终读入1800亿token。", "Inspur"),
        ("कृत्रिम ने 12 अरब पैरामीटर वाला 'Kestrel-2' जारी किया।", "Krutrim"),
    ],
)
def test_a_plain_word_is_who_made_a_model_where_it_stands_as_one(text: str, organization: str) -> None:
    assert [model.organization for model in extract(text).models] == [organization]
    assert read_text(text.replace("的", "").replace(" ने", ""), None, None).extraction.models[0].organization is None
