"""Names in Latin letters by their shape.

A name's shape is a family word with version and size tokens (``Llama 3.1 405B``, ``gpt-oss-120b``, ``ESM3``). How
much a shape proves is its strength: a version or size inside proves most, inner capitals some, a capitalised word
alone nothing without a word such as "model" or a parameter count near it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Container, Sequence
from itertools import pairwise
from typing import NamedTuple

from keywords.folding import Folded, fold_term
from keywords.tries import LEAD, any_of, behind_border
from pipelines.extraction.lexicon import Lexeme, Lexicon, new_tuple
from pipelines.extraction.names import (
    LATIN,
    NUMBERED,
    PERIOD,
    PLAIN,
    SHAPED,
    SHORT,
    Mention,
    NameToken,
    counts_something,
    shape,
)
from pipelines.extraction.spans import Spans, starting
from pipelines.identity.aliases import canonical_model_name

_TOKEN_FORM = rf"[{LATIN}0-9]+(?:(?:[.\-+_]|:(?!\d+(?![\d.]*[BMTbmt]))|·(?=[A-Z](?![{LATIN}])))[{LATIN}0-9]+)*\+?"
_TOKEN = re.compile(_TOKEN_FORM)
_ALONE = rf"(?![{LATIN}0-9+]|[.\-_:·][{LATIN}0-9])"
"""What stands behind a word that is not joined with another."""
_STAGES = ("pretrain", "preview", "base", "alpha", "beta")
"""Words that go on with a name that has a number, even in lower case."""
_TIER_VERSION = re.compile(r"(?:large|medium|small|base|tiny|mini|turbo|pro|xl)-?[vV]\d(?:\.\d+)?(?:-[a-z]+)*")
"""A tier with its version, in lower case (Whisper large-v3)."""
_SLICE = re.compile(r"v\d[a-z]?-\d{1,5}")
"""A slice of a chip's pod (v5e-256)."""
_ACRONYM = 3
"""Letters up to which capitals alone are an acronym rather than a coined word."""
_FOOTNOTED = re.compile(r"[a-z]{5,}\d")
"""A word in lower case with one digit glued to it: rather a footnote's mark than a version."""
_PLURAL_ACRONYM = re.compile(r"[A-Z]{2,}s|[A-Z][a-z]?[A-Z]+s")
"""Several of a kind (SSMs, ViTs), never a model's name."""
_STAGE = re.compile(r"(?:alpha|beta|preview|rc)-?\d+")
_EDITION = re.compile(r"v\d+(?:\.\d+)?")
_WHAT_IT_IS = 64
"""Characters in which what a name stands for is said (Aurora is a foundation model of the atmosphere)."""
_LOWER = re.compile(r"[a-z]{3,}")
_PHRASE_REACH = 8
"""Words behind the first one of a phrase within which it ends."""
_REMEMBERED = 50_000
"""Words without meaning for names that are remembered from text to text."""
_NOT_WRITTEN: tuple[str, ...] = ()
"""The other forms of a name that has none."""
_NO_NAME = 0
"""In place of a name's strength: no name."""
_MAX_TOKENS = 7
_LONGEST_NAME = 200
"""Characters within which every developer's name ends."""
_SPACED_DIGIT = re.compile(r"[ -]?\d")
_SIZE_INSIDE = re.compile(r"\d+(?:\.\d+)?[BbMm](?![A-Za-z])")
_LICENCE = re.compile(
    r"CC(?:[ -](?:BY|NC|SA|ND|0))+(?:[ -]\d(?:\.\d)?)?|(?:Apache|L?GPL|AGPL|BSD|MPL)[ -]?v?\d(?:\.\d)?"
)
"""Names of licences with their versions."""


class _Word(NamedTuple):
    """A word as part of a name: whether it may begin one or go on with one, and the phrases that it opens.

    A word in small letters that does neither only parts what stands round it.
    """

    lively: bool
    begins: bool
    machine: bool
    phrases: tuple[str, ...]


class LatinNames:
    """Finds names in Latin letters by their shape in texts of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._phrases: dict[str, list[str]] = {}
        for term in lexicon.not_names:
            if " " in term:
                self._phrases.setdefault(term.split(" ")[0], []).append(term)
        self._token = self._worth_reading()
        self._words: dict[str, _Word] = {}
        self._stops: dict[str, bool] = {}
        self._alone: dict[str, int] = {}

    def find(
        self,
        folded: Folded,
        lexemes: Sequence[Lexeme],
        organizations: Sequence[tuple[int, int]],
        taken: Spans,
    ) -> list[Mention]:
        text = folded.text
        tokens = self._tokens(folded)
        said = {x.start: x for x in lexemes}  # words and phrases; a name may not be the head of one
        tokens = [
            self._without_noun(t, lexemes) if "-" in t.text else t
            for t in tokens
            if not (t.start in said and _counts(t, said[t.start])) and not taken.overlaps(t.start, t.end)
        ]
        tokens = self._with_given(text, tokens, said, {start for start, _ in organizations})
        found: list[Mention] = []
        i = 0
        while i < len(tokens):
            token = tokens[i]
            known = self._known(token.text)
            phrase = self._phrase(text, tokens, i) if known.phrases else 0
            if not phrase and known.machine and self._called_model(token, lexemes):
                found.append(Mention(token.text, token.start, token.end, PLAIN))
                i += 1
                continue
            begins = known.begins or (token.given and not self._is_stop(token.text))
            if phrase or not begins or _is_noun(token, said.get(token.start)):
                i += max(phrase, 1)
                continue
            j = i + 1
            if (j == len(tokens) or tokens[j].start - token.end > 1) and not _touching(
                organizations, token.start, token.end
            ):
                mention = self._of_one_word(text, token)
            else:
                while j < len(tokens) and j - i < _MAX_TOKENS and self._continues(text, tokens, i, j, lexemes):
                    j += 1
                mention = self._mention(text, tokens[i:j], organizations)
                if mention is not None and mention.strength < NUMBERED and self._institution(tokens[i : j + 1]):
                    mention = None
            if mention is not None and not (mention.strength < NUMBERED and _heads(said.get(mention.start), mention)):
                found.append(mention)
            i = j
        return found

    def _of_one_word(self, text: str, token: NameToken) -> Mention | None:
        """The name that a word far from all others is; its strength is remembered from text to text."""
        strength = self._alone.get(token.text)
        if strength is None or token.given:
            mention = self._mention(text, [token], ())
            if mention is not None and mention.strength < NUMBERED and self._institution([token]):
                mention = None
            strength = _NO_NAME if mention is None else mention.strength
            if not token.given:
                if len(self._alone) > _REMEMBERED:
                    self._alone.clear()
                self._alone[token.text] = strength
        if strength == _NO_NAME:
            return None
        return new_tuple(
            Mention, (token.text, token.start, token.end, strength, _is_quoted(text, token.start), _NOT_WRITTEN)
        )

    def _tokens(self, folded: Folded) -> list[NameToken]:
        """The words of a text, without those in lower case that can neither begin a name nor go on with one."""
        tokens = []
        words = self._words
        key = folded.key
        behind = 0
        for match in self._token.finditer(LEAD + folded.text):
            start = match.start(1) - len(LEAD)
            if start < behind:
                continue
            word = match[1]
            known = words.get(word) or self._known(word)
            if known.phrases and key.startswith(known.phrases, start):
                tokens += self._round_phrase(folded, start)
                behind = tokens[-1].end
            elif known.lively:
                tokens.append(new_tuple(NameToken, (word, start, start + len(word), False)))
        return tokens

    def _worth_reading(self) -> re.Pattern[str]:
        """A pattern for the words of a text, most of those passed over that can neither begin a name nor go on with
        one: a plain word in small letters that no list holds needs no look at what it is."""
        if "Latin" not in self._lexicon.pack.scripts:
            return re.compile(f"({_TOKEN_FORM})")
        listed = any_of([*self._lexicon.institutions, *_STAGES, *self._phrases])
        return re.compile(behind_border(f"{LATIN}0-9", f"(?!(?!{listed}{_ALONE})[a-z]++(?: |{_ALONE}))({_TOKEN_FORM})"))

    def _round_phrase(self, folded: Folded, start: int) -> list[NameToken]:
        """The words from the first one of a phrase on, as many as it may have, and those of a phrase among them."""
        tokens: list[NameToken] = []
        kept = 0
        for match in _TOKEN.finditer(folded.text, start):
            opens = folded.key.startswith(self._known(match[0]).phrases, match.start())
            kept = _PHRASE_REACH if opens else kept - 1
            if kept <= 0:
                break
            tokens.append(NameToken(match[0], match.start(), match.end()))
        return tokens

    def _known(self, word: str) -> _Word:
        """What a word may be in a name; remembered, because words come again in every text."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) > _REMEMBERED:
                self._words.clear()
            known = self._words[word] = self._word(word)
        return known

    def _word(self, word: str) -> _Word:
        folded = fold_term(word)
        plain = word.isalpha() and word.islower() and "Latin" in self._lexicon.pack.scripts
        lively = not plain or shape(word).starts or folded in self._lexicon.institutions or folded in _STAGES
        phrases = tuple(self._phrases.get(folded, ()))
        begins = shape(word).starts and not self._is_stop(word)
        machine = word.istitle() and folded in self._lexicon.machines
        return _Word(lively, begins, machine, phrases)

    def _with_given(
        self, text: str, tokens: list[NameToken], said: Container[int], developers: Collection[int]
    ) -> list[NameToken]:
        """Tokens with those marked that begin a name by what follows: lower-case Latin letters and a version in a text
        of another script (abab 6.5), a developer's name that begins with a digit and a word such as LLM."""
        marked = [t._replace(given=True) if developers and _is_short_name(t.text) else t for t in tokens]
        foreign = "Latin" not in self._lexicon.pack.scripts
        for i, (token, following) in enumerate(pairwise(tokens)):
            named = token.start in developers and token.text[0].isdigit()
            if not (foreign or named) or text[token.end : following.start] != " " or token.start in said:
                continue
            lower = foreign and _LOWER.fullmatch(token.text) is not None and not self._is_stop(token.text)
            versioned = following.size or (following.version and "." in following.text)
            if (lower and versioned) or (named and self._lexicon.model_ending.search(following.text)):
                marked[i] = token._replace(given=True)
        return marked

    def _without_noun(self, token: NameToken, lexemes: Sequence[Lexeme]) -> NameToken:
        """A token without a common noun glued to it by a hyphen (GPT-3-Modell)."""
        head, hyphen, tail = token.text.rpartition("-")
        if (
            hyphen
            and head
            and not any(c.isupper() for c in tail[1:])  # MoE and the like stay
            and not self._lexicon.model_ending.search(token.text)
            and any(
                0 <= token.end - len(tail) - x.start <= 1
                and x.end >= token.end
                and x.has("cue.model", "cue.licence", "cue.base_after", "unit.chips", "unit.nodes")
                for x in starting(lexemes, token.start + 1, token.end)
            )
        ):
            return NameToken(head, token.start, token.start + len(head))
        return token

    @staticmethod
    def _called_model(token: NameToken, lexemes: Sequence[Lexeme]) -> bool:
        """Whether a computer's name stands right behind a word for a model (the weather model Aurora)."""
        before = starting(lexemes, token.start - 40, token.start)
        if any(x.end == token.start - 1 and x.has("cue.model") for x in before):
            return True
        behind = starting(lexemes, token.end, token.end + _WHAT_IT_IS)  # Aurora is a weather model
        told = behind[:1] and behind[0].has("cue.copula") and behind[0].start == token.end + 1
        return (
            bool(told)
            and any(x.has("cue.model") for x in behind)
            and not any(x.has("cue.cluster", "unit.flop_rate") for x in behind)
        )

    def _institution(self, tokens: Sequence[NameToken]) -> bool:
        """Whether one of these neighbouring words says that the name is an institution's (Foo University)."""
        near = [t for t, before in zip(tokens[1:], tokens, strict=False) if t.start - before.end <= 1]
        words = [word for t in [tokens[0], *near] for word in fold_term(t.text).split("-")]
        return any(word in self._lexicon.institutions for word in words)

    def _phrase(self, text: str, tokens: Sequence[NameToken], i: int) -> int:
        """How many tokens from ``i`` on are a phrase that is no name (AI Act); 0 where they are none."""
        for count in (4, 3, 2):
            if i + count <= len(tokens):
                phrase = fold_term(text[tokens[i].start : tokens[i + count - 1].end])
                following = text[tokens[i + count - 1].end : tokens[i + count - 1].end + 2]
                if phrase in self._lexicon.not_names and not _SPACED_DIGIT.match(following):
                    return count
        return 0

    def _is_stop(self, word: str) -> bool:
        """Whether a word is no name; remembered, because words come again in every text."""
        known = self._stops.get(word)
        if known is None:
            if len(self._stops) > _REMEMBERED:
                self._stops.clear()
            known = self._stops[word] = self._is_no_name(word)
        return known

    def _is_no_name(self, word: str) -> bool:
        folded = fold_term(word)
        if folded in self._lexicon.not_names:
            return True
        if word.islower() and _STAGE.fullmatch(word):
            return True  # alpha-1 is the end of a name
        if word[-1:].isdigit() and folded.rstrip("0123456789") in self._lexicon.chip_words:
            return True  # GPU1枚 is one GPU
        if _SLICE.fullmatch(word) or _PLURAL_ACRONYM.fullmatch(word) or self._lexicon.test_ending.search(word):
            return True
        parts = folded.split("-")
        if len(parts) > 1 and parts[-1] in self._lexicon.adjectives:
            return True  # a word such as X-based
        if len(parts) > 1 and parts[0] in self._lexicon.not_names and _EDITION.fullmatch(parts[-1]):
            return True  # the second edition of a data set (RedPajama-V2)
        numbered = any(c.isdigit() for c in folded) and any(c.isupper() for c in word) and word[0] == word[0].upper()
        coined = any(  # a part that is no common word has capitals of its own (RedPyjama-INCITE)
            part.isupper() and len(part) > _ACRONYM and fold_term(part) not in self._lexicon.not_names
            for part in word.split("-")[1:]
        )
        return len(parts) > 1 and not numbered and not coined and parts[0] in self._lexicon.not_names

    def _continues(self, text: str, tokens: list[NameToken], i: int, j: int, lexemes: Sequence[Lexeme]) -> bool:
        token, before = tokens[j], tokens[j - 1]
        if text[before.end : token.start] != " ":
            return False
        if token.size:
            return not counts_something(text, token, lexemes)
        if token.version:
            known = canonical_model_name(text[tokens[i].start : token.end]) is not None
            return (
                not any(t.version for t in tokens[i + 1 : j])
                and not _enumerates(text, token)
                and (not before.size or token.text[0] in "vV")
                and (known or not counts_something(text, token, lexemes))
            )
        if PERIOD.match(token.text):
            return False
        if tokens[i].given and self._lexicon.model_ending.search(token.text):
            return True  # 42dot LLM
        if self._is_stop(token.text):
            following = tokens[j + 1] if j + 1 < len(tokens) else None
            return (
                (token.text.istitle() or token.text.isupper())
                and following is not None
                and (following.version or following.size)
                and text[token.end : following.start] == " "
                and not counts_something(text, following, lexemes)
            )
        if token.capital or _TIER_VERSION.fullmatch(token.text):
            return True
        return fold_term(token.text) in _STAGES and any(c.isdigit() for t in tokens[i:j] for c in t.text)

    def _mention(self, text: str, chain: list[NameToken], organizations: Sequence[tuple[int, int]]) -> Mention | None:
        chain = _without_organization(chain, organizations, self._lexicon)
        while chain and (
            self._is_stop(chain[-1].text)
            and not (chain[-1].version and len(chain) > 1)
            and not (len(chain) > 1 and chain[-1].text == "AI" and SHORT.match(chain[-2].text))  # T3 AI
            and chain[-1].text.lower() not in ("llm", "lm", "vlm", "base", "chat", "instruct", "next")
        ):
            chain.pop()
        while chain and (self._is_stop(chain[0].text) or not chain[0].starts):
            chain.pop(0)
        if not chain:
            return None
        start, end = chain[0].start, chain[-1].end
        name = text[start:end]
        if self._is_stop(name) or len(name) < 2 or not any(c.isalpha() for c in name) or _LICENCE.fullmatch(name):
            return None
        return Mention(name, start, end, _strength(chain, self._lexicon), _is_quoted(text, start))


def _counts(token: NameToken, lexeme: Lexeme) -> bool:
    """Whether a token is a unit or a word of a number, as the lexeme at its place says, without capitals inside."""
    if lexeme.end != token.end or not lexeme.counts:
        return False
    return token.text[0].islower() or not any(c.isupper() for c in token.text[1:])


def _is_noun(token: NameToken, lexeme: Lexeme | None) -> bool:
    """Whether a token is a common noun for a model or a data set, with the capital of a noun or of a sentence."""
    return (
        lexeme is not None
        and lexeme.end == token.end
        and lexeme.has("cue.model", "cue.dataset")
        and token.text.istitle()
    )


def _heads(lexeme: Lexeme | None, mention: Mention) -> bool:
    """Whether a name is the beginning of a word or phrase at its place, or all of it."""
    return lexeme is not None and lexeme.end >= mention.end


def _is_quoted(text: str, start: int) -> bool:
    """Whether a quotation mark stands right before a name."""
    return start > 0 and text[start - 1] in "'\"‘“«「『"


def _is_short_name(word: str) -> bool:
    """Whether a small letter and a digit are the whole name of a known model (o1); it needs its maker in the text."""
    return len(word) == len("o1") and word[0].islower() and word[1].isdigit() and canonical_model_name(word) == word


def _enumerates(text: str, token: NameToken) -> bool:
    """Whether a number only counts the points of an argument: X 1) beats, 2) follows."""
    return text[token.end : token.end + 1] == ")" and "(" not in text[max(0, token.start - 40) : token.start]


def _strength(chain: list[NameToken], lexicon: Lexicon) -> int:
    first = chain[0].text
    sized = any(t.size for t in chain) or _SIZE_INSIDE.search(first) is not None
    if sized:
        return NUMBERED
    if any(c.isdigit() for c in first) and not SHORT.match(first):
        return PLAIN if len(chain) == 1 and _FOOTNOTED.fullmatch(first) else NUMBERED
    if any(t.version or (SHORT.match(t.text) and not PERIOD.match(t.text)) for t in chain[1:]):
        return NUMBERED
    if lexicon.model_ending.search(first) and len(first) > 4:
        return NUMBERED
    inner = any(c.isupper() for c in first[1:]) or any("\u0391" <= c <= "\u03c9" for c in first)
    parts = first.split("-")
    tiered = len(chain) > 1 and chain[-1].text.istitle() and chain[-1].text.casefold() in lexicon.sizes_of_family
    return SHAPED if inner or tiered or len(chain) > 2 or (len(parts) > 1 and parts[-1][:1].isupper()) else PLAIN


def _without_organization(
    chain: list[NameToken], organizations: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[NameToken]:
    """A chain without a leading developer's name, unless the name is built on it (``Mistral Large``)."""
    for start, end in _touching(organizations, chain[0].start, chain[-1].end):
        if start <= chain[0].start < end:
            rest = [t for t in chain if t.start >= end]
            if not rest:
                return chain if chain[-1].end > end or lexicon.model_ending.search(chain[0].text) else []
            if rest[0].version or rest[0].size or rest[0].text.lower() in (*lexicon.tiers, "llm"):
                return chain
            return rest
        if chain[0].start < start < chain[-1].end and not any(t.start < start < t.end for t in chain):
            return [t for t in chain if t.end <= start]
    return chain


def _touching(spans: Sequence[tuple[int, int]], start: int, end: int) -> Sequence[tuple[int, int]]:
    """Those of the spans, in order and not much longer than names are, that may touch a stretch."""
    return spans[bisect_left(spans, (start - _LONGEST_NAME,)) : bisect_left(spans, (end,))]
