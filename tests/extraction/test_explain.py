"""Everything found in a text is accounted for once: taken, or left out for a reason that a rule gave."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keywords
from pipelines.extraction import Explanation, explain, extract
from pipelines.extraction.explanation import Finding
from pipelines.extraction.reading import Reading
from pipelines.extraction.reasons import OF_KIND, PHRASES, Reason
from tests.extraction.test_robustness import PIECES

GOLD = sorted((Path(__file__).resolve().parents[3] / "shared" / "eval" / "gold").glob("extraction_*.jsonl"))
UNKNOWN_SHARE = 0.05

SENTENCES = {
    "ar": "يضم نموذج Kestrel-30B الجديد 30 مليار معلمة ودُرب على 5 تريليونات رمز، وبلغت تكلفته 3 ملايين دولار.",
    "bn": "নতুন মডেল Kestrel-30B-তে ৩০ বিলিয়ন প্যারামিটার আছে, ৫ ট্রিলিয়ন টোকেনে প্রশিক্ষিত, খরচ ৩০ লাখ ডলার।",
    "de": "Das neue Modell Kestrel-30B hat 30 Milliarden Parameter und kostete 3 Millionen Dollar.",
    "en": "The new model Kestrel-30B has 30 billion parameters, saw 5 trillion tokens in training and cost $3 million.",
    "es": "El nuevo modelo Kestrel-30B tiene 30.000 millones de parámetros y costó 3 millones de dólares en 2025.",
    "fa": "مدل جدید Kestrel-30B دارای ۳۰ میلیارد پارامتر است و با ۵ تریلیون توکن آموزش دید و ۳ میلیون دلار هزینه داشت.",
    "fr": "Le nouveau modèle Kestrel-30B compte 30 milliards de paramètres et a coûté 3 millions de dollars.",
    "he": "למודל החדש Kestrel-30B יש 30 מיליארד פרמטרים והוא אומן על 5 טריליון טוקנים בעלות של 3 מיליון דולר.",
    "hi": "नए मॉडल Kestrel-30B में 30 अरब पैरामीटर हैं, इसे 5 ट्रिलियन टोकन पर प्रशिक्षित किया गया और 30 लाख डॉलर लगे।",
    "ja": "新モデルKestrel-30Bは300億パラメータで、5兆トークンで学習し、費用は5億ユーロだった。",
    "ko": "새 모델 Kestrel-30B는 매개변수 300억 개이며 5조 토큰으로 학습했고 비용은 300만 달러였다.",
    "pt": "O novo modelo Kestrel-30B tem 30 mil milhões de parâmetros e custou 3 milhões de dólares.",
    "ru": "Новая модель Kestrel-30B имеет 30 млрд параметров, обучена на 5 трлн токенов и обошлась в 3 млн долларов.",
    "tr": "Yeni Kestrel-30B modeli 30 milyar parametreye sahip ve 3 milyon dolara mal oldu.",
    "ur": "نئے ماڈل Kestrel-30B میں 30 ارب پیرامیٹرز ہیں، اسے 5 ٹریلین ٹوکنز پر تربیت دی گئی اور 30 لاکھ ڈالر لگے۔",
    "zh": "新模型Kestrel-30B拥有300亿参数，用5万亿token训练，耗资300万美元。",
}


def _accounted(text: str, code: str) -> Explanation:
    """Explain a text; every number, and every digit of it, is in exactly one finding, and the result is the same."""
    explanation = explain(text, language=code)
    assert explanation.extraction == extract(text, language=code)
    counted = [f for f in explanation.findings if f.what in ("number", "date")]
    for before, after in pairwise(counted):
        assert before.end <= after.start, (text[before.start : before.end], text[after.start : after.end])
    for run in re.finditer(r"\d+", text):
        holders = [f for f in counted if f.start < run.end() and run.start() < f.end]
        assert len(holders) == 1, (run, holders)
        assert holders[0].start <= run.start()
        assert run.end() <= holders[0].end
    reading = Reading(text, code)
    for number in reading.numbers:
        start, end = reading.folded.span(number.start, number.end)
        assert sum(f.start < end and start < f.end for f in counted) == 1
    for finding in explanation.findings:
        assert finding.kept == (finding.reason is None)
        assert finding.sentence
        assert 0 <= finding.start < finding.end <= len(text)
    return explanation


def _stated_are_kept(explanation: Explanation) -> None:
    """What a record's evidence quotes is a finding that is taken."""
    taken = [f for f in explanation.findings if f.kept]
    for model in explanation.extraction.models:
        for evidence in model.evidence:
            assert any(f.start < evidence.end and evidence.start < f.end and model.name in f.models for f in taken)


def _at(explanation: Explanation, text: str, quote: str) -> Finding:
    """The finding that begins where a quotation stands, a number rather than what it stands in."""
    found = [f for f in explanation.findings if f.start == text.index(quote)]
    assert found, quote
    return found[-1]


@pytest.mark.parametrize("code", keywords.LANGUAGES)
def test_every_number_of_a_sentence_is_accounted_for(code: str) -> None:
    text = SENTENCES[code]
    explanation = _accounted(text, code)
    _stated_are_kept(explanation)
    reasons = {f.field or f.reason for f in explanation.findings if f.what == "number"}
    assert {"parameters", Reason.MONEY} <= reasons


@pytest.mark.parametrize("code", keywords.LANGUAGES)
@settings(max_examples=12, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30), glue=st.sampled_from([" ", ""]))
def test_every_number_of_any_mixture_is_accounted_for(code: str, pieces: list[str], glue: str) -> None:
    _accounted(glue.join(pieces), code)


@pytest.mark.skipif(not GOLD, reason="no annotated texts beside the repository (../shared/eval)")
def test_annotated_texts() -> None:
    dropped = unknown = 0
    for path in GOLD:
        for line in path.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            explanation = _accounted(item["text"], path.stem.removeprefix("extraction_"))
            _stated_are_kept(explanation)
            reasons = [f.reason for f in explanation.findings if not f.kept]
            dropped += len(reasons)
            unknown += reasons.count(Reason.UNKNOWN)
    assert dropped > 1000
    assert unknown < UNKNOWN_SHARE * dropped


def test_every_reason_has_a_phrase() -> None:
    assert set(PHRASES) == set(Reason)
    assert all(PHRASES.values())
    assert set(OF_KIND) - {""} <= set(keywords.pack.UNITS)


@pytest.mark.parametrize(
    ("code", "text", "quote", "reason"),
    [
        # Money.
        ("en", "Kestrel-30B has 30 billion parameters and cost 5 million dollars.", "5 million", Reason.MONEY),
        ("de", "Kestrel-30B hat 30 Milliarden Parameter und kostete 5 Millionen Euro.", "5 Mill", Reason.MONEY),
        ("fr", "Kestrel-30B compte 30 milliards de paramètres et a coûté 5 millions d'euros.", "5 mill", Reason.MONEY),
        ("ru", "Kestrel-30B имеет 30 млрд параметров и стоила 5 млн рублей.", "5 млн", Reason.MONEY),
        ("zh", "Kestrel-30B拥有300亿参数，耗资500万美元。", "500万", Reason.MONEY),
        ("ja", "Kestrel-30Bは300億パラメータで、費用は5億ユーロだった。", "5億", Reason.MONEY),
        ("ar", "يضم Kestrel-30B ثلاثين مليار معلمة وكلف 5 ملايين دولار.", "5 ملايين", Reason.MONEY),
        # Shares.
        ("en", "Kestrel-30B answers 88.5 percent of the questions.", "88.5", Reason.PERCENT),
        ("es", "Kestrel-30B responde al 88,5 % de las preguntas.", "88,5", Reason.PERCENT),
        ("pt", "O Kestrel-30B responde a 88,5 % das perguntas.", "88,5", Reason.PERCENT),
        ("tr", "Kestrel-30B soruların %88,5'ini yanıtlıyor.", "88,5", Reason.PERCENT),
        ("ko", "Kestrel-30B는 문제의 88.5%를 맞혔다.", "88.5", Reason.PERCENT),
        ("hi", "Kestrel-30B ने 88.5% सवालों के सही जवाब दिए।", "88.5", Reason.PERCENT),
        # Context windows.
        ("en", "Kestrel-30B has a context window of 128,000 tokens.", "128,000", Reason.CONTEXT_WINDOW),
        ("de", "Kestrel-30B hat ein Kontextfenster von 128.000 Token.", "128.000", Reason.CONTEXT_WINDOW),
        ("es", "Kestrel-30B tiene una ventana de contexto de 128.000 tokens.", "128.000", Reason.CONTEXT_WINDOW),
        ("fr", "Kestrel-30B offre une fenêtre de contexte de 128 000 tokens.", "128 000", Reason.CONTEXT_WINDOW),
        ("zh", "Kestrel-30B支持12.8万token的上下文窗口。", "12.8万", Reason.CONTEXT_WINDOW),
        ("ja", "Kestrel-30Bのコンテキスト長は12万8000トークン。", "12万8000", Reason.CONTEXT_WINDOW),
        ("ru", "Контекстное окно Kestrel-30B — 128 тысяч токенов.", "128 тысяч", Reason.CONTEXT_WINDOW),
        # Users, languages and the like.
        ("en", "Kestrel-30B has 30 billion parameters and 400 million users.", "400 million", Reason.THINGS),
        ("de", "Kestrel-30B hat 30 Milliarden Parameter und beherrscht 24 Sprachen.", "24 S", Reason.THINGS),
        ("fr", "Kestrel-30B compte 30 milliards de paramètres et parle 24 langues.", "24 l", Reason.THINGS),
        ("es", "Kestrel-30B tiene 30.000 millones de parámetros y habla 24 idiomas.", "24 i", Reason.THINGS),
        ("ru", "Kestrel-30B имеет 30 млрд параметров и знает 24 языка.", "24 я", Reason.THINGS),
        ("zh", "Kestrel-30B拥有300亿参数，支持24种语言。", "24", Reason.THINGS),
        # Bytes and words.
        ("en", "Kestrel-30B was trained on 45 terabytes of text.", "45 tera", Reason.BYTES),
        ("de", "Kestrel-30B wurde mit 45 Terabyte Text trainiert.", "45 Tera", Reason.BYTES),
        ("fr", "Kestrel-30B a été entraîné sur 45 téraoctets de texte.", "45 téra", Reason.BYTES),
        ("ja", "Kestrel-30Bは45TBのテキストで学習した。", "45TB", Reason.BYTES),
        ("ru", "Kestrel-30B обучена на 45 терабайтах текста.", "45 тера", Reason.BYTES),
        ("en", "Kestrel-30B was trained on 300 billion words.", "300 billion", Reason.WORDS),
        ("es", "Kestrel-30B se entrenó con 300.000 millones de palabras.", "300.000", Reason.WORDS),
        ("de", "Kestrel-30B wurde mit 300 Milliarden Wörtern trainiert.", "300 Mill", Reason.WORDS),
        # What is only compared with.
        ("en", "Kestrel-30B, with 30 billion parameters, beats Veldora-9 with 175 billion.", "175", Reason.COMPARED),
        ("de", "Kestrel-30B hat 30 Milliarden Parameter, im Vergleich zu Veldora-9 mit 175 Milliarden.", "175",
         Reason.COMPARED),
        ("fr", "Kestrel-30B compte 30 milliards de paramètres, contre 175 milliards pour Veldora-9.", "Veldora",
         Reason.COMPARED),
        ("ru", "Kestrel-30B имеет 30 млрд параметров, больше, чем Veldora-9.", "Veldora", Reason.COMPARED),
        ("zh", "Kestrel-30B拥有300亿参数，性能超过Veldora-9。", "Veldora", Reason.COMPARED),
        ("ja", "Kestrel-30Bは300億パラメータで、Veldora-9を上回る性能だという。", "Veldora", Reason.COMPARED),
        # Speeds and rates, prices, vague and small figures, ranges.
        ("en", "Kestrel-30B writes 120 tokens per second.", "120", Reason.RATE),
        ("es", "Kestrel-30B escribe 120 tokens por segundo.", "120", Reason.RATE),
        ("en", "Kestrel-30B costs $2 per million input tokens.", "2 per", Reason.MONEY),
        ("en", "Kestrel-30B was trained on trillions of tokens.", "trillions", Reason.VAGUE),
        ("en", "Kestrel-30B was trained on 3 to 5 trillion tokens.", "3 to", Reason.RANGE_LOW),
        # Hardware that serves, memory, machines.
        ("en", "Kestrel-30B has 30 billion parameters and runs on two GPUs at inference.", "two", Reason.INFERENCE),
        ("en", "Kestrel-30B was trained on 512 A100 80GB GPUs.", "80GB", Reason.MEMORY),
        ("en", "Kestrel-30B was trained on 64 nodes with 512 H100 GPUs.", "64", Reason.NODES),
        # Digits inside other things, years.
        ("en", "Kestrel 3.1 has 30 billion parameters.", "3.1", Reason.VERSION),
        ("en", "Kestrel-30B has 30 billion parameters and knows nothing after 2023.", "2023", Reason.DATE),
        ("en", "Kestrel-30B has 30 billion parameters and read the C4 corpus.", "4 c", Reason.CODE),
        ("en", "Kestrel-30B scores 71.3 on MMLU.", "71.3", Reason.SCORE),
        ("en", "Kestrel-30B has 30 billion parameters. It ranks 4.", "4.", Reason.NO_UNIT),
    ],
)  # fmt: skip
def test_reasons(code: str, text: str, quote: str, reason: Reason) -> None:
    finding = _at(_accounted(text, code), text, quote)
    assert (finding.kept, finding.reason) == (False, reason)
    assert PHRASES[reason] in finding.sentence


@pytest.mark.parametrize(
    ("code", "text", "name", "reason"),
    [
        ("en", "Kestrel-30B has 30 billion parameters and outperforms Veldora-9.", "Veldora-9", Reason.COMPARED),
        ("en", "Kestrel-30B improves on its predecessor, Veldora-9, with 30B parameters.", "Veldora-9",
         Reason.EARLIER_MODEL),
        ("en", "Kestrel-30B has 30 billion parameters and trained on the Wren-5 supercomputer.", "Wren-5",
         Reason.MACHINE),
        ("en", "The assistant is powered by Veldora-9.", "Veldora-9", Reason.ENGINE),
    ],
)  # fmt: skip
def test_names_without_a_record_have_a_reason(code: str, text: str, name: str, reason: Reason) -> None:
    explanation = _accounted(text, code)
    finding = next(f for f in explanation.findings if f.what == "name" and text[f.start : f.end] == name)
    assert finding.reason == reason


def test_a_base_is_taken_as_such() -> None:
    text = "Kestrel-30B was fine-tuned from Veldora-9B and saw 5 trillion tokens."
    explanation = _accounted(text, "en")
    base = next(f for f in explanation.findings if text[f.start : f.end] == "Veldora-9B")
    assert (base.field, base.models, base.kept) == ("base_model", ("Kestrel-30B",), True)


def test_a_number_of_several_models_names_them_all() -> None:
    text = "Kestrel-7B and Kestrel-30B were both trained on 5 trillion tokens."
    finding = _at(_accounted(text, "en"), text, "5 trillion")
    assert (finding.field, finding.models) == ("tokens", ("Kestrel-7B", "Kestrel-30B"))


def test_what_belongs_to_another_model_says_to_which() -> None:
    text = "Kestrel-30B, with 30 billion parameters, beats Veldora-9 with 175 billion parameters."
    finding = _at(_accounted(text, "en"), text, "175")
    assert finding.models == ("Veldora-9",)
    assert "Veldora-9" in finding.sentence


def test_offsets_are_those_of_the_text_where_the_title_names_the_model() -> None:
    text = "Parameters: 30 billion\nTraining tokens: 5 trillion"
    explanation = explain(text, language="en", title="acme/Kestrel-30B")
    assert explanation.extraction == extract(text, language="en", title="acme/Kestrel-30B")
    taken = {f.field: text[f.start : f.end] for f in explanation.findings if f.kept}
    assert "30 billion" in taken["parameters"]
    assert "5 trillion" in taken["tokens"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "||||", "9" * 3000, "1,1,1,1" * 200, "\ufeff", "²⁵ 10²⁵"])
def test_degenerate_texts(text: str) -> None:
    assert explain(text, language="en").extraction.models == ()
    _accounted(text, "en")
