"""JSON rendering of orders. It runs before the commit, because the idempotency key's row stores the response."""

from collections.abc import Callable, Sequence

import orjson

from modules.orders.adapters.inbound.http.fulfillment.rendering import shipment_members
from modules.orders.adapters.inbound.http.payments.rendering import payment_members
from modules.orders.application.order_access import owns_or_placed
from modules.orders.application.placement.place_order import PlacedOrder
from modules.orders.application.queries.get_order import OrderView
from modules.orders.domain.order.order import Order
from modules.orders.ports.customers import Customer
from shared.infra.http.responses.rendered import created, ok
from shared.kernel.idempotency import StoredResponse
from shared.kernel.principal import Principal

_UTC = orjson.OPT_UTC_Z
_TOKEN_PLACEHOLDER = b',"order_token":""}'


def order_members(order: Order, *, to_owner: bool) -> dict[str, object]:
    """The members of an order's JSON; lines and addresses are serialized by their field names.

    `to_owner`: the response is for the buyer, who may see the `next_action` of payments.
    """
    totals, details, guest = order.totals, order.details, order.buyer.guest
    return {
        "id": order.id,
        "status": order.status.value,
        "payment_status": order.payment_status.value,
        "fulfillment_status": order.fulfillment_status.value,
        "return_status": order.return_status.value,
        "customer_id": order.buyer.customer_id,
        "customer": {"id": None, "name": guest.name, "email": guest.email, "phone": guest.phone} if guest else None,
        "currency": order.currency,
        "items": order.lines,
        "subtotal_cents": totals.subtotal_cents,
        "discount_cents": totals.discount_cents,
        "shipping_cents": totals.shipping_cents,
        "shipping_tax_cents": totals.shipping_tax_cents,
        "shipping_discount_cents": order.shipping.discount_cents,
        "tax_cents": totals.tax_cents,
        "total_cents": totals.total_cents,
        "cancelled_cents": order.cancelled_cents,
        "credited_cents": order.credited_cents,
        "paid_cents": order.paid_cents,
        "refunded_cents": order.refunded_cents,
        "outstanding_cents": order.outstanding_cents,
        "coupon_code": order.coupon_code,
        "shipping_method": order.shipping.method,
        "shipping_address": details.shipping_address,
        "billing_address": details.billing_address,
        "tax_id": details.tax_id,
        "payments": [payment_members(p, to_owner=to_owner) for p in order.payments] if order.payments else (),
        "hold": order.hold,
        "erasure": order.erasure,
        "client_reference": order.client_reference,
        **details.texts(),
        "metadata": details.metadata,
        "payment_due_at": order.payment_due_at,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
        "version": order.version,
    }


def order_bytes(order: Order, *, to_owner: bool) -> bytes:
    return orjson.dumps(order_members(order, to_owner=to_owner), option=_UTC)


def list_renderer(principal: Principal) -> Callable[[Order], bytes]:
    """Renders orders of a list for the principal."""
    return lambda order: order_bytes(order, to_owner=_shows_payment_action(principal, order))


def order_renderer(principal: Principal) -> Callable[[Order], StoredResponse]:
    """Renders an order for the principal."""
    return lambda order: ok(order_bytes(order, to_owner=_shows_payment_action(principal, order)), order.version)


def placed_response(outcome: PlacedOrder) -> StoredResponse:
    """201, with the order token of a guest's order."""
    body = order_bytes(outcome.order, to_owner=True)
    if outcome.order_token is not None:
        body = b'%s,"order_token":"%s"}' % (body[:-1], outcome.order_token.encode())
    return _created(outcome.order, body)


def placed_without_token(outcome: PlacedOrder) -> StoredResponse:
    """The same with a placeholder for the token: tokens are never stored but derived for each replay."""
    return _created(outcome.order, order_bytes(outcome.order, to_owner=True)[:-1] + _TOKEN_PLACEHOLDER)


def with_order_token(response: StoredResponse, token: str) -> StoredResponse:
    """The stored response with the placeholder filled."""
    body = response.body.removesuffix(_TOKEN_PLACEHOLDER) + b',"order_token":"%s"}' % token.encode()
    return StoredResponse(response.status, response.headers, body)


def lacks_token(response: StoredResponse) -> bool:
    return response.body.endswith(_TOKEN_PLACEHOLDER)


def expanded_response(view: OrderView, expand: Sequence[str], principal: Principal) -> StoredResponse:
    members = order_members(view.order, to_owner=_shows_payment_action(principal, view.order))
    if view.customer is not None:
        members["customer"] = _customer(view.customer)
    if view.availability is not None:
        members["availability"] = [
            {"sku": sku, "available": found.available, "backorderable": found.backorderable}
            for sku, found in view.availability.items()
        ]
    if view.shipments is not None:
        members["shipments"] = [shipment_members(shipment) for shipment in view.shipments]
    # Parts of other modules change without the order's version, so the response has no ETag.
    version = view.order.version if not expand else None
    return ok(orjson.dumps(members, option=_UTC), version)


def _shows_payment_action(principal: Principal, order: Order) -> bool:
    return bool(order.payments) and owns_or_placed(principal, order)


def _created(order: Order, body: bytes) -> StoredResponse:
    return created(f"/v1/orders/{order.id}", body, order.version)


def _customer(customer: Customer) -> dict[str, object]:
    name = customer.full_name or customer.username
    return {"id": customer.id, "name": name, "email": customer.email, "phone": None}
