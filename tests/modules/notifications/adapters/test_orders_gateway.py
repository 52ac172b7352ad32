"""The adapter to the orders module."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from modules.notifications.adapters.outbound.orders_gateway import OrdersGateway
from modules.notifications.domain.recipient import Recipient
from modules.orders.public import OrderSummary, ShipmentSummary, SummaryLine

LINES = (
    SummaryLine(sku="MUG1", name="Blue\nmug", quantity=2, total_cents=1200),
    SummaryLine(sku="TEA1", name="Tea", quantity=1, total_cents=540),
)
SUMMARY = OrderSummary(
    id=1,
    status="confirmed",
    payment_status="paid",
    customer_id=None,
    guest_name="Grace",
    guest_email="grace@example.com",
    currency="GBP",
    lines=LINES,
    shipping_cents=300,
    tax_cents=350,
    total_cents=2100,
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
    version=2,
)


class FakeOrdersApi:
    def __init__(self, summary: OrderSummary | None) -> None:
        self._summary = summary

    async def get_summary(self, order_id: int) -> OrderSummary | None:
        return self._summary

    async def get_shipment(self, shipment_id: int) -> ShipmentSummary | None:
        return (
            ShipmentSummary(
                id=shipment_id, order_id=1, location_code="MAIN", carrier=None, tracking_number="RM123", lines=LINES[:1]
            )
            if self._summary
            else None
        )


def gateway(summary: OrderSummary | None) -> OrdersGateway:
    return OrdersGateway(FakeOrdersApi(summary))  # type: ignore[arg-type]


async def test_the_amounts_of_a_mail_add_up_with_exclusive_tax() -> None:
    """With tax on top, the shipping price excludes tax while the lines include it."""
    order = await gateway(SUMMARY).get_order(1)
    assert order is not None
    assert order.shipping_cents == 360
    assert sum(item.total_cents for item in order.items) + order.shipping_cents == order.total_cents


async def test_only_guest_orders_contain_the_recipient() -> None:
    of_guest = await gateway(SUMMARY).get_order(1)
    of_user = await gateway(replace(SUMMARY, customer_id=7, guest_name=None, guest_email=None)).get_order(1)
    without_buyer = await gateway(replace(SUMMARY, guest_name=None, guest_email=None)).get_order(1)
    assert of_guest is not None
    assert of_user is not None
    assert without_buyer is not None
    assert (of_guest.customer_id, of_guest.guest) == (None, Recipient(address="grace@example.com", full_name="Grace"))
    assert (of_user.customer_id, of_user.guest) == (7, None)
    assert (without_buyer.customer_id, without_buyer.guest) == (None, None)


@pytest.mark.parametrize(
    ("status", "is_active"), [("confirmed", True), ("completed", True), ("cancelled", False), ("expired", False)]
)
async def test_an_order_is_active_unless_cancelled_or_expired(status: str, is_active: bool) -> None:
    order = await gateway(replace(SUMMARY, status=status)).get_order(1)
    assert order is not None
    assert order.is_active == is_active


async def test_a_shipment_mail_lists_its_lines() -> None:
    shipment = await gateway(SUMMARY).get_shipment(5)
    assert shipment is not None
    assert [(item.name, item.quantity) for item in shipment.items] == [("Blue mug", 2)]
    assert (shipment.carrier, shipment.tracking_number) == (None, "RM123")


async def test_an_unknown_order_or_shipment_returns_none() -> None:
    assert await gateway(None).get_order(1) is None
    assert await gateway(None).get_shipment(1) is None


async def test_failed_and_manual_refunds_are_recognized() -> None:
    order = await gateway(replace(SUMMARY, failed_refunds=[3], manual_refunds=[4])).get_order(1)
    assert order is not None
    assert (order.failed_refunds, order.manual_refunds) == ([3], [4])


async def test_buyer_texts_keep_line_breaks_without_bidi_controls() -> None:
    order = await gateway(replace(SUMMARY, buyer_texts={"note": "Ring\r\ntwice,\u202e  please.\x0b"})).get_order(1)
    assert order is not None
    assert order.buyer_texts == {"note": "Ring\ntwice, please."}
