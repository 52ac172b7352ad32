"""Fulfillment of digital lines when the order is confirmed. The caller moves the stock."""

from collections.abc import Collection
from datetime import datetime

from modules.orders.domain.changes.cancellation import complete_if_shipped
from modules.orders.domain.fulfillment.shipping import capture_authorized, is_paid, valid_authorization
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import OrderStatus
from shared.kernel.events import EventMetadata


def digital_lines(order: Order, now: datetime) -> Collection[int]:
    """The digital lines that are due: the order is confirmed, paid or authorized, and not on hold.

    Lines with backordered units only are not due.
    """
    if order.status is not OrderStatus.CONFIRMED or order.hold is not None:
        return ()
    due = {line.line_id for line in order.lines if not line.requires_shipping and line.open_quantity > line.backordered}
    return due if due and (is_paid(order) or valid_authorization(order, now) is not None) else ()


def fulfill_digital(order: Order, now: datetime, metadata: EventMetadata) -> None:
    """Fulfill the due digital lines; complete the order if nothing is left to ship.

    As with the first shipment, an authorized payment is captured.
    """
    due = digital_lines(order, now)
    for line_id in due:
        order.lines[line_id - 1].fulfill()
    if due:
        capture_authorized(order, now)
        complete_if_shipped(order, now, metadata)
