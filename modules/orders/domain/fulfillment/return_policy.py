"""Rules of customer returns. The caller books the stock."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from modules.orders.domain.fulfillment.customer_return import (
    PENDING_STATES,
    RECEIVABLE_STATES,
    ReceivedItem,
    Return,
    ReturnState,
)
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.errors import field_error, over_receipt, over_return, return_window_closed
from modules.orders.domain.order.events import (
    ReturnApproved,
    ReturnCancelled,
    ReturnClosed,
    ReturnEvent,
    ReturnReceived,
    ReturnRejected,
    ReturnRequested,
)
from modules.orders.domain.order.order import Order
from shared.kernel.events import EventMetadata

_DECISION_EVENTS: Mapping[ReturnState, type[ReturnEvent]] = {
    ReturnState.APPROVED: ReturnApproved,
    ReturnState.REJECTED: ReturnRejected,
    ReturnState.CANCELLED: ReturnCancelled,
}


def request(
    order: Order,
    requested: Return,
    returns: Sequence[Return],
    *,
    shipments: Sequence[Shipment],
    delivered_after: datetime | None,
    now: datetime,
    metadata: EventMetadata,
) -> None:
    """Request a return of units delivered after the given time; any time if it is None.

    `returns` and `shipments` are the order's existing ones. Raises Conflict `over_return` and `return_window_closed`,
    Invalid for unknown and digital lines.
    """
    for number, item in enumerate(requested.items):
        if not 0 < item.line_id <= len(order.lines):
            raise field_error(f"/items/{number}/line_id", "line_not_found", "The order has no such line.")
        line = order.lines[item.line_id - 1]
        if not line.requires_shipping:
            message = "The line is digital and cannot be returned. Refund its units instead."
            raise field_error(f"/items/{number}/line_id", "digital_line", message)
        most = line.shipped - line.returned - expected_quantity(order, returns, line.line_id)
        wanted = requested.missing_quantity(line.line_id)
        if wanted > most:
            raise over_return(line.line_id, max(0, most))
        if delivered_after is not None and wanted > _delivered_after(line.line_id, shipments, delivered_after):
            raise return_window_closed()
    order.change(now)
    recompute_return_status(order, [*returns, requested])
    _record(order, ReturnRequested, requested, now, metadata)


def decide(
    order: Order,
    chosen: Return,
    returns: Sequence[Return],
    *,
    state: ReturnState,
    now: datetime,
    metadata: EventMetadata,
) -> None:
    """Approve, reject or cancel a return; `returns` are all of the order's. Raises Conflict `invalid_transition`."""
    chosen.transition_to(state, now)
    order.change(now)
    recompute_return_status(order, returns)
    _record(order, _DECISION_EVENTS[state], chosen, now, metadata)


def receive(
    order: Order,
    chosen: Return,
    returns: Sequence[Return],
    *,
    arrivals: Sequence[ReceivedItem],
    now: datetime,
    metadata: EventMetadata,
) -> None:
    """Record received units. Raises Conflict `invalid_transition` and `over_receipt`, Invalid for unknown lines."""
    chosen.transition_to(ReturnState.RECEIVED, now)
    requested = {item.line_id for item in chosen.items}
    for number, arrival in enumerate(arrivals):
        if arrival.line_id not in requested:
            raise field_error(f"/items/{number}/line_id", "line_not_found", "The return has no such line.")
        line = order.lines[arrival.line_id - 1]
        most = max(0, min(expected_quantity(order, [chosen], line.line_id), line.shipped - line.returned))
        if arrival.quantity > most:
            raise over_receipt(line.line_id, most, refunded_before=_has_refund(order, chosen))
        chosen.receive(arrival)
        line.take_back(arrival.quantity)
    order.change(now)
    recompute_return_status(order, returns)
    _record(order, ReturnReceived, chosen, now, metadata)


def close(order: Order, chosen: Return, reason: str, *, now: datetime, metadata: EventMetadata) -> None:
    """End a received return without refundable value. Raises Conflict `invalid_transition`."""
    chosen.close(reason, now)
    order.change(now)
    _record(order, ReturnClosed, chosen, now, metadata, reason=reason)


def expected_quantity(order: Order, returns: Sequence[Return], line_id: int) -> int:
    """Units of the line that may still come back by these returns.

    A refund ends that permanently, even one that fails later: missing units may be part of another return by then, or
    their shipment may have been cancelled.
    """
    open_ = (each for each in returns if each.status in RECEIVABLE_STATES and not _has_refund(order, each))
    return sum(each.missing_quantity(line_id) for each in open_)


def recompute_return_status(order: Order, returns: Sequence[Return]) -> None:
    order.recompute_return_status(requested=any(each.status in PENDING_STATES for each in returns))


def _has_refund(order: Order, chosen: Return) -> bool:
    """Whether it has a refund, including failed ones."""
    return any(refund.return_id == chosen.id for refund in order.refunds)


def _delivered_after(line_id: int, shipments: Sequence[Shipment], after: datetime) -> int:
    """Units of the line delivered after the given time. The buyer chooses which units to send back."""
    return sum(
        each.units.get(line_id, 0) for each in shipments if each.is_active and each.presumed_delivered_at > after
    )


def _record(
    order: Order, event: type[ReturnEvent], chosen: Return, now: datetime, metadata: EventMetadata, **detail: object
) -> None:
    order.record(event, now, metadata, return_id=chosen.id, **detail)
