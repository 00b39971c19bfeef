"""What sentences about invented models state, in Japanese and Korean, as journalists vary them."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (
            "ja",
            "Vela-70BとVela-8Bが公開された。メタはどちらにも15兆トークンを与えた。",
            {
                "Vela-70B": {"parameters": 7e10, "tokens": 1.5e13},
                "Vela-8B": {"parameters": 8e09, "tokens": 1.5e13},
            },
        ),
        (
            "ja",
            "「Vela-2」は令和元年12月に公開され、パラメータ数は3億。",
            {
                "Vela-2": {"parameters": 3e08, "release_date": "2019-12"},
            },
        ),
        (
            "ko",
            "- 모델: Vela-14B\n- 파라미터: 147억\n- GPU시간: A100 기준 6만8천\n- 제작: 홍길동(Hong)",
            {
                "Vela-14B": {"parameters": 1.47e10, "gpu_hours": 68000, "hardware": "NVIDIA A100"},
            },
        ),
        (
            "ko",
            ("Vela 3.5는 2.4B, 7.8B, 32B 세 크기로 나왔다. 학습 토큰은 각각 6조5천억개, 9조개, 6조5천억개다."),
            {
                "Vela 3.5 2.4B": {"parameters": 2.4e09, "tokens": 6.5e12},
                "Vela 3.5 7.8B": {"parameters": 7.8e09, "tokens": 9e12},
                "Vela 3.5 32B": {"parameters": 3.2e10, "tokens": 6.5e12},
            },
        ),
        (
            "ko",
            "'Vela-32B'의 매개변수는 320억개로, 딥시크 R1(6710억개)의 5%에 불과하다.",
            {
                "Vela-32B": {"parameters": 3.2e10},
            },
        ),
        (
            "ko",
            ("이 회사의 2세대 칩 '레니'는 Vela-8B에서 초당 3200토큰을 처리한다. Vela-8B는 80억 매개변수 모델이다."),
            {
                "Vela-8B": {"parameters": 8e09},
            },
        ),
        (
            "ja",
            (
                "スタートアップのハルカAIは6月12日、国産LLM「Kestrel-10B」を公開した。パラメータ数は100億で"
                "、日本語を中心に2兆トークンを学習。計算にはH100を256基、約3週間使ったという。"
            ),
            {
                "Kestrel-10B": {
                    "parameters": 1e10,
                    "tokens": 2e12,
                    "hardware_quantity": 256,
                    "training_days": 21,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "ja",
            (
                "「Veldora-8B」はLlama 3 8Bに日本語500億トークンを継続事前学習させたモデルで、学習にはA100"
                "を64枚使い、10日を要した。"
            ),
            {
                "Veldora-8B": {
                    "parameters": 8e09,
                    "tokens": 5e10,
                    "hardware_quantity": 64,
                    "training_days": 10,
                    "base_model": "Llama 3 8B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ja",
            (
                "総パラメータは1200億だが、1トークンの処理で動くのは51億にすぎない。オープンモデル「Tarn-12"
                "0B」の特徴だ。"
            ),
            {
                "Tarn-120B": {"parameters": 1.2e11, "active_parameters": 5.1e09},
            },
        ),
        (
            "ja",
            (
                "モデル名: Orvelle-13B\n開発: 早瀬研究所\nパラメータ数: 130億\n学習データ: 1.4兆トークン\n"
                "使用GPU: A100 128基\n学習期間: 30日\n公開日: 2024年3月15日"
            ),
            {
                "Orvelle-13B": {
                    "parameters": 1.3e10,
                    "tokens": 1.4e12,
                    "hardware_quantity": 128,
                    "training_days": 30,
                    "release_date": "2024-03-15",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ja",
            ("前作のTarn 1は70億だったが、後継のTarn 2は320億パラメータに拡大し、学習量も5兆トークンに増えた。"),
            {
                "Tarn 2": {"parameters": 3.2e10, "tokens": 5e12},
            },
        ),
        (
            "ja",
            (
                "ミレル社が2025年4月に発表した「Mirel-70B」と「Mirel-7B」は、それぞれ700億と70億のパラメー"
                "タを持ち、どちらも15兆トークンで学習した。"
            ),
            {
                "Mirel-70B": {"parameters": 7e10, "tokens": 1.5e13, "release_date": "2025-04"},
                "Mirel-7B": {"parameters": 7e09, "tokens": 1.5e13, "release_date": "2025-04"},
            },
        ),
        (
            "ja",
            "動画生成モデル「Solenne」のパラメータは140億。小型版は13億で、家庭用GPU1枚で動く。",
            {
                "Solenne": {"parameters": 1.4e10},
            },
        ),
        (
            "ko",
            (
                "판교의 스타트업 누리랩스가 자체 개발한 언어모델 'Kestrel-21B'를 공개했다. 210억개 매개변수"
                "를 갖췄고 H100 512장으로 35일간 4조 토큰을 학습했다."
            ),
            {
                "Kestrel-21B": {
                    "parameters": 2.1e10,
                    "tokens": 4e12,
                    "hardware_quantity": 512,
                    "training_days": 35,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "ko",
            (
                "Veldora-7B는 미스트랄 7B를 가져와 한국어 토큰 1000억개로 더 학습시킨 것이다. 학습은 A100 3"
                "2장으로 나흘 만에 끝났다."
            ),
            {
                "Veldora-7B": {
                    "parameters": 7e09,
                    "tokens": 1e11,
                    "hardware_quantity": 32,
                    "base_model": "Mistral 7B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ko",
            (
                "전체 파라미터는 2350억개지만 토큰마다 220억개만 켜지는 Tarn-235B가 4월 29일 나왔다. 학습에"
                "는 36조 토큰이 쓰였다."
            ),
            {
                "Tarn-235B": {"parameters": 2.35e11, "active_parameters": 2.2e10, "tokens": 3.6e13},
            },
        ),
        (
            "ko",
            (
                "모델명: Orvelle-3B\n개발사: 다온테크\n매개변수: 30억개\n학습 데이터: 1조2000억 토큰\n학습 "
                "장비: A100 64장\n학습 기간: 2주\n공개일: 2024년 11월 5일"
            ),
            {
                "Orvelle-3B": {
                    "parameters": 3e09,
                    "tokens": 1.2e12,
                    "hardware_quantity": 64,
                    "training_days": 14,
                    "release_date": "2024-11-05",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ko",
            (
                "2023년 선보인 전작 Mirel 1(70억개)보다 네 배 커진 Mirel 2는 280억개 매개변수로 무장했다. "
                "학습 토큰도 1조개에서 3조개로 늘었다."
            ),
            {
                "Mirel 2": {"parameters": 2.8e10, "tokens": 3e12},
            },
        ),
        (
            "ko",
            (
                "Solenne-8B와 Solenne-1B 두 종이 동시에 공개됐다. 두 모델 모두 2조 토큰을 학습했으며, 각각 "
                "매개변수 80억개와 10억개를 지닌다."
            ),
            {
                "Solenne-8B": {"parameters": 8e09, "tokens": 2e12},
                "Solenne-1B": {"parameters": 1e09, "tokens": 2e12},
            },
        ),
        (
            "ja",
            (
                "学習データは20兆トークン。パラメータは1.2兆で、うち推論に使うのは320億だけ。中国の新興企業"
                "ノヴァが7月に公開した「Kestrel K2」は、そんな巨大モデルだ。"
            ),
            {
                "Kestrel K2": {"parameters": 1.2e12, "active_parameters": 3.2e10, "tokens": 2e13},
            },
        ),
        (
            "ja",
            ("同社は「Tarn-7B」をベースに医療文書100億トークンで追加学習した「Tarn-Med-7B」も併せて公開した。"),
            {
                "Tarn-Med-7B": {"parameters": 7e09, "tokens": 1e10, "base_model": "Tarn-7B"},
            },
        ),
        (
            "ja",
            (
                "「Mirel-172B」の事前学習にはGoogle Cloud上のH100を512基用い、約2カ月で2.1兆トークンを処理"
                "した。1720億パラメータの学習済みモデルは誰でも使える。"
            ),
            {
                "Mirel-172B": {
                    "parameters": 1.72e11,
                    "tokens": 2.1e12,
                    "hardware_quantity": 512,
                    "training_days": 60,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "ja",
            (
                "新モデルの名は「Solenne」。700億パラメータを備え、GPT-4に迫る性能をうたう。学習にはTPU v4"
                "を1024基、50日間使った。"
            ),
            {
                "Solenne": {
                    "parameters": 7e10,
                    "hardware_quantity": 1024,
                    "training_days": 50,
                    "hardware": "Google TPU v4",
                },
            },
        ),
        (
            "ko",
            (
                "스타트업 한빛은 5일 320억 매개변수의 'Kestrel-32B'를 오픈소스로 풀었다. 경쟁 모델인 큐원3 "
                "32B보다 수학 점수가 높다고 주장한다. 학습에 쓴 토큰은 14조개, GPU는 H200 1024장이다."
            ),
            {
                "Kestrel-32B": {
                    "parameters": 3.2e10,
                    "tokens": 1.4e13,
                    "hardware_quantity": 1024,
                    "hardware": "NVIDIA H200",
                },
            },
        ),
        (
            "ko",
            ("'Veldora X'의 전체 덩치는 5000억개 매개변수에 이르지만 실제 답변을 만들 때는 330억개만 움직인다."),
            {
                "Veldora X": {"parameters": 5e11, "active_parameters": 3.3e10},
            },
        ),
        (
            "ko",
            (
                "라마 3.1 8B를 뼈대로 삼은 Tarn-Ko-8B는 한국어 말뭉치 600억 토큰을 추가로 먹였다. A100 16장"
                "이 일주일 동안 돌아갔다."
            ),
            {
                "Tarn-Ko-8B": {
                    "parameters": 8e09,
                    "tokens": 6e10,
                    "hardware_quantity": 16,
                    "training_days": 7,
                    "base_model": "Llama 3.1 8B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "ko",
            (
                "이 회사의 주력 모델 Mirel-70B는 700억 개의 파라미터를 가졌으며 2024년 12월 3일 공개됐다. "
                "누적 연산량은 8×10^24 FLOP이다."
            ),
            {
                "Mirel-70B": {"parameters": 7e10, "training_compute_flop": 8e24, "release_date": "2024-12-03"},
            },
        ),
        (
            "ja",
            (
                "「Kestrel-8B」はパラメータ数が10倍近いLlama 3 70Bと同等の性能を示した。文脈長は128Kトーク"
                "ン、料金は100万トークンあたり30円だ。"
            ),
            {
                "Kestrel-8B": {"parameters": 8e09},
            },
        ),
        (
            "ko",
            (
                "Kestrel-13B는 GPT-3.5(1750억개 추정)보다 훨씬 작은 130억개 매개변수로 비슷한 점수를 냈다. "
                "입력은 최대 3만2000토큰까지 받는다."
            ),
            {
                "Kestrel-13B": {"parameters": 1.3e10},
            },
        ),
        (
            "ko",
            ("| 모델 | 매개변수 | 토큰 |\n|---|---|---|\n| Kestrel-7B | 70억 | 2조 |\n| Kestrel-30B | 300억 | 6조 |"),
            {
                "Kestrel-7B": {"parameters": 7e09, "tokens": 2e12},
                "Kestrel-30B": {"parameters": 3e10, "tokens": 6e12},
            },
        ),
        (
            "ko",
            ("'누리 70B'는 700억개 매개변수를 갖췄다. 15조 토큰을 학습한 이 모델은 B200 256장에서 60일간 훈련됐다."),
            {
                "누리 70B": {
                    "parameters": 7e10,
                    "tokens": 1.5e13,
                    "hardware_quantity": 256,
                    "training_days": 60,
                    "hardware": "NVIDIA B200",
                },
            },
        ),
        (
            "ja",
            (
                "日本語特化LLM「かけはし」は、パラメータ数130億。学習には国立情報学研究所の計算基盤でA100を"
                "128基、25日間稼働させた。"
            ),
            {
                "かけはし": {
                    "parameters": 1.3e10,
                    "hardware_quantity": 128,
                    "training_days": 25,
                    "hardware": "NVIDIA A100",
                },
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
            "ja",
            ("ソフトバンクは2025年度中にGPUを1万基まで増やす計画で、4000億パラメータ級の国産モデルの構築を目指す。"),
        ),
        (
            "ko",
            (
                "국가AI컴퓨팅센터에는 H200 1만장이 들어선다. 정부는 올해 안에 매개변수 1000억개급 모델 개발"
                "을 지원할 계획이다."
            ),
        ),
        (
            "ko",
            "카드사는 상담 챗봇에 GPT-4o API를 연결했다. 하루 5만건을 처리하고 응답은 2초 안에 나온다.",
        ),
    ],
)
def test_a_text_about_no_model_gives_no_record(code: str, text: str) -> None:
    assert not extract(text, language=code).models
