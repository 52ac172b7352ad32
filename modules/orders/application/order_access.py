"""Access to orders. An order that the caller may not see is reported as not found."""

from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.order import Order
from modules.orders.ports.orders.order_queries import OrderFilter
from shared.kernel.errors import NotFound, VersionMismatch
from shared.kernel.principal import Principal

READ_SCOPES = ("orders:read", "orders:write")
"""Each of these scopes gives access to all orders and their parts."""


def owns(principal: Principal, order: Order) -> bool:
    """Whether the caller is the order's customer or guest, also by a verified e-mail address."""
    return _buys(principal, order.id, order.buyer)


def owns_or_placed(principal: Principal, order: Order) -> bool:
    """Whether the caller is the order's customer or guest, or placed it for them."""
    return owns(principal, order) or order.buyer.placed_by == principal.name


MONEY_SCOPES = ("orders:refund", "payments:record")
"""Each of these scopes also gives access to all payments and refunds."""


def visible(principal: Principal, order: Order | None, what: str = "order", *, also: tuple[str, ...] = ()) -> Order:
    """The order if the caller may see it; else raises NotFound naming `what`.

    `also`: scopes that give access to `what` in addition to `READ_SCOPES`.
    """
    if order is not None and (principal.may(*also) or can_view(principal, order.id, order.buyer)):
        return order
    raise NotFound(what)


def can_view(principal: Principal, order_id: int, buyer: Buyer) -> bool:
    """Whether the caller may see the buyer's order."""
    if principal.may(*READ_SCOPES) or _buys(principal, order_id, buyer):
        return True
    return principal.may("orders:create") and buyer.placed_by == principal.name


def _buys(principal: Principal, order_id: int, buyer: Buyer) -> bool:
    if principal.kind == "guest":
        return principal.id == str(order_id)
    return principal.user_id is not None and principal.user_id in (buyer.customer_id, buyer.claimed_by)


def changeable(principal: Principal, order: Order | None, if_version: int | None, *, by_owner: bool) -> Order:
    """The order, if the caller may change it (`by_owner`: owners may too) and the version matches.

    Raises NotFound, Forbidden, VersionMismatch.
    """
    found = visible(principal, order)
    if not (by_owner and owns(principal, found)):
        principal.require("orders:write")
    return at_version(found, if_version)


def authorized(
    principal: Principal, order: Order | None, if_version: int | None, *, scope: str, what: str = "order"
) -> Order:
    """The order, if the caller holds the scope; `what` is named in NotFound.

    Raises Forbidden, NotFound, VersionMismatch.
    """
    principal.require(scope)
    if order is None:
        raise NotFound(what)
    return at_version(order, if_version)


def at_version(order: Order, if_version: int | None) -> Order:
    """The order. Raises VersionMismatch unless it has the version; None: any."""
    if if_version is not None and if_version != order.version:
        raise VersionMismatch(order.version)
    return order


def own_only(principal: Principal, *also: str) -> OrderFilter:
    """The orders that the caller may list: all, those they bought, or those they placed.

    `also`: scopes to list all orders, in addition to orders:read.
    """
    if principal.may("orders:read", *also):
        return OrderFilter()
    if principal.user_id is not None:
        return OrderFilter(customer_id_is=principal.user_id)
    return OrderFilter(placed_by=principal.name)
