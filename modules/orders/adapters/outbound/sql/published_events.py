"""Maps an order's domain events to published events, when it is saved."""

from collections.abc import Mapping
from functools import singledispatch
from typing import TypedDict

from modules.orders import public
from modules.orders.domain.order import events as domain
from modules.orders.domain.order.order import Order
from shared.kernel.events import OutgoingEvent
from shared.kernel.transaction import Transaction

_ORDER: Mapping[type[domain.DomainEvent], type[public.OrderEvent]] = {
    domain.Placed: public.OrderPlaced,
    domain.Confirmed: public.OrderConfirmed,
    domain.Expired: public.OrderExpired,
    domain.Completed: public.OrderCompleted,
    domain.Released: public.OrderReleased,
    domain.Erased: public.OrderErased,
    domain.Cancelled: public.OrderCancelled,
    domain.Held: public.OrderHeld,
}
"""Events without fields of their own; a reason is not published."""

_PAYMENT: Mapping[type[domain.PaymentEvent], type[public.PaymentEvent]] = {
    domain.PaymentCreated: public.PaymentCreated,
    domain.PaymentRequiresAction: public.PaymentRequiresAction,
    domain.PaymentAuthorized: public.PaymentAuthorized,
    domain.PaymentCaptured: public.PaymentCaptured,
    domain.PaymentVoided: public.PaymentVoided,
    domain.PaymentUnknown: public.PaymentUnknown,
    domain.PaymentReported: public.PaymentReported,
    domain.PaymentExpiring: public.PaymentExpiring,
    domain.PaymentLate: public.PaymentLate,
}

_REFUSED: Mapping[type[domain.PaymentRefused], type[public.PaymentRefused]] = {
    domain.PaymentDeclined: public.PaymentDeclined,
    domain.PaymentFailed: public.PaymentFailed,
}

_REFUND: Mapping[type[domain.RefundEvent], type[public.RefundEvent]] = {
    domain.RefundCreated: public.RefundCreated,
    domain.RefundSucceeded: public.RefundSucceeded,
    domain.RefundUnknown: public.RefundUnknown,
    domain.RefundDismissed: public.RefundDismissed,
}

_SHIPMENT: Mapping[type[domain.ShipmentEvent], type[public.ShipmentEvent]] = {
    domain.ShipmentCreated: public.ShipmentCreated,
    domain.ShipmentUpdated: public.ShipmentUpdated,
    domain.ShipmentDelivered: public.ShipmentDelivered,
    domain.ShipmentCancelled: public.ShipmentCancelled,
}

_RETURN: Mapping[type[domain.ReturnEvent], type[public.ReturnEvent]] = {
    domain.ReturnRequested: public.ReturnRequested,
    domain.ReturnApproved: public.ReturnApproved,
    domain.ReturnRejected: public.ReturnRejected,
    domain.ReturnCancelled: public.ReturnCancelled,
    domain.ReturnReceived: public.ReturnReceived,
    domain.ReturnRefunded: public.ReturnRefunded,
    domain.ReturnReopened: public.ReturnReopened,
    domain.ReturnClosed: public.ReturnClosed,
}


class _State(TypedDict):
    """The fields of every order event."""

    order_id: int
    customer_id: int | None
    status: str
    payment_status: str
    currency: str
    total_cents: int
    version: int


def collect_events(tx: Transaction, order: Order) -> None:
    """Record a published event for every new domain event, with the same sequence number, once."""
    for fact in order.take_events():
        event = _published(fact, _state(order, fact))
        tx.record(OutgoingEvent(event, aggregate_id=str(order.id), sequence=fact.sequence, metadata=fact.metadata))


def _state(order: Order, fact: domain.DomainEvent) -> _State:
    return {
        "order_id": order.id,
        "customer_id": order.buyer.customer_id,
        "status": fact.status.value,
        "payment_status": fact.payment_status.value,
        "currency": order.currency,
        "total_cents": order.totals.total_cents,
        "version": fact.version,
    }


@singledispatch
def _published(fact: domain.DomainEvent, state: _State) -> public.OrderEvent:
    return _ORDER[type(fact)](**state)


@_published.register
def _updated(fact: domain.Updated, state: _State) -> public.OrderEvent:
    return public.OrderUpdated(**state, fields=fact.fields)


@_published.register
def _mail(fact: domain.MailRequested, state: _State) -> public.OrderEvent:
    return public.OrderMailRequested(
        **state, kind=fact.kind, shipment_id=fact.shipment_id, refund_id=fact.refund_id, amount_cents=fact.amount_cents
    )


@_published.register
def _payment(fact: domain.PaymentEvent, state: _State) -> public.OrderEvent:
    return _PAYMENT[type(fact)](**state, payment_id=fact.payment_id, amount_cents=fact.amount_cents)


@_published.register
def _refused(fact: domain.PaymentRefused, state: _State) -> public.OrderEvent:
    return _REFUSED[type(fact)](
        **state, payment_id=fact.payment_id, amount_cents=fact.amount_cents, decline_code=fact.decline_code
    )


@_published.register
def _disputed(fact: domain.PaymentDisputed, state: _State) -> public.OrderEvent:
    return public.PaymentDisputed(
        **state, payment_id=fact.payment_id, amount_cents=fact.amount_cents, dispute_status=fact.dispute_status
    )


@_published.register
def _refund(fact: domain.RefundEvent, state: _State) -> public.OrderEvent:
    return _REFUND[type(fact)](
        **state, refund_id=fact.refund_id, payment_id=fact.payment_id, amount_cents=fact.amount_cents
    )


@_published.register
def _refund_failed(fact: domain.RefundFailed, state: _State) -> public.OrderEvent:
    return public.RefundFailed(
        **state,
        refund_id=fact.refund_id,
        payment_id=fact.payment_id,
        amount_cents=fact.amount_cents,
        after_success=fact.after_success,
    )


@_published.register
def _shipment(fact: domain.ShipmentEvent, state: _State) -> public.OrderEvent:
    return _SHIPMENT[type(fact)](**state, shipment_id=fact.shipment_id, location_code=fact.location_code)


@_published.register
def _return(fact: domain.ReturnEvent, state: _State) -> public.OrderEvent:
    return _RETURN[type(fact)](**state, return_id=fact.return_id)
