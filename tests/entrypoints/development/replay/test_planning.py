"""Splitting a file's orders into parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.development.replay.customers import address, email, guest, username
from entrypoints.development.replay.planning import InvalidPlan, plan
from entrypoints.development.shop_data.countries import ALPHA_2, UnknownCountry
from entrypoints.development.shop_data.rows import GUEST, Order, OrderLine
from shared.kernel.values.countries import COUNTRIES


def order(lines: int, customer: str = "17850", country: str = "EIRE") -> tuple[Order, list[OrderLine]]:
    rows = [
        OrderLine(order_ref="536365", line_no=number, sku=f"SKU{number % 7}", quantity=number, unit_price_cents=100)
        for number in range(1, lines + 1)
    ]
    return Order("536365", "2010-12-01T08:26:00Z", customer, country, lines, 0, 0, 0, 0), rows


PRICES = {f"SKU{number}": 10 * number + 5 for number in range(7)}


@given(lines=st.integers(1, 400), at_most=st.integers(1, 60))
def test_parts_contain_every_line_once(lines: int, at_most: int) -> None:
    whole = order(lines)
    parts = plan([whole], PRICES, at_most)
    assert [line for part in parts for line in part.lines] == whole[1]
    assert all(1 <= len(part.lines) <= at_most for part in parts)
    assert len(parts) == -(-lines // at_most)
    assert len({part.key for part in parts}) == len(parts)
    assert sum(part.units for part in parts) == sum(line.quantity for line in whole[1])
    assert sum(part.demand().total() for part in parts) == sum(line.quantity for line in whole[1])


def test_parts_are_named_after_the_order_reference() -> None:
    assert [part.reference for part in plan([order(101)], PRICES)] == ["536365", "536365/2", "536365/3"]
    assert [part.reference for part in plan([order(50)], PRICES)] == ["536365"]


def test_the_request_of_a_customer() -> None:
    (part,) = plan([order(2)], PRICES)
    request = part.request(7, {"method": "manual"})
    assert request["items"] == [
        {"sku": "SKU1", "quantity": 1, "expected_unit_price_cents": 15},
        {"sku": "SKU2", "quantity": 2, "expected_unit_price_cents": 25},
    ]
    assert request["customer_id"] == 7
    assert "customer" not in request
    assert request["client_reference"] == "536365"
    assert request["payment"] == {"method": "manual"}
    assert address(part.order)["country"] == "IE"
    assert part.subtotal_cents == 15 + 2 * 25


def test_the_request_of_a_guest() -> None:
    (part,) = plan([order(1, customer=GUEST)], PRICES)
    request = part.request(None, {"method": "manual"})
    assert part.customer_ref is None
    assert "customer_id" not in request
    assert request["customer"] == guest(part.order)
    assert guest(part.order)["email"] == "g536365@guests.example"


def test_customers_are_the_same_in_every_run() -> None:
    assert (email("17850"), username("17850")) == ("c17850@customers.example", "c17850")
    one, other = order(1)[0], order(1, customer="12347")[0]
    assert address(one) == address(order(3)[0])
    assert address(one) != address(other)


def test_a_sku_without_a_price_is_reported() -> None:
    with pytest.raises(InvalidPlan, match="SKU1"):
        plan([order(1)], {})


def test_every_country_code_is_accepted_by_the_shop() -> None:
    assert set(ALPHA_2.values()) <= COUNTRIES


def test_an_unknown_country_is_not_guessed() -> None:
    with pytest.raises(UnknownCountry, match="Atlantis"):
        address(order(1, country="Atlantis")[0])
