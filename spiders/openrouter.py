"""OpenRouter's list of models behind one interface. No licence is stated; values are used as facts.

Names are ``Vendor: Name``. The vendor of a pre-release under a cover name is nobody's ("Stealth"), and so are the
service's own routers: only rows whose vendor is a developer that we know open candidates. ``created`` is the day on
which OpenRouter took a model in, so a date counts only where the permanent slug ends with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.identity.organizations import canonical_organization, organization_of_hub_account
from spiders.converters import day_in
from spiders.formats import Row
from spiders.rows import RowsSpider

VARIANT = re.compile(r"\s*\((?:free|thinking|extended|beta|online|self-moderated|nitro|exacto)\)", re.IGNORECASE)
"""Ways of serving one model, which OpenRouter writes behind the name."""

SLUG_DATE = re.compile(r"-(20\d\d)-?([01]\d)-?([0-3]\d)$")


class OpenrouterSpider(RowsSpider):
    """Adds developer, date and plain name to each row."""

    name = "openrouter"

    def adjust(self, row: Row) -> Iterable[Row]:
        ident = str(row.get("id") or "")
        vendor, colon, rest = str(row.get("name") or ident).partition(": ")
        author = ident.partition("/")[0]
        developer = (
            (canonical_organization(vendor) if colon else None)
            or canonical_organization(author)
            or organization_of_hub_account(author)
        )
        found = SLUG_DATE.search(str(row.get("canonical_slug") or ""))
        is_fixed = developer is not None and ":" not in ident and not ident.endswith("-latest")
        yield {
            **row,
            "model": VARIANT.sub("", rest if colon else vendor).strip(),
            "slug": ident.partition("/")[2].partition(":")[0],
            "developer": developer,
            "released": day_in("%Y%m%d", "".join(found.groups())) if found else None,
            "candidate": "yes" if is_fixed else "no",
        }
