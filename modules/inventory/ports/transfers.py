"""Transfers: as they are changed, and for reading."""

from dataclasses import dataclass
from typing import Protocol

from modules.inventory.domain.transfer import Status, Transfer
from shared.kernel.paging import Page, PageRequest


class TransferRepository(Protocol):
    async def next_id(self) -> int: ...

    async def get(self, transfer_id: int) -> Transfer | None:
        """The transfer, locked until the end."""
        ...

    def add(self, transfer: Transfer) -> None: ...

    def save(self, transfer: Transfer) -> None: ...


@dataclass(frozen=True, slots=True)
class TransferFilter:
    """`location_code` is where it comes from or goes to; `sku` is on one of its lines."""

    status: Status | None = None
    location_code: str | None = None
    sku: str | None = None


class TransferQueries(Protocol):
    async def get_transfer(self, transfer_id: int) -> Transfer | None: ...

    async def list_transfers(self, wanted: PageRequest, where: TransferFilter) -> Page[Transfer]:
        """Sort: id."""
        ...
