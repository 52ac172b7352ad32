"""Close a transfer and write off its missing units."""

from dataclasses import dataclass

from modules.inventory.application.transfers.transfer_changes import TransferCommand, audit_transition, load_transfer
from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.unit_of_work import Begin


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTransferCommand(TransferCommand):
    """`lost` is the total number of units still in transit; None skips the check."""

    lost: int | None = None


class CloseTransfer:
    """Changes no stock level: lost units left the source's level when they were shipped.

    Raises NotFound, VersionMismatch, Conflict `invalid_transition`, Invalid.
    """

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: CloseTransferCommand) -> Transfer:
        async with self._begin(command) as work:
            transfer = (await load_transfer(work, command)).close(command.lost, work.tx.now, command.metadata)
            audit_transition(work, transfer, command.metadata)
            work.transfers.save(transfer)
            await work.commit(transfer)
        return transfer
