"""Shipments, returns and the fulfillment queue in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from modules.orders.domain.fulfillment import shipping
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import OrderStatus
from modules.orders.ports.fulfillment.fulfillment_queue import QueueFilter
from modules.orders.ports.fulfillment.returns import ReturnFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from shared.kernel.paging import Page, PageRequest

Part = TypeVar("Part", Shipment, Return)
Kind = TypeVar("Kind")


class Transaction(Protocol):
    def after_commit(self, do: Callable[[], None]) -> None: ...


@dataclass
class PartState:
    shipments: dict[int, Shipment] = field(default_factory=dict)
    returns: dict[int, Return] = field(default_factory=dict)


class InMemoryParts(Generic[Part]):
    """The queries and repositories of shipments and returns."""

    def __init__(self, kept: dict[int, Part], orders: Mapping[int, Order], tx: Transaction) -> None:
        self._kept: dict[int, Part] = kept
        self._orders = orders
        self._tx = tx

    async def get(self, resource_id: int) -> Part | None:
        return deepcopy(self._kept.get(resource_id))

    async def list_by_order(self, order_id: int) -> Sequence[Part]:
        return [deepcopy(part) for id_, part in sorted(self._kept.items()) if part.order_id == order_id]

    async def list_page(self, selection: ShipmentFilter | ReturnFilter, wanted: PageRequest) -> Page[Part]:
        newest_first = sorted(self._kept.values(), key=lambda part: -part.id)
        found = [part for part in newest_first if self._matches(part, selection)]
        return _cut(found, wanted, lambda part, last: part.id < last)

    def add(self, part: Part) -> None:
        self.save(part)

    def save(self, part: Part) -> None:
        def keep() -> None:
            self._kept[part.id] = deepcopy(part)
            self._kept[part.id].dirty = False

        self._tx.after_commit(keep)

    async def erase(self, customer_id: int) -> None:
        for part in self._kept.values():
            if isinstance(part, Return) and self._orders[part.order_id].buyer.customer_id == customer_id:
                part.items = [replace(item, reason="erased") for item in part.items]
                part.close_reason = part.close_reason and "erased"

    def _matches(self, part: Part, selection: ShipmentFilter | ReturnFilter) -> bool:
        buyer = self._orders[part.order_id].buyer
        return (
            selection.customer_id_is in (None, buyer.customer_id)
            and selection.placed_by in (None, buyer.placed_by)
            and selection.order_id in (None, part.order_id)
            and selection.status in (None, part.status)
            and getattr(selection, "location_code", None) in (None, getattr(part, "location_code", None))
        )


class InMemoryFulfillmentQueue:
    def __init__(self, orders: Mapping[int, Order], now: datetime) -> None:
        self._orders = orders
        self._now = now

    async def list_orders(self, selection: QueueFilter, wanted: PageRequest) -> Page[Order]:
        found = [deepcopy(order) for _, order in sorted(self._orders.items()) if self._wanted(order, selection)]
        return _cut(found, wanted, lambda order, last: order.id > last)

    def _wanted(self, order: Order, selection: QueueFilter) -> bool:
        lines = [line for line in order.lines if line.requires_shipping]
        if (
            order.status is not OrderStatus.CONFIRMED
            or order.hold
            or not any(line.shippable_quantity for line in lines)
        ):
            return False
        if shipping.is_fully_refunded(order):
            return False
        code = selection.location_code
        if code is not None and not any(code in line.location_codes for line in lines):
            return False
        paid = shipping.is_paid(order) or shipping.valid_authorization(order, self._now) is not None
        return not selection.ready or (paid and not any(line.backordered for line in lines))


def _cut(found: Sequence[Kind], wanted: PageRequest, beyond: Callable[[Kind, int], bool]) -> Page[Kind]:
    after = wanted.after
    rest: Iterable[Kind] = found if after is None else [one for one in found if beyond(one, int(str(after[0])))]
    rest = list(rest)[wanted.offset :]
    shown = rest[: wanted.limit]
    following = [shown[-1].id] if len(rest) > len(shown) else None  # type: ignore[attr-defined]
    return Page(shown, next_after=following, total=len(found) if wanted.with_total else None)
