"""Cancel a draft transfer."""

from modules.inventory.application.transfers.transfer_changes import TransferCommand, audit_transition, load_transfer
from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.unit_of_work import Begin


class CancelTransfer:
    """Raises NotFound, VersionMismatch, Conflict `invalid_transition`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: TransferCommand) -> Transfer:
        async with self._begin(command) as work:
            transfer = (await load_transfer(work, command)).cancel(work.tx.now, command.metadata)
            audit_transition(work, transfer, command.metadata)
            work.transfers.save(transfer)
            await work.commit(transfer)
        return transfer
