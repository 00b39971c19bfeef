"""``keywords``: what each language is searched with, what it brought, and proposals for better ones."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from typing import Annotated

import typer

from crawler.cli.talk import CommandFailed, attempt, put, put_json, say, settings, store
from crawler.schedule.keyword_lists import KeywordYield, yields_of
from crawler.schedule.translating import TranslationFailed, propose_keywords
from crawler.store.proposals import decide, proposals_of
from keywords import LANGUAGES

app = typer.Typer(
    help="Look at the keywords of the searches, and change them.", rich_markup_mode=None, add_completion=False
)

LANGUAGE = Annotated[str, typer.Option(metavar="XX", help="ISO code of one of our languages, such as `ko`.")]
KEYWORDS = Annotated[list[str] | None, typer.Argument(metavar="[KEYWORD]…", help="Keywords, each in quotes.")]
WHO = Annotated[
    str | None,
    typer.Option(metavar="NAME", envvar="FLOPSCOUT_REVIEWER", help="Who decides; by default the user of this machine."),
]


@app.callback(invoke_without_command=True)
def keywords(context: typer.Context) -> int:
    """List the keywords where nothing else is asked for."""
    return list_keywords() if context.invoked_subcommand is None else 0


@app.command("list")
def list_keywords(
    language: Annotated[str | None, typer.Option(metavar="XX", help="Only this language.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """List the keywords of each language by their yield: new candidates per 100 results."""
    chosen = settings()
    codes = [_known(language)] if language is not None else list(LANGUAGES)
    with store(chosen) as opened:
        lists = {code: yields_of(opened.connection, code) for code in codes}
        waiting = [p for p in proposals_of(opened.connection, language) if p.state == "proposed"]
    if as_json:
        put_json(
            {
                "keywords": [entry.as_json() for entries in lists.values() for entry in entries],
                "proposals": [proposal.as_json() for proposal in waiting],
            }
        )
        return 0
    for line in _lines(entry for entries in lists.values() for entry in entries):
        put(line)
    for proposal in waiting:
        put(f"{proposal.language}  proposed    {proposal.keyword}   (for {proposal.english!r}, by {proposal.service})")
    _talk(lists, len(waiting))
    return 0


@app.command("translate")
def translate(
    language: LANGUAGE,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> int:
    """Propose keywords for a language by translating the English ones; a person has to accept them."""
    code = _known(language)
    chosen = settings()
    with store(chosen) as opened:
        outcome = attempt(lambda: propose_keywords(opened, chosen, code), TranslationFailed)
    if as_json:
        put_json(
            {
                "language": code, "proposed": list(outcome.new), "known": list(outcome.known),
                "refused": [{"text": text, "why": why} for text, why in outcome.refused],
            }
        )  # fmt: skip
        return 0
    for keyword in outcome.new:
        put(keyword)
    for text, why in outcome.refused:
        say(f"not proposed: {text[:60]!r} {why}")
    if outcome.new:
        say(f"{len(outcome.new)} proposed, unreviewed; next: `flopscout keywords accept --language {code} 'KEYWORD'`")
    else:
        say("nothing new: all of them are known already")
    return 0


@app.command("accept")
def accept(
    language: LANGUAGE,
    words: KEYWORDS = None,
    every: Annotated[bool, typer.Option("--all", help="Every proposal of the language.")] = False,
    who: WHO = None,
) -> int:
    """Search with a keyword from now on: a proposal, or one of your own."""
    return _decide(language, words or [], "accepted", every=every, who=who)


@app.command("reject")
def reject(
    language: LANGUAGE,
    words: KEYWORDS = None,
    every: Annotated[bool, typer.Option("--all", help="Every proposal of the language.")] = False,
    who: WHO = None,
) -> int:
    """Search with a keyword no more; three of a language always remain."""
    return _decide(language, words or [], "rejected", every=every, who=who)


def _decide(language: str, words: list[str], state: str, *, every: bool, who: str | None) -> int:
    code = _known(language)
    if bool(words) is every:
        raise CommandFailed("name the keywords, or take --all proposals", 2)
    chosen = settings()
    with store(chosen) as opened:
        proposed = [p.keyword for p in proposals_of(opened.connection, code) if p.state == "proposed"]
        wanted = list(dict.fromkeys(" ".join(word.split()) for word in words)) or proposed
        if not wanted or not all(wanted):
            raise CommandFailed(f"there is no proposal for {code}; `flopscout keywords translate` makes some")
        if state == "rejected":
            known = {entry.keyword for entry in yields_of(opened.connection, code)} | set(proposed)
            if unknown := [word for word in wanted if word not in known]:
                raise CommandFailed(f"{code} has no keyword {unknown[0]!r}; `flopscout keywords list` shows all")
        with opened.write() as connection:
            for word in wanted:
                decide(connection, code, word, state, by=who or getpass.getuser())
        searched = [entry.keyword for entry in yields_of(opened.connection, code) if entry.searched]
    say(f"{len(wanted)} {state}; {code} is searched with: {'; '.join(searched)}")
    return 0


def _known(code: str) -> str:
    if code not in LANGUAGES:
        raise CommandFailed(f"unknown language {code!r}; known are {', '.join(LANGUAGES)}", 2)
    return code


def _lines(entries: Iterable[KeywordYield]) -> Iterable[str]:
    for entry in entries:
        worth = "-" if entry.per_100 is None else f"{entry.per_100:.2f}"
        use = "searched" if entry.searched else "not used"
        yield (
            f"{entry.language}  {use}  {worth:>6} per 100  {entry.candidates:>4} new of {entry.results:>6}  "
            f"{entry.verdict:<9}  {entry.keyword}" + ("" if entry.origin == "shipped" else "   (accepted)")
        )


def _talk(lists: dict[str, list[KeywordYield]], waiting: int) -> None:
    poor = [entry for entries in lists.values() for entry in entries if entry.verdict in {"fruitless", "silent"}]
    if poor:
        named = "; ".join(f"{entry.language} {entry.keyword!r}" for entry in poor[:5])
        say(f"{len(poor)} keywords brought nothing in three searches or more ({named}): reject or replace them")
    if waiting:
        say(f"{waiting} proposals wait; `flopscout keywords accept --language XX 'KEYWORD'` or `reject`")
