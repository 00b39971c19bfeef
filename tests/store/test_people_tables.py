"""Accounts, claims on items, saved views, second reviews and wanted evidence."""

from __future__ import annotations

import pytest

from crawler.config import Settings
from crawler.store.accounts import (
    accounts,
    create_account,
    has_accounts,
    set_disabled,
    set_password,
    set_role,
    verify,
)
from crawler.store.claims_on_items import claims_of_person, holder, release, release_all, take, take_over
from crawler.store.database import Store
from crawler.store.decisions import all_decisions
from crawler.store.finding import Refused
from crawler.store.reviewing import Review
from crawler.store.saved_views import delete_view, save_view, saved_views
from crawler.store.second_reviews import give_verdict, is_sampled, waiting_for
from tests.store.world import World, row

PASSWORD = "correct horse"


def test_an_account_lets_in_with_its_password_alone(store: Store) -> None:
    assert not has_accounts(store.connection)
    made = create_account(store, "Ana María", "admin", PASSWORD)
    assert made.may("reviewer")
    assert has_accounts(store.connection)
    stored = store.connection.execute("SELECT password_hash FROM accounts").fetchone()[0]
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    entered = verify(store, "ana maría", PASSWORD)
    assert entered is not None
    assert (entered.name, entered.role) == ("Ana María", "admin")
    assert entered.last_seen is not None
    assert verify(store, "Ana María", "wrong password") is None
    assert verify(store, "nobody", PASSWORD) is None
    assert verify(store, "Ana María", "x" * 5000) is None


def test_what_ends_a_session_raises_the_generation(store: Store) -> None:
    create_account(store, "ana", "admin", PASSWORD)
    create_account(store, "bo", "admin", PASSWORD)
    assert set_password(store, "ana", "another password").generation == 2
    assert verify(store, "ana", PASSWORD) is None
    assert set_role(store, "ana", "viewer").generation == 3
    assert not set_disabled(store, "ana", True).may("viewer")
    assert verify(store, "ana", "another password") is None
    assert set_disabled(store, "ana", False).generation == 5


def test_the_last_admin_stays(store: Store) -> None:
    create_account(store, "ana", "admin", PASSWORD)
    create_account(store, "bo", "reviewer", PASSWORD)
    with pytest.raises(Refused, match="last admin"):
        set_role(store, "ana", "viewer")
    with pytest.raises(Refused, match="last admin"):
        set_disabled(store, "ana", True)
    assert [(account.name, account.role, account.disabled) for account in accounts(store.connection)] == [
        ("ana", "admin", False),
        ("bo", "reviewer", False),
    ]


@pytest.mark.parametrize(
    ("name", "role", "password", "message"),
    [
        ("ana", "viewer", PASSWORD, "already"),
        ("ANA", "viewer", PASSWORD, "already"),
        ("", "viewer", PASSWORD, "no account name"),
        ("<b>", "viewer", PASSWORD, "no account name"),
        ("a\nb", "viewer", PASSWORD, "no account name"),
        ("bo", "owner", PASSWORD, "is no role"),
        ("bo", "viewer", "short", "10 to 1024"),
    ],
)
def test_accounts_that_will_not_do_are_refused(store: Store, name: str, role: str, password: str, message: str) -> None:
    create_account(store, "ana", "admin", PASSWORD)
    with pytest.raises(Refused, match=message):
        create_account(store, name, role, password)
    with pytest.raises(Refused, match="there is no account"):
        set_password(store, "nobody", PASSWORD)


def test_a_claim_is_told_renewed_given_back_and_expires(store: Store) -> None:
    mine = take(store, "m", "ana", minutes=10)
    assert mine.who == "ana"
    assert take(store, "m", "bo").who == "ana"  # told, and nothing else
    later = take(store, "m", "ana", minutes=60)
    assert later.until > mine.until
    assert take(store, "m", "ana", minutes=60) == later  # no write for each look
    assert not release(store, "m", "bo")
    assert release(store, "m", "ana")
    assert holder(store.connection, "m") is None
    take(store, "m", "ana")
    store.connection.execute("UPDATE claims_on_items SET until = '2026-01-01T00:00:00Z'")
    assert holder(store.connection, "m") is None
    assert take(store, "m", "bo").who == "bo"
    assert take_over(store, "m", "ana").who == "ana"
    assert [claim.model_id for claim in claims_of_person(store.connection, "ana")] == ["m"]
    assert release_all(store, "ana") == 1


def test_views_are_ones_own_unless_they_are_shared(store: Store) -> None:
    own = save_view(store, "ana", " Chinese  models ", "?country=China")
    assert (own.name, own.query) == ("Chinese models", "country=China")
    shared = save_view(store, "bo", "old", "older_than_days=30", shared=True)
    assert [view.id for view in saved_views(store.connection, "ana")] == [own.id, shared.id]
    assert saved_views(store.connection, "chen") == [shared]
    again = save_view(store, "ana", "Chinese models", "language=zh")
    assert (again.id, again.query) == (own.id, "language=zh")
    assert not delete_view(store, "ana", shared.id)
    assert delete_view(store, "ana", own.id)
    with pytest.raises(Refused, match="1 to 80"):
        save_view(store, "ana", " ", "")


def test_a_second_review_is_somebody_elses_and_blind_to_the_first(store: Store, settings: Settings) -> None:
    everything = settings.model_copy(update={"review": settings.review.model_copy(update={"second_review_share": 1.0})})
    world = World(store, everything).take(row("Tempestia 30B", "Zephyr Labs", parameters=30e9))
    ident = world.id("Tempestia 30B")
    world.ana.accept(ident)
    assert waiting_for(store.connection, "ana") == []
    assert [review.model_id for review in waiting_for(store.connection, "bo")] == [ident]
    with pytest.raises(Refused, match="somebody else's"):
        give_verdict(store, ident, "ana", "below")
    with pytest.raises(Refused, match="is no verdict"):
        give_verdict(store, ident, "bo", "maybe")
    given = give_verdict(store, ident, "bo", "below", reason="too small")
    assert (given.first_verdict, given.verdict) == ("accept", "below")
    assert world.model("Tempestia 30B")["status"] == "confirmed"  # a second verdict overrules nobody
    with pytest.raises(Refused, match="does not wait"):
        give_verdict(store, ident, "chen", "below")


def test_what_was_taken_back_or_decided_again_needs_no_second_review(store: Store, settings: Settings) -> None:
    everything = settings.model_copy(update={"review": settings.review.model_copy(update={"second_review_share": 1.0})})
    world = World(store, everything).take(row("Tempestia 30B", "Zephyr Labs", parameters=30e9))
    ident = world.id("Tempestia 30B")
    world.ana.accept(ident)
    undone = world.ana.undo()
    assert waiting_for(store.connection, "bo") == []
    world.ana.undo(undone.decision.id)
    assert len(waiting_for(store.connection, "bo")) == 1
    Review(store, world.assessor, "chen").below(ident)
    assert [review.first_who for review in waiting_for(store.connection, "bo")] == ["chen"]


def test_the_sample_follows_from_the_decisions_and_grows_with_the_share(store: Store, settings: Settings) -> None:
    world = World(store, settings).take(row("Tempestia 30B", "Zephyr Labs", parameters=30e9))
    for _ in range(40):
        world.ana.keep("Tempestia 30B")
    log = all_decisions(store.connection)
    small, large = ({d.id for d in log if is_sampled(d, share)} for share in (0.2, 0.6))
    assert small < large
    assert 1 <= len(small) <= 20
    assert not any(is_sampled(d, 0.0) for d in log)
    assert all(is_sampled(d, 1.0) for d in log)
