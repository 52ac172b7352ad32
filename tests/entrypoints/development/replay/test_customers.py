"""Generated customers have valid addresses."""

import pytest

from entrypoints.development.replay import customers
from entrypoints.development.shop_data.countries import ALPHA_2
from entrypoints.development.shop_data.rows import Order
from modules.orders.adapters.inbound.http.orders.requests import AddressIn
from modules.orders.adapters.outbound.address_data import LibaddressinputRules


@pytest.mark.parametrize("country", sorted(ALPHA_2))
@pytest.mark.parametrize("number", ["12346", "17850", "14911"])
def test_addresses_are_valid_in_their_country(country: str, number: str) -> None:
    order = Order(number, "2026-01-01T00:00:00Z", number, country, 1, 1, 1, 100, 100)
    address = AddressIn.model_validate(customers.address(order)).address()
    assert list(LibaddressinputRules().for_country(address.country).flaws(address, "")) == []
