"""Create a gift card."""

from dataclasses import dataclass

from modules.gift_desk.domain.gift_card import GiftCard, GiftCardState
from modules.gift_desk.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateGiftCardCommand(Command[GiftCardState]):
    name: str


class CreateGiftCard:
    """Raises Invalid, Conflict `gift_card_taken`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CreateGiftCardCommand) -> GiftCardState:
        async with self._begin(command) as work:
            gift_card = GiftCard.create(
                await work.gift_cards.next_id(),
                command.name,
                created_by=command.principal.owner_id,
                now=work.tx.now,
                metadata=command.metadata,
            )
            work.gift_cards.add(gift_card)
            work.tx.audit(
                AuditEntry("gift_card.created", resource=f"gift_card:{gift_card.state.id}", metadata=command.metadata)
            )
            await work.commit(gift_card.state)
        return gift_card.state
