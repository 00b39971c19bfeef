"""The number grammar: digits, scale words, spelled numbers and their mixtures in one folded text.

A number is read as a sum of parts. A scale word multiplies all parts smaller than itself that precede it, which
reads ``1천750억``, ``14.8万亿``, ``mille milliards``, ``2 ارب 70 کروڑ`` and ``one hundred and twenty billion`` alike.
What a language contributes (words, separators, order) comes from its pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from keywords import LanguagePack
from keywords.folding import fold_term
from keywords.tries import LEAD, any_of, behind_border
from pipelines.extraction.lexicon import LETTER, Lexeme
from pipelines.extraction.spans import Spans
from pipelines.extraction.sums import Atom, Sum

_SUFFIXES = {
    "k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12,
}  # fmt: skip
_SUFFIX = re.compile(
    r"(?:(mln|mn|bln|bn|trn|tn|k|m|b|t)(?![a-z0-9\u00df-\u024f])|( ?)([KMBT])(?![A-Za-z0-9\u00df-\u024f]))"
)
_LETTER_OF = {1e3: "k", 1e6: "m", 1e9: "b", 1e12: "t"}
_EXPONENT = re.compile(r"(?<![A-Za-z0-9_.])(\d+(?:[.,٫/]\d+)?)e\+?(\d{1,2})(?![A-Za-z0-9_])")
_MANTISSA = re.compile(r"\de")
_LISTED_BEFORE = re.compile(r"(?:^|[\s(,:/])(?:[a-z]{3,}|\d+(?:[.,]\d+)?[bmt])/$")
"""A word or size before a slash that separates sizes (12B active/52B total)."""
_NUMBER_BEFORE = re.compile(r"(?<![A-Za-z0-9_./])(?<![A-Za-z0-9]-)\d+(?:[.,]\d+)*[bmtk]?$")
"""The lower end of a range before its hyphen; a name has letters in front of its digits."""
_DIGIT = re.compile("[0-9]")
_LONG_WORD = rf"[{LETTER}]{{6,}}"
"""A word long enough to be several number words written together."""
_TAILS = ("einhalb", "hundert")
"""Parts of such words that may stand first and behind any other."""
_REMEMBERED = 50_000
"""Such words whose values are remembered from text to text."""
_LIST_GAP = 16
"""Longest word between the members of a list (beziehungsweise)."""
_LONGEST_JOINER = 6
"""Characters between the parts of one number at most."""
_MYRIAD = 10_000.0
"""From here on East Asian numerals count in groups; the smaller ones stand inside a group."""
_COUNTER = re.compile(r"^[개个個]")
"""What counts things right behind a number, also within a list (24억개, 320억개)."""
MAX_EXPONENT = 40
"""Largest power of ten read; beyond it the text is no statement about training."""
LARGEST = 10.0**MAX_EXPONENT
"""Largest number read, for the same reason; digits without end would become infinite."""


class Number(NamedTuple):
    """A number in a text: plain value and half-open span in the folded text.

    ``alternative`` is the other reading of an ambiguous separator (``1.085`` as 1085 or 1.085). ``scale`` is the last
    scale word's value, 1 without any, and ``multiplier`` that of all of them together where there are several.
    ``vague`` numbers give an order of magnitude only. ``range_low`` marks the lower end of a range, ``listed`` a member
    that shares a later member's scale word.
    """

    value: float
    start: int
    end: int
    scale: float = 1.0
    vague: bool = False
    bare: bool = False
    range_low: bool = False
    listed: bool = False
    power: bool = False
    letter: str = ""
    alternative: float | None = None
    multiplier: float | None = None

    @property
    def shared(self) -> float:
        """What other members of a list or range are multiplied by that leave the scale words to this one."""
        return self.scale if self.multiplier is None else self.multiplier


def parse_digits(written: str, pack: LanguagePack) -> tuple[float, float | None]:
    """Value of digits with separators by the language's habit, and the other reading where both are possible.

    Raises `ValueError` where the digits cannot be one number, or are longer than any.
    """
    if len(written) > 2 * MAX_EXPONENT:
        msg = f"too long for a number: {written[:MAX_EXPONENT]}..."
        raise ValueError(msg)
    if written.isdecimal():
        return float(written), None
    plain = written.replace("٬", "").replace("'", "").replace("٫", "." if pack.numbers.decimal == "." else ",")
    if "،" in plain:
        plain = plain.replace("،", "," if pack.numbers.decimal == "." else ".")
    if "/" in plain:
        return float(plain.replace(",", "").replace("/", ".")), None
    plain = plain.replace(" ", "")
    dots, commas = plain.count("."), plain.count(",")
    if not dots and not commas:
        return float(plain), None
    if dots and commas:
        decimal = max(".,", key=plain.rfind)
        other = "," if decimal == "." else "."
        return float(plain.replace(other, "").replace(decimal, ".")), None
    sign = "." if dots else ","
    head, *groups = plain.split(sign)
    whole = float(plain.replace(sign, ""))
    grouped = len(groups[-1]) == 3 and all(len(g) in (2, 3) for g in groups) and 1 <= len(head) <= 3
    if len(groups) > 1:
        if not grouped:
            msg = f"not one number: {written}"
            raise ValueError(msg)
        return whole, None
    fraction = float(plain.replace(sign, "."))
    if not grouped or head == "0":
        return fraction, None
    return (fraction, whole) if sign == pack.numbers.decimal else (whole, fraction)


class NumberGrammar:
    """Reads numbers in one language."""

    def __init__(self, pack: LanguagePack) -> None:
        self.pack = pack
        numbers = pack.numbers
        spaced = "|(?: (?=\\d{3}(?!\\d)))" if " " in numbers.group else ""
        slash = "/" if pack.code == "fa" else ""
        # The first digit comes before what may not stand left of it: the search leaps from digit to digit.
        self._digits = re.compile(rf"[0-9](?<![\d.,][0-9])[0-9]*(?:(?:[.,٫٬،'{slash}]{spaced})\d+)*")
        self._joiners = {fold_term(j) for j in numbers.joiners} | {"", "-"}
        self._ranges = {fold_term(r) for r in numbers.ranges}
        self._lists = {fold_term(x) for x in numbers.lists} | {",", "، ", "،", "、", "/", "·", "・"}
        self._numerals = {fold_term(c): value for c, value in numbers.numerals.items()}
        self._infix = tuple(fold_term(c) for c in numbers.infix)
        self._run = self._compile_run()
        self._run_begins = re.compile(f"[0-9{''.join(map(re.escape, self._numerals))}]")
        self._vague_run = tuple(fold_term(word) for word in numbers.vague if self._numerals)
        powers = "|".join(re.escape(fold_term(p)) for p in sorted(numbers.powers, key=len, reverse=True))
        self._power = re.compile(
            rf"(?:(\d+(?:[.,٫/]\d+)?) ?(?:[x×*·⋅∙]|\bx\b) ?)?"
            rf"(?<![\d.,])10 ?(?:{powers}) ?(?:[{{(](\d{{1,2}})[}})]|(\d{{1,2}}))(?!\d)"
        )
        self._ten = re.compile(rf"10 ?(?:{powers})")
        self._indian = 1e7 in numbers.scales.values()
        self._letters = {
            letter if len(letter) == 1 else fold_term(letter): value for letter, value in numbers.size_letters.items()
        }
        self._glued = {fold_term(word): value for word, value in numbers.words.items()} if numbers.glued else {}
        begin = any_of([*self._glued, *_TAILS])
        self._glued_word = re.compile(behind_border(LETTER, f"((?={begin}){_LONG_WORD})"))
        self._values: dict[str, float | None] = {}

    def _compile_run(self) -> re.Pattern[str] | None:
        if not self._numerals:
            return None
        small = "".join(re.escape(c) for c, value in self._numerals.items() if value < 10)
        scale = "".join(re.escape(c) for c, value in self._numerals.items() if value >= 10)
        infix = "".join(re.escape(c) for c in self._infix)
        digits = r"\d+(?:[.,]\d+)*"
        gap = rf"(?:[{infix}](?=[{scale}]))?" if infix else ""
        point = "|".join(re.escape(fold_term(word)) for word in self.pack.numbers.decimal_words) or "(?!)"
        lead = rf"(?:{digits}|[{small}]+(?:(?:{point})[{small}]+)?)"
        part = rf"(?:{lead}|{digits} )?(?:{gap}[{scale}])+"
        first = (
            rf"(?:{digits} ?{gap}|[{small}])[{scale}](?:{gap}[{scale}])*"
            if self.pack.numbers.numerals_are_syllables
            else part
        )
        tail = rf"(?:{digits})?" if self.pack.numbers.numerals_are_syllables else rf"{lead}?"
        bare = rf"[{small}{scale}]{{2,}}" if self.pack.numbers.numerals_are_syllables else rf"[{small}]+"
        return re.compile(rf"{first}(?: ?{part})*{tail}|{bare}|{digits}")

    def read(self, key: str, text: str, lexemes: Sequence[Lexeme], masked: list[tuple[int, int]]) -> list[Number]:
        """All numbers outside the ``masked`` spans (names, chips, dates), in order and without overlap.

        Of the lexemes only those of numbers, the units and the words for a total are asked.
        """
        ends = {end for _, end in masked}
        found = self._powers(key, Spans(masked))
        if self._run is not None:
            found += self._runs(key, Spans([*masked, *map(_span, found)]), ends, lexemes)
        found += self._sums(key, lexemes, Spans([*masked, *map(_span, found)]), ends)
        found.sort(key=lambda n: n.start)
        found = [self._with_suffix(n, key, text) for n in found]
        return [n for n in self._relate(found, key) if n.value <= LARGEST]

    def _powers(self, key: str, masked: Spans) -> list[Number]:
        found: list[Number] = []
        powers = self._power.finditer(key) if self._ten.search(key) else ()
        exponents = _EXPONENT.finditer(key) if _MANTISSA.search(key) else ()
        for match in (*powers, *exponents):
            exponent = int(match[match.lastindex or 0])
            if exponent > MAX_EXPONENT or masked.overlaps(*match.span()):
                continue
            try:
                factor = parse_digits(match[1], self.pack)[0] if match[1] else 1.0
            except ValueError:
                continue
            found.append(Number(factor * 10.0**exponent, match.start(), match.end(), power=True))
        return found

    def _runs(self, key: str, taken: Spans, ends: set[int], lexemes: Sequence[Lexeme]) -> list[Number]:
        assert self._run is not None
        unit_ends = {x.end for x in lexemes if x.is_unit or x.has("cue.total")}  # 参数305亿, 総数305億
        scaled = {x.start for x in lexemes if "number.scale" in x.kinds}  # 30 billion, a scale of other languages
        found = []
        for match in _outside(self._run, key, taken, self._run_begins):
            if not _free_left(key, match.start(), ends):
                continue
            behind = match.end() + key.startswith(" ", match.end())
            if behind in scaled and not any(c in self._numerals for c in match[0]):
                continue
            number = self._run_value(
                match[0], match.start(), match.end(), "" if match.start() in unit_ends else key, unit_ends
            )
            if number is not None:
                found.append(number)
        return found

    def _run_value(self, run: str, start: int, end: int, key: str, unit_ends: set[int]) -> Number | None:
        total = Sum(shared_from=_MYRIAD)
        digits = ""
        has_number = False
        piece_before = ""
        pieces = re.findall(r"\d+(?:[.,]\d+)*|.", run)
        if pieces[0][0].isdigit() and 0 < self._numerals.get(pieces[-1], 0) < 10:
            end -= len(pieces.pop())  # 70亿和200亿两种: after digits a lone numeral counts what follows
        for piece in pieces:
            value = self._numerals.get(piece)
            if piece[0].isdigit():
                try:
                    total.add(*parse_digits(piece, self.pack))
                except ValueError:
                    return None
                has_number, digits = True, ""
            elif value is None:
                if digits and piece in self.pack.numbers.decimal_words:
                    digits += "."
                continue
            elif value < 10:
                has_number = True
                if digits:
                    total.parts[-1] = float(digits + str(int(value)))
                    digits += str(int(value))
                else:
                    total.add(value)
                    digits = str(int(value))
            else:
                if value < min(total.scale, _MYRIAD) and not digits and not piece_before.isdigit():
                    total.add(1)  # 百十三: ten needs no "one" in front
                total.multiply(value)
                digits = ""
            piece_before = piece
        if (
            not any(piece[0].isdigit() for piece in pieces)
            and self.pack.numbers.numerals_are_syllables
            and (len(pieces) < 2 or total.value < 1e8)
        ):
            return None  # Korean numerals are everyday syllables; only long runs are numbers
        vague_before = (
            next(
                (w for w in self._vague_run if key.startswith(w, start - len(w)) and start - len(w) not in unit_ends),
                None,
            )
            if start
            else None
        )
        if vague_before is not None:
            return Number(total.value, start - len(vague_before), end, total.scale, vague=True, bare=True)
        total.bare = not has_number
        return self._number(total, start, end, vague=total.bare and total.value >= 1e9, bare=total.bare)

    def _sums(self, key: str, lexemes: Sequence[Lexeme], taken: Spans, ends: set[int]) -> list[Number]:
        atoms = self._atoms(key, lexemes, taken, ends)
        found: list[Number] = []
        i = 0
        while i < len(atoms):
            number, i = self._sum(key, atoms, i)
            if number is not None:
                found.append(number)
        return found

    def _atoms(self, key: str, lexemes: Sequence[Lexeme], taken: Spans, ends: set[int]) -> list[Atom]:
        scale_ends = {x.end for x in lexemes if "number.scale" in x.kinds and key.startswith("-", x.end)}
        atoms = []
        for match in _outside(self._digits, key, taken):
            if not _free_left(key, match.start(), ends) and match.start() - 1 not in scale_ends:
                continue
            written = match[0]
            if " " in written and len(written.split(" ", 1)[0].lstrip("0")) > 3:
                written = written.split(" ", 1)[0]
            try:
                value, alternative = parse_digits(written, self.pack)
            except ValueError:
                continue
            atoms.append(Atom(match.start(), match.start() + len(written), "digits", value, alternative))
        for lexeme in lexemes:
            kind = lexeme.number
            if kind and not taken.overlaps(lexeme.start, lexeme.end):
                atoms.append(Atom(lexeme.start, lexeme.end, kind, lexeme.value))
        if self._glued:
            atoms += self._glued_words(key, {a.start for a in atoms})
        atoms.sort(key=lambda a: a.start)
        return atoms

    def _glued_words(self, key: str, known: set[int]) -> list[Atom]:
        atoms = []
        for match in self._glued_word.finditer(LEAD + key):
            value = self._unglued(match[1])
            start = match.start(1) - len(LEAD)
            if value is not None and start not in known:
                atoms.append(Atom(start, start + len(match[1]), "word", value))
        return atoms

    def _unglued(self, word: str) -> float | None:
        """The value of a word; remembered, because words come again in every text."""
        if word not in self._values:
            if len(self._values) > _REMEMBERED:
                self._values.clear()
            self._values[word] = _unglue(word, self._glued)
        return self._values[word]

    def _sum(self, key: str, atoms: list[Atom], i: int) -> tuple[Number | None, int]:
        """The number that begins with atom ``i``, and the first atom after it."""
        first = atoms[i]
        if first.kind in ("digits", "word") and (
            i + 1 == len(atoms) or atoms[i + 1].start - first.end > _LONGEST_JOINER
        ):  # nothing to add up, as is most often so
            return Number(first.value, first.start, first.end, alternative=first.alternative), i + 1
        total = Sum()
        j = i
        while j < len(atoms) and (total.last is None or self._joins(key, atoms, total.last, j, total)):
            if not total.take(atoms[j]):
                break
            j += 1
        last = total.last
        if last is None or not total.parts or (total.vague and total.scale == 1.0 and total.bare):
            return None, max(j, i + 1)
        vague = total.vague or (total.bare and not self.pack.numbers.bare_scale_is_one)
        return self._number(total, atoms[i].start, last.end, vague=vague, bare=total.bare), j

    @staticmethod
    def _number(total: Sum, start: int, end: int, *, vague: bool, bare: bool) -> Number:
        alternative = sum(total.alternative) if total.alternative else None
        several = total.multiplier if total.multiplier != total.scale else None
        return Number(total.value, start, end, total.scale, vague, bare, alternative=alternative, multiplier=several)

    def _joins(self, key: str, atoms: list[Atom], last: Atom, j: int, total: Sum) -> bool:
        atom = atoms[j]
        gap = key[last.end : atom.start].strip(" *_")  # a number set in bold goes on behind the marks
        if gap == "-" and atom.kind == "digits":
            return False  # 5 lakh crore-6 lakh crore is a range
        if gap not in self._joiners or atom.start - last.end > _LONGEST_JOINER:
            return False
        small = ("digits", "word", "before", "dual")
        if atom.kind in ("scale", "vague_scale", "plus_half", "point"):
            return gap in ("", "-") or atom.kind in ("plus_half", "scale")
        if last.kind in ("before", "vague", "point"):
            return True
        if last.kind in ("scale", "vague_scale", "dual") and atom.kind in small:
            if atom.kind == "dual":
                return atom.value < total.scale
            if atom.value >= total.scale:
                return False
            if key[last.end : atom.start] == "" and atom.kind == "digits":
                return True
            following = atoms[j + 1] if j + 1 < len(atoms) else None
            joined = total.scale == 1000 and (gap != "" or self._indian)
            scaled = (
                following is not None
                and following.kind == "scale"
                and (following.value < total.scale or joined)
                and key[atom.end : following.start].strip(" ") in ("", "-")
            )
            if scaled:
                return True
            if self._indian and total.scale == 1000 and len(total.parts) > 1 and atom.kind == "digits":
                return atom.value < 1000 and atom.value == int(atom.value)  # 42 lakh 82 thousand 407
            return (atom.kind == "word" and total.scale <= 1000 and not self.pack.numbers.units_first) or (
                atom.kind == "word" and total.scale <= 1000 and gap != ""
            )
        if last.kind == "word" and atom.kind == "word":
            return self._adds(last.value, atom.value, gap)
        return False

    def _adds(self, first: float, second: float, gap: str) -> bool:
        if first >= 100 and second < 100:
            return True
        twenties = first >= 60 and first % 20 == 0 and gap == "-" and 10 < second < 20  # soixante-treize
        tens = twenties or (first >= 10 and first % 10 == 0 and 0 < second < 10)
        return tens or (
            self.pack.numbers.units_first and gap != "" and 0 < first < 10 and second >= 20 and second % 10 == 0
        )

    def _with_suffix(self, number: Number, key: str, text: str) -> Number:
        if number.scale != 1.0 or number.power or number.end >= len(key):
            return number
        for letter, scale in self._letters.items():
            end = number.end + len(letter)
            written = text if len(letter) == 1 else key  # 5Т are trillions, 5т tonnes
            if written.startswith(letter, number.end) and not (len(letter) == 1 and text[end : end + 1].isalpha()):
                return number._replace(value=number.value * scale, end=end, scale=scale, letter=_LETTER_OF[scale])
        behind = number.end + (2 if key.startswith("**", number.end) else 0)
        match = _SUFFIX.match(text, behind)
        if match is None:
            match = _SUFFIX.match(key, behind)
        if match is None or not key[number.end - 1].isdigit():
            return number
        letter = (match[1] or match[3]).lower()
        millions = letter == "m" and self.pack.numbers.decimal == "," and number.value >= 1000
        if match[2] and letter in "km" and not millions:  # 32.000 M are thousands of millions
            return number
        scale = _SUFFIXES[letter]
        alternative = None if number.alternative is None else number.alternative * scale
        return number._replace(
            value=number.value * scale, end=match.end(), scale=scale, letter=letter, alternative=alternative
        )

    def _relate(self, numbers: list[Number], key: str) -> list[Number]:
        """Mark lower ends of ranges, and give list members the scale word that only the last of them carries."""
        related = list(numbers)
        for i in range(len(related) - 2, -1, -1):
            this, following = related[i], related[i + 1]
            gap = _COUNTER.sub("", key[this.end : following.start].strip(" ")).strip(" ")
            if len(gap) > _LIST_GAP:
                continue
            ranged = gap in self._ranges
            listed = gap in self._lists or gap.strip(", ") in self._lists
            if not (ranged or listed):
                continue
            within = this.scale == 1.0 or (self._numerals and this.scale < _MYRIAD)  # 5천~6천억
            if within and following.scale > this.scale and not this.power and this.value < 1000 * following.shared:
                mantissa = this.value
                if mantissa <= 0 or (1900 <= mantissa <= 2100 and this.alternative is None):
                    continue
                this = this._replace(
                    value=mantissa * following.shared,
                    scale=following.scale,
                    multiplier=following.multiplier,
                    listed=True,
                    alternative=None,
                )
            if ranged and this.value < following.value:
                this = this._replace(range_low=True)
            elif listed and following.scale == this.scale:
                this = this._replace(listed=True)
            related[i] = this
        return related


def _outside(
    pattern: re.Pattern[str], key: str, taken: Spans, begins: re.Pattern[str] = _DIGIT
) -> Iterator[re.Match[str]]:
    """Matches that share no character with what is taken; where one does, the search goes on behind it.

    ``begins`` matches the first characters of all matches: leaping from one to the next is faster than a search.
    """
    position = 0
    while (begin := begins.search(key, position)) is not None:
        position = begin.start()
        match = pattern.match(key, position)
        if match is None:
            position += 1
            continue
        behind = taken.after(*match.span())
        if behind is None:
            yield match
        position = max(match.end() if behind is None else behind, match.start() + 1)


def _span(number: Number) -> tuple[int, int]:
    return number.start, number.end


def _free_left(key: str, start: int, ends: set[int]) -> bool:
    """Whether a digit at ``start`` begins a number and is not the tail of a Latin name (GPT-3, H100, v2).

    ``ends`` are the ends of names and chips already found: what follows them is new (TPU64チップ).
    """
    if start == 0 or start in ends:
        return True
    before = key[start - 1]
    if before == "/" and _LISTED_BEFORE.search(key[max(0, start - 16) : start]):
        return True
    if before.isascii() and (before.isalnum() or before in "._/"):
        return False
    if before == "-" and start > 1 and key[start - 2].isascii() and key[start - 2].isalnum():
        return _NUMBER_BEFORE.search(key[max(0, start - 16) : start - 1]) is not None  # 54-130 billion
    return True


def _unglue(word: str, words: dict[str, float]) -> float | None:
    """Value of a German number word written together: hundertdreiundzwanzig, zwölfeinhalb."""
    if word in words:
        return words[word]
    for tail in _TAILS:
        head, found, rest = word.partition(tail)
        if found and (head or rest):
            left = _unglue(head, words) if head else 1.0
            right = _unglue(rest, words) if rest else 0.0
            if left is None or right is None:
                return None
            return left + 0.5 if tail == "einhalb" else left * 100 + right
    unit, found, ten = word.partition("und")
    if found and unit in words and ten in words and words[ten] >= 20:
        return words[unit] + words[ten]
    return None
