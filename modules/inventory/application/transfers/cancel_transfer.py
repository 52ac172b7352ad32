"""Cancel a draft transfer."""

from modules.inventory.application.transfers.transfer_changes import TransferCommand, load_transfer, record_transition
from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.unit_of_work import Begin
from modules.inventory.public import TransferCancelled, TransferUnits


class CancelTransfer:
    """Raises NotFound, VersionMismatch, Conflict `invalid_transition`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: TransferCommand) -> Transfer:
        async with self._begin(command) as work:
            transfer = (await load_transfer(work, command)).cancel(work.tx.now)
            work.transfers.save(transfer)
            units = [TransferUnits(line.sku, line.quantity) for line in transfer.lines]
            record_transition(work, TransferCancelled, transfer, units, command.cause)
            await work.commit(transfer)
        return transfer
