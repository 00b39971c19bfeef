"""What sentences about invented models state, in Arabic and Hebrew, as journalists vary them."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (
            "ar",
            "تستند Vela-9B إلى نموذج Gemma 2، وتضم 9 مليارات معامل.",
            {
                "Vela-9B": {"parameters": 9e09, "base_model": "Gemma 2"},
            },
        ),
        (
            "ar",
            "كشفت الشركة في مؤتمر «سهم» عن Vela-250B بـ250 مليار معامل.",
            {
                "Vela-250B": {"parameters": 2.5e11},
            },
        ),
        (
            "ar",
            "استغرق تدريب Vela-1B عشرة أيام، ولا تتعدى أوزانه 1.1 مليار معامل.",
            {
                "Vela-1B": {"parameters": 1.1e09, "training_days": 10},
            },
        ),
        (
            "he",
            "Vela-11B\nמפתח: נטע כהן\nבסיס: Gemma-7B\nפרמטרים: 11 מיליארד",
            {
                "Vela-11B": {"parameters": 1.1e10, "base_model": "Gemma-7B"},
            },
        ),
        (
            "he",
            "VelaGimmel, גרסה משופרת של VelaBERT, שומר על גודל של 184 מיליון פרמטרים.",
            {
                "VelaGimmel": {"parameters": 1.84e08},
            },
        ),
        (
            "he",
            ("Vela-10B נוצר בהגדלה של Vela-7B והמשך אימון על שני טריליון טוקנים; ה-7B עצמו אומן על 14 טריליון טוקנים."),
            {
                "Vela-10B": {"parameters": 1e10, "tokens": 2e12, "base_model": "Vela-7B"},
                "Vela-7B": {"parameters": 7e09, "tokens": 1.4e13},
            },
        ),
        (
            "he",
            "Vela, רשת עם כ-1.2 מיליארד פרמטרים, אומנה ארבעה ימים על פרוסת TPU v3 בגודל 16x16.",
            {
                "Vela": {"parameters": 1.2e09, "training_days": 4, "hardware": "Google TPU v3"},
            },
        ),
        (
            "ar",
            (
                "كشفت شركة «نواة» الناشئة في دبي عن نموذجها اللغوي Kestrel-13B، وهو نموذج يضم 13 مليار معام"
                "ل ودُرّب على تريليوني رمز باستخدام 256 معالجاً من طراز H100 طوال شهر كامل."
            ),
            {
                "Kestrel-13B": {
                    "parameters": 1.3e10,
                    "tokens": 2e12,
                    "hardware_quantity": 256,
                    "training_days": 30,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "ar",
            (
                "لم يُبنَ Veldora-8B من العدم، بل هو نسخة من Llama 3 8B أُعيد تدريبها على 60 مليار رمز عربي"
                " خلال أسبوعين على 64 بطاقة A100."
            ),
            {
                "Veldora-8B": {
                    "parameters": 8e09,
                    "tokens": 6e10,
                    "hardware_quantity": 64,
                    "training_days": 14,
                    "base_model": "Llama 3 8B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ar",
            (
                "يبلغ عدد معاملات Tarn-400B أربعمئة مليار، لا ينشط منها عند كل رمز سوى 17 ملياراً. وقد الته"
                "م في تدريبه 22 تريليون رمز."
            ),
            {
                "Tarn-400B": {"parameters": 4e11, "active_parameters": 1.7e10, "tokens": 2.2e13},
            },
        ),
        (
            "ar",
            (
                "الاسم: Orvelle-7B\nالجهة المطورة: مختبر الأفق\nعدد المعاملات: 7 مليارات\nبيانات التدريب: 1"
                ".5 تريليون رمز\nالعتاد: 128 وحدة A100\nمدة التدريب: 20 يوماً\nتاريخ الإصدار: 12 مايو 2024"
            ),
            {
                "Orvelle-7B": {
                    "parameters": 7e09,
                    "tokens": 1.5e12,
                    "hardware_quantity": 128,
                    "training_days": 20,
                    "release_date": "2024-05-12",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ar",
            (
                "وإلى جانب Mirel-70B ذي السبعين مليار معامل، أطلقت الشركة في مارس 2025 شقيقه الأصغر Mirel-8"
                "B؛ وكلاهما تدرّب على 15 تريليون رمز."
            ),
            {
                "Mirel-70B": {"parameters": 7e10, "tokens": 1.5e13, "release_date": "2025-03"},
                "Mirel-8B": {"parameters": 8e09, "tokens": 1.5e13, "release_date": "2025-03"},
            },
        ),
        (
            "ar",
            ("أما Solenne فيعتمد في نواته على Qwen2.5-7B، وأضاف إليه الباحثون 20 مليار رمز من النصوص القانونية."),
            {
                "Solenne": {"tokens": 2e10, "base_model": "Qwen2.5-7B"},
            },
        ),
        (
            "he",
            (
                "הסטארט-אפ התל-אביבי נטע השיק את Kestrel-13B, מודל שפה בן 13 מיליארד פרמטרים. הוא אומן במשך"
                " חודש על 256 מעבדי H100 ובלע שני טריליון טוקנים."
            ),
            {
                "Kestrel-13B": {
                    "parameters": 1.3e10,
                    "tokens": 2e12,
                    "hardware_quantity": 256,
                    "training_days": 30,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "he",
            (
                "Veldora-8B לא נולד מאפס: החוקרים לקחו את Llama 3 8B והמשיכו לאמן אותו על 60 מיליארד טוקנים"
                " בעברית, ארבעה ימים על 32 כרטיסי A100."
            ),
            {
                "Veldora-8B": {
                    "parameters": 8e09,
                    "tokens": 6e10,
                    "hardware_quantity": 32,
                    "training_days": 4,
                    "base_model": "Llama 3 8B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "he",
            (
                "מתוך 400 מיליארד הפרמטרים של Tarn-400B רק 17 מיליארד נכנסים לפעולה בכל טוקן. המודל ראה 22 "
                "טריליון טוקנים באימון."
            ),
            {
                "Tarn-400B": {"parameters": 4e11, "active_parameters": 1.7e10, "tokens": 2.2e13},
            },
        ),
        (
            "he",
            (
                "שם: Orvelle-7B\nמפתח: מעבדת אופק\nפרמטרים: 7 מיליארד\nנתוני אימון: 1.2 טריליון טוקנים\nחומ"
                "רה: 64 מעבדי A100\nמשך האימון: 20 יום\nתאריך השקה: 12 במאי 2024"
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
            "he",
            (
                "Mirel-70B ו-Mirel-8B הושקו יחד במרץ 2025. לראשון 70 מיליארד פרמטרים ולשני 8 מיליארד, ושניה"
                "ם אומנו על 15 טריליון טוקנים."
            ),
            {
                "Mirel-70B": {"parameters": 7e10, "tokens": 1.5e13, "release_date": "2025-03"},
                "Mirel-8B": {"parameters": 8e09, "tokens": 1.5e13, "release_date": "2025-03"},
            },
        ),
        (
            "ar",
            (
                "طرحت الشركة السعودية نموذج Kestrel-34B في 21 مايو 2024، وقالت إنه تغذى على 5.2 تريليون توك"
                "ن، وإن تدريبه شغل 1024 رقاقة H100 مدة 45 يوماً."
            ),
            {
                "Kestrel-34B": {
                    "parameters": 3.4e10,
                    "tokens": 5.2e12,
                    "hardware_quantity": 1024,
                    "training_days": 45,
                    "release_date": "2024-05-21",
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "ar",
            "مئتان وخمسة وثلاثون ملياراً هو عدد معاملات «Veldora»، غير أن 22 ملياراً فقط تشتغل لكل رمز.",
            {
                "Veldora": {"parameters": 2.35e11, "active_parameters": 2.2e10},
            },
        ),
        (
            "ar",
            (
                "استعان الباحثون بنموذج Mistral 7B منطلقاً، ودربوه على 12 مليار رمز إضافي ليخرج Tarn-AR-7B "
                "خلال خمسة أيام على 16 بطاقة A100."
            ),
            {
                "Tarn-AR-7B": {
                    "parameters": 7e09,
                    "tokens": 1.2e10,
                    "hardware_quantity": 16,
                    "training_days": 5,
                    "base_model": "Mistral 7B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ar",
            (
                "يتفوق Mirel 3 على سلفه Mirel 2 ذي الثلاثين مليار معامل، إذ بلغ عدد معاملاته 180 ملياراً ودُ"
                "رب على 3.5 تريليون رمز."
            ),
            {
                "Mirel 3": {"parameters": 1.8e11, "tokens": 3.5e12},
            },
        ),
        (
            "he",
            (
                "ב-20 בינואר 2025 הציגה חברת נבו את Kestrel R1. 671 מיליארד פרמטרים יש בו, אך רק 37 מיליארד"
                " פעילים בכל רגע; האימון עלה 5.6 מיליון דולר ונמשך חודשיים על 2,048 שבבי H800."
            ),
            {
                "Kestrel R1": {
                    "parameters": 6.71e11,
                    "active_parameters": 3.7e10,
                    "hardware_quantity": 2048,
                    "training_days": 60,
                    "release_date": "2025-01-20",
                    "hardware": "NVIDIA H800",
                },
            },
        ),
        (
            "he",
            ("Tarn-Heb-7B, שנשען על Mistral 7B, למד עוד 40 מיליארד טוקנים בעברית, שלושה ימים על 16 מאיצי A100."),
            {
                "Tarn-Heb-7B": {
                    "parameters": 7e09,
                    "tokens": 4e10,
                    "hardware_quantity": 16,
                    "training_days": 3,
                    "base_model": "Mistral 7B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "he",
            (
                "הדור הקודם, Mirel 1, הסתפק ב-7 מיליארד פרמטרים; Mirel 2 כבר מגיע ל-34 מיליארד ואומן על 4 ט"
                "ריליון טוקנים."
            ),
            {
                "Mirel 2": {"parameters": 3.4e10, "tokens": 4e12},
            },
        ),
        (
            "ar",
            (
                "بـ 8 مليارات معامل فقط، يضاهي Kestrel-8B نموذج Llama 2 70B في اختبار MMLU، ويستوعب نافذة س"
                "ياق من 32 ألف رمز."
            ),
            {
                "Kestrel-8B": {"parameters": 8e09},
            },
        ),
        (
            "he",
            ("Kestrel-8B, עם 8 מיליארד פרמטרים בלבד, מתחרה ב-Llama 2 70B ומציע חלון הקשר של 32 אלף טוקנים."),
            {
                "Kestrel-8B": {"parameters": 8e09},
            },
        ),
        (
            "ar",
            (
                "من بين النماذج الأربعة التي كشفت عنها الشركة يبرز «أفق 70B» بسبعين مليار معامل، أما «أفق 7"
                "B» فموجه للهواتف. وتعلّم الأول من 15 تريليون رمز."
            ),
            {
                "أفق 70B": {"parameters": 7e10, "tokens": 1.5e13},
                "أفق 7B": {"parameters": 7e09},
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
            "ar",
            ("أعلنت الوزارة شراء 5000 معالج H100 لمركز بيانات جديد قادر على تدريب نماذج بمئات المليارات من المعاملات."),
        ),
        (
            "ar",
            "يعتمد تطبيق المصرف على واجهة برمجة GPT-4o، ويخدم 300 ألف عميل شهرياً.",
        ),
        (
            "he",
            "חוות השרתים החדשה תכלול 4,000 מעבדי H100 ותאפשר לאמן מודלים של מאות מיליארדי פרמטרים.",
        ),
    ],
)
def test_a_text_about_no_model_gives_no_record(code: str, text: str) -> None:
    assert not extract(text, language=code).models
