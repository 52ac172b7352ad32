"""Transfers of a warehouse, for tests."""

from dataclasses import dataclass

from modules.inventory.application.transfers.cancel_transfer import CancelTransfer
from modules.inventory.application.transfers.close_transfer import CloseTransfer, CloseTransferCommand
from modules.inventory.application.transfers.create_transfer import CreateTransfer, CreateTransferCommand
from modules.inventory.application.transfers.receive_transfer import ReceiveTransfer, ReceiveTransferCommand
from modules.inventory.application.transfers.ship_transfer import ShipTransfer
from modules.inventory.application.transfers.transfer_changes import TransferCommand
from modules.inventory.domain.transfer import ReceivedLine, Transfer
from modules.inventory.ports.unit_of_work import Begin
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.inspector import METADATA


@dataclass
class WarehouseTransfers:
    begin: Begin

    async def draft(self, source: str, target: str, *lines: tuple[str, int]) -> Transfer:
        return await CreateTransfer(self.begin)(
            CreateTransferCommand(
                principal=SYSTEM, metadata=METADATA, source=source, target=target, lines=lines, note="weekly"
            )
        )

    async def ship(self, transfer_id: int, version: int | None = None) -> Transfer:
        return await ShipTransfer(self.begin)(
            TransferCommand(principal=SYSTEM, metadata=METADATA, transfer_id=transfer_id, expected_version=version)
        )

    async def receive(self, transfer_id: int, *lines: tuple[str, int, int]) -> Transfer:
        """Lines of SKU, undamaged and damaged units."""
        arriving = [ReceivedLine(*line, f"/lines/{number}") for number, line in enumerate(lines)]
        return await ReceiveTransfer(self.begin)(
            ReceiveTransferCommand(
                principal=SYSTEM, metadata=METADATA, transfer_id=transfer_id, expected_version=None, lines=arriving
            )
        )

    async def close(self, transfer_id: int, lost: int | None = None) -> Transfer:
        return await CloseTransfer(self.begin)(
            CloseTransferCommand(
                principal=SYSTEM, metadata=METADATA, transfer_id=transfer_id, expected_version=None, lost=lost
            )
        )

    async def cancel(self, transfer_id: int) -> Transfer:
        return await CancelTransfer(self.begin)(
            TransferCommand(principal=SYSTEM, metadata=METADATA, transfer_id=transfer_id)
        )
