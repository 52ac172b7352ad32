"""Lines that need no parcel are fulfilled as soon as the order stands. The stock is the caller's to move."""

from collections.abc import Collection
from datetime import datetime

from modules.orders.domain.changes.cancellation import complete_if_shipped
from modules.orders.domain.fulfillment.shipping import capture_authorized, is_paid, valid_authorization
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.status import Status
from shared.kernel.events import EventMetadata


def digital_lines(order: Order, now: datetime) -> Collection[int]:
    """The digital lines with units to fulfill now: once the order is confirmed, paid or guaranteed, and not on hold.

    Units that are waited for are not among them.
    """
    if order.status is not Status.CONFIRMED or order.hold is not None:
        return ()
    due = {line.line_id for line in order.lines if not line.requires_shipping and line.open_quantity > line.backordered}
    return due if due and (is_paid(order) or valid_authorization(order, now) is not None) else ()


def fulfill_digital(order: Order, now: datetime, cause: EventMetadata) -> None:
    """Fulfill what `digital_lines` names: the order is completed if nothing is left to ship.

    As with a first parcel, money that is only authorized is captured now.
    """
    due = digital_lines(order, now)
    for line_id in due:
        order.lines[line_id - 1].fulfill()
    if due:
        capture_authorized(order, now)
        complete_if_shipped(order, now, cause)
