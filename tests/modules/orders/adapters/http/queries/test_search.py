"""Orders found by any part of what people know of them: by whom, in which order, beside other filters."""

import asyncio
from typing import Any

import pytest

from modules.orders.adapters.outbound.sql.search.search_index import SqlSearchQueries
from modules.orders.application.search.index_orders import INDEXED_EVENTS
from modules.orders.http_container import OrdersHttpContainer
from modules.users.public import UserUpdated
from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from shared.kernel.events import EventMetadata, OutgoingEvent
from tests.modules.orders.adapters.http.conftest import Client
from tests.modules.orders.adapters.http.fulfillment_requests import ship
from tests.modules.orders.adapters.http.request_bodies import HOME, body
from tests.modules.orders.in_memory.other_modules import FakeCustomer, FakeCustomers

GUEST = {"name": "Zoë Müller", "email": "zoe.muller@example.org", "phone": "+44 (20) 7946-0018"}
ADDRESS = {
    "name": "Søren Łukasiewicz",
    "company": "Straße & Söhne GmbH",
    "line1": "1 High Street",
    "city": "London",
    "postal_code": "EC1A 1BB",
    "country": "GB",
    "phone": "+49 12 345-6789",
}


async def index(container: OrdersHttpContainer) -> None:
    """Work until everything is in the index: an event is read once all transactions before it have ended."""
    keep = resolve(container.update_index)
    while await keep() or await is_behind(resolve(container.database)):
        await asyncio.sleep(0.01)


async def is_behind(db: Database) -> bool:
    async with db.snapshot() as tx:
        indexed_at = await SqlSearchQueries.within(tx).indexed_at(INDEXED_EVENTS)
        return indexed_at is None or indexed_at < tx.now


async def order(client: Client, who: str = "staff", **more: Any) -> int:
    response = await client(who).post("/v1/orders", json=body(("TEA", 1), **more))
    assert response.status_code == 201, response.text
    return int(response.json()["id"])


async def guests(client: Client, **more: Any) -> int:
    return await order(client, customer=GUEST, shipping_address=ADDRESS, payment={"method": "manual"}, **more)


async def found(client: Client, q: str, who: str = "staff", **more: Any) -> list[int]:
    response = await client(who).get("/v1/orders", params={"q": q, **more})
    assert response.status_code == 200, response.text
    page = response.json()
    assert page["total"] >= len(page["items"])
    return [each["id"] for each in page["items"]]


PARTS = [
    "zoë", "ZOE", "ZOE\u0308", "uller", "müller zoe", "muller@EXAMPLE", "søren", "soren", "lukasiewicz",
    "strasse", "STRASSE söhne", "ec1a1bb", "ec1a 1bb", "EC1A-1BB", "1bb", "+44 20 7946 0018", "02079460018",
    "7946-00", "0123456789", "٣٤٥٦", "web-4711/ä", "4711/A", "zo", "m zoe", "1Z-999-aa1", "1z999", "zoe tea",
]  # fmt: skip
ABSENT = ["100%", "_oe", "zoe garcia", "zoeb", "x", "oe", "9%", "gmbh\\", "#999999", "londo"]


async def test_orders_are_found_by_any_part_of_their_texts(client: Client, container: OrdersHttpContainer) -> None:
    mine = await guests(client, client_reference="web-4711/Ä")
    other = await order(client, "customer", client_reference="other")
    shipped = await ship(client("manager"), f"/v1/orders/{mine}", (1, 1), tracking_number="1Z 999 AA1")
    assert shipped.status_code == 201
    await index(container)
    assert {q: await found(client, q) for q in PARTS} == {q: [mine] for q in PARTS}
    assert {q: await found(client, q) for q in ABSENT} == {q: [] for q in ABSENT}
    assert await found(client, "TE") == await found(client, "tea") == [other, mine]


@pytest.mark.parametrize("q", ["%", "%_", "\\", "- -"])
async def test_a_query_of_symbols_only_is_rejected_with_advice(client: Client, q: str) -> None:
    refused = await client("staff").get("/v1/orders", params={"q": q})
    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (422, "/query/q")
    assert "beside a letter or a digit" in error["message"]


async def test_symbols_beside_letters_are_found(client: Client, container: OrdersHttpContainer) -> None:
    made = await guests(client, client_reference="50%_off\\9")
    await index(container)
    for q in ("%_off", "50%", "off\\9", "50%_OFF\\9"):
        assert await found(client, q) == [made], q


async def test_texts_in_every_script_are_found_by_parts(client: Client, container: OrdersHttpContainer) -> None:
    for name in ("Мария Кузнецова", "山田太郎", "김민준", "محمد"):
        made = await order(client, customer={**GUEST, "name": name, "email": "x@example.com"})
        await index(container)
        assert await found(client, name) == await found(client, name[1:3]) == [made]


async def test_a_number_finds_the_order_with_that_id(client: Client, container: OrdersHttpContainer) -> None:
    first = await guests(client)
    await guests(client)
    await index(container)
    assert first in await found(client, str(first))
    assert await found(client, f"#{first}") == [first]
    assert await found(client, f" #{first} ") == [first]


async def test_results_are_sorted_newest_first_and_paged_by_cursor(
    client: Client, container: OrdersHttpContainer
) -> None:
    made = [await guests(client) for _ in range(5)]
    await order(client, "customer")
    await index(container)
    assert await found(client, "muller") == made[::-1]
    assert await found(client, "muller", sort="id") == await found(client, "muller", sort="created_at") == made
    http = client("staff")
    first = (await http.get("/v1/orders?q=muller&limit=2")).json()
    assert first["total"] == 5
    after = {"q": "muller", "limit": 2, "cursor": first["next_cursor"], "include_total": True}
    second = (await http.get("/v1/orders", params=after)).json()
    assert [each["id"] for each in second["items"]] == made[2:0:-1]
    assert second["total"] == 5
    assert await found(client, "muller", offset=3) == made[1::-1]
    assert await found(client, "muller", offset=9) == []
    refused = await http.get("/v1/orders", params={**after, "q": "zoe"})
    assert refused.json()["code"] == "cursor_invalid"


async def test_other_filters_apply_to_searches(client: Client, container: OrdersHttpContainer) -> None:
    paid, unpaid = await guests(client), await order(client, customer=GUEST, client_reference="w-1")
    await index(container)
    assert await found(client, "muller") == [unpaid, paid]
    assert await found(client, "muller", status="confirmed") == [paid]
    assert await found(client, "muller", client_reference="w-1") == [unpaid]
    assert await found(client, "muller", email="Zoe.Muller@example.org") == [unpaid, paid]
    assert await found(client, "muller", sku="POT") == []
    assert await found(client, "muller", created_to="2020-01-01T00:00:00Z") == []
    assert await found(client, "muller", created_from="2020-01-01T00:00:00Z") == [unpaid, paid]
    assert await found(client, f"#{paid}", status="pending_payment") == []


async def test_a_search_finds_visible_orders_only(client: Client, container: OrdersHttpContainer) -> None:
    mine = await order(client, "customer")
    others = await order(client, "other")
    by_client = await order(client, "client", customer=GUEST)
    await index(container)
    assert await found(client, "tea") == [by_client, others, mine]
    assert await found(client, "tea", "customer") == [mine]
    assert await found(client, f"#{others}", "customer") == []
    assert await found(client, "tea", "client") == [by_client]
    assert (await client("client").get("/v1/orders?q=tea")).json()["total"] == 1


async def test_the_buyers_account_is_searched_as_well(
    client: Client, container: OrdersHttpContainer, customers: FakeCustomers, db: Database
) -> None:
    mine = await order(client, "customer")
    await index(container)
    assert await found(client, "user7@exam") == [mine]
    customers.known[7] = FakeCustomer(7, "user7@example.com", "user7", "Ada Żółta")
    await index(container)
    assert await found(client, "zolta") == []
    async with db.begin() as tx:
        tx.record(
            OutgoingEvent(
                UserUpdated(user_id=7, fields=["full_name"], role="customer", is_active=True),
                aggregate_id="7",
                sequence=1,
                metadata=EventMetadata("user:7", "r"),
            )
        )
        await tx.commit()
    await index(container)
    assert await found(client, "zolta") == [mine]


async def test_corrected_texts_are_found_and_former_ones_are_not(
    client: Client, container: OrdersHttpContainer
) -> None:
    mine = await guests(client)
    await index(container)
    patched = await client("staff").patch(
        f"/v1/orders/{mine}", json={"shipping_address": {**HOME, "name": "Grace Hopper"}}
    )
    assert patched.status_code == 200
    parcel = (await ship(client("manager"), f"/v1/orders/{mine}", (1, 1), tracking_number="OLD12345")).json()["id"]
    await index(container)
    assert await found(client, "hopper old12345") == [mine]
    assert await found(client, "lukasiewicz") == []
    await client("manager").patch(f"/v1/shipments/{parcel}", json={"tracking_number": "NEW67890"})
    await index(container)
    assert await found(client, "new67890") == [mine]
    assert await found(client, "old12345") == []


async def test_the_response_contains_the_time_of_the_index(client: Client, container: OrdersHttpContainer) -> None:
    http = client("staff")
    assert (await http.get("/v1/orders?q=tea")).json()["indexed_at"] is None
    await index(container)
    first = await order(client)
    before = await http.get(f"/v1/orders/{first}")
    await order(client)
    behind = (await http.get("/v1/orders?q=tea")).json()
    assert behind["items"] == []
    assert behind["indexed_at"] == before.json()["created_at"]
    await index(container)
    caught_up = (await http.get("/v1/orders?q=tea")).json()
    assert len(caught_up["items"]) == 2
    assert caught_up["indexed_at"] > behind["indexed_at"]
    assert "indexed_at" not in (await http.get("/v1/orders")).json()


async def test_an_empty_query_is_rejected(client: Client) -> None:
    for q in ("", " ", "\u200b", "x" * 101, "a\0b"):
        response = await client("staff").get("/v1/orders", params={"q": q})
        assert (response.status_code, response.json()["code"]) == (422, "validation_failed"), q
