"""How well and how fast copies of one story are found: ``python bench/origins.py [DOCUMENTS]``.

Well: on the agency stories that the tests hold in sixteen languages, and on generated ones, of which every pair is
known: copies are shortened, edited, reordered and framed by their outlet's words; rivals quote a sentence of a story
and write the rest themselves. Fast: documents stored one by one, each in a transaction, as a crawl does it. Then a
story told thousands of times, and beside ours a named peer on the same texts, which is no dependency of the project.
"""

from __future__ import annotations

import importlib
import resource
import sqlite3
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crawler.store.database import Store, open_store
from crawler.store.origins import assign_origin
from pipelines.origins import fingerprint
from tests.pipelines.wire_stories import wire_stories

DOCUMENTS = 20_000
TOLD_OFTEN = 4_000
AGENCY_LINES = ("(Reuters) - ", "(AFP) - ", "(dpa) - ", "")


@dataclass(frozen=True, slots=True)
class Text:
    """A document whose story is known."""

    ident: str
    url: str
    text: str
    story: str


def written_texts() -> list[Text]:
    """The tests' agency stories: copies, and others' own articles, each a story of its own."""
    texts = []
    for story in wire_stories():
        event = story.language
        texts.append(Text(f"{event}/wire", f"https://agency-{event}.example/", story.wire, event))
        texts += [Text(f"{event}/{o}", f"https://{o}/1", text, event) for o, text in story.copies.items()]
        texts += [
            Text(f"{event}/own{n}", f"https://own{n}.{event}.example/", text, f"{event}/own{n}")
            for n, text in enumerate(story.own)
        ]
    return texts


class Newsroom:
    """Generates stories of invented sentences made of the words of ordinary articles, and what outlets make of them."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        written = tomllib.loads((Path(__file__).parent / "articles.toml").read_text(encoding="utf-8"))
        self._words = {
            code: list("".join(part["prose"])) if code in {"zh", "ja"} else " ".join(part["prose"]).split()
            for code, part in written.items()
        }
        self._notices = {(outlet, code): self._sentences(code, 2) for outlet in range(120) for code in self._words}

    def texts(self, count: int) -> list[Text]:
        """About half of the documents are copies of some story, the others stand alone or quote a story's sentence."""
        texts: list[Text] = []
        while len(texts) < count:
            code = self._random.choice(list(self._words))
            wire = [self._sentences(code, self._random.randint(2, 3)) for _ in range(self._random.randint(3, 8))]
            story = f"story{len(texts)}"
            for _ in range(min(40, int(self._random.paretovariate(1.1)))):
                texts.append(self._document(len(texts), code, self._copy(code, wire), story))
            rival = [self._sentences(code, 3) for _ in range(self._random.randint(2, 6))]
            rival.insert(1, wire[0])
            texts.append(self._document(len(texts), code, rival, f"rival{len(texts)}"))
        self._random.shuffle(texts)
        return texts[:count]

    def often_told(self, count: int) -> list[Text]:
        """One story in ever so many copies, as model cards made from one template are."""
        wire = [self._sentences("en", 3) for _ in range(8)]
        return [self._document(n, "en", [*wire, self._sentences("en", 1)], "template") for n in range(count)]

    def _document(self, number: int, code: str, paragraphs: list[str], story: str) -> Text:
        outlet = self._random.randrange(120)
        notice = [self._notices[outlet, code]] if self._random.random() < 0.5 else []
        url = f"https://outlet{outlet}.example/{number}"
        return Text(f"d{number}", url, "\n\n".join([*paragraphs, *notice]), story)

    def _copy(self, code: str, wire: list[str]) -> list[str]:
        random = self._random
        kept = wire[: max(2, round(len(wire) * random.uniform(0.5, 1)))]
        if random.random() < 0.3:
            kept[0], kept[1] = kept[1], kept[0]
        edited = [self._edited(code, paragraph, random.choice([0, 0, 0.02, 0.05])) for paragraph in kept]
        return [self._sentences(code, 1), random.choice(AGENCY_LINES) + edited[0], *edited[1:]]

    def _edited(self, code: str, paragraph: str, share: float) -> str:
        space = "" if code in {"zh", "ja"} else " "
        words = list(paragraph) if not space else paragraph.split()
        changed = [self._random.choice(self._words[code]) if self._random.random() < share else w for w in words]
        return space.join(changed)

    def _sentences(self, code: str, count: int) -> str:
        space = "" if code in {"zh", "ja"} else " "
        length = 40 if not space else 18
        return " ".join(space.join(self._random.choices(self._words[code], k=length)) + "." for _ in range(count))


def insert(connection: sqlite3.Connection, text: Text) -> None:
    """Store a document as it comes in, without its mentions."""
    connection.execute(
        "INSERT INTO documents (id, source, kind, rank, url, text, digest, origin, first_seen, last_seen, first_run) "
        "VALUES (?1, 'bench', 'article', 'news', ?2, ?3, ?1, ?1, 'now', 'now', 'bench')",
        (text.ident, text.url, text.text),
    )


def store_all(store: Store, texts: Iterable[Text], steps: int) -> list[float]:
    """Store and compare documents one by one; CPU seconds that comparing took, by equal steps of documents."""
    taken: list[float] = []
    for number, text in enumerate(texts):
        if number % steps == 0:
            taken.append(0.0)
        with store.write() as connection:
            insert(connection, text)
            begun = time.process_time()
            assign_origin(connection, text.ident, text.url, text.text)
            taken[-1] += time.process_time() - begun
    return taken


def origins_of(store: Store) -> dict[str, Hashable]:
    """Origin by document."""
    return {row[0]: row[1] for row in store.connection.execute("SELECT id, origin FROM documents")}


def quality(texts: Iterable[Text], found: dict[str, Hashable]) -> str:
    """Precision and recall over pairs of documents that are said to be, or are, one story."""
    texts = list(texts)
    true = _pairs(Counter(text.story for text in texts))
    said = _pairs(Counter(found[text.ident] for text in texts))
    both = _pairs(Counter((text.story, found[text.ident]) for text in texts))
    return (
        f"pairs: precision {both / said if said else 1:.4f}, recall {both / true if true else 1:.4f} ({true:,} pairs)"
    )


def _pairs(sizes: Counter[Hashable] | Counter[str] | Counter[tuple[str, Hashable]]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def measure(title: str, texts: list[Text], steps: int) -> None:
    """Print quality, speed and size for documents stored one by one."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "bench.db") as store:
        taken = store_all(store, texts, steps)
        print(f"\n{title}: {len(texts):,} documents")
        print(f"  {quality(texts, origins_of(store))}")
        rates = ", ".join(f"{min(steps, len(texts)) / each:.0f}" for each in taken)
        print(f"  {len(texts) / sum(taken):.0f} documents a second; in turn, for each {steps:,}: {rates}")
        rows = store.connection.execute("SELECT count(*) FROM story_shingles").fetchone()[0]
        kept = store.connection.execute("SELECT sum(length(shingles)) FROM story_texts").fetchone()[0] or 0
        print(f"  {rows / len(texts):.0f} indexed and {kept / len(texts):.0f} bytes of shingles a document")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of the process {peak:.0f} MB")


def datasketch_origins(texts: Iterable[Text], threshold: float) -> dict[str, Hashable]:
    """The peer's way: MinHash with 128 permutations over our shingles, joined to the first document found."""
    module = importlib.import_module("datasketch")
    index = module.MinHashLSH(threshold=threshold, num_perm=128)
    found: dict[str, Hashable] = {}
    for text in texts:
        sketch = module.MinHash(num_perm=128)
        sketch.update_batch(
            [int(h).to_bytes(4, "little") for h in fingerprint(text.ident, text.url, text.text).shingles]
        )
        near = index.query(sketch)
        found[text.ident] = found[min(near)] if near else text.ident
        index.insert(text.ident, sketch)
    return found


def peer(title: str, texts: list[Text]) -> None:
    """Print the peer's quality and speed on the same texts."""
    for threshold in (0.3, 0.5):
        begun = time.process_time()
        try:
            found = datasketch_origins(texts, threshold)
        except ImportError:
            print("  datasketch: not measured; `pip install datasketch` in this environment")
            return
        rate = len(texts) / (time.process_time() - begun)
        print(f"  datasketch, {title}, Jaccard {threshold}: {quality(texts, found)}, {rate:.0f} documents a second")


def main(count: int) -> None:
    """Run everything."""
    written = written_texts()
    measure("stories written for the tests, sixteen languages", written, 1000)
    newsroom = Newsroom(seed=1)
    generated = newsroom.texts(count)
    measure("generated stories", generated, max(1, count // 4))
    measure("one story told often", newsroom.often_told(min(TOLD_OFTEN, count)), 1000)
    print("\npeer")
    peer("written", written)
    peer("generated", generated[:2000])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS)
