"""The returns kept: each a part of its order, changed under the order's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from modules.orders.domain.fulfillment.customer_return import Return
from shared.kernel.paging import Page, PageRequest


@dataclass(frozen=True, slots=True)
class ReturnFilter:
    """Which returns of a list are wanted; None is no condition.

    `customer_id_is` and `placed_by` bound the list to the orders that the caller may see.
    """

    customer_id_is: int | None = None
    placed_by: str | None = None
    order_id: int | None = None
    status: str | None = None


class ReturnQueries(Protocol):
    """The returns kept, to be looked at."""

    async def get(self, return_id: int) -> Return | None: ...

    async def list_by_order(self, order_id: int) -> Sequence[Return]:
        """Oldest first; one statement."""
        ...

    async def list_page(self, selection: ReturnFilter, wanted: PageRequest) -> Page[Return]:
        """A number of statements that does not grow with the page."""
        ...


class ReturnRepository(Protocol):
    """The returns kept, to be changed."""

    async def get(self, return_id: int) -> Return | None:
        """As it is now, to learn its order; once that is locked, `list_by_order` tells how it stands."""
        ...

    async def list_by_order(self, order_id: int) -> Sequence[Return]:
        """Oldest first; one statement."""
        ...

    def add(self, asked: Return) -> None: ...

    def save(self, chosen: Return) -> None:
        """Keep its changes, if there are any."""
        ...

    async def erase(self, customer_id: int) -> None:
        """Forget in whose words the customer's returns were asked for. Numbers stay."""
        ...
