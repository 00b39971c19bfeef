"""How many articles a second the extractor reads on one core: ``python bench/extraction_speed.py``.

Two kinds of text, each about four kilobytes in UTF-8: ordinary articles (``articles.toml``: one announcement among
prose) and pages made of annotated paragraphs only, the densest there are, where ``../shared`` holds them. Then texts
of one megabyte made to be slow. First the machine's own speed, by which runs on different machines, or on a busy one at
different times, can be compared. Other libraries read the ordinary articles of their languages as far as they can:
numbers and quantities only. They are no dependencies of the project; for one that is missing it is said how to install
it.
"""

from __future__ import annotations

import importlib
import json
import platform
import re
import sys
import time
import tomllib
from collections.abc import Callable, Iterable
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipelines.extraction.extractor import extract

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT.parent / "shared" / "eval" / "gold"
ARTICLE_BYTES = 4000
WORST_CHARACTERS = 1_000_000
ROUNDS = 5

SCANNED = "one of the 7 Words that a scan passes over, " * 5000

WORST = {
    "digits": "7",
    "numbers": "12 ",
    "nested brackets": "(a ",
    "scale words": "million billion ",
    "names of models": "Kestrel 3.1 405B, ",
    "quotes": '"Ab" ',
    "table": "| 7B | 3 tokens |\n",
    "bars": "|",
    "empty lines": "\n",
    "commas": ",",
    "letters": "a",
    "chips": "H100 ",
    "well-known models": "Llama 2 7B and Qwen2 7B. ",
    "statements": "It has 7 billion parameters. ",
}

Reader = Callable[[str], object]


def ordinary_articles() -> dict[str, str]:
    """One article a language (ISO 639-1): its announcement behind a first paragraph, then prose up to the size."""
    written = tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))
    articles = {}
    for language, part in written.items():
        first, *others = part["prose"]
        paragraphs = [first, part["announcement"]]
        for paragraph in cycle([*others, first]):
            if _size([*paragraphs, paragraph]) > ARTICLE_BYTES:
                break
            paragraphs.append(paragraph)
        articles[language] = "\n\n".join(paragraphs)
    return articles


def dense_pages() -> dict[str, list[str]]:
    """Pages of annotated paragraphs by language; empty where the annotated texts are absent."""
    pages: dict[str, list[str]] = {}
    for path in sorted(GOLD.glob("extraction_*.jsonl")):
        paragraphs: list[str] = []
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)
            paragraphs.append(text["text"])
            if _size(paragraphs) >= ARTICLE_BYTES:
                pages.setdefault(text["lang"].split("-")[0], []).append("\n\n".join(paragraphs))
                paragraphs = []
    return pages


def seconds(read: Reader, texts: Iterable[str]) -> float:
    """CPU seconds that one text takes on average, in the fastest of several rounds, the first one not counted."""
    texts = list(texts)
    best = float("inf")
    for count in range(ROUNDS + 1):
        begun = time.process_time()
        for text in texts:
            read(text)
        if count:
            best = min(best, time.process_time() - begun)
    return best / len(texts)


def _loop(text: str) -> dict[str, int]:
    """A fixed piece of pure Python, method calls and a dictionary: how often each character stands in a text."""
    counts: dict[str, int] = {}
    for c in text:
        counts[c] = counts.get(c, 0) + 1
    return counts


def machine() -> None:
    """Print what a fixed loop of pure Python and a fixed scan by an expression take here."""
    pattern = re.compile(r"(?<![a-z])(?:w(?:ords?|here)|t(?:hat|wo)|\d+)(?![a-z])")
    looped = seconds(_loop, [SCANNED])
    scanned = seconds(pattern.findall, [SCANNED])
    version = ".".join(map(str, sys.version_info[:3]))
    print(f"this machine: Python {version} on {platform.machine()}, CPU time")
    each = 1e9 / len(SCANNED)
    print(f"  a loop over {len(SCANNED):,} characters {looped * 1e3:.1f} ms, {looped * each:.0f} ns each")
    print(f"  a search of them by an expression {scanned * 1e3:.1f} ms, {scanned * each:.0f} ns each")


def report(title: str, pages: dict[str, list[str]]) -> dict[str, float]:
    """Print articles a second by language and overall; give the seconds an article takes, by language."""
    taken = {code: seconds(partial(extract, language=code), found) for code, found in pages.items()}
    print(f"\n{title}: articles a second")
    print("  " + "  ".join(f"{code} {1 / each:.0f}" for code, each in sorted(taken.items())))
    rates = [1 / each for each in taken.values()]
    in_turn = len(taken) / sum(taken.values())
    print(f"  all {len(taken)} languages in turn {in_turn:.0f}, mean of the rates {sum(rates) / len(rates):.0f}")
    return taken


def worst_texts() -> None:
    """Print how long texts of a megabyte take as given to `extract`, which reads no more than its longest text."""
    print(f"\ntexts of {WORST_CHARACTERS:,} characters made to be slow: CPU seconds")
    for name, unit in WORST.items():
        text = (unit * (WORST_CHARACTERS // len(unit) + 1))[:WORST_CHARACTERS]
        begun = time.process_time()
        extract(text, language="en")
        print(f"  {name:16} {time.process_time() - begun:6.2f}")


# Peers: what installs each, the languages it reads, and how it is asked.


def _quantulum(module: Any, language: str) -> Reader:
    del language
    read: Reader = module.parser.parse
    return read


_RECOGNIZED = {
    "en": "en-us", "de": "de-de", "fr": "fr-fr", "es": "es-es", "pt": "pt-br", "zh": "zh-cn", "ja": "ja-jp",
}  # fmt: skip


def _recognizers(module: Any, language: str) -> Reader:
    return lambda text: module.recognize_number(text, _RECOGNIZED[language])


def _text2num(module: Any, language: str) -> Reader:
    return lambda text: module.alpha2digit(text, language)


def _cn2an(module: Any, language: str) -> Reader:
    del language
    return lambda text: module.transform(text, "cn2an")


PEERS: dict[str, tuple[str, str, tuple[str, ...], Callable[[Any, str], Reader]]] = {
    "quantulum3": ("quantulum3", "quantulum3", ("en",), _quantulum),
    "recognizers-text": ("recognizers-text-suite", "recognizers_number", tuple(_RECOGNIZED), _recognizers),
    "text2num": ("text2num", "text_to_num", ("en", "de", "fr", "es", "pt", "ru"), _text2num),
    "cn2an": ("cn2an", "cn2an", ("zh",), _cn2an),
}


def peers(articles: dict[str, str], ours: dict[str, float]) -> None:
    """Print how many articles a second each peer reads for its numbers alone, and our rate beside it."""
    print("\nother libraries on the ordinary articles, numbers or quantities only: articles a second (ours, ratio)")
    for name, (package, module_name, languages, ask) in PEERS.items():
        try:
            module = importlib.import_module(module_name)
            if name == "quantulum3":
                importlib.import_module("quantulum3.parser")
        except Exception as problem:
            reason = f"{type(problem).__name__}: {problem}"
            print(f"  {name}: not measured ({reason}); `pip install {package}` in this environment")
            continue
        shown = []
        for language in languages:
            try:
                each = seconds(ask(module, language), [articles[language]])
            except Exception as problem:
                shown.append(f"{language} fails ({type(problem).__name__}: {str(problem)[:60]})")
                continue
            shown.append(f"{language} {1 / each:.0f} ({1 / ours[language]:.0f}, x{each / ours[language]:.1f})")
        print(f"  {name}: {'; '.join(shown)}")


def _size(paragraphs: list[str]) -> int:
    return len("\n\n".join(paragraphs).encode())


def main() -> None:
    """Run everything."""
    machine()
    articles = ordinary_articles()
    ours = report("ordinary articles", {code: [text] for code, text in articles.items()})
    pages = dense_pages()
    if pages:
        report("dense pages of annotated paragraphs", pages)
    else:
        print("\ndense pages: not measured, the annotated texts in ../shared/eval/gold are absent")
    worst_texts()
    peers(articles, ours)


if __name__ == "__main__":
    main()
