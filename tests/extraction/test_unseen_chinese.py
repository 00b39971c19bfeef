"""What sentences about invented models state, in Chinese, as journalists vary them."""

from __future__ import annotations

import pytest

from pipelines.extraction import extract


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        (
            "zh",
            "北极星团队的vela 6.5拥有1200亿参数，训练用了3万亿token。",
            {
                "vela 6.5": {"parameters": 1.2e11, "tokens": 3e12},
            },
        ),
        (
            "zh",
            "Vela V6参数超过6000亿。",
            {
                "Vela V6": {"parameters": 6e11},
            },
        ),
        (
            "zh",
            "Vela-70B用H100训练，耗时640万GPU小时。8B版只用了2万亿token。",
            {
                "Vela-70B": {"parameters": 7e10, "gpu_hours": 6.4e06, "hardware": "NVIDIA H100"},
                "Vela 8B": {"parameters": 8e09, "tokens": 2e12},
            },
        ),
        (
            "zh",
            (
                "在杭州举行的发布会上，星图智能拿出了新一代大模型Kestrel-2。它共有2350亿参数，每次推理只调"
                "动其中的220亿；预训练阶段读完了18万亿个token，用掉了2048张H800，前后花了约两个月。"
            ),
            {
                "Kestrel-2": {
                    "parameters": 2.35e11,
                    "active_parameters": 2.2e10,
                    "tokens": 1.8e13,
                    "hardware_quantity": 2048,
                    "training_days": 60,
                    "hardware": "NVIDIA H800",
                },
            },
        ),
        (
            "zh",
            (
                "Veldora-13B并非从零开始：团队拿Llama 2 13B做起点，又喂了2000亿token的医学文献，训练只用了6"
                "4张A100，五天就收工。"
            ),
            {
                "Veldora-13B": {
                    "parameters": 1.3e10,
                    "tokens": 2e11,
                    "hardware_quantity": 64,
                    "training_days": 5,
                    "base_model": "Llama 2 13B",
                    "hardware": "NVIDIA A100",
                },
            },
        ),
        (
            "zh",
            ("参数规模720亿的Tarn-72B与它的小兄弟Tarn-7B今天一起开源，前者训练数据为3万亿token，后者为2.4万亿。"),
            {
                "Tarn-72B": {"parameters": 7.2e10, "tokens": 3e12},
                "Tarn-7B": {"parameters": 7e09, "tokens": 2.4e12},
            },
        ),
        (
            "zh",
            (
                "模型名称：Orvelle-8B\n研发机构：晨曦实验室\n参数量：80亿\n训练数据：6万亿token\n硬件：512"
                "张H100\n训练时长：21天\n上下文长度：128K"
            ),
            {
                "Orvelle-8B": {
                    "parameters": 8e09,
                    "tokens": 6e12,
                    "hardware_quantity": 512,
                    "training_days": 21,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "zh",
            (
                "比起去年的Kestrel 1（70亿参数），今年3月发布的Kestrel 2体量翻了近五倍，达到340亿参数，语料"
                "也扩充到4万亿token。"
            ),
            {
                "Kestrel 2": {"parameters": 3.4e10, "tokens": 4e12},
            },
        ),
        (
            "zh",
            ("這款名為Mirel-9B的開源模型由台灣團隊釋出，擁有90億參數，以1.2兆個token訓練，耗費128張H100、為期三週。"),
            {
                "Mirel-9B": {
                    "parameters": 9e09,
                    "tokens": 1.2e12,
                    "hardware_quantity": 128,
                    "training_days": 21,
                    "hardware": "NVIDIA H100",
                },
            },
        ),
        (
            "zh",
            ("Solenne采用混合专家架构，总参数6710亿，单个token激活370亿。官方称整个训练消耗278.8万H800 GPU小时。"),
            {
                "Solenne": {
                    "parameters": 6.71e11,
                    "active_parameters": 3.7e10,
                    "gpu_hours": 2.788e06,
                    "hardware": "NVIDIA H800",
                },
            },
        ),
        (
            "zh",
            (
                "新模型Kestrel-V把70亿参数塞进了手机，学的却是1.5万亿token。它的老师是此前发布的Kestrel-72B"
                "，两者的数据配方一模一样。"
            ),
            {
                "Kestrel-V": {"parameters": 7e09, "tokens": 1.5e12},
            },
        ),
        (
            "zh",
            ("不到40天，1024张昇腾910B，11.2万亿token——Tarn-135B就这样在国产算力上训了出来，参数1350亿，全部稠密。"),
            {
                "Tarn-135B": {
                    "parameters": 1.35e11,
                    "tokens": 1.12e13,
                    "hardware_quantity": 1024,
                    "training_days": 40,
                    "hardware": "Huawei Ascend 910B",
                },
            },
        ),
        (
            "zh",
            "Mirel-Coder的底座是Qwen2.5-Coder-32B，北极星团队用自建的800亿token代码语料做了持续预训练。",
            {
                "Mirel-Coder": {"tokens": 8e10, "base_model": "Qwen2.5-Coder-32B"},
            },
        ),
        (
            "zh",
            "北极星科技2025年1月20日开源的推理模型Solenne R1，总参数与激活参数分别为6710亿和370亿。",
            {
                "Solenne R1": {"parameters": 6.71e11, "active_parameters": 3.7e10, "release_date": "2025-01-20"},
            },
        ),
        (
            "zh",
            "Veldora系列包含1.8B、7B、14B和72B四个尺寸，均基于3万亿token训练。",
            {
                "Veldora": {"parameters": 7.2e10, "tokens": 3e12},
            },
        ),
        (
            "zh",
            ("在MMLU上，Kestrel-14B以140亿参数拿下78分，超过了参数量是它五倍的Llama 3 70B和闭源的GPT-4o mini。"),
            {
                "Kestrel-14B": {"parameters": 1.4e10},
            },
        ),
        (
            "zh",
            ("公司创始人表示，Tarn-2的训练成本仅为560万美元，是Llama 3.1 405B的十分之一。该模型总参数3000亿。"),
            {
                "Tarn-2": {"parameters": 3e11},
            },
        ),
        (
            "zh",
            (
                "| 模型 | 参数量 | 训练token |\n|---|---|---|\n| Kestrel-7B | 70亿 | 2万亿 |\n| Kestrel-30B"
                " | 300亿 | 6万亿 |"
            ),
            {
                "Kestrel-7B": {"parameters": 7e09, "tokens": 2e12},
                "Kestrel-30B": {"parameters": 3e10, "tokens": 6e12},
            },
        ),
        (
            "zh",
            (
                "国产大模型“长风”近日亮相，参数规模达1.6万亿，采用混合专家架构，每个token只激活约480亿参数"
                "，训练语料为25万亿token。"
            ),
            {
                "长风": {"parameters": 1.6e12, "active_parameters": 4.8e10, "tokens": 2.5e13},
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
            "zh",
            "智算中心一期已部署2000张H100，可支持千亿参数模型训练，年内还将扩容到1万张。",
        ),
        (
            "zh",
            "某银行接入了DeepSeek-R1，用于客服，日均处理3亿token，成本下降四成。",
        ),
    ],
)
def test_a_text_about_no_model_gives_no_record(code: str, text: str) -> None:
    assert not extract(text, language=code).models
