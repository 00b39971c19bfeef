"""Feeds the extractor texts that libFuzzer makes up: ``make fuzz``, or ``python fuzz/extract_text.py [option ...]``.

Options are libFuzzer's (``-max_total_time=300``, ``-runs=100000``, a file to repeat). Without a folder among them the
corpus grows in ``flopscout-data/fuzz/extract_text``, beginning with seeds made of the language packs. An input that
breaks a promise is kept as ``crash-...`` in the working folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

CORPUS = Path("flopscout-data/fuzz/extract_text")
MAX_BYTES = 4096
SECONDS_PER_INPUT = 20
"""An input that takes longer is reported as a hang; coverage makes everything about ten times slower."""

INSTRUMENTED = ["pipelines", "keywords"]
"""What is ours; libraries that are measured as well would only slow things down."""


def main(arguments: list[str]) -> int:
    """Fuzz until the options' limit or the first broken promise; 2 where atheris is not installed."""
    try:
        import atheris  # noqa: PLC0415  (an extra that the rest of the project does without)
    except ImportError:
        sys.stderr.write("fuzzing needs atheris, which is not installed: pip install 'flopscout[fuzz]'\n")
        return 2
    with atheris.instrument_imports(include=INSTRUMENTED):
        from fuzz.checks import case, check  # noqa: PLC0415  (imported while atheris listens)
        from fuzz.seeds import write  # noqa: PLC0415

    def one_input(data: bytes) -> None:
        check(*case(data))

    options = [f"-max_len={MAX_BYTES}", f"-timeout={SECONDS_PER_INPUT}"]
    if all(argument.startswith("-") for argument in arguments):
        options += [f"-dict={write(CORPUS)}", str(CORPUS)]
    atheris.Setup([sys.argv[0], *options, *arguments], one_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
