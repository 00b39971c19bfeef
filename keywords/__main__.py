"""``python -m keywords [CODE ...]``: what language files still lack; all of them where none is named."""

from __future__ import annotations

import sys

from keywords.advice import advise, report
from keywords.pack import PackError, languages


def main(codes: list[str]) -> int:
    """Print the advice for each code; 0 where all are usable, 1 where one is not, 2 where there is no such file."""
    usable = True
    for code in codes or languages():
        try:
            advice = advise(code)
        except PackError as problem:
            sys.stderr.write(f"{problem}\n")
            return 2
        sys.stdout.write(f"{report(advice)}\n")
        usable = usable and advice.usable
    return 0 if usable else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
