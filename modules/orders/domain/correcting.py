"""Correcting what a buyer said, as long as nothing is on its way."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from modules.orders.domain.buyer import Details
from modules.orders.domain.errors import field_error
from modules.orders.domain.events import Updated
from modules.orders.domain.life import FulfillmentStatus, Step, invalid_transition
from modules.orders.domain.order import Order
from shared.kernel.events import Cause


def correct(order: Order, details: Details, now: datetime, cause: Cause) -> Sequence[str]:
    """The names of the details that differ. Raises Conflict `invalid_transition` once anything is shipped."""
    changed = [f.name for f in fields(Details) if getattr(details, f.name) != getattr(order.details, f.name)]
    order.after(Step.UPDATE)
    if order.fulfillment_status is not FulfillmentStatus.UNFULFILLED:
        raise invalid_transition(order.status, Step.UPDATE, held=order.hold is not None)
    if order.details.shipping_address is not None and details.shipping_address is None:
        raise field_error("/shipping_address", "required", "The goods still have to go somewhere.")
    if changed:
        order.details = details
        order.change(now)
        order.record(Updated, now, cause, fields=tuple(changed))
    return changed
