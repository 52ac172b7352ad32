"""Put a confirmed order on hold, and release it."""

from dataclasses import dataclass
from typing import Never

from modules.orders.application.audit import audit
from modules.orders.application.fulfillment.fulfill_digital import fulfill_digital
from modules.orders.application.order_command import OrderCommand
from modules.orders.application.visibility import changeable
from modules.orders.domain.fulfillment.stock_movements import STOCK_SHORTFALL
from modules.orders.domain.order.erasure import CUSTOMER_ERASED, ERASED
from modules.orders.domain.order.errors import field_error
from modules.orders.domain.order.order import Order
from modules.orders.domain.payments.disputes import DISPUTE
from modules.orders.ports.fulfillment.stock import Stock
from modules.orders.ports.unit_of_work import Begin, CommandUnitOfWork, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrderCommand(OrderCommand[Order]):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrderCommand(OrderCommand[Order]):
    pass


RESERVED = frozenset({STOCK_SHORTFALL, DISPUTE, CUSTOMER_ERASED, ERASED})
"""Reasons of holds that the system places and ends itself."""


class HoldOrder:
    """Requires orders:write."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: HoldOrderCommand) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`, Invalid for a reserved reason."""
        if command.reason in RESERVED:
            message = f"`{command.reason}` is reserved for holds placed by the system. Use another reason."
            raise field_error("/reason", "reserved_value", message)
        async with self._begin(command) as work:
            order = await _locked(work, command)
            order.put_on_hold(command.reason, work.tx.now, command.metadata)
            audit(work.tx, "held", command, order)
            await _save(work, order)
        return order


class ReleaseOrder:
    """Requires orders:write. Fulfills the digital lines that were held back."""

    def __init__(self, begin: Begin, stock: Stock) -> None:
        self._begin = begin
        self._stock = stock

    async def __call__(self, command: ReleaseOrderCommand) -> Order:
        """Raises NotFound, Forbidden, VersionMismatch, Conflict `invalid_transition`, `shipping_address_erased`."""
        async with self._begin(command) as work:
            order = await _locked(work, command)
            order.release_hold(work.tx.now, command.metadata)
            await fulfill_digital(work.tx, self._stock, order, command.metadata)
            audit(work.tx, "released", command, order)
            await _save(work, order)
        return order


async def _locked(work: UnitOfWork, command: OrderCommand[Never]) -> Order:
    found = await work.orders.lock(command.order_id)
    return changeable(command.principal, found, command.if_version, by_owner=False)


async def _save(work: CommandUnitOfWork[Order], order: Order) -> None:
    work.orders.save(order)
    await work.commit(order)
