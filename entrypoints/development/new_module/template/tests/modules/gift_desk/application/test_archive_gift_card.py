"""Gift cards are created and archived, each with its event and its entry in the audit log."""

import pytest

from modules.gift_desk.application.archive_gift_card import ArchiveGiftCard, ArchiveGiftCardCommand
from modules.gift_desk.application.get_gift_card import GetGiftCard
from modules.gift_desk.domain.gift_card import GiftCardState, Status
from shared.kernel.errors import Conflict, NotFound, VersionMismatch
from tests.modules.gift_desk.gift_cards import MERCHANT, METADATA, store_gift_card
from tests.modules.gift_desk.in_memory import InMemoryStore


async def archive(memory: InMemoryStore, gift_card_id: int, version: int | None = None) -> GiftCardState:
    command = ArchiveGiftCardCommand(
        principal=MERCHANT, metadata=METADATA, gift_card_id=gift_card_id, expected_version=version
    )
    return await ArchiveGiftCard(memory.begin)(command)


async def test_a_gift_card_is_created_and_archived(memory: InMemoryStore) -> None:
    created = await store_gift_card(memory.begin)
    assert created.created_by == MERCHANT.owner_id
    archived = await archive(memory, created.id, created.version)
    assert archived.status is Status.ARCHIVED
    assert await GetGiftCard(memory.queries)(created.id) == archived
    assert [event.event.type for event in memory.state.events] == [
        "gift_desk.gift_card.created",
        "gift_desk.gift_card.archived",
    ]
    assert [(line.action, line.resource) for line in memory.state.audited] == [
        ("gift_card.created", f"gift_card:{created.id}"),
        ("gift_card.archived", f"gift_card:{created.id}"),
    ]


async def test_a_refused_change_leaves_no_trace(memory: InMemoryStore) -> None:
    created = await store_gift_card(memory.begin)
    with pytest.raises(VersionMismatch):
        await archive(memory, created.id, version=2)
    with pytest.raises(NotFound):
        await archive(memory, created.id + 1)
    with pytest.raises(NotFound):
        await GetGiftCard(memory.queries)(created.id + 1)
    with pytest.raises(Conflict):
        await store_gift_card(memory.begin, created.name)
    assert memory.state.gift_cards == {created.id: created}
    assert (len(memory.state.events), len(memory.state.audited)) == (1, 1)
