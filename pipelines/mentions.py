"""From what a page or a row says to the mentions and claims that are stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.records import (
    NUMBER_FIELDS,
    TEXT_FIELDS,
    Document,
    DocumentKind,
    Extraction,
    ModelFacts,
    Sighting,
    SourceRank,
)
from pipelines.identity.names import ParsedName, parse_name
from pipelines.identity.organizations import (
    canonical_organization,
    organization_of_domain,
    organization_of_hub_account,
)
from pipelines.linking import line_key, name_key

BOUNDING_FIELDS = frozenset({("huggingface", "release_date")})
"""Row values that only bound the truth: a repository is created, privately, before its model is published."""

APPROXIMATE_POINTERS = frozenset({"config", "dense", "files", "name"})
"""Where a value was computed by a formula or an assumption, or rounded in a name, instead of being stated."""


@dataclass(frozen=True, slots=True)
class NewClaim:
    """One value to be stored: ``value`` is a number or a text, offsets are characters of the document's text."""

    field: str
    value: float | str
    quote: str
    start: int | None = None
    end: int | None = None
    exact: bool = True
    """False for what only bounds or approximates the truth; such a claim yields to any exact one."""
    suggested: bool = False
    """Whether a language model proposed it; such a claim waits for a person and decides nothing."""


@dataclass(frozen=True, slots=True)
class NewMention:
    """One model named by a document or sighting, with what is said of it."""

    raw_name: str
    name_key: str
    line_key: str
    is_sized: bool
    organization: str | None
    parameters: float | None
    rank: SourceRank
    discovers: bool
    owner_key: str | None = None
    exclusion: str | None = None
    exclusion_detail: str | None = None
    aliases: tuple[str, ...] = ()
    claims: tuple[NewClaim, ...] = ()


def mention_of_sighting(sighting: Sighting) -> NewMention:
    """The one model that a catalogue row is about."""
    parsed = parse_name(sighting.raw_name, sighting.source)
    stated = sighting.fields.get("parameters")
    developer = sighting.fields.get("organization")
    return NewMention(
        raw_name=sighting.raw_name,
        name_key=name_key(parsed),
        line_key=line_key(parsed),
        is_sized=parsed.is_sized,
        organization=canonical_organizations(str(developer)) if developer else None,
        parameters=float(stated) if isinstance(stated, int | float) else parsed.parameters,
        rank=sighting.rank,
        discovers=sighting.discovers,
        owner_key=sighting.owner_key,
        exclusion=sighting.exclusion,
        exclusion_detail=sighting.exclusion_detail,
        aliases=sighting.aliases,
        claims=(*_row_claims(sighting), *_size_in_name(sighting.raw_name, parsed, sighting.fields)),
    )


def _row_claims(sighting: Sighting) -> Iterator[NewClaim]:
    for name, value in sorted(sighting.fields.items()):
        pointer = sighting.pointers.get(name, name)
        exact = pointer not in APPROXIMATE_POINTERS and (sighting.source, name) not in BOUNDING_FIELDS
        yield NewClaim(name, value, quote=f"{pointer}: {_plain(value)}", exact=exact)


def _size_in_name(raw_name: str, parsed: ParsedName, fields: Mapping[str, object]) -> Iterator[NewClaim]:
    """A size inside a model's own name counts where nothing better is stated; names are rounded."""
    if parsed.total and "parameters" not in fields:
        yield NewClaim("parameters", parsed.total, quote=raw_name, exact=False)
    if parsed.active and "active_parameters" not in fields:
        yield NewClaim("active_parameters", parsed.active, quote=raw_name, exact=False)


def _plain(value: float | str) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def mentions_of_document(document: Document, extraction: Extraction) -> list[NewMention]:
    """The models that a text announces, and the products it says are built on another model."""
    if document.about:
        return _mentions_about(document, extraction)
    mentions = [_mention(document, facts, parse_name(facts.name)) for facts in extraction.models]
    named = {mention.name_key for mention in mentions}
    for product, underlying in extraction.product_of:
        parsed = parse_name(product)
        claim = NewClaim("base_model", underlying, quote=underlying)
        detail = f"built on {underlying}"
        if name_key(parsed) in named:
            mentions = [
                _product(mention, detail, claim) if mention.name_key == name_key(parsed) else mention
                for mention in mentions
            ]
        else:
            mentions.append(
                NewMention(
                    raw_name=product,
                    name_key=name_key(parsed),
                    line_key=line_key(parsed),
                    is_sized=parsed.is_sized,
                    organization=None,
                    parameters=None,
                    rank=document.rank,
                    discovers=True,
                    exclusion="product",
                    exclusion_detail=detail,
                    claims=(claim,),
                )
            )
    return mentions


def _mentions_about(document: Document, extraction: Extraction) -> list[NewMention]:
    """A card speaks of its own repository's model; other models that it names make no candidates of their own."""
    assert document.about is not None
    subject = parse_name(document.about)
    mentions = []
    taken = False
    for facts in sorted(extraction.models, key=lambda facts: not _is_subject(subject, facts)):
        own = not taken and _is_subject(subject, facts)
        mention = _mention(document, facts, subject if own else parse_name(facts.name))
        if own:
            taken = True
            aliases = tuple(dict.fromkeys([facts.name, *facts.aliases]))
            mention = replace(
                mention,
                raw_name=document.about,
                organization=_account_owner(document) or mention.organization,
                owner_key=document.owner_key,
                rank=document.rank,
                aliases=aliases,
            )
        else:
            # What a card says of its siblings is said in passing, often of several at once.
            mention = replace(mention, discovers=False, rank=SourceRank.NEWS)
        if own and document.exclusion:
            mention = replace(mention, exclusion=document.exclusion, exclusion_detail=document.exclusion_detail)
        mentions.append(mention)
    if document.exclusion and not taken:
        mentions.append(_excluded_subject(document, subject))
    return mentions


def _excluded_subject(document: Document, subject: ParsedName) -> NewMention:
    """The mention of a card that states nothing of its model but that it is no candidate."""
    assert document.about is not None
    return NewMention(
        raw_name=document.about,
        name_key=name_key(subject),
        line_key=line_key(subject),
        is_sized=subject.is_sized,
        organization=_account_owner(document),
        parameters=subject.parameters,
        rank=document.rank,
        discovers=False,
        owner_key=document.owner_key,
        exclusion=document.exclusion,
        exclusion_detail=document.exclusion_detail,
    )


def _account_owner(document: Document) -> str | None:
    """Whose repository a card lies in; a stranger's account is its own developer."""
    account, separator, _ = (document.about_key or "").partition("/")
    if document.source != "huggingface" or not separator:
        return None
    return organization_of_hub_account(account) or account


def _is_subject(subject: ParsedName, facts: ModelFacts) -> bool:
    """Whether a card's facts are about its repository's model: equal names, or the family without a size."""
    return any(
        name_key(parsed) == name_key(subject) or (line_key(parsed) == line_key(subject) and not parsed.is_sized)
        for parsed in (parse_name(name) for name in (facts.name, *facts.aliases))
    )


def _product(mention: NewMention, detail: str, engine: NewClaim) -> NewMention:
    """A mention as that of a product, linked to the model that it runs on."""
    claims = mention.claims if any(c.field == engine.field for c in mention.claims) else (*mention.claims, engine)
    return replace(mention, exclusion="product", exclusion_detail=detail, claims=claims)


def _mention(document: Document, facts: ModelFacts, parsed: ParsedName) -> NewMention:
    developer = canonical_organizations(facts.organization) if facts.organization else None
    return NewMention(
        raw_name=facts.name,
        name_key=name_key(parsed),
        line_key=line_key(parsed),
        is_sized=parsed.is_sized,
        organization=developer,
        parameters=facts.parameters if not facts.is_vague else parsed.parameters,
        rank=_rank(document, developer),
        discovers=document.kind == DocumentKind.ARTICLE,
        aliases=facts.aliases,
        claims=tuple(_claims(facts)),
    )


def _rank(document: Document, developer: str | None) -> SourceRank:
    """A developer's own site outranks the source's usual rank."""
    host = urlsplit(document.url).hostname or ""
    owner = organization_of_domain(host)
    if owner and developer and owner in developer.split("; "):
        return SourceRank.DEVELOPER
    return document.rank


def _claims(facts: ModelFacts) -> Iterable[NewClaim]:
    for name in (*NUMBER_FIELDS, *TEXT_FIELDS):
        value = getattr(facts, name)
        if value is None or name == "name":
            continue
        # A vague size is an order of magnitude; it must not stand as a figure.
        field = "parameters_order" if name == "parameters" and facts.is_vague else name
        span = next((e for e in facts.evidence if e.field == name), None)
        stated = canonical_organizations(value) if name == "organization" else value
        if span is None:
            yield NewClaim(field, stated, quote=str(value))
        else:
            yield NewClaim(field, stated, quote=span.quote, start=span.start, end=span.end)


def canonical_organizations(names: str) -> str:
    """Developers under their canonical names, joined by ``"; "``; an unknown one stays as it was written."""
    parts = [part.strip() for part in names.split(";") if part.strip()]
    return "; ".join(dict.fromkeys(canonical_organization(part) or part for part in parts))
