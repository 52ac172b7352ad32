"""Persistence of returns. They are changed under their order's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.fulfillment.customer_return import Return
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class ReturnFilter:
    """Filter of a list of returns; None is no condition.

    `customer_id_is` and `placed_by` limit the list to orders that the caller may see.
    """

    customer_id_is: int | None = None
    placed_by: str | None = None
    order_id: int | None = None
    status: str | None = None


class ReturnQueries(Protocol):
    async def get(self, return_id: int) -> Return | None: ...

    async def list_by_order(self, order_id: int) -> Sequence[Return]:
        """Oldest first; one statement."""
        ...

    async def list_page(self, selection: ReturnFilter, wanted: PageRequest) -> Page[Return]:
        """The number of statements does not depend on the page size."""
        ...


class ReturnRepository(Protocol):
    async def get(self, return_id: int) -> Return | None:
        """Read without a lock, to find its order. Lock the order and use `list_by_order` before changing it."""
        ...

    async def list_by_order(self, order_id: int) -> Sequence[Return]:
        """Oldest first; one statement."""
        ...

    def add(self, requested: Return) -> None: ...

    def save(self, chosen: Return) -> None:
        """Store its changes, if any."""
        ...

    async def erase(self, customer_id: int) -> None:
        """Erase the reasons of the customer's returns. Amounts and quantities stay."""
        ...
