"""The rules of a gift card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.gift_desk.domain.gift_card import MAX_NAME_LENGTH, GiftCard, Status
from modules.gift_desk.public import GiftCardArchived, GiftCardCreated
from shared.kernel.errors import Conflict, Invalid, VersionMismatch
from tests.modules.gift_desk.gift_cards import METADATA, NOW, gift_card


def test_a_new_gift_card_is_active() -> None:
    created = gift_card("First")
    assert (created.state.name, created.state.status, created.state.version) == ("First", Status.ACTIVE, 1)
    (event,) = created.take_events()
    assert (event.event, event.aggregate_id, event.sequence) == (GiftCardCreated(7), "7", 1)


@pytest.mark.parametrize("name", ["", "a" * (MAX_NAME_LENGTH + 1)])
def test_a_name_is_neither_empty_nor_too_long(name: str) -> None:
    with pytest.raises(Invalid) as invalid:
        gift_card(name)
    assert invalid.value.errors[0].pointer == "/name"


def test_it_is_archived_once() -> None:
    made = gift_card()
    made.take_events()
    made.archive(NOW, METADATA)
    assert (made.state.status, made.state.version) == (Status.ARCHIVED, 2)
    (event,) = made.take_events()
    assert (event.event, event.sequence) == (GiftCardArchived(7), 2)
    before = made.state
    with pytest.raises(Conflict) as refused:
        made.archive(NOW, METADATA)
    assert refused.value.code == "gift_card_archived"
    assert (made.state, made.take_events()) == (before, [])


def test_another_version_is_a_mismatch() -> None:
    made = gift_card()
    made.check_version(None)
    made.check_version(1)
    with pytest.raises(VersionMismatch):
        made.check_version(2)


@given(st.lists(st.booleans(), max_size=10))
def test_events_are_numbered_without_gaps_and_each_is_taken_once(reload_after: list[bool]) -> None:
    made, taken = gift_card(), list(gift_card().take_events())
    made.take_events()
    for reload in reload_after:
        if reload:
            made = GiftCard(made.state)
        try:
            made.archive(NOW, METADATA)
        except Conflict:
            continue
        finally:
            taken += made.take_events()
    assert [event.sequence for event in taken] == list(range(1, made.state.event_count + 1))
