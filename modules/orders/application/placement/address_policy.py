"""Validates addresses by the rules of their country."""

from modules.orders.domain.order.buyer import Details
from modules.orders.ports.address_rules import AddressRules
from shared.kernel.errors import Invalid


class AddressPolicy:
    def __init__(self, rules: AddressRules) -> None:
        self._rules = rules

    def check(self, details: Details, before: Details | None = None) -> None:
        """Raises Invalid for each missing or invalid part. Addresses unchanged since `before` are not checked."""
        shipping, billing = details.shipping_address, details.billing_address
        flaws = [
            flaw
            for address, known, pointer in (
                (shipping, before and before.shipping_address, "/shipping_address"),
                (billing, before and before.billing_address, "/billing_address"),
            )
            if address is not None and address != known
            for flaw in self._rules.for_country(address.country).flaws(address, pointer)
        ]
        if flaws:
            raise Invalid(flaws)
