"""Developers that no catalogue knows, found by their form: "the startup X", "X GmbH", "Universidad de X".

What says who made a model counts as much: "developed by X", a line "Developer: X" of a fact sheet, a cell of a table
under such a heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from keywords.folding import fold_term
from pipelines.extraction.lexicon import Lexeme, Lexicon
from pipelines.extraction.spans import Spans, starting
from pipelines.identity.aliases import canonical_model_name
from pipelines.identity.organizations import OrganizationMention

_CAPITAL = r"[A-Z\u00c0-\u00de\u011e\u0130\u015e\u0410-\u042f]"
_WORD = rf"{_CAPITAL}[\w&'\u2019.+-]*\w"
_NAMED = re.compile(rf" [\"'«“„‘]?((?:{_WORD}|\d{{1,3}}[A-Za-z]+(?![\w-]))(?: {_WORD}){{0,2}})")
"""A name right behind a word for a company."""
_NAME_BEFORE = re.compile(rf"(?<!\w)((?:{_WORD} ){{0,2}}{_WORD})[\"'»”’]? $")
_LINK = r"(?:de|del|de la|de los|de las|do|da|dos|das|du|des|d'|d’|la|le|les|of|the|for|für|der|zu)"
_ARTICLED = re.compile(rf" (?:the|la|le|der|die|dem|den|das|o|a|el) ((?:{_WORD})(?: {_WORD}){{0,2}})")
_LEAD_WORDS = re.compile(rf"(?<!\w)({_WORD}(?: (?:& )?{_WORD}){{0,2}}),?$")
_SPACED = re.compile(r"\s(\S{1,4})\s")
_BRACKETED = re.compile(rf"['\"’”»」』]?\s?[(（]({_WORD}(?: {_WORD}){{0,2}})[)）]")
_FEWEST_CELLS = 2
_MOST_LABELLED = 4
_LONGEST_LABELLED = 7
"""Developers in one line of a fact sheet, and words of the name of one."""
_TAIL = re.compile(rf"(?:-{_WORD}|(?: {_LINK}){{0,2}} ?{_WORD})+")
"""What follows the first word of an institution's name: Universidad de Buenos Aires, Institut für Informatik."""
_LEAD = re.compile(rf"(?<!\w)((?:{_WORD} (?:(?:ve|and|of|for) )?){{1,6}})$")
_ENDING = re.compile(r"['\u2019]\w{1,4}$")
"""A case ending behind a name (Kurumu'nun)."""
_REACH = 80
"""Longest name of an institution, in characters."""
INSTITUTIONAL = ("cue.company", "cue.company_after", "cue.academy", "cue.maker", "cue.made_by", "cue.made_by_after")
"""Kinds of words that say something about who made a model."""
_LEGAL = re.compile(
    r" (?:(?P<form>GmbH|AG|Inc|Ltd|LLC|Corp|PLC|plc|SAS|SARL|Ltda|Lda|Oy|AB|B\.V|S\.A|S\.L|S\.r\.l|S\.p\.A|A\.Ş)"
    r"|Labs|Technologies|Robotics|Therapeutics|Biosciences|Teknoloji|Ventures)(?!\w)"
)
"""Legal forms of companies, which are no part of their names, and words that only names of companies end with."""
_FORM = re.compile(r",? (?:GmbH|AG|Inc|Ltd|LLC|Corp|PLC|plc|SAS|SARL|Ltda|Lda|Oy|AB)\.?$")
_GLOSSED = re.compile(
    rf" ?[^\s()（）A-Za-z,،.]{{2,24}}(?: [^\s()（）A-Za-z,،.]{{2,24}}){{0,2}} ?[(（]({_WORD}(?: {_WORD}){{0,2}})[)）]"
)
"""A name in the language's own script with its Latin form in brackets."""
_QUOTED = re.compile(r" ?[«“„「『《\"'‘]([^\s»”“」』》\"'’\d][^»”“」』》\"'’\d]{1,24})[»”“」』》\"'’]")
_LABEL_VALUE = re.compile(
    r"[ \t*_:：|]*(?P<name>[^\n|,;，；、(（*_/]{2,60}?)[ \t]*(?=$|[\n|,;，；、(（*_/])", re.MULTILINE
)
"""What stands behind a label, up to the end of the line, of the cell or of the first of several names."""
_HAN_COMPANY = re.compile(r"(?:株式会社|合同会社)([\u30a0-\u30ffA-Za-z\u4e00-\u9fff]{2,16})(?=[はがのとにをも、。（(])")
_HAN_BEFORE = re.compile(r"(?:^|[\s、。，「（(はがの])([\u30a0-\u30ffA-Za-z]{2,20})(?:株式会社|合同会社)")
_UNIVERSITY = (
    (re.compile(rf"Universität (?:zu )?({_CAPITAL}[\w-]+)$"), "University of {}"),
    (re.compile(rf"(?:Universidad|Universidade|[Uu]niversité) (?:de |d'|d’)({_CAPITAL}[\w-]+)$"), "University of {}"),
    (
        re.compile(rf"(?:Technische Universität|TU|Universidade? Técnica de) ({_CAPITAL}[\w-]+)$"),
        "Technical University of {}",
    ),
    (re.compile(rf"Universidade Federal d[eoa] ((?:{_CAPITAL}[\w-]+ ?){{1,3}})$"), "Federal University of {}"),
    (re.compile(rf"({_CAPITAL}[\w-]+(?: {_CAPITAL}[\w-]+)?) Üniversitesi$"), "{} University"),
)
"""Names of universities that are their English ones word by word."""
_ENGLISH_PLACES = {
    "Sevilla": "Seville", "Zaragoza": "Zaragoza", "Lisboa": "Lisbon", "Roma": "Rome", "Genève": "Geneva",
    "Wien": "Vienna", "Köln": "Cologne", "Brasília": "Brasília", "Ginebra": "Geneva", "Londres": "London",
    "Varsovia": "Warsaw", "Varsóvia": "Warsaw", "Varsovie": "Warsaw", "Praga": "Prague", "Prag": "Prague",
    "Milán": "Milan", "Turín": "Turin", "Bolonia": "Bologna", "Bologne": "Bologna", "Copenhague": "Copenhagen",
    "Kopenhagen": "Copenhagen", "Athen": "Athens", "Atenas": "Athens", "Athènes": "Athens", "Edimburgo": "Edinburgh",
    "Édimbourg": "Edinburgh", "Tóquio": "Tokyo", "Tokio": "Tokyo", "Zürich": "Zurich", "Zúrich": "Zurich",
    "Genf": "Geneva", "Berlín": "Berlin", "Berlim": "Berlin", "Múnich": "Munich", "München": "Munich",
    "Tunis": "Tunis", "Alger": "Algiers", "Montréal": "Montreal", "Amberes": "Antwerp",
    "Anvers": "Antwerp", "Cornouailles": "Cornwall", "Córdoba": "Córdoba", "Havanna": "Havana", "La": "",
}  # fmt: skip
"""Cities that English calls otherwise; an empty name says that the article is not all of it."""
_VERSION = re.compile(r"[A-Za-z]-?\d")
_NO_NAME = ("cue.licence", "unit.", "number.", "cue.model", "cue.train", "cue.release")


def find_institutions(
    text: str,
    lexicon: Lexicon,
    lexemes: Sequence[Lexeme],
    saying: Sequence[Lexeme],
    known: Sequence[OrganizationMention],
) -> list[OrganizationMention]:
    """Organisations that stand in a text as such and that the catalogue lacks; offsets are those of ``text``.

    ``saying`` are the lexemes of a kind in `INSTITUTIONAL`, ``known`` the organisations of the catalogue: what touches
    one of them is left to it.
    """
    taken = Spans((o.start, o.end) for o in known)
    found: list[OrganizationMention] = []
    for lexeme in saying:
        for start, end in _named_by(text, lexicon, lexemes, lexeme):
            if not taken.overlaps(start, end):
                name = _FORM.sub("", _ENDING.sub("", text[start:end]))
                name = _glossed(known, end, text) or _latin_gloss(text, end) or in_english(name)
                found.append(OrganizationMention(name, name, start, end))
    if "|" in text:
        found += [o for o in _in_columns(text, lexicon) if not taken.overlaps(o.start, o.end)]
    found += [o for o in _by_form(text, lexicon) if not taken.overlaps(o.start, o.end)]
    return _without_overlap(found)


def _in_columns(text: str, lexicon: Lexicon) -> Iterator[OrganizationMention]:
    """The cells of a table below a word for who made a model."""
    column = -1
    place = 0
    for line in text.splitlines(keepends=True):
        cells = line.split("|")
        heads = [i for i, cell in enumerate(cells) if fold_term(cell).strip(" *:：") in lexicon.makers]
        if len(cells) <= _FEWEST_CELLS:
            column = -1
        elif heads:
            column = heads[0]
        elif 0 <= column < len(cells):
            name = cells[column].strip(" *\n")
            start = place + sum(len(cell) + 1 for cell in cells[:column]) + cells[column].find(name)
            ruled = set(name) <= set("-: ")
            if not ruled and not _VERSION.search(name) and len(name.split()) <= _LONGEST_LABELLED:
                yield OrganizationMention(name, name, start, start + len(name))
        place += len(line)


def _without_overlap(found: list[OrganizationMention]) -> list[OrganizationMention]:
    """The longest of what was found twice, in order."""
    kept: list[OrganizationMention] = []
    for one in sorted(found, key=lambda o: (o.start, -o.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def in_english(name: str) -> str:
    """The English name of a university where it follows from the form, else the name as it stands."""
    for form, english in _UNIVERSITY:
        match = form.fullmatch(name)
        place = "" if match is None else _ENGLISH_PLACES.get(match[1], match[1])
        if place:
            return english.format(place)
    return name


def _named_by(text: str, lexicon: Lexicon, lexemes: Sequence[Lexeme], lexeme: Lexeme) -> Iterator[tuple[int, int]]:
    """The spans of the developers that a word of the text says something about."""
    if lexeme.has("cue.maker"):
        yield from _labelled(text, lexicon, lexeme)
        return
    span = None
    if lexeme.has("cue.company", "cue.company_after"):
        span = _beside_company(text, lexicon, lexemes, lexeme)
    if span is None and lexeme.has("cue.academy") and text[lexeme.start].isupper():
        span = _academy(text, lexeme, leads=lexicon.pack.code != "tr")
    if span is not None and _VERSION.search(text[span[0] : span[1]]):
        span = None
    if span is None and lexeme.has("cue.made_by", "cue.made_by_after"):
        span = _maker(text, lexicon, lexemes, lexeme)
    if span is not None:
        yield span


def _labelled(text: str, lexicon: Lexicon, lexeme: Lexeme) -> Iterator[tuple[int, int]]:
    """The developers in a line of a fact sheet (Developer: X, Y and Z), or in a cell beside or below the word."""
    line = text.rfind("\n", 0, lexeme.start) + 1
    if text[line : lexeme.start].strip(" \t|*_-•·–—#>") and not text[lexeme.start - 2 : lexeme.start].strip(";,|·•"):
        pass  # one of several labels in a line
    elif text[line : lexeme.start].strip(" \t|*_-•·–—#>■▶◆"):
        return
    place = lexeme.end
    for _ in range(_MOST_LABELLED):
        match = _LABEL_VALUE.match(text, place)
        if match is None:
            return
        start, end = match.span("name")
        links = (m for m in _SPACED.finditer(text[start:end]) if m[1].casefold() in lexicon.conjunctions)
        joined = next((start + m.start() for m in links), -1)
        stop = joined if joined > start else end
        name = text[start:stop].strip()
        if name and not _VERSION.search(name) and len(name.split()) <= _LONGEST_LABELLED and name[-1] not in ".!?。":
            yield start, start + len(text[start:stop].rstrip())
        if joined > start:
            place = joined + len(_SPACED.match(text, joined)[0]) - 1  # type: ignore[index]
        elif text[end : end + 1] in ",;，；、/":
            place = end + 1
        else:
            return


def _maker(text: str, lexicon: Lexicon, lexemes: Sequence[Lexeme], lexeme: Lexeme) -> tuple[int, int] | None:
    """The capitalised name right behind "developed by", or right before it where a language says it so."""
    if lexeme.has("cue.made_by"):
        match = _NAMED.match(text, lexeme.end) or _ARTICLED.match(text, lexeme.end)
    else:
        match = _NAME_BEFORE.search(text, max(0, lexeme.start - _REACH), lexeme.start)
    return None if match is None else _proper(lexicon, lexemes, match)


def _by_form(text: str, lexicon: Lexicon) -> Iterator[OrganizationMention]:
    """Companies whose legal form stands behind the name."""
    for legal in _LEGAL.finditer(text):
        before = _LEAD_WORDS.search(text, max(0, legal.start() - _REACH), legal.start())
        if before is None or fold_term(before[1].split()[0]) in lexicon.not_names:
            continue
        start, end = before.start(1), legal.end()
        name = text[start : legal.start()] if legal["form"] else text[start:end]
        if not _VERSION.search(name):
            yield OrganizationMention(name, name, start, end)
    if lexicon.pack.code == "ja":
        for pattern in (_HAN_COMPANY, _HAN_BEFORE):
            for match in pattern.finditer(text):
                yield OrganizationMention(match[1], match[1], match.start(1), match.end(1))


def _glossed(known: Sequence[OrganizationMention], end: int, text: str) -> str | None:
    """The catalogue's name that stands in brackets right behind a name: Veri Kurumu (SDAIA)."""
    behind = starting(known, end + 2, end + 3) if text.startswith(" (", end) else ()
    return behind[0].canonical if behind else None


def _latin_gloss(text: str, end: int) -> str | None:
    """The Latin form in brackets right behind a name in another script."""
    match = _BRACKETED.match(text, end)
    return match[1] if match is not None and not text[end - 1].isascii() and not _VERSION.search(match[1]) else None


def _beside_company(text: str, lexicon: Lexicon, lexemes: Sequence[Lexeme], lexeme: Lexeme) -> tuple[int, int] | None:
    """The name right behind a word for a company (the startup X), or right before it where a language says it so."""
    match = None
    if lexeme.has("cue.company"):
        match = _NAMED.match(text, lexeme.end)
        if match is None and "Latin" not in lexicon.pack.scripts:
            match = _GLOSSED.match(text, lexeme.end) or _QUOTED.match(text, lexeme.end)
    if match is None and lexeme.has("cue.company_after"):
        match = _NAME_BEFORE.search(text, max(0, lexeme.start - _REACH), lexeme.start)
    return None if match is None else _proper(lexicon, lexemes, match)


def _proper(lexicon: Lexicon, lexemes: Sequence[Lexeme], match: re.Match[str]) -> tuple[int, int] | None:
    """The span of a name that was matched, unless its words say that it is none, or a model's."""
    start, end = match.span(1)
    words = match[1].split()
    if len(words) > 1 and fold_term(words[0]) in lexicon.not_names:  # The X team
        start += len(words[0]) + 1
        words = words[1:]
    if not lexicon.not_names.isdisjoint((fold_term(words[0]), fold_term(" ".join(words)))):
        return None
    if _VERSION.search(match[1]) or canonical_model_name(match[1]):
        return None
    if any(k.startswith(_NO_NAME) for x in starting(lexemes, start, end) for k in x.kinds):
        return None
    return start, end


def _academy(text: str, lexeme: Lexeme, *, leads: bool) -> tuple[int, int] | None:
    """The whole name of an institution round the word that says what it is (University of X, X University)."""
    if leads:
        behind = _TAIL.match(text, lexeme.end, min(len(text), lexeme.end + _REACH))
        if behind is not None:
            return lexeme.start, behind.end()
    before = _LEAD.search(text, max(0, lexeme.start - _REACH), lexeme.start)
    return (before.start(1), lexeme.end) if before is not None else None
