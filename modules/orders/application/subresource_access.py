"""Access to the shipments and returns of an order."""

from dataclasses import replace
from typing import TypeVar

from modules.orders.application.order_access import own_only, visible
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.order import Order
from modules.orders.ports.fulfillment.returns import ReturnFilter
from modules.orders.ports.fulfillment.shipments import ShipmentFilter
from modules.orders.ports.orders.order_queries import OrderFilter
from shared.kernel.errors import NotFound
from shared.kernel.principal import Principal

Bounded = TypeVar("Bounded", ShipmentFilter, ReturnFilter)
Subresource = TypeVar("Subresource", Shipment, Return)


def require_visible(
    principal: Principal, order: Order | None, part: Subresource | None, *, scope: str, what: str
) -> Subresource:
    if not principal.may(scope):
        visible(principal, order, what)
    if part is None:
        raise NotFound(what)
    return part


def bounded_to_own(principal: Principal, selection: Bounded, scope: str) -> Bounded:
    bounds = OrderFilter() if principal.may(scope) else own_only(principal)
    return replace(selection, customer_id_is=bounds.customer_id_is, placed_by=bounds.placed_by)
