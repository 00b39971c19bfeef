"""What a model takes in and gives out, as catalogues write it, in Epoch's domains.

Forms: ``text, image; text`` (Ecosystem Graphs), ``text+image->text`` (OpenRouter): inputs before the arrow or
semicolon, outputs behind it. A cell without either says that both are the same.
"""

from __future__ import annotations

import re
from typing import Any

INPUTS = {
    "text": (), "code": (), "file": (), "embeddings": (),
    "image": ("Vision",), "vision": ("Vision",), "video": ("Video",), "audio": ("Audio",), "speech": ("Speech",),
    "protein sequence": ("Biology",), "amino acid sequence": ("Biology",), "genome sequence": ("Biology",),
    "robotics trajectories": ("Robotics",), "robot trajectories": ("Robotics",), "human trajectories": ("Robotics",),
    "time-series": ("Other",), "music": ("Audio",), "unknown": (),
}  # fmt: skip
"""Epoch's domains by what goes in."""

OUTPUTS = {
    **INPUTS,
    "text": ("Language",), "code": ("Language",), "image": ("Image generation",), "vision": ("Image generation",),
    "vector graphic": ("Image generation",), "vector graphics": ("Image generation",),
    "template design": ("Image generation",), "depth maps": ("Vision",), "protein structure": ("Biology",),
    "in-game actions": ("Games",), "climate forecasts": ("Earth science",), "rerank": (), "vector": (),
}  # fmt: skip
"""Epoch's domains by what comes out."""

SIDES = re.compile(r"\s*(?:->|;)\s*")
PIECES = re.compile(r"\s*[,+]\s*")
REMARK = re.compile(r"\s*\([^()]*\)")


def domains_of(value: Any) -> str | None:
    """The domains of a cell, comma-separated; ``None`` where it names a modality that we do not know."""
    if not isinstance(value, str):
        return None
    sides = SIDES.split(REMARK.sub("", value).strip().lower())
    inputs, outputs = sides[0], sides[-1]
    found: list[str] = []
    for table, side in ((OUTPUTS, outputs), (INPUTS, inputs)):
        for piece in PIECES.split(side):
            domains = table.get(piece, table.get(piece.removesuffix("s")))
            if domains is None:
                return None
            found += domains
    if "Language" in found and len(set(found)) > 1:
        found.append("Multimodal")
    return ",".join(dict.fromkeys(found)) or None
