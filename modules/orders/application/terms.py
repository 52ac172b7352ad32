"""On which terms somebody may order at all: who buys, how it is paid."""

from dataclasses import dataclass

from modules.orders.application.commands import PlaceOrder
from modules.orders.domain.buyer import Buyer
from modules.orders.domain.errors import customer_required, field_error, payment_method_unavailable


@dataclass(frozen=True, slots=True)
class Terms:
    """`payment_method`: how the order is paid without waiting; None: a payment is awaited."""

    buyer: Buyer
    payment_method: str | None


def terms_of(command: PlaceOrder) -> Terms:
    """Raises Forbidden and Invalid; see the parts."""
    return Terms(buyer_of(command), payment_method_of(command))


def buyer_of(command: PlaceOrder) -> Buyer:
    """Who buys: the caller, or whom a holder of orders:create (or orders:write) names.

    Raises Forbidden for strangers' orders, Invalid `customer_required` when nobody is named,
    Invalid when both a customer and a guest are.
    """
    principal = command.principal
    own = principal.user_id
    if command.customer is not None:
        principal.require("orders:create")
        if command.customer_id is not None:
            raise field_error("/customer", "ambiguous", "Name either customer_id or customer.")
        return Buyer(None, command.customer, principal.name)
    customer_id = own if command.customer_id is None else command.customer_id
    if customer_id is None:
        principal.require("orders:create", "orders:write")
        raise customer_required()
    if customer_id != own:
        principal.require("orders:create", "orders:write")
    return Buyer(customer_id, None, principal.name)


def payment_method_of(command: PlaceOrder) -> str | None:
    """How the order is paid without waiting, if it is.

    Raises Forbidden without payments:record, Invalid `payment_method_unavailable` for cards
    as long as no provider stands behind them.
    """
    if command.payment is None:
        return None
    if command.payment.method == "card":
        raise payment_method_unavailable()
    command.principal.require("payments:record")
    return command.payment.method
