"""Whose order is whose: what a caller must not see does not exist for them."""

from modules.orders.domain.order import Order
from modules.orders.ports.records import Selection
from shared.kernel.errors import NotFound, VersionMismatch
from shared.kernel.principal import Principal


def owns(principal: Principal, order: Order) -> bool:
    """Whether the caller is the order's customer, or its guest."""
    if principal.kind == "guest":
        return principal.id == str(order.id)
    return principal.user_id is not None and principal.user_id == order.buyer.customer_id


def visible(principal: Principal, order: Order | None) -> Order:
    """The order, if the caller may see it; raises NotFound as if there were none otherwise."""
    if order is not None:
        if principal.may("orders:read", "orders:write") or owns(principal, order):
            return order
        if principal.may("orders:create") and order.buyer.placed_by == principal.name:
            return order
    raise NotFound("order")


def changeable(principal: Principal, order: Order | None, if_version: int | None, *, by_owner: bool) -> Order:
    """The order, if the caller may change it (`by_owner`: also who owns it) and knows its version.

    Raises NotFound, Forbidden, VersionMismatch.
    """
    found = visible(principal, order)
    if not (by_owner and owns(principal, found)):
        principal.require("orders:write")
    if if_version is not None and if_version != found.version:
        raise VersionMismatch(found.version)
    return found


def own_only(principal: Principal) -> Selection:
    """The bounds of what the caller may list: everything, what they bought, or what they placed."""
    if principal.may("orders:read"):
        return Selection()
    if principal.user_id is not None:
        return Selection(customer_id_is=principal.user_id)
    return Selection(placed_by=principal.name)
