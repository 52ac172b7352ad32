"""Queries of transfers."""

from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.transfers import TransferFilter, TransferQueries
from modules.inventory.public import InventoryPolicy
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest
from shared.kernel.values.sku import sku_filtered_page


class TransferQueryService:
    def __init__(self, transfers: TransferQueries, policy: InventoryPolicy) -> None:
        self._transfers = transfers
        self._sku_pattern = policy.sku_pattern

    async def get_transfer(self, transfer_id: int) -> Transfer:
        """Raises NotFound."""
        transfer = await self._transfers.get_transfer(transfer_id)
        if transfer is None:
            raise NotFound("transfer")
        return transfer

    async def list_transfers(self, wanted: PageRequest, where: TransferFilter) -> Page[Transfer]:
        """Raises Invalid for a malformed SKU."""
        page = await self._transfers.list_transfers(wanted, where)
        return sku_filtered_page(page, wanted, where.sku, self._sku_pattern)
