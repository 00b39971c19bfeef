"""What sentences about invented models state, in Hindi and Bengali, as journalists vary them."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (
            "hi",
            ("सवा अरब पैरामीटर और डेढ़ सौ अरब टोकन: छोटे उपकरणों के लिए गढ़ा गया Vela-1B इतने में ही तैयार हो गया।"),
            {
                "Vela-1B": {"parameters": 1.25e09, "tokens": 1.5e11},
            },
        ),
        (
            "bn",
            (
                "‘Vela-3’ এনেছে একটি প্রতিষ্ঠান। ৩৮০ কোটি প্যারামিটারের খুদে মডেলটি শিখেছে ৩.৩ ট্রিলিয়ন টো"
                "কেন থেকে, আর পাল্লা দেয় ৪৬.৭ বিলিয়নের মিক্সট্রালের সঙ্গে।"
            ),
            {
                "Vela-3": {"parameters": 3.8e09, "tokens": 3.3e12},
            },
        ),
        (
            "hi",
            (
                "बेंगलुरु की एक कंपनी ने Kestrel-7B नाम का भाषा मॉडल उतारा है। सात अरब पैरामीटर वाले इस मॉड"
                "ल को 256 H100 चिपों पर तीन हफ्ते तक दो ट्रिलियन टोकन से प्रशिक्षित किया गया।"
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
            "hi",
            (
                "Veldora-8B की जड़ में Llama 3 8B है, जिसे 30 अरब हिंदी टोकन पर आगे प्रशिक्षित किया गया। इस"
                " काम में 16 A100 और छह दिन लगे।"
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
            "hi",
            ("Tarn-400B में कुल 400 अरब पैरामीटर हैं, मगर हर टोकन पर बस 17 अरब ही जागते हैं। इसने 22 ट्रिलियन टोकन पढ़े हैं।"),
            {
                "Tarn-400B": {"parameters": 4e11, "active_parameters": 1.7e10, "tokens": 2.2e13},
            },
        ),
        (
            "hi",
            (
                "नाम: Orvelle-7B\nनिर्माता: क्षितिज लैब\nपैरामीटर: 7 अरब\nप्रशिक्षण डेटा: 1.2 ट्रिलियन टोकन"
                "\nहार्डवेयर: 64 A100\nअवधि: 20 दिन\nजारी: 12 मई 2024"
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
            "hi",
            (
                "Mirel-70B और Mirel-8B साथ-साथ मार्च 2025 में जारी हुए। पहले में 70 अरब और दूसरे में 8 अरब "
                "पैरामीटर हैं; दोनों को 15 ट्रिलियन टोकन पर सिखाया गया।"
            ),
            {
                "Mirel-70B": {"parameters": 7e10, "tokens": 1.5e13, "release_date": "2025-03"},
                "Mirel-8B": {"parameters": 8e09, "tokens": 1.5e13, "release_date": "2025-03"},
            },
        ),
        (
            "bn",
            (
                "ঢাকার একটি প্রতিষ্ঠান Kestrel-7B নামের ভাষা মডেল এনেছে। ৭০০ কোটি প্যারামিটারের এই মডেলকে ২"
                "৫৬টি এইচ১০০ চিপে তিন সপ্তাহ ধরে দুই ট্রিলিয়ন টোকেন দিয়ে প্রশিক্ষণ দেওয়া হয়েছে।"
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
            "bn",
            (
                "Veldora-8B আসলে Llama 3 8B-এর পরিমার্জিত রূপ; একে ৩০০০ কোটি বাংলা টোকেনে আরও শেখানো হয়েছে"
                "। কাজটি করতে ১৬টি এ১০০ জিপিইউতে ছয় দিন লেগেছে।"
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
            "bn",
            (
                "Tarn-400B-তে মোট ৪০০ বিলিয়ন প্যারামিটার থাকলেও প্রতি টোকেনে জেগে ওঠে মাত্র ১৭ বিলিয়ন। মডে"
                "লটি ২২ ট্রিলিয়ন টোকেন পড়েছে।"
            ),
            {
                "Tarn-400B": {"parameters": 4e11, "active_parameters": 1.7e10, "tokens": 2.2e13},
            },
        ),
        (
            "bn",
            (
                "নাম: Orvelle-7B\nনির্মাতা: দিগন্ত ল্যাব\nপ্যারামিটার: ৭০০ কোটি\nপ্রশিক্ষণ ডেটা: ১.২ ট্রিলি"
                "য়ন টোকেন\nহার্ডওয়্যার: ৬৪টি এ১০০\nসময়কাল: ২০ দিন\nপ্রকাশ: ১২ মে ২০২৪"
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
            "bn",
            (
                "২০২৫ সালের মার্চে একসঙ্গে এসেছে Mirel-70B ও Mirel-8B। প্রথমটিতে ৭০ বিলিয়ন আর দ্বিতীয়টিতে"
                " ৮ বিলিয়ন প্যারামিটার; দুটিকেই ১৫ ট্রিলিয়ন টোকেন দিয়ে শেখানো হয়েছে।"
            ),
            {
                "Mirel-70B": {"parameters": 7e10, "tokens": 1.5e13, "release_date": "2025-03"},
                "Mirel-8B": {"parameters": 8e09, "tokens": 1.5e13, "release_date": "2025-03"},
            },
        ),
        (
            "hi",
            (
                "चीनी कंपनी ने 20 जनवरी 2025 को Kestrel R1 जारी किया। 671 अरब पैरामीटर में से एक बार में के"
                "वल 37 अरब चालू रहते हैं। इसे 14.8 ट्रिलियन टोकन पर 2,048 H800 चिपों से दो महीने में तैयार "
                "किया गया।"
            ),
            {
                "Kestrel R1": {
                    "parameters": 6.71e11,
                    "active_parameters": 3.7e10,
                    "tokens": 1.48e13,
                    "hardware_quantity": 2048,
                    "training_days": 60,
                    "release_date": "2025-01-20",
                    "hardware": "NVIDIA H800",
                },
            },
        ),
        (
            "hi",
            ("Tarn-Hi-7B, मिस्ट्रल 7B को 40 अरब हिंदी टोकन से फाइन-ट्यून करके बनाया गया है। प्रशिक्षण 16 A100 पर तीन दिन चला।"),
            {
                "Tarn-Hi-7B": {
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
            "hi",
            ("पुराने Mirel 1 के 7 अरब की जगह Mirel 2 में 34 अरब पैरामीटर हैं और यह 4 ट्रिलियन टोकन देख चुका है।"),
            {
                "Mirel 2": {"parameters": 3.4e10, "tokens": 4e12},
            },
        ),
        (
            "bn",
            (
                "২০২৫ সালের ২০ জানুয়ারি চীনা প্রতিষ্ঠানটি Kestrel R1 উন্মুক্ত করে। ৬৭১ বিলিয়ন প্যারামিটারে"
                "র মধ্যে একবারে সচল থাকে ৩৭ বিলিয়ন। ২,০৪৮টি এইচ৮০০ চিপে দুই মাস ধরে ১৪.৮ ট্রিলিয়ন টোকেনে"
                " এর প্রশিক্ষণ চলে।"
            ),
            {
                "Kestrel R1": {
                    "parameters": 6.71e11,
                    "active_parameters": 3.7e10,
                    "tokens": 1.48e13,
                    "hardware_quantity": 2048,
                    "training_days": 60,
                    "release_date": "2025-01-20",
                    "hardware": "NVIDIA H800",
                },
            },
        ),
        (
            "bn",
            ("মিস্ট্রাল ৭বি-কে ৪০ বিলিয়ন বাংলা টোকেনে ফাইন-টিউন করে বানানো হয়েছে Tarn-Bn-7B। ১৬টি এ১০০-তে সময় লেগেছে তিন দিন।"),
            {
                "Tarn-Bn-7B": {
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
            "bn",
            ("আগের Mirel 1-এ ছিল ৭০০ কোটি প্যারামিটার; Mirel 2 পৌঁছেছে ৩,৪০০ কোটিতে এবং পড়েছে ৪ ট্রিলিয়ন টোকেন।"),
            {
                "Mirel 2": {"parameters": 3.4e10, "tokens": 4e12},
            },
        ),
        (
            "hi",
            ("सिर्फ 8 अरब पैरामीटर के साथ Kestrel-8B, लामा 2 70B को टक्कर देता है और 32 हजार टोकन की विंडो रखता है।"),
            {
                "Kestrel-8B": {"parameters": 8e09},
            },
        ),
        (
            "bn",
            ("মাত্র ৮০০ কোটি প্যারামিটার নিয়েই Kestrel-8B পাল্লা দেয় লামা ২ ৭০বি-র সঙ্গে; প্রসঙ্গ ধরে রাখে ৩২ হাজার টোকেনের।"),
            {
                "Kestrel-8B": {"parameters": 8e09},
            },
        ),
        (
            "hi",
            (
                "| मॉडल | पैरामीटर | टोकन |\n|---|---|---|\n| Kestrel-7B | 7 अरब | 2 ट्रिलियन |\n| Kestrel-"
                "30B | 30 अरब | 6 ट्रिलियन |"
            ),
            {
                "Kestrel-7B": {"parameters": 7e09, "tokens": 2e12},
                "Kestrel-30B": {"parameters": 3e10, "tokens": 6e12},
            },
        ),
        (
            "hi",
            "कंपनी ने 'उड़ान-7B' और 'उड़ान-1B' पेश किए; दोनों को 3 ट्रिलियन टोकन से सिखाया गया है।",
            {
                "उडान-7B": {"parameters": 7e09, "tokens": 3e12},
                "उडान-1B": {"parameters": 1e09, "tokens": 3e12},
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
            "hi",
            ("सरकार नए डेटा सेंटर के लिए 5,000 एच100 चिप खरीदेगी, जहाँ सैकड़ों अरब पैरामीटर के मॉडल बन सकेंगे।"),
        ),
        (
            "bn",
            ("নতুন ডেটা সেন্টারের জন্য সরকার ৫,০০০ এইচ১০০ চিপ কিনবে, সেখানে শত শত বিলিয়ন প্যারামিটারের মডেল তৈরি হবে।"),
        ),
    ],
)
def test_a_text_about_no_model_gives_no_record(code: str, text: str) -> None:
    assert not extract(text, language=code).models
