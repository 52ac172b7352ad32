"""Archive a gift card."""

from dataclasses import dataclass

from modules.gift_desk.domain.gift_card import GiftCardState
from modules.gift_desk.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveGiftCardCommand(Command[GiftCardState]):
    """`expected_version` is the version that the caller has read; None for any."""

    gift_card_id: int
    expected_version: int | None = None


class ArchiveGiftCard:
    """Raises NotFound, VersionMismatch, Conflict `gift_card_archived`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ArchiveGiftCardCommand) -> GiftCardState:
        async with self._begin(command) as work:
            gift_card = await work.gift_cards.get(command.gift_card_id)
            if gift_card is None:
                raise NotFound("gift card")
            gift_card.check_version(command.expected_version)
            gift_card.archive(work.tx.now, command.metadata)
            work.gift_cards.save(gift_card)
            work.tx.audit(
                AuditEntry("gift_card.archived", resource=f"gift_card:{gift_card.state.id}", metadata=command.metadata)
            )
            await work.commit(gift_card.state)
        return gift_card.state
