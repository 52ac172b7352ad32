"""Corrections of buyer details, addresses and shipping."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from modules.orders.domain.order.buyer import Details, Guest
from modules.orders.domain.order.errors import field_error, not_a_guest, payment_in_progress
from modules.orders.domain.order.events import Updated
from modules.orders.domain.order.line import needs_shipping
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.pricing import Shipping
from modules.orders.domain.order.status import FulfillmentStatus, OrderStatus, Transition, invalid_transition
from shared.kernel.events import EventMetadata
from shared.kernel.values.money import tax_on, tax_within


@dataclass(frozen=True, slots=True)
class Correction:
    """The new values; None leaves a part unchanged."""

    details: Details | None = None
    guest: Guest | None = None
    shipping: Shipping | None = None


def correct(order: Order, wanted: Correction, now: datetime, metadata: EventMetadata) -> Sequence[str]:
    """Apply all corrections at once and return the names of the changed fields.

    Details can change until something is shipped, or any time if the address was erased and units are to be sent again;
    details of an erased customer are erased when the order ends. Shipping can change until money is captured or
    authorized. A guest's name and address can change any time, because mails are still sent after shipping. Raises
    Conflict `invalid_transition` or `payment_in_progress`, Invalid for a missing shipping address and for orders that
    are not a guest's.
    """
    changed = [
        *(_details(order, wanted.details) if wanted.details is not None else ()),
        *(_guest(order, wanted.guest) if wanted.guest is not None else ()),
        *(_shipping(order, wanted.shipping, now) if wanted.shipping is not None else ()),
    ]
    if changed:
        order.change(now)
        order.record(Updated, now, metadata, fields=tuple(changed))
    return changed


def _details(order: Order, details: Details) -> Sequence[str]:
    if order.has_erased_address and details.shipping_address != order.details.shipping_address:
        order.next_status(Transition.UPDATE)  # even after a shipment: units to be sent again need an address
    else:
        _before_shipment(order)
    if order.details.shipping_address is not None and details.shipping_address is None:
        raise field_error("/shipping_address", "required", "A shipping address is required.")
    changed = [f.name for f in fields(Details) if getattr(details, f.name) != getattr(order.details, f.name)]
    order.correct_details(details)
    return [*changed, "erasure"] if changed and order.restart_erasure() else changed


def _guest(order: Order, guest: Guest) -> Sequence[str]:
    if order.buyer.guest is None:
        raise not_a_guest()
    changed = guest != order.buyer.guest
    order.correct_guest(guest)
    return ["customer"] if changed else []


def _shipping(order: Order, shipping: Shipping, now: datetime) -> Sequence[str]:
    if shipping == order.shipping:
        return []
    _before_shipment(order)
    if not needs_shipping(order.lines) and any(line.requires_shipping for line in order.lines):
        detail = "Nothing is left to ship; the shipping method cannot change."
        raise invalid_transition(order.status, Transition.UPDATE, held=order.hold is not None, detail=detail)
    if (awaited := order.payment_in_progress) is not None:
        raise payment_in_progress(awaited.seconds_until_update(now))
    if order.paid_cents or any(payment.authorized_cents for payment in order.payments):
        raise invalid_transition(order.status, Transition.UPDATE, held=order.hold is not None)
    tax_of = tax_within if order.prices_include_tax else tax_on
    before, tax = order.totals, tax_of(shipping.price_cents, shipping.tax_rate_bps)
    further_tax = tax - before.shipping_tax_cents
    further = shipping.price_cents - before.shipping_cents + (0 if order.prices_include_tax else further_tax)
    if further > 0 and order.status is not OrderStatus.PENDING_PAYMENT and order.payment_method != "invoice":
        # It was confirmed because it cost nothing: no payment is expected that could cover shipping.
        raise invalid_transition(order.status, Transition.UPDATE, held=order.hold is not None)
    totals = replace(
        before,
        shipping_cents=shipping.price_cents,
        shipping_tax_cents=tax,
        tax_cents=before.tax_cents + further_tax,
        total_cents=before.total_cents + further,
    )
    order.change_shipping(shipping, totals)
    return ["shipping_method"]


def _before_shipment(order: Order) -> None:
    order.next_status(Transition.UPDATE)
    if order.fulfillment_status is not FulfillmentStatus.UNFULFILLED:
        raise invalid_transition(order.status, Transition.UPDATE, held=order.hold is not None)
