"""Read-only queries of orders."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.fulfillment_queue import FulfillmentQueue
from modules.orders.ports.fulfillment.returns import ReturnQueries
from modules.orders.ports.fulfillment.shipments import ShipmentQueries
from shared.kernel.paging import Page, PageRequest
from shared.kernel.transaction import Transaction


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Filter of a list of orders; None is no condition. Time ranges are half open.

    `customer_id_is` and `placed_by` limit the list to what the caller may see. `email` is a guest's address, or that of
    the account `email_of`. `q` is looked up in the search index.
    """

    customer_id_is: int | None = None
    placed_by: str | None = None
    status: str | None = None
    payment_status: str | None = None
    fulfillment_status: str | None = None
    customer_id: int | None = None
    email: str | None = None
    sku: str | None = None
    client_reference: str | None = None
    coupon_code: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    updated_from: datetime | None = None
    updated_to: datetime | None = None
    total_min: int | None = None
    total_max: int | None = None
    q: str | None = None
    email_of: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """An event of an order's history."""

    sequence: int
    at: datetime
    fact: str
    status: str
    payment_status: str
    actor: str
    request_id: str
    detail: Mapping[str, object]


class OrderQueries(Protocol):
    async def get(self, order_id: int) -> Order | None: ...

    async def get_many(self, ids: Sequence[int]) -> Mapping[int, Order]:
        """Existing orders by id; one statement."""
        ...

    async def list_orders(self, selection: OrderFilter, wanted: PageRequest) -> Page[Order]:
        """The number of statements depends neither on the page nor on its orders."""
        ...

    async def get_history(self, order_id: int) -> Sequence[HistoryEntry]:
        """Oldest first."""
        ...

    async def get_histories(self, order_ids: Sequence[int]) -> Mapping[int, Sequence[HistoryEntry]]:
        """The histories of many orders; one statement. Orders without history are left out."""
        ...


class QueryScope(Protocol):
    """Queries and other modules' data on one snapshot."""

    @property
    def tx(self) -> Transaction: ...

    @property
    def records(self) -> OrderQueries: ...

    @property
    def shipments(self) -> ShipmentQueries: ...

    @property
    def returns(self) -> ReturnQueries: ...

    @property
    def queue(self) -> FulfillmentQueue: ...


OpenOrderQueries = Callable[[], AbstractAsyncContextManager[OrderQueries]]
OpenQueryScope = Callable[[], AbstractAsyncContextManager[QueryScope]]
