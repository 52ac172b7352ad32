"""Whose order is whose: what a caller must not see does not exist for them."""

from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import OrderFilter
from shared.kernel.errors import NotFound, VersionMismatch
from shared.kernel.principal import Principal

READ_SCOPES = ("orders:read", "orders:write")
"""Who of these holds one sees everybody's orders, and what belongs to them."""


def owns(principal: Principal, order: Order) -> bool:
    """Whether the caller is the order's customer, or its guest, be it by a verified e-mail address."""
    return _buys(principal, order.id, order.buyer)


def owns_or_placed(principal: Principal, order: Order) -> bool:
    """Whether the caller is who buys: its customer, its guest, or who placed it for them."""
    return owns(principal, order) or order.buyer.placed_by == principal.name


MONEY_SCOPES = ("orders:refund", "payments:record")
"""Who of these holds one sees everybody's payments and refunds, too."""


def visible(principal: Principal, order: Order | None, what: str = "order", *, also: tuple[str, ...] = ()) -> Order:
    """The order (of which `what` is asked for), if the caller may see it; else NotFound, as if there were none.

    `also`: scopes with which one may see `what` beside those of readers.
    """
    if order is not None and (principal.may(*also) or can_view(principal, order.id, order.buyer)):
        return order
    raise NotFound(what)


def can_view(principal: Principal, order_id: int, buyer: Buyer) -> bool:
    """Whether the caller may see the order of this buyer."""
    if principal.may(*READ_SCOPES) or _buys(principal, order_id, buyer):
        return True
    return principal.may("orders:create") and buyer.placed_by == principal.name


def _buys(principal: Principal, order_id: int, buyer: Buyer) -> bool:
    if principal.kind == "guest":
        return principal.id == str(order_id)
    return principal.user_id is not None and principal.user_id in (buyer.customer_id, buyer.claimed_by)


def changeable(principal: Principal, order: Order | None, if_version: int | None, *, by_owner: bool) -> Order:
    """The order, if the caller may change it (`by_owner`: also who owns it) and knows its version.

    Raises NotFound, Forbidden, VersionMismatch.
    """
    found = visible(principal, order)
    if not (by_owner and owns(principal, found)):
        principal.require("orders:write")
    return at_version(found, if_version)


def authorized(
    principal: Principal, order: Order | None, if_version: int | None, scope: str, what: str = "order"
) -> Order:
    """The order (of which `what` is asked for), for holders of the scope whosever it is.

    Raises Forbidden, NotFound, VersionMismatch.
    """
    principal.require(scope)
    if order is None:
        raise NotFound(what)
    return at_version(order, if_version)


def at_version(order: Order, if_version: int | None) -> Order:
    """The order, if it has this version; None: any. Raises VersionMismatch."""
    if if_version is not None and if_version != order.version:
        raise VersionMismatch(order.version)
    return order


def own_only(principal: Principal, *also: str) -> OrderFilter:
    """The bounds of what the caller may list: everything, what they bought, or what they placed.

    `also`: scopes with which one may list everything, beside orders:read.
    """
    if principal.may("orders:read", *also):
        return OrderFilter()
    if principal.user_id is not None:
        return OrderFilter(customer_id_is=principal.user_id)
    return OrderFilter(placed_by=principal.name)
