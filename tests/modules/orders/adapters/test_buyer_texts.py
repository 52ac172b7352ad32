"""The buyer's texts are the same in the domain, the table, the requests and the responses."""

from modules.orders.adapters.inbound.http.buyer_texts import BuyerTextsIn, BuyerTextsOut
from modules.orders.adapters.inbound.http.orders.merge_patch import OrderPatchIn
from modules.orders.adapters.inbound.http.orders.rendering import order_members
from modules.orders.adapters.inbound.http.orders.requests import DetailsIn
from modules.orders.adapters.inbound.http.orders.responses import OrderOut
from modules.orders.adapters.outbound.sql.tables import orders
from modules.orders.domain.order.buyer import BUYER_TEXTS
from tests.modules.orders.domain.order_builders import order_of

ADDRESSES = ["shipping_address", "billing_address", "tax_id"]


def test_each_text_is_a_nullable_column_and_a_member_of_requests_and_responses() -> None:
    assert list(BuyerTextsIn.model_fields) == list(BuyerTextsOut.model_fields) == list(BUYER_TEXTS)
    assert [orders.c[name].nullable for name in BUYER_TEXTS] == [True] * len(BUYER_TEXTS)


def test_the_document_lists_the_members_of_an_order_in_the_order_of_its_json() -> None:
    assert list(OrderOut.model_fields) == list(order_members(order_of(), to_owner=True))


def test_text_errors_are_ordered_between_addresses_and_metadata() -> None:
    assert list(DetailsIn.model_fields) == [*ADDRESSES, *BUYER_TEXTS, "metadata"]
    assert list(OrderPatchIn.model_fields) == [*ADDRESSES, *BUYER_TEXTS, "metadata", "customer", "shipping_method"]
