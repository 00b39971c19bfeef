"""The comparison with a reference dataset, for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from crawler.dataset.evaluation import Errors, Report, Share

SHOWN = 15
"""Models and groups that are named in each list; ``--json`` has them all."""


def report_lines(report: Report) -> list[str]:
    """The comparison in lines of text."""
    lines = [
        f"found {_share(report.found)} of the models sought: confirmed, or before a reviewer",
        f"named {_share(report.named)} by some source, whatever became of them",
    ]
    if report.not_sought:
        lines.append(f"{report.not_sought} further rows are below the threshold or too early, and are not sought")
    lines += ["", *_estimates("estimates", report.errors), *_estimates("  of disclosed facts", report.disclosed_errors)]
    if report.precision.total:
        lines.append(f"confirmed models that the reference puts above the threshold: {_share(report.precision)}")
    for name, shares in report.by.items():
        lines += ["", f"by {name}:", *_shares(shares)]
    reasons = Counter(f"{miss.reason}{f': {miss.detail}' if miss.detail else ''}" for miss in report.misses)
    if reasons:
        lines += ["", f"missed: {len(report.misses)}", *(f"  {count:5} {why}" for why, count in reasons.most_common())]
        lines += [f"    {miss.name} ({miss.reason})" for miss in report.misses[:SHOWN]]
        lines += _more(len(report.misses))
    newer = sum(report.is_newer(model) for model in report.only_ours)
    lines += ["", f"only ours: {len(report.only_ours)}, of which {newer} were published after the reference's last"]
    lines += [f"    {model.name} ({model.status.value}) [{model.id}]" for model in report.only_ours[:SHOWN]]
    return lines + _more(len(report.only_ours))


def _share(share: Share) -> str:
    return f"{share.found} of {share.total}" + (f" ({share.recall:.1%})" if share.recall is not None else "")


def _shares(shares: Mapping[str, Share]) -> list[str]:
    ordered = sorted(shares.items(), key=lambda entry: (-entry[1].total, -entry[1].found, entry[0]))
    return [f"  {_share(share):24} {group}" for group, share in ordered[:SHOWN]] + _more(len(ordered))


def _estimates(title: str, errors: Errors) -> list[str]:
    if not errors.factors:
        return []
    content = errors.as_json()
    return [
        f"{title}: {len(errors.factors)} compared, {errors.within(2):.0%} within a factor 2, {errors.within(3):.0%} "
        f"within 3, {content['in_90_percent_interval']:.0%} inside the 90 % interval"
    ]


def _more(count: int) -> list[str]:
    return [f"    and {count - SHOWN} more; `--json` has them all"] if count > SHOWN else []
