"""Numbers for texts: extended text by text, they are what they would be if all texts had been known at once."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from crawler.review.reading.coding import FEW, Coder
from crawler.store.items import SEPARATOR

texts = st.lists(st.lists(st.text("abß星", min_size=1, max_size=2), min_size=1, max_size=3).map(SEPARATOR.join))


@given(st.lists(texts, min_size=1, max_size=5))
def test_what_follows_is_the_same_however_the_texts_came(batches: list[list[str]]) -> None:
    grown, at_once = Coder(SEPARATOR), Coder(SEPARATOR)
    for batch in batches:
        for text in batch:
            assert grown.code(text) == at_once.code(text)
        grown.alphabet(), grown.families(), grown.parts()
    for one, other in zip(
        (*grown.alphabet(), grown.families()), (*at_once.alphabet(), at_once.families()), strict=True
    ):
        assert one.tolist() == other.tolist()
    assert [part if isinstance(part, list) else part.tolist() for part in grown.parts()] == [
        part if isinstance(part, list) else part.tolist() for part in at_once.parts()
    ]
    order, places = grown.alphabet()
    known = list(grown.codes)
    assert [known[code] for code in order.tolist()] == sorted(known)
    assert places[order].tolist() == list(range(len(known)))


def test_many_new_texts_are_put_in_order_too() -> None:
    coder = Coder()
    for number in range(3 * FEW):
        coder.code(f"b{number}")
    coder.alphabet()
    for number in range(3 * FEW):
        coder.code(f"a{number}")
    order, _ = coder.alphabet()
    known = list(coder.codes)
    assert [known[code] for code in order.tolist()] == sorted(known)


def test_readers_are_not_disturbed_by_texts_that_come_meanwhile() -> None:
    coder, done, failed = Coder(SEPARATOR), threading.Event(), []

    def read() -> None:
        while not done.is_set():
            texts, holders, held = coder.parts()
            order, places = coder.alphabet()
            if sorted(order.tolist()) != list(range(len(places))) or (len(held) and held.max() >= len(texts)):
                failed.append((order, places, holders))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(2000):
        coder.code(f"{number % 7}{SEPARATOR}{number}")
        if number % 50 == 0:
            coder.families()
    done.set()
    for reader in readers:
        reader.join()
    assert failed == []
    assert len(coder.alphabet()[0]) == len(coder.families()) == 2001
