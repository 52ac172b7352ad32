"""Where the rules of addresses come from."""

from typing import Protocol

from modules.orders.domain.order.address_rules import CountryRules


class AddressRules(Protocol):
    def for_country(self, country: str) -> CountryRules:
        """The rules of a country by its ISO 3166-1 alpha-2 code. Asks nobody and reads no file."""
        ...
