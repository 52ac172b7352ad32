"""Orders for telemetry tests."""

from typing import Any

CARD = "pm_card_visa"
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}


def order(quantity: int = 1, card: str = CARD) -> dict[str, Any]:
    """A guest's order, paid by card."""
    return {
        "items": [{"sku": "MUG1", "quantity": quantity}],
        "shipping_address": ADDRESS,
        "customer": {"name": "Grace Hopper", "email": "grace@example.com"},
        "payment": {"method": "card", "token": card},
    }
