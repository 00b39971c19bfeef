"""The vocabulary of model names: which words tell models apart and which only describe how one is packed.

Compiled from the naming habits of the public leaderboards, price lists and the Hugging Face Hub. A word that is in
none of these sets belongs to the family, or, after it, is a variant: what is not known keeps names apart.
"""

from __future__ import annotations

REMAKES = frozenset(
    """
    distill distilled distil pruned prune reap ream merge merged slerp lora adapter abliterated ablated ablit
    obliterated uncensored unfiltered heretic heresy derestricted derisked crack cracked jailbreak draft eagle dflash
    dspark medusa speculator
    """.split()  # noqa: SIM905
)
"""What was done to a model's weights to make another model: trained on, cut, merged, or drafting for it."""

REMAKE_ENDINGS = ("distill", "distilled", "pruned", "abliterated", "uncensored")
"""Ends of compound words of that kind ("globalpruned")."""

VARIANTS = REMAKES | frozenset(
    """
    nano micro tiny mini small medium large big huge giant jumbo titan xl xxl lite light air airx pro plus max ultra
    turbo turbos flash fast lightning edge core prime premier express instant opus sonnet haiku scout maverick behemoth
    coder code codex math prover vision visual vl vlm v omni audio speech voice music image video canvas reel sonic act
    embed embedding reranker rerank guard reward ocr moe mamba hybrid terminus speciale
    next heavy beast dense sparse tts asr stt s2s t2v i2v t2i ti2v live realtime search research deep agent agentic
    computer use translate mt robotics world world2video video2world text2image text2video text2world image2video
    transfer predict reason transcribe diarize safety safeguard medical long alpha text
    """.split()  # noqa: SIM905
)
"""Words that name another model than the bare family does. They end the family wherever they follow it."""

TRAINING_STAGES = frozenset(
    """
    instruct instruction instructed inst it chat chatty base pretrain pretrained pt sft dpo rlhf rl grpo orpo ppo kto
    tuned finetuned finetune aligned thinking think thinker reasoning reasoner nonreasoning nothinking nothink adaptive
    non highthinking lowthinking mediumthinking hybridthinking assistant cot adapted generate generation
    """.split()  # noqa: SIM905
)
"""Stages of training of one model. The stage is part of the packaging: the base model's compute is what counts."""

RELEASE_MARKS = frozenset(
    """
    preview exp experimental latest beta rc final release snapshot free default legacy original official
    high xhigh minimal low none quality cloud api effort updated update tee maas
    """.split()  # noqa: SIM905
)

PACKED = frozenset(
    """
    gguf ggml awq gptq bnb exl2 exl3 mlx fp4 fp8 fp16 fp32 bf16 int4 int8 8bit 6bit 5bit 4bit 3bit 2bit nvfp4 mxfp4
    mxfp8 w4a16 w8a8 w8a16 w4a8 nf4 qat imatrix bpw autoround hqq marlin dwq aqlm gsq jang jangtq smoothquant
    llmcompressor mtplx
    """.split()  # noqa: SIM905
)
"""Formats of weights. What follows one in a name says how the weights were packed, for which chip and by which tool."""

FORMATS = PACKED | frozenset(
    """
    hf i1 onnx openvino quantized quantised quant unquantized q2 q3 q4 q5 q6 q8 safetensors tensors compressed
    dynamic ptq ternary neuron trt tensorrt tput llamafile llamafied paddle petals sharded mtp
    """.split()  # noqa: SIM905
)

QUANTISATION_WORDS = FORMATS - frozenset(
    """
    hf onnx openvino safetensors tensors dynamic compressed fp16 fp32 bf16 unquantized llamafied paddle petals sharded
    mtp mtplx
    """.split()  # noqa: SIM905
)
"""Format words that mark changed weights when they stand in a repository's name."""

PACKERS = frozenset("unsloth ud optiq quark modelopt oneshot channelwise community".split())  # noqa: SIM905
"""Tools, people and schemes that stand right before the format they made; elsewhere they may name a model."""

DESCRIPTORS = frozenset(
    """
    llm model models foundation language generative multilingual english dialog version series family
    """.split()  # noqa: SIM905
)
"""Words that describe rather than name; dropped after the family where something else is left of the name."""

MODALITY_PHRASES = {
    "text-to-speech": "tts",
    "speech-to-text": "stt",
    "text-to-image": "t2i",
    "text-to-video": "t2v",
    "image-to-video": "i2v",
}
MODALITY_CODES = frozenset([*MODALITY_PHRASES.values(), "ti2v", "video"])
"""What a media model turns into what: boards leave it out where one model of the line is meant."""

RESELLERS = frozenset(
    """
    azure bedrock vertex groq fireworks fw together replicate deepinfra novita nebius hyperbolic chutes siliconflow
    openrouter sambanova cerebras databricks snowflake oci watsonx lambda parasail baseten friendli nim unsloth
    """.split()  # noqa: SIM905
)
"""Hosts that put their own name before the names of other people's models."""

SEEING = "vision"
"""What a model takes beside text; lists leave it out of a name where every model of that size takes it."""

SERVICE_TIERS = frozenset(["standard"])
"""Price or quality tiers of one model where a version stands before them ("Kling 2.1 Standard"), else a variant."""

PACKAGING = TRAINING_STAGES | RELEASE_MARKS | FORMATS

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
