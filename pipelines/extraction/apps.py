"""What a text calls an app: names with a word such as app, search engine or plug-in beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import pairwise

from keywords.folding import fold_term
from pipelines.extraction.app_names import app_names, is_acronym
from pipelines.extraction.lexicon import lexicon
from pipelines.extraction.names import NUMBERED, PLAIN, Mention
from pipelines.extraction.other_names import called_company, has_genitive
from pipelines.extraction.reading import Reading
from pipelines.extraction.spans import first_starting, starting

_BEFORE_REACH, _BEHIND_REACH = 44, 110
"""Characters from a word for an app to the name behind it, and from a name to the end of such a word."""
_BEFORE_WORDS, _BEHIND_WORDS, _BEHIND_WORDS_VERB_LAST = 2, 6, 9
"""Words between both; where verbs come last, all that is said of the app stands there too."""
_HAN_GAP = 24
"""Characters in place of those words, where words have no spaces."""
_RELEASE_REACH = 24
"""Characters from a word for an app to the verb that ends a clause about who brings it out."""
_VERB_WORDS = 1
"""Words between a verb of release and who releases, where the verb comes first."""
_ARTICLE = 3
"""Letters of an article at most."""
_OPENING_REACH = 28
"""Characters at the start of a sentence in which "the app" stands."""
_QUOTES = " '\"‘’“”«»„‚「」『』《》*_"
_MARKS = ",，、:：(（–—-"
_BREAKS = ",;:，；：、،؛()（）–—|"
_HAN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_CALLS_ON = frozenset(["的", "の", "という", "叫"])
"""What may stand between a word for an app and a name, where words have no spaces."""
_APPOSITION = re.compile(r"['\"”»]?,[^,;:]{1,80},(?= )")
"""What stands between a name and its predicate (X, which came out in May, is a tool)."""
_QUOTES_AND_BULLETS = _QUOTES + "•-"
_LAST_PART = re.compile(r"(?<=[^\WA-Z_])[A-Z][a-z]+$|(?<=[ -])[A-Z]?[a-z]+$")


class Apps:
    """The names of one text that it calls apps."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._before, self._owners, self._subjects = _small_words(reading.code)

    def names(self, low: int, high: int) -> list[Mention]:
        """What may be an app's name in a stretch, in order; a company's only where the text calls it an app."""
        named = app_names(self._reading, low, high)
        return [m for m in named if not called_company(self._reading, m) or self.apart(m) is not None]

    def apart(self, name: Mention) -> int | None:
        """How many words stand between a name and the word that calls it an app; ``None`` where none does."""
        before = self._called_before(name)
        if before == 0:
            return 0
        behind = self._called_behind(name)
        found = [x for x in (before, behind) if x is not None]
        return min(found) if found else None

    def calls(self, name: Mention) -> bool:
        """Whether the text calls a name an app anywhere."""
        return name.key in self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        named = self.names(0, len(self._reading.key))
        called = {m.key for m in named if self.apart(m) is not None or self._calls_itself(m)}
        return frozenset(called | self._pointed_at(named))

    def _calls_itself(self, name: Mention) -> bool:
        """Whether the last part of a name is a word for an app (KestrelBot, Kestrel Assistant)."""
        part = _LAST_PART.search(name.name)
        return part is not None and fold_term(part[0]) in self._reading.terms("app")

    def _pointed_at(self, named: Sequence[Mention]) -> set[str]:
        """The only names of sentences that the next one goes on about as an app (X is new. The app ...)."""
        reading = self._reading
        found = set()
        for this, following in pairwise(reading.sentences):
            names = {m.key for m in starting(named, this.start, this.end)}
            if len(names) != 1:
                continue
            opening = following.start, min(following.end, following.start + _OPENING_REACH)
            words = reading.find("app", reading.key, *opening)
            before = reading.key[following.start : words[0][0]].split() if words else []
            indefinite = bool(before) and before[0] in reading.terms("indefinite")
            if words and not indefinite and not starting(reading.mentions, following.start, words[0][0]):
                found |= names
        return found

    def begins_app(self, end: int) -> bool:
        """Whether a word that ends there is the first part of one for an app (a training app)."""
        reading = self._reading
        joined = reading.key[end : end + 1] in ("-", " ")
        return joined and any(a == end + 1 for a, _ in reading.find("app", reading.key, end, end + _RELEASE_REACH))

    def brought_out(self, end: int) -> bool:
        """Whether a word for an app that ends there is the object of a verb of release, where verbs come last.

        What stands before the word is then who brings the app out, and not its name.
        """
        reading = self._reading
        return bool(reading.object_marks or reading.terms("determiner")) and any(
            not reading.parted(end, x.start) for x in reading.cues(end, end + _RELEASE_REACH, "cue.release")
        )

    def names_another(self, name: Mention, end: int) -> bool:
        """Whether the last word for an app in a stretch behind a name is that of another app."""
        spans = self._reading.find("app", self._reading.key, name.end, end)
        return bool(spans) and not self._describes(name, spans[-1][0])

    def calls_model(self, name: Mention, start: int, end: int) -> bool:
        """Whether a word for a model (at the place given) describes a name rather than an app beside it."""
        reading = self._reading
        if reading.find("app", reading.key, start, end):
            return False
        near = reading.find("app", reading.key, start - _RELEASE_REACH, end + _RELEASE_REACH)
        if any(a < end + 2 and start - 2 < b for a, b in near):
            return False  # an AI assistant
        if end <= name.start:
            return self._introduces(end, name)
        return name.end <= start and self._describes(name, start)

    def _called_before(self, name: Mention) -> int | None:
        reading = self._reading
        low = max(reading.sentences[reading.sentence_at(name.start)].start, name.start - _BEFORE_REACH)
        spans = [x for x in reading.find("app", reading.key, low, name.start) if x[1] <= name.start]
        if not spans:
            return None
        start, end = max(spans, key=lambda x: x[1])
        titled = reading.folded.text[start].isupper() and start > low and not reading.terms("determiner")
        if (titled and name.strength == PLAIN) or not self._introduces(end, name):
            return None  # an AI Service Card
        return len(reading.key[end : name.start].split())

    def _introduces(self, end: int, name: Mention) -> bool:
        """Whether a word that ends there leads to a name: the search engine X, its bot, X, a tool called X."""
        reading = self._reading
        gap = reading.key[end : name.start].strip(_QUOTES)
        if not gap or gap in (",", ":", "،", "："):
            return True
        if _HAN.search(gap):
            return gap in _CALLS_ON
        called = reading.cues(end, name.start, "cue.called")
        if called and not reading.key[called[-1].end : name.start].strip(_QUOTES):
            return True
        words = gap.split()
        return (
            len(words) <= _BEFORE_WORDS
            and not any(c in _BREAKS or c.isdigit() for c in gap)
            and words[-1] not in self._before
            and not (len(words) > 1 and words[-2] in self._before and len(words[-1]) <= _ARTICLE)  # the bot of the X
            and not starting(reading.mentions, end, name.start)
            and not reading.has_cue(end, name.start, "cue.release", "cue.compare", "cue.product", "cue.inference")
            and not reading.find("runs", reading.key, end, name.start)
        )

    def _called_behind(self, name: Mention) -> int | None:
        reading = self._reading
        high = min(reading.sentences[reading.sentence_at(name.start)].end, name.end + _BEHIND_REACH)
        spans = reading.find("app", reading.key, name.end, high)
        if not spans or not self._describes(name, spans[0][0]):
            return None
        end = max(x[1] for x in spans if x[0] == spans[0][0])
        opening = reading.sentences[reading.sentence_at(name.start)].start
        alone = not name.quoted and first_starting(reading.mentions, opening, name.start) is None
        if alone and not self._subjects and self.brought_out(end):
            return None
        return 1 + len(reading.key[name.end : spans[0][0]].split())

    def _describes(self, name: Mention, start: int) -> bool:
        """Whether a word that begins there says what a name is: X, a search engine; X is a tool."""
        reading = self._reading
        aside = _APPOSITION.match(reading.key, name.end, start)
        low = name.end if aside is None else aside.end()
        gap = reading.key[low:start]
        for inner in starting(reading.mentions, low, start):
            if inner.end > start:
                continue  # the word itself (Schreib-App)
            if inner.strength < NUMBERED and not is_acronym(inner):
                return False
            gap = gap.replace(reading.key[inner.start : inner.end], "")
        gap = gap.lstrip(_QUOTES)
        if has_genitive(reading, name) or self._owns(gap, name.end):
            return False
        apposed = gap.startswith(tuple(_MARKS)) or reading.has_cue(low, start, "cue.copula")
        body = gap.lstrip(_MARKS + " ")
        if any(c in _BREAKS for c in body) or reading.has_cue(low, start, "cue.release", "cue.compare"):
            return False
        if _HAN.search(body):
            return len(body) <= _HAN_GAP
        if len(body.split()) > (_BEHIND_WORDS_VERB_LAST if reading.object_marks else _BEHIND_WORDS):
            return False
        if not apposed and not reading.object_marks:
            if self._follows_verb(name) or reading.find("runs", body, 0, len(body)):
                return False
            if not body.strip() and self.is_opening_word(name):
                return False  # Conversational services
        return bool(apposed or not body.strip() or name.strength > PLAIN or not reading.terms("determiner"))

    def _owns(self, gap: str, name_end: int) -> bool:
        """Whether what follows a name makes it the owner of what comes next, or joins the two, or makes it an agent."""
        words = gap.split()
        if not words:
            return False
        if _HAN.match(gap) or self._reading.key[name_end] != " ":
            return gap.startswith(tuple(self._owners)) if gap[0] not in _MARKS else False
        word = words[0]
        if word.isascii() and not self._reading.folded.text[name_end : name_end + len(word) + 1].isascii():
            return False  # é, which folding makes a word of its own
        return word in self._owners or word in self._subjects

    def is_opening_word(self, name: Mention) -> bool:
        """Whether a word has its capital only because a sentence begins with it, so that it need not be a name."""
        reading = self._reading
        if name.strength > PLAIN:
            return False
        opening = reading.sentences[reading.sentence_at(name.start)].start
        first = not reading.key[opening : name.start].strip(_QUOTES_AND_BULLETS)
        return first and "Latin" in reading.pack.scripts and self._times[name.key] <= 1

    @cached_property
    def _times(self) -> Counter[str]:
        return Counter(m.key for m in self._reading.mentions)

    def _follows_verb(self, name: Mention) -> bool:
        """Whether a verb of release stands right before a name, as where the verb comes first (أطلقت X تطبيقا)."""
        reading = self._reading
        return any(
            len(reading.key[x.end : name.start].split()) <= _VERB_WORDS
            for x in reading.cues(name.start - _BEFORE_REACH, name.start, "cue.release")
        )


@cache
def _small_words(code: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words that may not stand right before a name that an app's word introduces, nor right behind one that it
    describes, and marks of a subject that are words of their own."""
    words = lexicon(code)
    conjunctions = frozenset(words.terms("conjunction"))
    spaced = not {"Han", "Hangul"} & set(words.pack.scripts)
    before = ("genitive", "part_of", "agent", "origin", "place", "with", "like", "than", "relative", "era")
    owners = ("attributive", "genitive", "part_of", "agent")
    return (
        conjunctions.union(*(words.terms(kind) for kind in before)),
        conjunctions.union(*(words.terms(kind) for kind in owners)),
        frozenset(words.terms("subject")) if spaced else frozenset(),
    )
