"""The scripts and styles that pages with figures need, as files of this package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

SCRIPTS = ("vega.min.js", "vega-interpreter.js", "figures.js")
"""In the order in which a page needs them."""

VERSIONS = {"vega": "6.2.0", "vega-interpreter": "2.2.1"}
"""What of these is not ours."""


@cache
def asset(name: str) -> str:
    """The text of a script or style.

    Raises:
        FileNotFoundError: there is none of this name.
    """
    return files(__package__).joinpath("static", name).read_text(encoding="utf-8")


@cache
def template(name: str) -> str:
    """The text of a template."""
    return files(__package__).joinpath("templates", name).read_text(encoding="utf-8")
