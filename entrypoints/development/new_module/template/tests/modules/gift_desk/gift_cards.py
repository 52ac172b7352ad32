"""Builders of gift cards."""

from datetime import UTC, datetime

from modules.gift_desk.application.create_gift_card import CreateGiftCard, CreateGiftCardCommand
from modules.gift_desk.domain.gift_card import GiftCard, GiftCardState
from modules.gift_desk.ports.unit_of_work import Begin
from shared.kernel.events import EventMetadata
from shared.kernel.principal import Principal

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
METADATA = EventMetadata("user:2", "r-1")
MERCHANT = Principal("2", "user", owner_id=2)


def gift_card(name: str = "First") -> GiftCard:
    return GiftCard.create(7, name, created_by=2, now=NOW, metadata=METADATA)


async def store_gift_card(begin: Begin, name: str = "First", principal: Principal = MERCHANT) -> GiftCardState:
    """Create and store a gift card."""
    return await CreateGiftCard(begin)(CreateGiftCardCommand(principal=principal, metadata=METADATA, name=name))
