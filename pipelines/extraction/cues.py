"""The words of a text by their kinds, so that asking for one kind near a place never walks over the others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipelines.extraction.lexicon import Lexeme

_NOTHING: tuple[list[int], list[Lexeme]] = ([], [])


class Cues:
    """The lexemes of one text, found by kind and place."""

    __slots__ = ("_asked", "_by_kind", "_lexemes")

    def __init__(self, lexemes: Sequence[Lexeme]) -> None:
        """``lexemes`` are in order of their starts."""
        self._lexemes = lexemes
        self._by_kind: dict[str, list[int]] = {}
        for i, lexeme in enumerate(lexemes):
            for kind in lexeme.kinds:
                self._by_kind.setdefault(kind, []).append(i)
        self._asked: dict[tuple[str, ...], tuple[list[int], list[Lexeme]]] = {}

    def within(self, start: int, end: int, *kinds: str) -> Sequence[Lexeme]:
        """Lexemes of one of these kinds that lie within a span, in order."""
        starts, lexemes = self._asked.get(kinds) or self._gather(kinds)
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] >= end:
            return ()
        return [lexeme for lexeme in lexemes[first : bisect_left(starts, end, first)] if lexeme.end <= end]

    def any_within(self, start: int, end: int, *kinds: str) -> bool:
        """Whether a lexeme of one of these kinds lies within a span."""
        starts, lexemes = self._asked.get(kinds) or self._gather(kinds)
        if not starts:
            return False
        for i in range(bisect_left(starts, start), len(starts)):
            if starts[i] >= end:
                return False
            if lexemes[i].end <= end:
                return True
        return False

    def all_of(self, *kinds: str) -> Sequence[Lexeme]:
        """All lexemes of one of these kinds, in order."""
        return (self._asked.get(kinds) or self._gather(kinds))[1]

    def all_beginning(self, *prefixes: str) -> Sequence[Lexeme]:
        """All lexemes with a kind that begins in one of these ways, in order."""
        return self.all_of(*(kind for kind in self._by_kind if kind.startswith(prefixes)))

    def _gather(self, kinds: tuple[str, ...]) -> tuple[list[int], list[Lexeme]]:
        places = [self._by_kind[kind] for kind in kinds if kind in self._by_kind]
        if not places:
            self._asked[kinds] = _NOTHING
            return _NOTHING
        order = places[0] if len(places) == 1 else sorted(set().union(*places))
        lexemes = [self._lexemes[i] for i in order]
        gathered = self._asked[kinds] = ([lexeme.start for lexeme in lexemes], lexemes)
        return gathered
