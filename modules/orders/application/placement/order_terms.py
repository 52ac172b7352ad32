"""Buyer and payment method of an order, and the scopes they require."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modules.orders.application.payment_instruction import PaymentInstruction
from modules.orders.application.placement.place_order import PlaceOrderCommand
from modules.orders.domain.order.buyer import Buyer
from modules.orders.domain.order.errors import customer_required, field_error, payment_method_unavailable
from shared.kernel.principal import Principal
from shared.kernel.values.known_values import require_known


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """`payment_method` None: the order is created unpaid. `payment_provider`: of a card payment."""

    buyer: Buyer
    payment_method: str | None
    payment_provider: str | None


def terms_of(command: PlaceOrderCommand, *, providers: Sequence[str]) -> OrderTerms:
    """Raises Forbidden naming all missing scopes, and the errors of `buyer_of`, `payment_method_of` and
    `provider_of`.
    """
    needs = [*_scopes_to_order_for_others(command), *_scopes_to_pay_without_card(command.payment)]
    command.principal.require_each(needs)
    return OrderTerms(
        buyer_of(command),
        payment_method_of(command.principal, command.payment, providers=providers),
        provider_of(command.payment, providers, "/payment"),
    )


def buyer_of(command: PlaceOrderCommand) -> Buyer:
    """The caller, or the customer or guest named with orders:create (customers also with orders:write).

    Raises Forbidden for orders of others, Invalid `customer_required` without a buyer, and Invalid if both a
    customer and a guest are given.
    """
    principal = command.principal
    principal.require_each(_scopes_to_order_for_others(command))
    if command.customer is not None:
        if command.customer_id is not None:
            raise field_error("/customer", "ambiguous", "Specify either customer_id or customer, not both.")
        return Buyer(customer_id=None, guest=command.customer, placed_by=principal.name)
    customer_id = principal.user_id if command.customer_id is None else command.customer_id
    if customer_id is None:
        raise customer_required()
    return Buyer(customer_id=customer_id, guest=None, placed_by=principal.name)


def payment_method_of(
    principal: Principal, instruction: PaymentInstruction | None, *, providers: Sequence[str]
) -> str | None:
    """A card requires a token; manual payments and invoices require payments:record.

    Raises Forbidden, Invalid (`payment_method_unavailable` without a payment provider).
    """
    if instruction is None:
        return None
    if instruction.method == "card":
        if not providers:
            raise payment_method_unavailable()
        if instruction.token is None:
            raise field_error("/payment/token", "missing", "A card payment requires a token.")
        return "card"
    principal.require_each(_scopes_to_pay_without_card(instruction))
    return instruction.method


def provider_of(instruction: PaymentInstruction | None, providers: Sequence[str], pointer: str = "") -> str | None:
    """The provider of a card payment: the named one, or the first. `pointer`: of the instruction in the request.

    Raises Invalid for an unknown name, and for a name with another method.
    """
    if instruction is None:
        return None
    if instruction.method != "card":
        if instruction.provider is not None:
            message = "Only card payments have a provider: omit it for another method."
            raise field_error(f"{pointer}/provider", "not_allowed", message)
        return None
    require_known([(f"{pointer}/provider", instruction.provider, providers, "payment provider")])
    return instruction.provider or next(iter(providers), None)


def _scopes_to_order_for_others(command: PlaceOrderCommand) -> Iterator[Sequence[str]]:
    own = command.principal.user_id
    if command.customer is not None:
        yield ("orders:create",)
    elif own is None or command.customer_id not in (None, own):
        yield "orders:create", "orders:write"


def _scopes_to_pay_without_card(instruction: PaymentInstruction | None) -> Iterator[Sequence[str]]:
    if instruction is not None and instruction.method != "card":
        yield ("payments:record",)
