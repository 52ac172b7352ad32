"""Lock the order of a shipment, return or refund, and save it with its events."""

from collections.abc import Sequence
from typing import Never

from modules.orders.application.audit import audit
from modules.orders.application.order_access import at_version, authorized, owns, visible
from modules.orders.application.order_command import OrderCommand, SubresourceCommand
from modules.orders.application.subresource_access import Subresource
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.refund import Refund
from modules.orders.ports.unit_of_work import UnitOfWork
from shared.kernel.errors import VersionMismatch
from shared.kernel.principal import Principal


def owned_or_authorized(
    principal: Principal, order: Order | None, scope: str, *, what: str, if_version: int | None = None
) -> Order:
    """The order, if the caller is its customer or guest or holds the scope; `what` is named in NotFound.

    Raises NotFound, Forbidden, VersionMismatch.
    """
    if not principal.may(scope) and owns(principal, found := visible(principal, order, what)):
        return at_version(found, if_version)
    return authorized(principal, order, if_version, scope=scope, what=what)


async def locked_shipment(work: UnitOfWork, command: SubresourceCommand[Never], scope: str) -> tuple[Order, Shipment]:
    """Raises NotFound, Forbidden, VersionMismatch."""
    known = await work.shipments.get(command.resource_id)
    found = await work.orders.lock(known.order_id) if known else None
    order = authorized(command.principal, found, None, scope=scope, what="shipment")
    return order, _chosen(command, await work.shipments.list_by_order(order.id))


async def locked_return(
    work: UnitOfWork, command: SubresourceCommand[Never], scope: str, *, by_owner: bool = False
) -> tuple[Order, Sequence[Return], Return]:
    """The order, all its returns, and the requested one. Raises NotFound, Forbidden, VersionMismatch."""
    known = await work.returns.get(command.resource_id)
    found = await work.orders.lock(known.order_id) if known else None
    if by_owner:
        order = owned_or_authorized(command.principal, found, scope, what="return")
    else:
        order = authorized(command.principal, found, None, scope=scope, what="return")
    returns = await work.returns.list_by_order(order.id)
    return order, returns, _chosen(command, returns)


async def locked_refund(work: UnitOfWork, command: SubresourceCommand[Never], scope: str) -> tuple[Order, Refund]:
    """Raises NotFound, Forbidden."""
    order_id = await work.orders.find_by_refund(command.resource_id)
    found = await work.orders.lock(order_id) if order_id is not None else None
    order = authorized(command.principal, found, None, scope=scope, what="refund")
    return order, order.refund(command.resource_id)


def save_change(
    work: UnitOfWork,
    order: Order,
    command: OrderCommand[Never] | SubresourceCommand[Never],
    verb: str,
    **changes: object,
) -> None:
    """Save the order with its lines and audit the change."""
    work.orders.save(order)
    audit(work.tx, verb, command, order=order, **changes)


def _chosen(command: SubresourceCommand[Never], parts: Sequence[Subresource]) -> Subresource:
    part = next(part for part in parts if part.id == command.resource_id)
    if command.if_version not in (None, part.version):
        raise VersionMismatch(part.version)
    return part
