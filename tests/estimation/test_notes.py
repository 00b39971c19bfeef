"""Remarks in prose: read where they are plain, left alone where they are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.estimation.notes import (
    noted_batch,
    noted_examples,
    noted_flop,
    noted_pass,
    noted_per_example,
    noted_precision,
    noted_stages,
    noted_tokens,
    says_encoder_decoder,
)


@pytest.mark.parametrize(
    ("note", "flop"),
    [
        ("total compute 3640 petaflop/s-days", 3640 * 8.64e19),
        ("33,207 prompts; tuning stage 60 PF-days", 60 * 8.64e19),
        ("trained with 3.8×10^25 FLOPs in total", 3.8e25),
        ("took 9.5e4 exaFLOP", 9.5e22),
        ("150 TFLOPs per GPU", None),
        ("a cluster of 10 exaFLOPS", None),
        ("312 TFLOP/s peak, 40% MFU", None),
        ("1e3 exaFLOP per GPU", None),
        ("20 PF-days and then 30 PF-days", None),
        ("C4", None),
        (None, None),
    ],
)
def test_compute(note: str | None, flop: float | None) -> None:
    assert noted_flop(note) == (pytest.approx(flop) if flop else None)


@pytest.mark.parametrize(
    ("note", "tokens"),
    [
        ("9B image-text examples, 729 patches + 16 text tokens each", 9e9 * 745),
        ("about 2B image-text pairs at 144 tokens per image", 2e9 * 144),
        ("250M text-image pairs, 256 text + 1024 image tokens", 250e6 * 1280),
        ("216M proteins, 300 residues each", 216e6 * 300),
        ("680,000 hours of audio at 50 tokens per second", 680e3 * 3600 * 50),
        ("680,000 hours of audio", None),
        ("100M clips at 256 tokens per second", None),
        ("100M samples, 256 tokens per word", None),
        ("2B pairs and 3B pairs at 100 tokens per pair", None),
        ("2.2B examples in stage 1, 256 tokens per image; 1B + 400M web images", None),
        ("0.5T + 0.3T tokens, 2M speech hours at 750 tokens/minute, plus 100M speech SFT samples", None),
    ],
)
def test_tokens(note: str, tokens: float | None) -> None:
    found = noted_tokens(note)
    assert (found.count if found else None) == (pytest.approx(tokens) if tokens else None)


def test_examples_seen_count_every_pass() -> None:
    seen, stored = noted_examples("32B samples seen at 42 samples per GPU-second"), noted_examples("1B images")
    assert seen is not None
    assert stored is not None
    assert (seen.count, seen.seen) == (32e9, True)
    assert (stored.count, stored.seen) == (1e9, False)


def test_batches_and_their_examples() -> None:
    note = "128 text + 1024 image tokens, batch 8,192"
    assert noted_batch(note) == 8192
    assert noted_per_example(note) == 1152
    assert noted_batch("batch size of 4M tokens") is None


@pytest.mark.parametrize(
    ("note", "flop"),
    [
        ("1.28M images, 4.1 GFLOPs per forward pass", 4.1e9),
        ("4.1 GMACs per image, 1.28M images", 8.2e9),
        ("a forward pass takes 1980 GFLOPs; batch size 16384", 1.98e12),
        ("forward and backward pass take 12 GFLOPs", None),
        ("12 GFLOPs per second", None),
        ("4 GFLOPs per image, 8 GFLOPs per video", None),
    ],
)
def test_passes(note: str, flop: float | None) -> None:
    assert noted_pass(note) == (pytest.approx(flop) if flop else None)


@pytest.mark.parametrize(
    ("note", "tokens"),
    [
        ("pre-training 15T tokens, mid-training 1T tokens, long context 100B tokens", [15e12, 1e12, 1e11]),
        ("15T tokens of pre-training and 1T tokens for mid-training", [15e12, 1e12]),
        ("stage 1: 2T tokens; stage 2: 500B tokens", [2e12, 5e11]),
        ("pre-training on 15T tokens", []),
        ("stage 1: 2T tokens; stage 1: 500B tokens", []),
    ],
)
def test_stages(note: str, tokens: list[float]) -> None:
    assert [count for _, count in noted_stages(note)] == pytest.approx(tokens)


def test_form_and_format() -> None:
    assert says_encoder_decoder("an encoder-decoder with 32 layers")
    assert not says_encoder_decoder("a decoder")
    assert noted_precision("trained entirely in FP8") == "fp8"
    assert noted_precision("training with bf16 weights") == "fp16"
    assert noted_precision("served in FP8") is None
    assert noted_precision("trained in FP8, then training in BF16") is None


@given(
    st.text(max_size=60)
    | st.from_regex(r"[0-9]{1,4}[KMBT]? (images|hours|tokens|PF-days|GFLOPs) (per|at|of|each) .{0,20}")
)
def test_nothing_raises_on_any_note(note: str) -> None:
    for read in (noted_batch, noted_examples, noted_flop, noted_pass, noted_per_example, noted_precision, noted_tokens):
        read(note)
    assert isinstance(noted_stages(note), tuple)
