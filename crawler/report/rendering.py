"""Drawings as SVG, PNG and compiled Vega, by vl-convert, without a browser or a network."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

import vl_convert

from crawler.report.drawing import on_a_page, titled
from crawler.report.figure import Figure, Spec

VEGA_LITE = "6.4"
"""Version of Vega-Lite that the specifications are written for and compiled with."""

PIXELS_PER_UNIT = 2.0

_KEPT = 256
"""Compiled drawings that are kept, some sets of figures' worth."""

_STYLE = re.compile(r' style="[^"]*"')


def file_spec(figure: Figure) -> Spec:
    """The specification with its title, as it is drawn into files.

    Raises:
        ValueError: the figure has nothing to draw.
    """
    if figure.spec is None:
        raise ValueError(f"the figure {figure.name} has nothing to draw")
    return titled(figure.spec, figure.shown_title, figure.subtitle)


def file_svg(figure: Figure) -> str:
    """The drawing with its title on white ground."""
    return _with_text(vl_convert.vega_to_svg(json.loads(_compiled(_text(file_spec(figure))))), figure)


def file_png(figure: Figure) -> bytes:
    """The same as a picture of twice the size in pixels."""
    compiled = json.loads(_compiled(_text(file_spec(figure))))
    return bytes(vl_convert.vega_to_png(compiled, scale=PIXELS_PER_UNIT))


def page_svg(figure: Figure) -> str:
    """The drawing for inside a page: no title, no ground, and no style attributes, which a strict page refuses.

    It is hidden from assistive technology: the element around it carries the figure's alternative text.
    """
    return _page_svg(_text(on_a_page(figure.spec))) if figure.spec is not None else ""


def page_vega(figure: Figure) -> dict[str, Any] | None:
    """The drawing compiled for Vega, from which a script makes the same drawing interactive."""
    if figure.spec is None:
        return None
    compiled: dict[str, Any] = json.loads(_compiled(_text(on_a_page(figure.spec))))
    return compiled


def _text(spec: Spec) -> str:
    return json.dumps(spec, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=_KEPT)
def _compiled(spec: str) -> str:
    return json.dumps(vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE), ensure_ascii=False)


@lru_cache(maxsize=_KEPT)
def _page_svg(spec: str) -> str:
    svg = _STYLE.sub("", vl_convert.vega_to_svg(json.loads(_compiled(spec))))
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _with_text(svg: str, figure: Figure) -> str:
    """The picture with title and description inside, for whoever opens the file alone."""
    said = f"<title>{_escaped(figure.shown_title)}</title><desc>{_escaped(figure.alt)}</desc>"
    return re.sub(r"(<svg[^>]*>)", lambda start: start[1] + said, svg, count=1)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
