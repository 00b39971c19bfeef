"""Names of models in a folded text: known aliases, Latin names by their shape, and quoted names.

A name's shape is a family word with version and size tokens (``Llama 3.1 405B``, ``gpt-oss-120b``, ``ESM3``). How
much a shape proves is its strength: a version or size inside proves most, inner capitals some, a capitalised word
alone nothing without a word such as "model" or a parameter count near it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from keywords.folding import Folded, fold_term
from pipelines.extraction.lexicon import Lexeme, Lexicon
from pipelines.extraction.spans import Spans, starting
from pipelines.identity.aliases import AliasMention, canonical_model_name

KNOWN, NUMBERED, SHAPED, PLAIN = 4, 3, 2, 1
"""Strength of a name: in the gazetteer; with version or size; with inner capitals; a capitalised word."""

_LATIN = r"A-Za-z\u00c0-\u024f\u0391-\u03c9"
_TOKEN = re.compile(rf"[{_LATIN}0-9]+(?:[.\-+:_][{_LATIN}0-9]+)*\+?")
_SIZE = re.compile(
    r"^(?:\d+(?:\.\d+)?[BMTbmt]|\d+[xX]\d+(?:\.\d+)?[BMbm]|[AE]\d+(?:\.\d+)?[BMbm]|\d+(?:\.\d+)?[BMbm]-[AaEe]\d+(?:\.\d+)?[BMbm])$"
)
_VERSION = re.compile(r"^[vV]?\d{1,3}(?:\.\d+)*[a-z]?$")
_SHORT = re.compile(r"^[A-Z]\d(?:\.\d)?$")
_PERIOD = re.compile(r"^(?:Q[1-4]|H[12]|FY\d*|\d{4})$")
_NAME_SIZE = re.compile(r"(?<![\d.xX])(?<![^A-Za-z][AaEe])(\d+(?:\.\d+)?) ?([BMT])(?![A-Za-z0-9])", re.IGNORECASE)
_NAME_MIXTURE = re.compile(r"\d+ ?[xX×] ?\d+(?:\.\d+)?[BbMm]")
_NAME_ACTIVE = re.compile(r"(?<![A-Za-z])[Aa](\d+(?:\.\d+)?)([BM])(?![A-Za-z0-9])")
_SIZE_RANGE = re.compile(r"\d+(?:\.\d+)?[BMT] ?[-–~] ?\d+(?:\.\d+)?[BM](?![A-Za-z])")
_UNIT = {"b": 1e9, "m": 1e6, "t": 1e12}
_SHORT_WORD = 3
"""Native names up to this many letters are also everyday words; they need quotation marks or a word for model."""
_STAGES = ("pretrain", "preview", "base", "alpha", "beta")
"""Words that go on with a name that has a number, even in lower case."""
_MAX_TOKENS = 7
_MAX_QUOTED = 42


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of a model's name; ``name`` is the canonical Latin form where one is known."""

    name: str
    start: int
    end: int
    strength: int
    quoted: bool = False
    written: tuple[str, ...] = ()
    """Other forms of the name at this place (a gloss in brackets)."""

    @property
    def key(self) -> str:
        """The characters that tell names apart."""
        return name_key(self.name)


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """Fold a name to its letters and digits."""
    return "".join(c for c in fold_term(name) if c.isalnum())


@lru_cache(maxsize=16384)
def name_size(name: str) -> float | None:
    """Parameters that a name states (``-7B``); ``None`` for mixtures (8x7B), ranges (1B-7B) and names without."""
    if _NAME_MIXTURE.search(name) or _SIZE_RANGE.search(name):
        return None
    found = [float(m[1]) * _UNIT[m[2].lower()] for m in _NAME_SIZE.finditer(name)]
    return found[0] if found else None


def name_size_span(name: str) -> tuple[int, int] | None:
    """Where in a name its size stands."""
    if _NAME_MIXTURE.search(name) or _SIZE_RANGE.search(name):
        return None
    match = _NAME_SIZE.search(name)
    return match.span() if match else None


def name_active(name: str) -> float | None:
    """Active parameters that a name states (``A22B``)."""
    match = _NAME_ACTIVE.search(name)
    return float(match[1]) * _UNIT[match[2].lower()] if match else None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def size(self) -> bool:
        return bool(_SIZE.match(self.text))

    @property
    def version(self) -> bool:
        return bool(_VERSION.match(self.text))

    @property
    def capital(self) -> bool:
        return any(c.isupper() for c in self.text) or any("\u0391" <= c <= "\u03c9" for c in self.text)

    @property
    def lettered(self) -> bool:
        return sum(c.isalpha() for c in self.text) >= 2

    @property
    def starts(self) -> bool:
        """Whether a name may begin with this token."""
        head = re.split(r"[-.:_]", self.text)[0]
        if self.size or _PERIOD.match(self.text):
            return False
        if self.version and not _SHORT.match(self.text):
            return False
        if self.text[0].isdigit():
            return self.capital and self.lettered and bool(re.match(r"\d+[A-Z][a-z]{2}", self.text))
        return self.capital or (
            any(c.isdigit() for c in self.text) and self.lettered and (len(head) > 1 or "-" not in self.text)
        )


class MentionFinder:
    """Finds mentions in texts of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._quotes = [
            re.compile(
                f"{re.escape(pair[0])}([^{re.escape(pair[0] + pair[-1])}\\n]{{1,{_MAX_QUOTED}}}){re.escape(pair[-1])}"
            )
            for pair in lexicon.pack.quotes
            if len(pair) >= 2
        ]

    def find(
        self,
        folded: Folded,
        lexemes: Sequence[Lexeme],
        known: Sequence[AliasMention],
        developers: Sequence[AliasMention],
        blocked: Sequence[tuple[int, int]],
    ) -> list[Mention]:
        """All candidate mentions in order, without overlap; ``blocked`` spans (chips, dates) hold no names.

        ``known`` are the names of the gazetteer, ``developers`` the organisations named.
        """
        organizations = [(o.start, o.end) for o in developers]
        taken = Spans(blocked)
        aliases = [a for a in known if not taken.overlaps(a.start, a.end)]
        shaped = self._shaped(folded, lexemes, organizations, taken)
        found = _with_aliases(folded.text, shaped, aliases, developers, lexemes)
        quoted = [
            m for m in self._quoted(folded, lexemes, organizations, aliases) if not taken.overlaps(m.start, m.end)
        ]
        inside = [(m.start, m.end) for m in quoted]
        found = [m for m in found if not any(s <= m.start and m.end <= e for s, e in inside)] + quoted
        return _join_glosses(_longest(found), folded)

    def _quoted(
        self,
        folded: Folded,
        lexemes: Sequence[Lexeme],
        organizations: Sequence[tuple[int, int]],
        aliases: Sequence[AliasMention],
    ) -> list[Mention]:
        found: list[Mention] = []
        for pattern in self._quotes:
            for match in pattern.finditer(folded.text):
                start, end = match.span(1)
                inner = match[1].strip()
                if not inner or not self._nameable(folded, start, end, lexemes):
                    continue
                if any(s <= start and end <= e for s, e in organizations):
                    continue
                name = inner
                gloss = re.fullmatch(r"(.+?) ?\((.+)\)", inner)
                written: tuple[str, ...] = ()
                if gloss:
                    head, note = gloss[1].strip(), gloss[2].strip()
                    latin = note if _latin(note) and not _latin(head) else head
                    name, written = latin, (head, note)
                alias = next((a for a in aliases if start <= a.start <= start + 1 and a.end <= end), None)
                strength = NUMBERED if any(c.isdigit() for c in name) else SHAPED
                if alias is not None:
                    strength = KNOWN
                    if not _latin(name) or (not gloss and not _latin(folded.text[alias.start : alias.end])):
                        cut, canonical = _whole_version(folded.text, alias)
                        cut, canonical = _with_tail(folded.text, cut, canonical, lexemes)
                        rest = folded.text[cut:end].strip()
                        name = canonical_model_name(name) or f"{canonical} {rest.lstrip('-')}".strip()
                found.append(Mention(_NATIVE_BILLION.sub("B", name), start, end, strength, True, written))
        return found

    def _nameable(self, folded: Folded, start: int, end: int, lexemes: Sequence[Lexeme]) -> bool:
        inner = folded.key[start:end]
        if len(inner.split()) > 5 or re.search(r"[.!?。！？…,，、;؛]\s|[.!?。！？…]$|[，、。]", inner):
            return False
        if inner in self._lexicon.not_names or not any(c.isalpha() for c in inner):
            return False
        if _NAME_SIZE.search(folded.text[start:end]):
            return True
        inside = [x for x in starting(lexemes, start, end) if x.end <= end]
        said = sum(x.end - x.start for x in inside if any(not k.startswith("cue.model") for k in x.kinds))
        units = any(k.startswith("unit.") for x in inside for k in x.kinds)
        return not units and said * 2 < len(inner)

    def _shaped(
        self,
        folded: Folded,
        lexemes: Sequence[Lexeme],
        organizations: Sequence[tuple[int, int]],
        taken: Spans,
    ) -> list[Mention]:
        text = folded.text
        tokens = [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
        said = {(x.start, x.end) for x in lexemes}
        words = {(x.start, x.end) for x in lexemes if any(k.startswith(("unit.", "number.")) for k in x.kinds)}
        words = {(start, end) for start, end in words if not any(c.isupper() for c in text[start + 1 : end])}
        tokens = [
            self._without_noun(t, lexemes)
            for t in tokens
            if not taken.overlaps(t.start, t.end) and (t.start, t.end) not in words
        ]
        found: list[Mention] = []
        i = 0
        while i < len(tokens):
            phrase = self._phrase(text, tokens, i)
            if phrase or not tokens[i].starts or self._is_stop(tokens[i].text):
                i += max(phrase, 1)
                continue
            j = i + 1
            while j < len(tokens) and j - i < _MAX_TOKENS and self._continues(text, tokens, i, j, lexemes):
                j += 1
            mention = self._mention(text, tokens[i:j], organizations)
            if mention is not None and not (mention.strength == PLAIN and (mention.start, mention.end) in said):
                found.append(mention)
            i = j
        return found

    def _without_noun(self, token: _Token, lexemes: Sequence[Lexeme]) -> _Token:
        """A token without a common noun glued to it by a hyphen (GPT-3-Modell)."""
        head, hyphen, tail = token.text.rpartition("-")
        if (
            hyphen
            and head
            and not self._lexicon.model_ending.search(token.text)
            and any(
                0 <= token.end - len(tail) - x.start <= 1
                and x.end >= token.end
                and x.has("cue.model", "unit.chips", "unit.nodes")
                for x in starting(lexemes, token.start + 1, token.end)
            )
        ):
            return _Token(head, token.start, token.start + len(head))
        return token

    def _phrase(self, text: str, tokens: Sequence[_Token], i: int) -> int:
        """How many tokens from ``i`` on are a phrase that is no name (AI Act); 0 where they are none."""
        for count in (4, 3, 2):
            if i + count <= len(tokens):
                phrase = fold_term(text[tokens[i].start : tokens[i + count - 1].end])
                following = text[tokens[i + count - 1].end : tokens[i + count - 1].end + 2]
                if phrase in self._lexicon.not_names and not re.match(r"[ -]?\d", following):
                    return count
        return 0

    def _is_stop(self, word: str) -> bool:
        folded = fold_term(word)
        if folded in self._lexicon.not_names:
            return True
        parts = folded.split("-")
        numbered = any(c.isdigit() for c in folded) and any(c.isupper() for c in word)
        return len(parts) > 1 and not numbered and parts[0] in self._lexicon.not_names

    def _continues(self, text: str, tokens: list[_Token], i: int, j: int, lexemes: Sequence[Lexeme]) -> bool:
        token, before = tokens[j], tokens[j - 1]
        if text[before.end : token.start] != " ":
            return False
        if token.size:
            return not _counts(text, token, lexemes)
        if token.version:
            known = canonical_model_name(text[tokens[i].start : token.end]) is not None
            return (
                not any(t.version for t in tokens[i + 1 : j])
                and (not before.size or token.text[0] in "vV")
                and (known or not _counts(text, token, lexemes))
            )
        if _PERIOD.match(token.text) or self._is_stop(token.text):
            return False
        if token.capital:
            return True
        return fold_term(token.text) in _STAGES and any(
            c.isdigit() for t in tokens[i:j] for c in t.text
        )

    def _mention(self, text: str, chain: list[_Token], organizations: Sequence[tuple[int, int]]) -> Mention | None:
        chain = _without_organization(chain, organizations, self._lexicon)
        while chain and (
            self._is_stop(chain[-1].text) and chain[-1].text.lower() not in ("llm", "base", "chat", "instruct", "next")
        ):
            chain.pop()
        while chain and (self._is_stop(chain[0].text) or not chain[0].starts):
            chain.pop(0)
        if not chain:
            return None
        start, end = chain[0].start, chain[-1].end
        name = text[start:end]
        if self._is_stop(name) or len(name) < 2 or not any(c.isalpha() for c in name):
            return None
        return Mention(name, start, end, _strength(chain, self._lexicon), start > 0 and text[start - 1] in "'\"‘“«「『")


def _strength(chain: list[_Token], lexicon: Lexicon) -> int:
    first = chain[0].text
    sized = any(t.size for t in chain) or bool(re.search(r"\d+(?:\.\d+)?[BbMm](?![A-Za-z])", first))
    if sized:
        return NUMBERED
    if any(c.isdigit() for c in first) and not _SHORT.match(first):
        return NUMBERED
    if any(t.version for t in chain[1:]):
        return NUMBERED
    if lexicon.model_ending.search(first) and len(first) > 4:
        return NUMBERED
    inner = any(c.isupper() for c in first[1:]) or any("\u0391" <= c <= "\u03c9" for c in first)
    parts = first.split("-")
    return SHAPED if inner or len(chain) > 2 or (len(parts) > 1 and parts[-1][:1].isupper()) else PLAIN


def _counts(text: str, token: _Token, lexemes: Sequence[Lexeme]) -> bool:
    """Whether a number after a name belongs to what follows it (``Mistral Large 3 675 billion``)."""
    for lexeme in starting(lexemes, token.end, token.end + 3):
        between = text[token.end : lexeme.start]
        return between.strip(" -") == "" and any(
            k == "number.scale" or (k.startswith("unit.") and k != "unit.times") for k in lexeme.kinds
        )
    return bool(re.match(r" \d{3}(?![\dA-Za-z.])", text[token.end : token.end + 6])) and token.version


def _without_organization(
    chain: list[_Token], organizations: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[_Token]:
    """A chain without a leading developer's name, unless the name is built on it (``Mistral Large``)."""
    for start, end in organizations:
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


def _latin(text: str) -> bool:
    return bool(re.search(rf"[{_LATIN}]{{2,}}", text))


_TAIL = re.compile(
    r"[ -]?((?:v|V)?\d+(?:[.٫]\d+)*"
    r"(?:(?:[BbMT]|বি|बी|بی)(?:-A\d+(?:\.\d+)?B)?|[xX]\d+(?:\.\d+)?(?:B|বি|बी))?"
    r"|[AE]\d+(?:\.\d+)?B)(?![A-Za-z0-9.,٫]*\d|[A-Za-z%])"
)
_NATIVE_BILLION = re.compile(r"(?<=\d)(?:বি|बी|بی)")
"""The letter B as Bengali, Hindi and Persian spell it in sizes."""


def _with_aliases(
    text: str,
    shaped: Sequence[Mention],
    aliases: Sequence[AliasMention],
    developers: Sequence[AliasMention],
    lexemes: Sequence[Lexeme],
) -> list[Mention]:
    """Names by shape strengthened by the gazetteer, and known names in other scripts with their version and size."""
    found = list(shaped)
    for developer in developers:
        start, end = developer.start, developer.end
        stop, name = _with_tail(text, end, developer.canonical.removesuffix(" AI"), lexemes)
        if (
            stop > end
            and _NAME_SIZE.search(name)
            and not _latin(text[start:end])
            and not any(a.start < stop and start < a.end for a in aliases)
        ):
            found.append(Mention(canonical_model_name(name) or name, start, stop, KNOWN))
    for alias in aliases:
        over = next((m for m in found if m.start < alias.end and alias.start < m.end), None)
        if over is not None:
            if alias.start - over.start <= 1 or alias.end - alias.start > (over.end - over.start) / 2:
                name = over.name if _latin(text[over.start : over.end]) else alias.canonical
                if alias.start < over.start and alias.end < over.end:
                    name = f"{alias.canonical}{text[alias.end : over.end]}"
                    found[found.index(over)] = replace(over, name=name, start=alias.start, strength=KNOWN)
                    continue
                found[found.index(over)] = replace(over, name=name, strength=KNOWN)
            continue
        following = next(
            (m for m in found if 0 <= m.start - alias.end <= 1 and text[alias.end : m.start] in ("", " ", "-")), None
        )
        quoted = alias.start > 0 and text[alias.start - 1] in "'\"‘“«「『’"
        if following is not None and not _latin(text[alias.start : alias.end]):
            own = name_key(following.name).startswith(name_key(alias.canonical))
            whole = following.name if own else f"{alias.canonical} {following.name}"
            name = canonical_model_name(text[alias.start : following.end]) or canonical_model_name(whole) or whole
            end, name = _with_tail(text, following.end, name, lexemes)
            found[found.index(following)] = Mention(name, alias.start, end, KNOWN, quoted)
            continue
        if alias.end - alias.start <= _SHORT_WORD and not quoted and not _latin(text[alias.start : alias.end]):
            beside = [
                x
                for x in starting(lexemes, alias.start - 40, alias.end + 2)
                if x.has("cue.model") and (0 <= alias.start - x.end <= 1 or 0 <= x.start - alias.end <= 1)
            ]
            glossed = re.match(r" ?[(（]", text[alias.end : alias.end + 2])
            if not beside and not glossed and not text[alias.end - 1].isdigit():
                continue
        cut, canonical = _whole_version(text, alias)
        end, name = _with_tail(text, cut, canonical, lexemes)
        if end == alias.end and any(o.start <= alias.start and alias.end <= o.end for o in developers):
            continue
        found.append(Mention(name, alias.start, end, KNOWN, quoted))
    return found


def _whole_version(text: str, alias: AliasMention) -> tuple[int, str]:
    """A known name's end and canonical form, without a version that goes on beyond it (V3 in V3.1, 1 in 105B)."""
    following = text[alias.end : alias.end + 2]
    if not text[alias.end - 1].isdigit() or not re.match(r"\d|\.\d|[A-Za-z]", following):
        return alias.end, alias.canonical
    written = re.sub(r"[ -]?[\d.]+$", "", text[alias.start : alias.end])
    canonical = re.sub(r"[ -]?[\d.]+$", "", alias.canonical)
    return alias.start + len(written), canonical or alias.canonical


def _with_tail(text: str, end: int, canonical: str, lexemes: Sequence[Lexeme]) -> tuple[int, str]:
    """A known name with the version and size tokens that follow it, but not with a number that counts something."""
    name = canonical
    for _ in range(3):
        match = _TAIL.match(text, end)
        if match is None or (match[1].isdigit() and len(match[1]) > 2):
            break
        tail = _NATIVE_BILLION.sub("B", match[1]).replace("٫", ".")
        longer = f"{name}-{tail}" if text[match.start()] == "-" else f"{name} {tail}"
        token = _Token(match[1], match.start(1), match.end(1))
        if token.version and canonical_model_name(longer) is None and _counts(text, token, lexemes):
            break
        if name_key(tail) not in name_key(name):
            name = longer
        end = match.end()
    return end, name


def _longest(found: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end - mention.start > kept[-1].end - kept[-1].start and mention.strength >= kept[-1].strength:
            kept[-1] = mention
    return kept


_GLOSS = re.compile(r"['\"’‘”»」』]{0,2} ?[(（]['\"‘“]?")


def _join_glosses(found: list[Mention], folded: Folded) -> list[Mention]:
    """One mention for a name and its other-script form in brackets: ``混元Large（Hunyuan-Large）``."""
    joined: list[Mention] = []
    for mention in found:
        before = joined[-1] if joined else None
        if before is not None:
            gap = folded.text[before.end : mention.start]
            closed = folded.text[mention.end : mention.end + 2].lstrip("'\"’”").startswith((")", "）"))
            other_script = (
                _latin(folded.text[before.start : before.end]) != _latin(mention.name) or before.key == mention.key
            )
            if _GLOSS.fullmatch(gap) and closed and other_script:
                best = before if before.strength >= KNOWN or _latin(before.name) else mention
                forms = (
                    folded.text[before.start : before.end],
                    folded.text[mention.start : mention.end],
                    *before.written,
                )
                joined[-1] = replace(
                    best,
                    start=before.start,
                    end=mention.end,
                    written=forms,
                    strength=max(before.strength, mention.strength),
                )
                continue
        joined.append(mention)
    return joined
