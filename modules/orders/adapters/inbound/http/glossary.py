"""What the API document says of orders and of fields that no model describes."""

from collections.abc import Mapping
from dataclasses import replace

from modules.orders.adapters.inbound.http.fulfillment.glossary import FULFILLMENT
from modules.orders.adapters.inbound.http.orders.glossary import BUYERS, ORDERS
from modules.orders.adapters.inbound.http.payments.glossary import PAYMENTS
from modules.orders.public import OrderPolicy
from shared.infra.http.openapi.glossary import GlossaryEntry

TAGS = {
    "orders": "Quote, place, read, change, cancel and follow orders.",
    "payments": "Capture payments and refund them.",
    "fulfillment": "Pick lists and shipments.",
    "returns": "Returned units and their disposition.",
}


def fields(policy: OrderPolicy) -> Mapping[str, GlossaryEntry]:
    """The fields as a shop with this policy describes them."""
    return {
        **BUYERS,
        **ORDERS,
        **PAYMENTS,
        **FULFILLMENT,
        "OrderItemIn.sku": GlossaryEntry(
            "The product's SKU, in the shop's pattern.", "85123A", pattern=policy.sku_pattern
        ),
        "OrderIn.items": replace(ORDERS["OrderIn.items"], max_size=policy.max_order_lines),
    }
