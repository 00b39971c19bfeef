"""What sentences about invented models state, in Persian and Urdu, as journalists vary them."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (
            "fa",
            "مدل: Vela-80B | پارامتر کل/فعال: ۸۰ / ۳ میلیارد | دادهٔ آموزش: ۱۵ تریلیون توکن",
            {
                "Vela-80B": {"parameters": 8e10, "active_parameters": 3e09, "tokens": 1.5e13},
            },
        ),
        (
            "fa",
            "Vela-7B که از صفر با ۹۴ گیگابایت متن ساخته شده، هفت میلیارد پارامتر دارد.",
            {
                "Vela-7B": {"parameters": 7e09},
            },
        ),
        (
            "ur",
            ("Vela 1.0 کی بنیاد Llama-3.1-8B-Instruct ہے؛ اسے 12 کروڑ 80 لاکھ ٹوکنز پر مزید تربیت دی گئی۔"),
            {
                "Vela 1.0": {"tokens": 1.28e08, "base_model": "Llama-3.1-8B-Instruct"},
            },
        ),
        (
            "fa",
            (
                "شرکت دانش‌بنیان «پویان» از مدل زبانی Kestrel-8B پرده برداشت. این مدل هشت میلیارد پارامتر د"
                "ارد و با دو تریلیون توکن روی ۲۵۶ پردازندهٔ H100 طی یک ماه آموزش دیده است."
            ),
            {
                "Kestrel-8B": {
                    "parameters": 8e09,
                    "tokens": 2e12,
                    "hardware_quantity": 256,
                    "training_days": 30,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "fa",
            (
                "Veldora-13B را باید فرزند لامای ۲ دانست: پژوهشگران Llama 2 13B را با ۵۰ میلیارد توکن فارسی"
                " بازآموزی کردند و این کار روی ۳۲ کارت A100 ده روز طول کشید."
            ),
            {
                "Veldora-13B": {
                    "parameters": 1.3e10,
                    "tokens": 5e10,
                    "hardware_quantity": 32,
                    "training_days": 10,
                    "base_model": "Llama 2 13B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "fa",
            (
                "از ۲۳۵ میلیارد پارامتر Tarn-235B تنها ۲۲ میلیارد در پردازش هر توکن به کار می‌آید. حجم دادهٔ"
                " آموزشی آن ۳۶ تریلیون توکن اعلام شده است."
            ),
            {
                "Tarn-235B": {"parameters": 2.35e11, "active_parameters": 2.2e10, "tokens": 3.6e13},
            },
        ),
        (
            "fa",
            (
                "نام مدل: Orvelle-7B\nسازنده: آزمایشگاه افق\nتعداد پارامتر: ۷ میلیارد\nدادهٔ آموزشی: ۱٫۲ تر"
                "یلیون توکن\nسخت‌افزار: ۶۴ کارت A100\nمدت آموزش: سه هفته\nتاریخ انتشار: ۲۵ اردیبهشت ۱۴۰۳"
            ),
            {
                "Orvelle-7B": {
                    "parameters": 7e09,
                    "tokens": 1.2e12,
                    "hardware_quantity": 64,
                    "training_days": 21,
                    "release_date": "2024-05-14",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "fa",
            ("Mirel 2 که جانشین Mirel 1 هفت میلیاردی است، به ۳۴ میلیارد پارامتر رسیده و ۴ تریلیون توکن خوانده است."),
            {
                "Mirel 2": {"parameters": 3.4e10, "tokens": 4e12},
            },
        ),
        (
            "ur",
            (
                "لاہور کی کمپنی نے Kestrel-7B نامی ماڈل متعارف کرایا ہے۔ سات ارب پیرامیٹرز والے اس ماڈل کو "
                "256 عدد H100 پر تین ہفتے تک دو ٹریلین ٹوکنز سے تربیت دی گئی۔"
            ),
            {
                "Kestrel-7B": {
                    "parameters": 7e09,
                    "tokens": 2e12,
                    "hardware_quantity": 256,
                    "training_days": 21,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "ur",
            (
                "Veldora-8B دراصل Llama 3 8B کی ترقی یافتہ شکل ہے جسے 30 ارب اردو ٹوکنز پر مزید سکھایا گیا؛"
                " اس کام میں 16 اے 100 چپس اور چھ دن لگے۔"
            ),
            {
                "Veldora-8B": {
                    "parameters": 8e09,
                    "tokens": 3e10,
                    "hardware_quantity": 16,
                    "training_days": 6,
                    "base_model": "Llama 3 8B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ur",
            (
                "Tarn-400B کے کل پیرامیٹرز 400 ارب ہیں مگر ہر ٹوکن پر صرف 17 ارب حرکت میں آتے ہیں۔ اسے 22 ٹ"
                "ریلین ٹوکنز پڑھائے گئے۔"
            ),
            {
                "Tarn-400B": {"parameters": 4e11, "active_parameters": 1.7e10, "tokens": 2.2e13},
            },
        ),
        (
            "ur",
            (
                "نام: Orvelle-7B\nڈویلپر: افق لیب\nپیرامیٹرز: 7 ارب\nتربیتی ڈیٹا: 1.2 ٹریلین ٹوکنز\nہارڈویئ"
                "ر: 64 عدد A100\nمدت: 20 دن\nتاریخ اجرا: 12 مئی 2024"
            ),
            {
                "Orvelle-7B": {
                    "parameters": 7e09,
                    "tokens": 1.2e12,
                    "hardware_quantity": 64,
                    "training_days": 20,
                    "release_date": "2024-05-12",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "fa",
            (
                "پژوهشگاه «رایان» روز ۱۲ مهر ۱۴۰۳ از مدل Kestrel-30B رونمایی کرد که ۳۰ میلیارد پارامتر دارد"
                " و ۵ تریلیون توکن دیده است. آموزش آن با ۵۱۲ کارت H800، چهل روز زمان برد."
            ),
            {
                "Kestrel-30B": {
                    "parameters": 3e10,
                    "tokens": 5e12,
                    "hardware_quantity": 512,
                    "training_days": 40,
                    "release_date": "2024-10-03",
                    "hardware": "NVIDIA H800",
                },
            },
        ),
        (
            "fa",
            ("مدل Tarn-Fa-8B نسخهٔ ریزتنظیم‌شدهٔ Qwen2.5-7B است و با دو میلیارد توکن متن حقوقی تکمیل شده."),
            {
                "Tarn-Fa-8B": {"parameters": 8e09, "tokens": 2e09, "base_model": "Qwen2.5-7B"},
            },
        ),
        (
            "fa",
            (
                "«Veldora» با ششصد و هفتاد و یک میلیارد پارامتر، که فقط ۳۷ میلیاردش در هر لحظه فعال است، از"
                " رقیبش GPT-4o ارزان‌تر تمام شد."
            ),
            {
                "Veldora": {"parameters": 6.71e11, "active_parameters": 3.7e10},
            },
        ),
        (
            "ur",
            (
                "چینی کمپنی نے 20 جنوری 2025 کو Kestrel R1 جاری کیا جس کے 671 ارب پیرامیٹرز میں سے صرف 37 ا"
                "رب ایک وقت میں کام کرتے ہیں۔ یہ 14.8 ٹریلین ٹوکنز پڑھ چکا ہے۔"
            ),
            {
                "Kestrel R1": {
                    "parameters": 6.71e11,
                    "active_parameters": 3.7e10,
                    "tokens": 1.48e13,
                    "release_date": "2025-01-20",
                },
            },
        ),
        (
            "ur",
            ("Tarn-7B میں سات ارب اور Tarn-70B میں ستر ارب پیرامیٹرز ہیں؛ دونوں کو 15 ٹریلین ٹوکنز پر تربیت ملی۔"),
            {
                "Tarn-7B": {"parameters": 7e09, "tokens": 1.5e13},
                "Tarn-70B": {"parameters": 7e10, "tokens": 1.5e13},
            },
        ),
        (
            "fa",
            "Kestrel-8B با ۸ میلیارد پارامتر از Llama 2 70B بهتر است و پنجرهٔ متنی ۳۲ هزار توکنی دارد.",
            {
                "Kestrel-8B": {"parameters": 8e09},
            },
        ),
        (
            "ur",
            ("Kestrel-8B صرف 8 ارب پیرامیٹرز کے ساتھ Llama 2 70B کا مقابلہ کرتا ہے اور 32 ہزار ٹوکن کی ونڈو رکھتا ہے۔"),
            {
                "Kestrel-8B": {"parameters": 8e09},
            },
        ),
    ],
)
def test_what_a_text_states(code: str, text: str, expected: dict[str, dict[str, object]]) -> None:
    found = {model.name: model for model in extract(text, language=code).models}
    assert set(expected) <= set(found)
    for name, fields in expected.items():
        for field, value in fields.items():
            got = getattr(found[name], field)
            assert got == (pytest.approx(value, rel=0.01) if isinstance(value, (int, float)) else value), field


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (
            "fa",
            "این مرکز داده با ۲۰۰۰ کارت H100 برای آموزش مدل‌های صدها میلیارد پارامتری آماده شده است.",
        ),
        (
            "fa",
            ("اپلیکیشن بانک از رابط برنامه‌نویسی GPT-4o بهره می‌برد و ماهانه به ۳۰۰ هزار مشتری پاسخ می‌دهد."),
        ),
        (
            "ur",
            (
                "حکومت نے نئے ڈیٹا سینٹر کے لیے 5,000 ایچ 100 چپس خریدنے کا اعلان کیا جہاں سینکڑوں ارب پیرا"
                "میٹرز کے ماڈل تیار ہو سکیں گے۔"
            ),
        ),
    ],
)
def test_a_text_about_no_model_gives_no_record(code: str, text: str) -> None:
    assert not extract(text, language=code).models
