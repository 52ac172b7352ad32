"""Get a gift card."""

from modules.gift_desk.domain.gift_card import GiftCardState
from modules.gift_desk.ports.gift_cards import GiftCardQueries
from shared.kernel.errors import NotFound


class GetGiftCard:
    def __init__(self, gift_cards: GiftCardQueries) -> None:
        self._gift_cards = gift_cards

    async def __call__(self, gift_card_id: int) -> GiftCardState:
        """Raises NotFound."""
        found = await self._gift_cards.get(gift_card_id)
        if found is None:
            raise NotFound("gift card")
        return found
