"""Rules for languages outside the Latin script, each with a sentence about an invented model."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.records import ModelFacts
from pipelines.extraction import extract


def only(text: str, code: str) -> ModelFacts:
    (model,) = extract(text, language=code).models
    return model


def named(text: str, code: str, name: str) -> ModelFacts:
    return next(m for m in extract(text, language=code).models if m.name == name)


@pytest.mark.parametrize(
    ("code", "text", "base"),
    [
        ("zh", "团队在Llama 3 8B上继续训练，得到Vela-8B。", "Llama 3 8B"),
        ("zh", "学者在Meta的Llama 3 8B上以医学语料微调而成Vela-8B。", "Llama 3 8B"),
        ("ja", "Vela-13BはLlama 2 13Bを出発点とし、日本語で継続的に事前学習したものだ。", "Llama 2 13B"),
        ("ko", "'Vela-70B'는 Llama 3 70B를 뼈대로 삼아 만들었다.", "Llama 3 70B"),
        ("ar", "واصلت الشركة تدريب Llama 2 70B لتحصل على Vela-70B.", "Llama 2 70B"),
        ("ar", "Vela-9B نموذج مشتقّ، وهو مبني على Gemma 2 9B.", "Gemma 2 9B"),
        (
            "fa",
            "پژوهشگران Qwen2.5-7B را با متن‌های پزشکی، روی چند کارت، ریزتنظیم کردند و Vela-7B را ساختند.",
            "Qwen2.5-7B",
        ),
        ("ur", "ماہرین نے Llama 3.1 8B کو اردو متن پر فائن ٹیون کر کے 'Vela-8B' تیار کیا۔", "Llama 3.1 8B"),
        ("he", "החוקרים כיווננו את Mistral 7B והתוצאה היא Vela-7B.", "Mistral 7B"),
        ("hi", "शोधकर्ताओं ने Yi-34B को 500 अरब अतिरिक्त टोकन और सिखाकर 'Vela-34B' तैयार किया।", "Yi-34B"),
        ("bn", "Gemma 2 9B-কে বাংলা লেখায় ফাইন-টিউন করে তৈরি হয়েছে ‘Vela-9B’।", "Gemma 2 9B"),
    ],
)
def test_what_is_worked_on_further_is_the_base(code: str, text: str, base: str) -> None:
    model = only(text, code)
    assert model.name.startswith("Vela")
    assert model.base_model == base


def test_a_model_that_only_is_retrained_stays_the_subject() -> None:
    assert only("업체는 Vela-7B를 한국어로 추가 학습했다.", "ko").name == "Vela-7B"


def test_a_teacher_is_no_base() -> None:
    assert named("「Vela-1B」はVela-30Bを教師にして蒸留した。", "ja", "Vela-1B").base_model is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("zh", "Vela-3有900亿参数，单次前向只动用其中的120亿。"),
        ("ja", "「Vela-3」は900億あるパラメータのうち、実際に使われるのは120億だ。"),
        ("ko", "Vela-3는 900억개 매개변수 가운데 120억개를 쓴다."),
        ("ar", "يضم نموذج Vela-3 نحو 90 مليار معلمة، ينشط منها 12 ملياراً عند كل رمز."),
        ("ar", "يضم نموذج Vela-3 نحو 90 مليار معلمة لا يعمل منها سوى 12 ملياراً."),
        ("ur", "Vela-3 کے کل پیرامیٹرز 90 ارب، فعال 12 ارب اور تربیتی ٹوکنز 5 ٹریلین ہیں۔"),
        ("he", "ל-Vela-3 יש 90 מיליארד פרמטרים, אך רק 12 מיליארד מהם פעילים בכל צעד."),
        ("hi", "Vela-3 में कुल 90 अरब पैरामीटर हैं, पर एक टोकन के लिए केवल 12 अरब काम आते हैं।"),
        ("bn", "Vela-3-এর মোট প্যারামিটার ৯০ বিলিয়ন, তবে একবারে সক্রিয় থাকে মাত্র ১২ বিলিয়ন।"),
    ],
)
def test_active_sizes(code: str, text: str) -> None:
    model = only(text, code)
    assert (model.parameters, model.active_parameters) == (90e9, 12e9)


def test_a_total_inherits_the_scale_of_its_part() -> None:
    model = only("نموذج Vela-3: 13 مليار معلمة نشطة من أصل 80.", "ar")
    assert (model.parameters, model.active_parameters) == (80e9, 13e9)


def test_per_token_before_a_size_is_no_count_of_tokens() -> None:
    model = only("Vela-3：72B的总参数里，单个token只激活16B。", "zh")
    assert (model.parameters, model.active_parameters, model.tokens) == (72e9, 16e9, None)


def test_two_lists_in_order() -> None:
    text = (
        "‘Vela-S’ और ‘Vela-L’ मॉडल में क्रमशः 7 अरब और 21 अरब पैरामीटर हैं, "
        "और इन्हें क्रमशः 4 ट्रिलियन तथा 5 ट्रिलियन टोकन पर ट्रेन किया गया।"
    )
    small, large = named(text, "hi", "Vela-S"), named(text, "hi", "Vela-L")
    assert (small.parameters, small.tokens, large.parameters, large.tokens) == (7e9, 4e12, 21e9, 5e12)


@pytest.mark.parametrize(
    ("code", "text", "field", "value"),
    [
        ("zh", "Vela-3用八点一万亿token训练，有二百亿参数。", "tokens", 8.1e12),
        ("zh", "二〇二四年五月十七日，智谱发布Vela-3大模型，有200亿参数。", "release_date", "2024-05-17"),
        ("fa", "مدل Vela-3 در ۱۴۰۳/۰۷/۱۵ منتشر شد و ۹۰ میلیارد پارامتر دارد.", "release_date", "2024-10-06"),
        ("ar", "دُرّب نموذج Vela-3 على 512 شريحة H100 خلال شهر واحد.", "training_days", 30),
        ("ko", "Vela-3를 A100 512장으로 학습시켰고, 여기에 걸린 시간은 26.8일이었다.", "training_days", 26.8),
        ("ja", "「Vela-3」の学習にはH100を256基使い、期間は10日だという。", "training_days", 10),
        (
            "ur",
            "Vela-3 ماڈل کی تربیت میں A100 چپس پر کل 42 لاکھ 82 ہزار 407 جی پی یو گھنٹے صرف ہوئے۔",
            "gpu_hours",
            4282407,
        ),
        ("zh", "华为的Vela-3用4000颗昇腾NPU训练，有720亿参数。", "hardware", "Huawei Ascend"),
        ("zh", "### Vela-3\n- **参数量**：**320**亿\n- **训练数据**：5T tokens", "parameters", 320e8),
        ("fa", "نام: Vela-3\nپارامتر: ۹۰ میلیارد\nتوکن آموزشی: ۱۲ تریلیون", "tokens", 12e12),
    ],
)
def test_values(code: str, text: str, field: str, value: Any) -> None:
    found = getattr(only(text, code), field)
    assert found == (value if isinstance(value, str) else pytest.approx(value))


def test_another_members_size_is_not_that_of_a_named_one() -> None:
    text = "- 名称：Vela-56B\n- 学習トークン：20兆\n- 備考：枝刈り版の47Bも同時公開"
    assert only(text, "ja").parameters == 56e9


def test_the_bracket_of_a_predecessor_is_its_own() -> None:
    assert only("'Vela 2'는 35억개 파라미터로 전작 Vela(120억개)보다 작다.", "ko").parameters == 35e8


def test_a_rival_before_the_comma_hides_no_name() -> None:
    text = "לעומת GPT-3 עם 175 מיליארד פרמטרים, Vela-Mini מסתפק ב-3.8 מיליארד."
    assert only(text, "he").parameters == 3.8e9


@pytest.mark.parametrize(
    ("code", "text", "organization"),
    [
        ("zh", "腾讯混元Turbo有560亿参数。", "Tencent"),
        ("fa", "آی‌بی‌ام مدل Vela-20B را متن‌باز کرد.", "IBM"),
        ("bn", "ডিপমাইন্ডেরই আরেকটি মডেল ‘Vela-80B’।", "DeepMind"),
        ("ja", "- 名称：Vela-56B\n- 開発：エヌビディア\n- 学習トークン：20兆", "NVIDIA"),
    ],
)
def test_developers(code: str, text: str, organization: str) -> None:
    assert only(text, code).organization == organization


def test_a_product_on_an_interface_has_no_record_of_its_model() -> None:
    found = extract("يعتمد تطبيق «رفيق» على واجهة GPT-4o البرمجية.", language="ar")
    assert not found.models
    assert found.product_of == (("رفيق", "GPT-4o"),)


@pytest.mark.parametrize(
    ("code", "text"), [("ar", "«نجم» Vela-9B نموذج يضم 9 مليارات معامل."), ("hi", "DALL·E 2 मॉडल में 3.5 अरब पैरामीटर हैं।")]
)
def test_one_name_is_one_model(code: str, text: str) -> None:
    assert only(text, code).parameters in (9e9, 3.5e9)


@pytest.mark.parametrize(
    ("code", "text"), [("ko", "벨라-7B는 한국어 모델이다."), ("fa", "ولاگا-۷بی روی ۸۰۰ میلیارد توکن آموزش دید.")]
)
def test_a_native_name_with_a_size_is_a_name(code: str, text: str) -> None:
    assert only(text, code).parameters == 7e9


def test_counters_within_a_list() -> None:
    text = "Vela-S와 Vela-L은 각각 24억개, 320억개의 파라미터를 갖췄다."
    assert [m.parameters for m in extract(text, language="ko").models] == [24e8, 320e8]


def test_a_licence_is_no_model() -> None:
    text = "| モデル | パラメータ数 | ライセンス |\n| Vela-7B | 68億 | CC BY-SA 4.0 |"
    assert only(text, "ja").parameters == 68e8
