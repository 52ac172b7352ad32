"""Request bodies of orders."""

from typing import Any

HOME = {"name": "Ada", "line1": "1 Road", "city": "London", "postal_code": "N1 1AA", "country": "GB"}


def body(*items: tuple[str, int], **more: Any) -> dict[str, Any]:
    return {
        "items": [{"sku": sku, "quantity": quantity} for sku, quantity in items],
        "shipping_address": HOME,
        **more,
    }
