"""Numbers for the texts of a column, so that counting and comparing them is arithmetic."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort

import numpy as np
from numpy.typing import NDArray

from crawler.store.items import SEPARATOR

Places = NDArray[np.intp]

FEW = 100
"""New texts up to which each is put in its place; more are put in order with all others."""


class Coder:
    """Numbers for texts, in order of appearance; lists of values are texts too. Only ever grows.

    One thread at a time gives out numbers, while others read: what follows from all texts is therefore never changed in
    place, and may know more texts than a reader has met. It is extended, since a crawl adds texts all the time and
    putting a hundred thousand in order takes a tenth of a second.
    """

    def __init__(self, separator: str | None = None) -> None:
        self.separator = separator
        self.codes: dict[str, int] = {"": 0}
        self.values: list[tuple[str, ...]] = [()]
        self._texts = [""]
        self._lock = threading.Lock()
        self._in_order: list[str] = []
        self._alphabet: Places = np.empty(0, dtype=np.intp)
        self._places: Places = np.empty(0, dtype=np.intp)
        self._families: Places = np.empty(0, dtype=np.intp)
        self._family_codes: dict[str, int] = {}
        self._parts: dict[str, int] = {}
        self._part_texts: list[str] = []
        self._parts_known = 0
        self._holders: Places = np.empty(0, dtype=np.intp)
        self._held: Places = np.empty(0, dtype=np.intp)

    def code(self, text: str | None) -> int:
        """The number of a text; 0 for none."""
        found = self.codes.get(text or "")
        if found is None:
            assert text is not None
            parts = text.split(self.separator) if self.separator else [text]
            self.values.append(tuple(dict.fromkeys(part.strip() for part in parts if part.strip())))
            self._texts.append(text)
            found = self.codes[text] = len(self.values) - 1
        return found

    def alphabet(self) -> tuple[Places, Places]:
        """The numbers in the order of the alphabet, and for each number its place in that order."""
        with self._lock:
            fresh = self._texts[len(self._alphabet) :]
            if fresh:
                first = len(self._alphabet)
                added = sorted(zip(fresh, range(first, first + len(fresh)), strict=True))
                at = [bisect_left(self._in_order, text) for text, _ in added]
                self._alphabet = np.insert(self._alphabet, at, [code for _, code in added])
                if len(added) <= FEW:
                    for text, _ in added:
                        insort(self._in_order, text)
                else:
                    self._in_order = sorted([*self._in_order, *(text for text, _ in added)])
                places = np.empty(len(self._alphabet), dtype=np.intp)
                places[self._alphabet] = np.arange(len(places))
                self._places = places
            return self._alphabet, self._places

    def families(self) -> Places:
        """For each number of a generation, a number for its developer and family, which are its first two parts."""
        with self._lock:
            fresh = self._texts[len(self._families) :]
            if fresh:
                known = self._family_codes
                added = [known.setdefault(text.rpartition(SEPARATOR)[0], len(known)) for text in fresh]
                self._families = np.concatenate((self._families, np.array(added, dtype=np.intp)))
            return self._families

    def parts(self) -> tuple[list[str], Places, Places]:
        """All single values, and for each occurrence of one in a list the list's number and the value's place."""
        with self._lock:
            fresh = self.values[self._parts_known :]
            if fresh:
                pairs = [
                    (code, self._parts.setdefault(part, len(self._parts)))
                    for code, parts in enumerate(fresh, self._parts_known)
                    for part in parts
                ]
                added = np.array(pairs, dtype=np.intp).reshape(-1, 2)
                self._holders = np.concatenate((self._holders, added[:, 0]))
                self._held = np.concatenate((self._held, added[:, 1]))
                self._part_texts = list(self._parts)
                self._parts_known += len(fresh)
            return self._part_texts, self._holders, self._held

    def holding(self, value: str) -> NDArray[np.bool_]:
        """For each number, whether its text holds the value."""
        return np.fromiter((value in values for values in tuple(self.values)), dtype=np.bool_)
