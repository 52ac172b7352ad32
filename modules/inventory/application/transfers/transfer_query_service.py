"""Queries of transfers."""

from modules.inventory.domain.product import sku_format
from modules.inventory.domain.transfer import Transfer
from modules.inventory.ports.transfers import TransferFilter, TransferQueries
from modules.inventory.public import InventoryPolicy
from shared.kernel.errors import NotFound
from shared.kernel.paging import Page, PageRequest


class TransferQueryService:
    def __init__(self, transfers: TransferQueries, policy: InventoryPolicy) -> None:
        self._transfers = transfers
        self._sku_format = sku_format(policy.sku_pattern)

    async def get_transfer(self, transfer_id: int) -> Transfer:
        """Raises NotFound."""
        transfer = await self._transfers.get_transfer(transfer_id)
        if transfer is None:
            raise NotFound("transfer")
        return transfer

    async def list_transfers(self, wanted: PageRequest, where: TransferFilter) -> Page[Transfer]:
        """Raises Invalid for a malformed SKU."""
        page = await self._transfers.list_transfers(wanted, where)
        return self._sku_format.filtered_page(page, wanted, where.sku, pointer="/query/sku")
