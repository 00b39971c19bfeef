"""The command line: ``flopscout``. Data go to standard output, talk to standard error."""

from __future__ import annotations

from crawler.cli.app import main

__all__ = ["main"]
