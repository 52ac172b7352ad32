"""Transfers, for those who may see them."""

from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.transfers import TransferFilter, TransferShelf
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, Slice


class ReadTransfers:
    def __init__(self, transfers: TransferShelf) -> None:
        self._transfers = transfers

    async def one(self, transfer_id: int) -> Transfer:
        """Raises NotFound."""
        transfer = await self._transfers.get(transfer_id)
        if transfer is None:
            raise NotFound("transfer")
        return transfer

    async def page(self, wanted: Slice, where: TransferFilter) -> Page[Transfer]:
        return await self._transfers.page(wanted, where)
