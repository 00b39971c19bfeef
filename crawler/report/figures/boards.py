"""The best open and closed model of each leaderboard over time, and the gap between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from crawler.analysis.dates import months_between
from crawler.report import palette
from crawler.report.drawing import ISO_DAY, ROWS, finished
from crawler.report.figure import Figure, Row, Section, Spec, without_data
from crawler.report.material import Material
from crawler.report.words import count, left_out

NAME = "leaderboard_gap"
COLUMNS = ("board", "weights", "date", "best_score", "model")
SUBTITLE = "Best score so far on each board by the model's date of publication, of models with open and closed weights"
GET_SCORES = "Run `flopscout crawl --source arena` or other boards (`flopscout sources list` names them)."
BOARDS_DRAWN = 6
LEAST_MODELS = 3
"""Fewest models of each kind on a board that is drawn."""

_PANEL = (300, 170)
_COLOURS = {"open": palette.OPEN, "closed": palette.CLOSED}


@dataclass(frozen=True, slots=True)
class Step:
    """A model that was the best of its kind on the day of its publication."""

    day: date
    score: float
    model: str


@dataclass(frozen=True, slots=True)
class Race:
    """The best open and closed models of one board over time."""

    board: str
    open: tuple[Step, ...]
    closed: tuple[Step, ...]
    models: int

    @property
    def gap(self) -> float:
        """Points by which the best closed model leads, negative where the best open one does."""
        return self.closed[-1].score - self.open[-1].score

    @property
    def months_behind(self) -> float | None:
        """Months since a closed model first had what the best open one reaches today; ``None`` where none has."""
        best = self.open[-1]
        first = next((step for step in self.closed if step.score >= best.score), None)
        return None if first is None else months_between(first.day.toordinal(), best.day.toordinal())


def draw(material: Material) -> Figure:
    """The races on the boards with the most models."""
    undated = hidden = 0
    points: dict[str, dict[str, list[Step]]] = {}
    for score in material.scores:
        entry = material.scored[score.model_id]
        if entry.day is None:
            undated += 1
        elif entry.access is None:
            hidden += 1
        else:
            kind = "open" if entry.access.is_open else "closed"
            steps = points.setdefault(score.board, {"open": [], "closed": []})[kind]
            steps.append(Step(entry.day, score.value, entry.name))
    races = [
        Race(board, best_so_far(kinds["open"]), best_so_far(kinds["closed"]), sum(map(len, kinds.values())))
        for board, kinds in sorted(points.items())
        if min(map(len, kinds.values())) >= LEAST_MODELS
    ]
    few = sum(len(kind) for kinds in points.values() for kind in kinds.values()) - sum(race.models for race in races)
    reasons = [
        (undated, "of models without month or day of publication"), (hidden, "of models of unknown accessibility"),
        (few, f"on boards with fewer than {LEAST_MODELS} open or closed models"),
    ]  # fmt: skip
    if not races:
        basis = f"{count(len(material.scores), 'score')}. {left_out(reasons)}" if material.scores else ""
        subject = "The best open and closed models on leaderboards"
        return without_data(NAME, Section.BOARDS, subject, SUBTITLE, COLUMNS, GET_SCORES, basis)
    races.sort(key=lambda race: (-race.models, race.board))
    rows = [row for race in races for row in _rows(race)]
    drawn = races[:BOARDS_DRAWN]
    shown = f" The {len(drawn)} boards with the most models are drawn." if len(races) > len(drawn) else ""
    used = sum(race.models for race in races)
    return Figure(
        name=NAME, section=Section.BOARDS, title=_title(races[0]), subtitle=SUBTITLE,
        alt="Step lines of the best open and closed score for each board. "
        + " ".join(f"{race.board}: {_told(race)}." for race in drawn),
        basis=f"{count(used, 'score')} on {count(len(races), 'board')}; a model listed several times counts with its "
        f"best. Boards whose terms forbid passing scores on are not shown. {left_out(reasons)}{shown}",
        columns=COLUMNS, rows=tuple(rows), spec=_spec(drawn), is_demo=material.is_demo,
    )  # fmt: skip


def best_so_far(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Those that were the best on their day, by date."""
    best: list[Step] = []
    for step in sorted(steps, key=lambda step: (step.day, -step.score, step.model)):
        if not best or step.score > best[-1].score:
            best.append(step)
    return tuple(best)


def _rows(race: Race) -> list[Row]:
    return [
        (race.board, kind, step.day.isoformat(), step.score, step.model)
        for kind, steps in (("open", race.open), ("closed", race.closed))
        for step in steps
    ]


def _title(race: Race) -> str:
    return f"On {race.board}, {_told(race)}"


def _told(race: Race) -> str:
    ahead = f"{race.closed[-1].model} leads the best open model, {race.open[-1].model}, by {abs(race.gap):.3g} points"
    if race.gap <= 0:
        return (
            f"the best open model, {race.open[-1].model}, leads {race.closed[-1].model} by {abs(race.gap):.3g} points"
        )
    behind = race.months_behind
    if behind is None or behind < 0:
        return ahead
    return f"{ahead}; closed models reached its score {behind:.0f} months earlier"


def _spec(races: Sequence[Race]) -> Spec:
    last = max(step.day for race in races for step in (*race.open, *race.closed))
    rows = [row for race in races for row in _rows(race)]
    # Each line goes on to the day of the latest model, since its best still stands.
    rows += [
        (race.board, kind, last.isoformat(), steps[-1].score, steps[-1].model)
        for race in races for kind, steps in (("open", race.open), ("closed", race.closed)) if steps[-1].day < last
    ]  # fmt: skip
    base = alt.Chart(ROWS).transform_calculate(published=ISO_DAY).encode(
        x=alt.X("date:T", scale=alt.Scale(type="utc"), axis=alt.Axis(format="%Y", tickCount="year", title=None)),
        y=alt.Y("best_score:Q", scale=alt.Scale(zero=False), axis=alt.Axis(title=None, tickCount=5)),
        color=alt.Color(
            "weights:N", scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())),
            legend=alt.Legend(title="Weights"),
        ),
        tooltip=[
            alt.Tooltip("model:N", title="Model"), alt.Tooltip("weights:N", title="Weights"),
            alt.Tooltip("published:N", title="Published"), alt.Tooltip("best_score:Q", title="Score", format=".4~g"),
        ],
    )  # fmt: skip
    lines = base.mark_line(interpolate="step-after", strokeWidth=2.2)
    points = base.mark_circle(size=30, opacity=1)
    width, height = _PANEL
    chart = (
        alt.layer(lines, points)
        .properties(width=width if len(races) > 1 else 2 * width, height=height if len(races) > 1 else 2 * height)
        .facet(alt.Facet("board:N", title=None, sort=[race.board for race in races]), columns=2)
        .resolve_scale(y="independent")
    )
    return finished(chart, COLUMNS, rows)
