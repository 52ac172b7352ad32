"""The repository and the queries of transfers."""

from dataclasses import dataclass
from typing import Protocol

from modules.inventory.domain.transfer import Status, Transfer
from shared.kernel.paging import Page, PageRequest


class TransferRepository(Protocol):
    async def next_id(self) -> int: ...

    async def get(self, transfer_id: int) -> Transfer | None:
        """Lock the transfer until the transaction ends."""
        ...

    def add(self, transfer: Transfer) -> None:
        """Insert the transfer, and publish its event with the commit."""
        ...

    def save(self, transfer: Transfer) -> None:
        """Update the transfer, and publish its new events with the commit."""
        ...


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """`location_code` is the source or the target; `sku` is on one of the lines."""

    status: Status | None = None
    location_code: str | None = None
    sku: str | None = None


class TransferQueries(Protocol):
    async def get_transfer(self, transfer_id: int) -> Transfer | None: ...

    async def list_transfers(self, wanted: PageRequest, where: TransferFilter) -> Page[Transfer]:
        """Sort: id."""
        ...
