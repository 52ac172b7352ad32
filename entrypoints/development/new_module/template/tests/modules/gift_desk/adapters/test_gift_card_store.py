"""What the gift_desk module expects of its store: the contract of the SQL adapter and of the one in memory."""

from dataclasses import replace
from typing import Any

import pytest

from modules.gift_desk.domain.gift_card import GiftCardState, Status
from modules.gift_desk.ports.gift_cards import GiftCardFilter
from shared.kernel.errors import Conflict
from shared.kernel.paging import PageRequest
from shared.kernel.principal import Principal
from tests.modules.gift_desk.gift_cards import METADATA, store_gift_card

OTHER = Principal("3", "user", owner_id=3)


async def archive(store: Any, stored: GiftCardState) -> None:
    async with store.begin() as work:
        loaded = await work.gift_cards.get(stored.id)
        loaded.archive(work.tx.now, METADATA)
        work.gift_cards.save(loaded)
        await work.commit()


async def test_a_gift_card_is_read_as_it_was_stored(store: Any) -> None:
    stored = await store_gift_card(store.begin)
    assert await store.queries.get(stored.id) == stored
    async with store.begin() as work:
        assert (await work.gift_cards.get(stored.id)).state == stored
    assert await store.queries.get(stored.id + 1) is None
    async with store.begin() as work:
        assert await work.gift_cards.get(stored.id + 1) is None


async def test_a_change_is_stored(store: Any) -> None:
    stored = await store_gift_card(store.begin)
    await archive(store, stored)
    found = await store.queries.get(stored.id)
    assert (found.status, found.version, found.event_count) == (Status.ARCHIVED, 2, 2)
    assert replace(found, status=Status.ACTIVE, version=1, event_count=1, updated_at=stored.updated_at) == stored


async def test_what_is_not_committed_is_not_stored(store: Any) -> None:
    stored = await store_gift_card(store.begin)
    async with store.begin() as work:
        loaded = await work.gift_cards.get(stored.id)
        loaded.archive(work.tx.now, METADATA)
        work.gift_cards.save(loaded)
        work.roll_back()
    assert await store.queries.get(stored.id) == stored


async def test_a_name_is_taken_once(store: Any) -> None:
    stored = await store_gift_card(store.begin, "First")
    with pytest.raises(Conflict) as taken:
        await store_gift_card(store.begin, "First")
    assert taken.value.code == "gift_card_taken"
    page = await store.queries.list_gift_cards(GiftCardFilter(), PageRequest(limit=9, sort=("name",)))
    assert page.items == [stored]


async def test_a_deleted_user_is_erased_and_a_repetition_changes_nothing(store: Any) -> None:
    stored, other = await store_gift_card(store.begin), await store_gift_card(store.begin, "Other", OTHER)
    for _ in range(2):
        async with store.begin() as work:
            await work.gift_cards.erase_users([2, 9])
            await work.commit()
        erased = await store.queries.get(stored.id)
        assert (erased.created_by, erased.version) == (None, 2)
        assert await store.queries.get(other.id) == other


async def test_the_list_is_filtered_and_paged(store: Any) -> None:
    stored = {name: await store_gift_card(store.begin, name) for name in ("Alpha", "Alps", "Beta")}
    await archive(store, stored["Alps"])

    async def names(where: GiftCardFilter, **wanted: Any) -> list[str]:
        page = await store.queries.list_gift_cards(where, PageRequest(**{"limit": 9, "sort": ("name",), **wanted}))
        return [found.name for found in page.items]

    assert await names(GiftCardFilter()) == ["Alpha", "Alps", "Beta"]
    assert await names(GiftCardFilter(q="ALP")) == ["Alpha", "Alps"]
    assert await names(GiftCardFilter(q="%")) == []
    assert await names(GiftCardFilter(status=Status.ACTIVE)) == ["Alpha", "Beta"]
    assert await names(GiftCardFilter("alp", Status.ARCHIVED)) == ["Alps"]
    assert await names(GiftCardFilter(), limit=1, after=["Alpha"]) == ["Alps"]
    page = await store.queries.list_gift_cards(GiftCardFilter(), PageRequest(limit=2, sort=("name",)))
    assert (page.total, page.next_after) == (3, ["Alps"])
