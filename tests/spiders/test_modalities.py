"""What models take in and give out, in Epoch's domains."""

from __future__ import annotations

import pytest

from spiders.modalities import domains_of


@pytest.mark.parametrize(
    ("cell", "domains"),
    [
        ("text; text", "Language"),
        ("text", "Language"),
        ("text->text", "Language"),
        ("text+image+file->text", "Language,Vision,Multimodal"),
        ("text, image;image, video", "Image generation,Video,Vision"),
        ("text->image", "Image generation"),
        ("amino acid sequence; protein structure", "Biology"),
        ("image, text; robotics trajectories", "Robotics,Vision"),
        ("text (English)", "Language"),
        ("text; smell", None),
        ("", None),
        (7, None),
    ],
)
def test_domains(cell: object, domains: str | None) -> None:
    assert domains_of(cell) == domains
