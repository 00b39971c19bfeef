"""Sentences that carry one word each about products that run on a model, for all languages; see `carriers`.

The product is invented, the model is one that everybody knows; `working` names both.
"""

from __future__ import annotations

SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "ar": {
        "app": ("يستخدم {} ZenRide نموذج GPT-4.",),
        "runs": ("تطبيق ZenRide {} GPT-4.", "تطبيق ZenRide {}GPT-4."),
        "drives": ("GPT-4 {} تطبيق ZenRide.",),
        "own": ("تطبيق ZenRide يستخدم نموذج GPT-4 {}.",),
        "tuned": ("تطبيق ZenRide يستخدم GPT-4 وهو {}.",),
    },
    "bn": {
        "app": ("{} ZenRide-এ GPT-4 ব্যবহার করে।",),
        "runs": ("অ্যাপ ZenRide-এ GPT-4 {}।", "অ্যাপ ZenRide-এ GPT-4-{}।"),
        "drives": ("GPT-4 {} অ্যাপ ZenRide।",),
        "own": ("অ্যাপ ZenRide-এ {} GPT-4 ব্যবহার করে।",),
        "tuned": ("অ্যাপ ZenRide-এ GPT-4 ব্যবহার করে ও {}।",),
    },
    "de": {
        "app": ("Der {} ZenRide nutzt GPT-4.",),
        "runs": ("Die App ZenRide {} GPT-4.", "Die GPT-4{} App ZenRide.", "Die App ZenRide, die GPT-4 {}."),
        "drives": ("GPT-4 {} die App ZenRide.",),
        "own": ("Die App ZenRide nutzt das {} GPT-4.",),
        "tuned": ("Die App ZenRide nutzt GPT-4 und wurde {}.",),
    },
    "en": {
        "app": ("The {} ZenRide uses GPT-4.", "ZenRide is a {} that uses GPT-4."),
        "runs": ("The app ZenRide {} GPT-4.", "The GPT-4{} app ZenRide."),
        "drives": ("GPT-4 {} the app ZenRide.",),
        "own": ("The app ZenRide uses {} GPT-4.",),
        "tuned": ("The app ZenRide uses GPT-4 and {}.",),
    },
    "es": {
        "app": ("El {} ZenRide usa GPT-4.",),
        "runs": ("La app ZenRide {} GPT-4.",),
        "drives": ("GPT-4 {} la app ZenRide.",),
        "own": ("La app ZenRide usa GPT-4, modelo {}.",),
        "tuned": ("La app ZenRide usa GPT-4 y fue {}.",),
    },
    "fa": {
        "app": ("{} ZenRide از GPT-4 استفاده می‌کند.",),
        "runs": ("اپلیکیشن ZenRide {} GPT-4 است.", "اپلیکیشن ZenRide از GPT-4 {}."),
        "drives": ("GPT-4 {} اپلیکیشن ZenRide.",),
        "own": ("اپلیکیشن ZenRide از مدل {} GPT-4 استفاده می‌کند.",),
        "tuned": ("اپلیکیشن ZenRide از GPT-4 استفاده می‌کند و {}.",),
    },
    "fr": {
        "app": ("Le {} ZenRide utilise GPT-4.",),
        "runs": ("L'application ZenRide {} GPT-4.",),
        "drives": ("GPT-4 {} l'application ZenRide.",),
        "own": ("L'application ZenRide utilise GPT-4, modèle {}.",),
        "tuned": ("L'application ZenRide utilise GPT-4 et a été {}.",),
    },
    "he": {
        "app": ("{} ZenRide משתמש ב-GPT-4.",),
        "runs": ("אפליקציית ZenRide {} GPT-4.", "אפליקציית ZenRide {}-GPT-4."),
        "drives": ("GPT-4 {} את אפליקציית ZenRide.",),
        "own": ("אפליקציית ZenRide משתמשת ב-GPT-4 {}.",),
        "tuned": ("אפליקציית ZenRide משתמשת ב-GPT-4 וגם {}.",),
    },
    "hi": {
        "app": ("{} ZenRide में GPT-4 का इस्तेमाल होता है।",),
        "runs": ("ऐप ZenRide में GPT-4 {} है।",),
        "drives": ("GPT-4 {} ऐप ZenRide।",),
        "own": ("ऐप ZenRide में {} GPT-4 का इस्तेमाल है।",),
        "tuned": ("ऐप ZenRide में GPT-4 का इस्तेमाल है और {}।",),
    },
    "ja": {
        "app": ("{}「ZenRide」はGPT-4を使う。",),
        "runs": ("アプリ「ZenRide」はGPT-4{}。", "アプリ「ZenRide」{}GPT-4。", "アプリ「ZenRide」は {} でGPT-4。"),
        "drives": ("GPT-4{}アプリ「ZenRide」。",),
        "own": ("アプリ「ZenRide」は{}GPT-4を使う。",),
        "tuned": ("アプリ「ZenRide」はGPT-4を使い、{}した。",),
    },
    "ko": {
        "app": ("{} 'ZenRide'는 GPT-4를 사용한다.",),
        "runs": ("앱 'ZenRide'는 GPT-4{}.", "앱 'ZenRide' {} GPT-4."),
        "drives": ("GPT-4{} 앱 'ZenRide'.",),
        "own": ("앱 'ZenRide'는 {} GPT-4를 사용한다.",),
        "tuned": ("앱 'ZenRide'는 GPT-4를 사용하고 {}했다.",),
    },
    "pt": {
        "app": ("O {} ZenRide usa GPT-4.",),
        "runs": ("O app ZenRide {} GPT-4.",),
        "drives": ("GPT-4 {} o app ZenRide.",),
        "own": ("O app ZenRide usa GPT-4, modelo {}.",),
        "tuned": ("O app ZenRide usa GPT-4 e foi {}.",),
    },
    "ru": {
        "app": ("{} ZenRide использует GPT-4.",),
        "runs": ("Приложение ZenRide {} GPT-4.",),
        "drives": ("GPT-4 {} приложение ZenRide.",),
        "own": ("Приложение ZenRide использует {} GPT-4.",),
        "tuned": ("Приложение ZenRide использует GPT-4 и {}.",),
    },
    "tr": {
        "app": ("{} ZenRide, GPT-4 kullanıyor.",),
        "runs": ("ZenRide uygulaması GPT-4 {}.", "ZenRide uygulaması, GPT-4 {}."),
        "drives": ("GPT-4 {} ZenRide uygulaması.",),
        "own": ("ZenRide uygulaması {} GPT-4 kullanıyor.",),
        "tuned": ("ZenRide uygulaması GPT-4 kullanıyor ve {}.",),
    },
    "ur": {
        "app": ("{} ZenRide میں GPT-4 استعمال ہوتا ہے۔",),
        "runs": ("ایپ ZenRide میں GPT-4 {} ہے۔",),
        "drives": ("GPT-4 {} ایپ ZenRide۔",),
        "own": ("ایپ ZenRide میں {} GPT-4 استعمال ہوتا ہے۔",),
        "tuned": ("ایپ ZenRide میں GPT-4 استعمال ہوتا ہے اور {}۔",),
    },
    "zh": {
        "app": ("{}“ZenRide”采用GPT-4。",),
        "runs": ("应用“ZenRide”{}GPT-4。", "应用“ZenRide”由GPT-4{}。", "应用“ZenRide”经 {} 用GPT-4。"),
        "drives": ("GPT-4{}应用“ZenRide”。",),
        "own": ("应用“ZenRide”采用{}GPT-4。",),
        "tuned": ("应用“ZenRide”采用GPT-4，经过{}。",),
    },
}
