"""Access to an order to pay, shared by the steps of a payment."""

from collections.abc import Sequence

from modules.orders.application.order_access import at_version, owns, visible
from modules.orders.application.payments.pay_order_command import PayOrderCommand
from modules.orders.application.placement.order_terms import payment_method_of, provider_of
from modules.orders.domain.order.errors import field_error, payment_method_unavailable
from modules.orders.domain.order.order import Order

RECORD_SCOPES = ("payments:record",)
"""Scopes that give access to every order to pay."""

PAY_SCOPES = ("orders:write", "orders:create", *RECORD_SCOPES)
"""Scopes to pay visible orders of others by card."""


def payable(command: PayOrderCommand, found: Order | None, *, providers: Sequence[str]) -> Order:
    """The order, if the caller may pay it by this method and the version matches.

    Raises NotFound, Forbidden, Invalid, VersionMismatch.
    """
    order = visible(command.principal, found, also=RECORD_SCOPES)
    manual = command.instruction.method != "card"
    if manual or not owns(command.principal, order):
        command.principal.require(*(RECORD_SCOPES if manual else PAY_SCOPES))
    method = payment_method_of(command.principal, command.instruction, providers=providers)
    if method == "invoice":
        raise payment_method_unavailable()
    if method == "card" and command.instruction.amount_cents is not None:
        raise field_error(
            "/amount_cents", "not_allowed", "A card pays the whole outstanding amount: omit amount_cents."
        )
    if method == "card" and command.instruction.reference is not None:
        raise field_error("/reference", "not_allowed", "Only manual payments have a reference: omit it for a card.")
    provider_of(command.instruction, providers)
    at_version(order, command.if_version)
    return order
