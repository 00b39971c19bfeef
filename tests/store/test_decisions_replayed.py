"""Whatever is decided, found and linked in whatever order: the models are what the finds and the log say."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from crawler.config import Settings
from crawler.records import Sighting, SourceRank
from crawler.store.database import open_store
from crawler.store.finding import Refused
from tests.store.world import Said, World, row

FINDS: tuple[Said | Sighting, ...] = (
    row("Orion 14B", "Zephyr Labs", parameters=14e9, aliases=("Orionis Major", "오리온별 14B")),
    row("Orion 70B", "Zephyr Labs", parameters=70e9, tokens=15e12),
    Said("Orion"),
    Said("Orion", "Starfield", 14e9, url="https://example.org/b"),
    Said("Orionis Major", url="https://example.org/c"),
    Said("오리온별 14B", url="https://example.org/d", source="feeds/other"),
    row("Nova 20B", "Amazon", rank=SourceRank.DEVELOPER, parameters=20e9),
    row("Nova 20B", "Google", source="models_dev", rank=SourceRank.DEVELOPER),
    Said("Nova-20B", url="https://example.org/e"),
    row("Brisa 14B", "Casa Brisa", base_model="Orion 14B", tokens=1e9),
    row("Orion-14B-Chat", source="litellm", discovers=False),
    # The same pages and rows again, changed.
    row("Orion 14B", "Zephyr Labs", parameters=14e9, tokens=3e12),
    Said("Orion 14B", "Starfield", url="https://example.org/b"),
    row("Nova 20B", source="models_dev", aliases=("Orionis Major",)),
)

numbers = st.integers(0, len(FINDS) - 1)
acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["find"] * 4 + ["merge"] * 2 + ["unmerge", "apart", "unlink", "below", "comment", "undo", "redo"]
        ),
        numbers,
        numbers,
    ),
    max_size=24,
)


def place(find: Said | Sighting) -> str:
    return find.url if isinstance(find, Said) else f"{find.source} {find.source_key}"


def perform(world: World, act: str, first: int, second: int, found: dict[str, Said | Sighting]) -> None:
    if act == "find":
        find = FINDS[first]
        found[place(find)] = find
        world.take(find)
        return
    ids = sorted(world.models())
    log = world.log()
    if not ids:
        return
    one, other = ids[first % len(ids)], ids[second % len(ids)]
    names = sorted({name for (name, _), (model, _) in world.links().items() if model == one}) or ["nothing"]
    actions: dict[str, Callable[[], object]] = {
        "merge": lambda: world.ana.merge(one, other),
        "unmerge": lambda: world.ana.unmerge(one),
        "apart": lambda: world.ana.apart(one, other),
        "unlink": lambda: world.ana.unlink(one, names[0], "feeds/example" if second % 2 else None),
        "below": lambda: world.ana.below(one),
        "comment": lambda: world.ana.comment(one, "hm"),
        "undo": world.ana.undo,
        "redo": lambda: world.ana.undo(1 + first % max(len(log), 1)),
    }
    with suppress(Refused):
        actions[act]()


@hypothesis_settings(max_examples=40, deadline=None)
@given(acts, st.randoms(use_true_random=False), st.booleans())
def test_a_fresh_database_with_the_same_log_ends_the_same(
    steps: list[tuple[str, int, int]], random: Random, log_first: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Settings(home=Path(folder) / "lived")
        with open_store(config.database) as store:
            lived = World(store, config)
            found: dict[str, Said | Sighting] = {}
            for act, first, second in steps:
                perform(lived, act, first, second, found)
            lines = lived.lines()
            random.shuffle(lines)
            for line in lines:
                lived.relink([line])
            expected, log = lived.state(), lived.log()
        config = Settings(home=Path(folder) / "fresh")
        with open_store(config.database) as store:
            fresh = World(store, config)
            if log_first:
                fresh.adopt(log)
            order = list(found.values())
            random.shuffle(order)
            fresh.take(*order)
            if not log_first:
                fresh.adopt(log)
            assert fresh.state() == expected
