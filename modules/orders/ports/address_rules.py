"""Source of the address rules."""

from typing import Protocol

from modules.orders.domain.order.address_rules import CountryRules


class AddressRules(Protocol):
    def for_country(self, country: str) -> CountryRules:
        """The rules of a country by its ISO 3166-1 alpha-2 code. Performs no I/O."""
        ...
