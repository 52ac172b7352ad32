"""Requests to send an order's mails again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from modules.orders.domain.fulfillment import shipment
from modules.orders.domain.fulfillment.shipment import Shipment
from modules.orders.domain.order.errors import mail_unavailable
from modules.orders.domain.order.events import MailRequested
from modules.orders.domain.order.order import Order
from modules.orders.domain.order.payments import refund
from modules.orders.domain.order.status import OrderStatus
from shared.kernel.events import EventMetadata


class MailKind(StrEnum):
    CONFIRMATION = "confirmation"
    SHIPPING = "shipping"
    REFUND = "refund"


def request_mails(
    order: Order, kind: MailKind, shipments: Sequence[Shipment], *, now: datetime, metadata: EventMetadata
) -> int:
    """Record the request for all mails of a kind: one for each shipment or refund. Return their number.

    Raises Conflict `mail_unavailable` if the order's state has no such mail, or the buyer has been erased.
    """
    if order.erasure is not None:
        raise mail_unavailable(detail="The buyer has been erased: there is no address to send a mail to.")
    mails = _mails(order, shipments)
    if not mails[kind]:
        raise mail_unavailable([each.value for each in MailKind if mails[each]])
    for about in mails[kind]:
        order.record(MailRequested, now, metadata, kind=kind.value, **about)
    return len(mails[kind])


def _mails(order: Order, shipments: Sequence[Shipment]) -> Mapping[MailKind, Sequence[Mapping[str, int | None]]]:
    """The subjects of each kind of mail."""
    is_confirmed = order.status in (OrderStatus.CONFIRMED, OrderStatus.COMPLETED)
    sent = [each for each in shipments if each.status is not shipment.ShipmentState.CANCELLED]
    returned = [each for each in order.refunds if each.status is refund.RefundState.SUCCEEDED]
    return {
        MailKind.CONFIRMATION: [_about()] if is_confirmed else [],
        MailKind.SHIPPING: [_about(shipment_id=each.id) for each in sent],
        MailKind.REFUND: [_about(refund_id=each.id, amount_cents=each.amount_cents) for each in returned],
    }


def _about(
    *, shipment_id: int | None = None, refund_id: int | None = None, amount_cents: int | None = None
) -> Mapping[str, int | None]:
    return {"shipment_id": shipment_id, "refund_id": refund_id, "amount_cents": amount_cents}
