"""Rules of shipments. The caller moves the stock and passes the remaining allocations as `left`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from modules.orders.domain.changes.cancellation import complete_if_shipped
from modules.orders.domain.fulfillment.customer_return import Return
from modules.orders.domain.fulfillment.return_policy import expected_quantity, recompute_return_status
from modules.orders.domain.fulfillment.shipment import Shipment, ShipmentState, invalid_shipment_transition
from modules.orders.domain.order.erasure import CUSTOMER_ERASED, Erasure
from modules.orders.domain.order.errors import (
    field_error,
    not_reserved_here,
    order_on_hold,
    order_refunded,
    over_fulfillment,
    payment_required,
    shipping_address_erased,
)
from modules.orders.domain.order.events import (
    ShipmentCancelled,
    ShipmentCreated,
    ShipmentDelivered,
    ShipmentEvent,
    ShipmentUpdated,
    Updated,
)
from modules.orders.domain.order.line import Allocation, Line
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments.payment import Payment
from modules.orders.domain.order.payments.payment_states import PaymentState
from modules.orders.domain.order.status import OrderStatus, PaymentStatus, Transition, invalid_transition
from modules.orders.domain.settlement.payment_results import capture
from shared.kernel.events import EventMetadata

DEFAULT_LOCATION = "MAIN"
"""The location of shipments whose units are not tracked in stock. It always exists."""

_CAPTURABLE = frozenset({PaymentState.AUTHORIZED, PaymentState.CAPTURING, PaymentState.UNKNOWN})


def is_paid(order: Order) -> bool:
    """Whether the order is paid, or requires no payment before shipping."""
    if order.payment_method == "invoice" or order.due_cents == 0:
        return True
    return not order.outstanding_cents and order.payment_status is not PaymentStatus.REFUNDED


def is_fully_refunded(order: Order) -> bool:
    """Whether the amount due has been refunded, pending refunds included: nothing may be shipped."""
    given = sum(refund.amount_cents for refund in order.refunds if refund.counts and refund.credits)
    return 0 < order.due_cents <= given


def valid_authorization(order: Order, now: datetime) -> Payment | None:
    """The authorized payment, unless its authorization has expired."""
    for payment in order.payments:
        expires_at = payment.authorization_expires_at
        if payment.status in _CAPTURABLE and expires_at is not None and expires_at > now:
            return payment
    return None


def ensure_shippable(order: Order, units: Mapping[int, int], now: datetime) -> None:
    """Check that these units, by line id, can be shipped.

    Raises Conflict `invalid_transition`, `order_on_hold`, `shipping_address_erased`, `already_refunded`,
    `payment_required`, `over_fulfilment`; Invalid for unknown and digital lines.
    """
    if order.status is not OrderStatus.CONFIRMED:
        raise invalid_transition(order.status, Transition.COMPLETE)
    if order.hold is not None:
        raise order_on_hold()
    if order.has_erased_address:
        raise shipping_address_erased(order.id)
    if is_fully_refunded(order):
        raise order_refunded(order.id)
    if not is_paid(order) and valid_authorization(order, now) is None:
        raise payment_required()
    for number, (line_id, count) in enumerate(units.items()):
        line = find_line(order, line_id, pointer := f"/items/{number}/line_id")
        if not line.requires_shipping:
            raise field_error(pointer, "digital_line", "The line is digital: its units need no shipment.")
        if count > line.shippable_quantity:
            raise over_fulfillment(line_id, line.shippable_quantity)


def capture_authorized(order: Order, now: datetime) -> None:
    """Capture the authorized payment with the first shipment, if an amount is outstanding."""
    payment = valid_authorization(order, now) if order.outstanding_cents else None
    if payment is not None and payment.status is PaymentState.AUTHORIZED:
        capture(order, payment, now)


def shipping_location(units: Mapping[int, int], allocations: Sequence[Allocation]) -> str:
    """The one location that has all of the units. Raises Conflict `not_reserved_here`."""
    kept = {allocation.line_id for allocation in allocations} & units.keys()
    if not kept:
        return DEFAULT_LOCATION
    lying: dict[str, dict[int, int]] = {}
    for allocation in allocations:
        if allocation.location_code is not None and allocation.line_id in kept:
            here = lying.setdefault(allocation.location_code, {})
            here[allocation.line_id] = here.get(allocation.line_id, 0) + allocation.quantity
    enough = [code for code, here in lying.items() if all(here.get(id_, 0) >= units[id_] for id_ in kept)]
    if len(enough) != 1:
        raise not_reserved_here(sorted(lying))
    return enough[0]


def ship(
    order: Order,
    shipment: Shipment,
    left: Iterable[Allocation],
    *,
    returns: Sequence[Return],
    now: datetime,
    metadata: EventMetadata,
) -> None:
    """Record the shipment; complete the order once nothing is left to ship."""
    for line_id, count in shipment.units.items():
        order.lines[line_id - 1].ship(count)
    order.replace_allocations(left)
    order.change(now)
    _recompute_statuses(order, returns)
    _record(order, ShipmentCreated, shipment, now, metadata)
    complete_if_shipped(order, now, metadata)


def ensure_cancellable(order: Order, shipment: Shipment, returns: Sequence[Return]) -> None:
    """Raises Conflict `invalid_transition` if the shipment was delivered, or its units are part of a return or
    refunded.
    """
    if not shipment.can_become(ShipmentState.CANCELLED):
        raise invalid_shipment_transition(shipment)
    for line_id, count in shipment.units.items():
        line = order.lines[line_id - 1]
        gone = line.returned + expected_quantity(order, returns, line_id)
        if line.shipped - count < max(gone, line.credited - line.cancelled):
            raise invalid_shipment_transition(shipment)


def cancel_shipment(
    order: Order,
    shipment: Shipment,
    left: Iterable[Allocation],
    *,
    returns: Sequence[Return],
    now: datetime,
    metadata: EventMetadata,
) -> None:
    """Revert the shipment.

    If the address has been erased meanwhile, the order is put on hold with the reason `customer_erased`.
    """
    ensure_cancellable(order, shipment, returns)
    shipment.transition_to(ShipmentState.CANCELLED, now)
    for line_id, count in shipment.units.items():
        order.lines[line_id - 1].ship(-count)
    order.replace_allocations(left)
    if order.status is OrderStatus.COMPLETED:
        order.reopen()
    order.change(now)
    _recompute_statuses(order, returns)
    _record(order, ShipmentCancelled, shipment, now, metadata)
    if order.erasure is Erasure.DONE and order.hold is None:
        order.hold_for(CUSTOMER_ERASED, now, metadata)


def deliver(order: Order, shipment: Shipment, *, now: datetime, metadata: EventMetadata) -> None:
    """Record the delivery. Raises Conflict `invalid_transition`."""
    shipment.deliver(now)
    order.deliver(sum(shipment.units.values()))
    order.change(now)
    _record(order, ShipmentDelivered, shipment, now, metadata)


def change_tracking(
    order: Order,
    shipment: Shipment,
    *,
    carrier: str | None,
    tracking_number: str | None,
    now: datetime,
    metadata: EventMetadata,
) -> bool:
    """Correct carrier and tracking number. Return whether they changed.

    Raises Conflict `invalid_transition` for a cancelled shipment.
    """
    if not shipment.change_tracking(carrier, tracking_number, now):
        return False
    order.change(now)
    _record(order, ShipmentUpdated, shipment, now, metadata)
    return True


def ensure_reallocatable(order: Order, line_id: int) -> None:
    """Check that the line's units can be moved to another location.

    Raises Conflict `invalid_transition` unless the order is confirmed, Invalid for an unknown line.
    """
    if order.status is not OrderStatus.CONFIRMED:
        raise invalid_transition(order.status, Transition.COMPLETE)
    find_line(order, line_id, "/line_id")


def record_reallocation(order: Order, left: Iterable[Allocation], *, now: datetime, metadata: EventMetadata) -> None:
    """Record that units are allocated to another location."""
    order.replace_allocations(left)
    order.change(now)
    order.record(Updated, now, metadata, fields=("items",))


def find_line(order: Order, line_id: int, pointer: str) -> Line:
    """Raises Invalid."""
    if not 0 < line_id <= len(order.lines):
        raise field_error(pointer, "line_not_found", "The order has no such line.")
    return order.lines[line_id - 1]


def _recompute_statuses(order: Order, returns: Sequence[Return]) -> None:
    order.recompute_fulfillment_status()
    recompute_return_status(order, returns)


def _record(
    order: Order, event: type[ShipmentEvent], shipment: Shipment, now: datetime, metadata: EventMetadata
) -> None:
    order.record(event, now, metadata, shipment_id=shipment.id, location_code=shipment.location_code)
