"""Receive some or all units of a transfer."""

from collections.abc import Sequence
from dataclasses import dataclass

from modules.inventory.application.reservations.backorder_allocation import allocate_backorders
from modules.inventory.application.transfers.transfer_changes import TransferCommand, audit_transition, load_transfer
from modules.inventory.domain.ledger import TRANSFER_IN, MovementContext
from modules.inventory.domain.transfer import ReceivedLine, Transfer
from modules.inventory.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveTransferCommand(TransferCommand):
    lines: Sequence[ReceivedLine] = ()


class ReceiveTransfer:
    """Undamaged units go to backorders first, damaged ones are unavailable. Allows any number of receipts.

    Raises NotFound, VersionMismatch, Conflict `invalid_transition` and `over_receipt {sku, max}`, Invalid.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ReceiveTransferCommand) -> Transfer:
        async with self._begin(command) as work:
            metadata = command.metadata
            transfer = (await load_transfer(work, command)).receive(command.lines, work.tx.now, metadata)
            await work.locations.lock_active([transfer.target])
            await work.stock_levels.create_missing((each.sku, transfer.target) for each in command.lines)
            stocks = (await work.stock_levels.lock({each.sku for each in command.lines})).stocks
            context = MovementContext(work.tx.now, metadata.actor, metadata.request_id, reference=transfer.reference)
            entries = [
                stocks[each.sku]
                .levels[transfer.target]
                .book(TRANSFER_IN, context, on_hand=each.received + each.damaged, unavailable=each.damaged)
                for each in command.lines
            ]
            backorder_entries, filled, _ = await allocate_backorders(work, stocks, context, metadata=metadata)
            work.reservations.save(filled)
            work.stock_levels.save(stocks.values(), [*entries, *backorder_entries])
            audit_transition(work, transfer, metadata)
            work.transfers.save(transfer)
            await work.commit(transfer)
        return transfer
