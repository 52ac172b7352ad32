import httpx2
import pytest

from tests.modules.inventory.adapters.http.conftest import Client

PRODUCT = {"sku": "AAA", "name": "A thing", "price_cents": 255, "tax_rate_bps": 2000}


async def create(manager: httpx2.AsyncClient, sku: str = "AAA", **more: object) -> httpx2.Response:
    response = await manager.post("/v1/products", json={**PRODUCT, "sku": sku, **more})
    assert response.status_code == 201, response.text
    return response


async def test_a_product_is_created_read_changed_and_archived(
    manager: httpx2.AsyncClient, stranger: httpx2.AsyncClient
) -> None:
    made = await create(manager, barcodes=["501"], metadata={"shelf": {"row": 3}})
    assert (made.headers["location"], made.headers["etag"]) == ("/v1/products/AAA", '"1"')
    read = await stranger.get(made.headers["location"])
    assert read.json() == made.json()
    assert (read.json()["currency"], read.json()["metadata"]) == ("GBP", {"shelf": {"row": 3}})
    assert (await stranger.get("/v1/products/AAA", headers={"If-None-Match": '"1"'})).status_code == 304
    changed = await manager.patch("/v1/products/AAA", json={"price_cents": 300}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["price_cents"], changed.headers["etag"]) == (200, 300, '"2"')
    stale = await manager.patch("/v1/products/AAA", json={"price_cents": 1}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]) == (412, "version_mismatch", 2)
    assert (await manager.delete("/v1/products/AAA")).status_code == 204
    assert (await manager.delete("/v1/products/AAA")).status_code == 204
    assert (await stranger.get("/v1/products")).json()["items"] == []
    archived = (await stranger.get("/v1/products/AAA")).json()
    assert (archived["active"], archived["version"]) == (False, 3)


async def test_refusals(manager: httpx2.AsyncClient, client: Client, stranger: httpx2.AsyncClient) -> None:
    await create(manager)
    taken = await manager.post("/v1/products", json=PRODUCT)
    assert (taken.status_code, taken.json()["code"]) == (409, "sku_taken")
    for change in ({"sku": "a b"}, {"price_cents": 0}, {"price_cents": 1.5}, {"surprise": 1}, {"barcodes": ["1", "1"]}):
        wrong = await manager.post("/v1/products", json={**PRODUCT, **change})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "validation_failed"), change
        assert wrong.json()["errors"][0]["pointer"].startswith(f"/{next(iter(change))}")
    assert (await manager.patch("/v1/products/AAA", json={"name": None})).status_code == 422
    assert (await stranger.get("/v1/products/NONE")).status_code == 404
    assert (await stranger.post("/v1/products", json=PRODUCT)).status_code == 401
    forbidden = await client("reader").post("/v1/products", json={})
    assert (forbidden.status_code, forbidden.json()["required_scope"]) == (403, "catalog:write")


async def test_one_idempotency_key_creates_one_product(manager: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = await manager.post("/v1/products", json=PRODUCT, headers=headers)
    again = await manager.post("/v1/products", json=PRODUCT, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    other = await manager.post("/v1/products", json={**PRODUCT, "sku": "BBB"}, headers=headers)
    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"AAA", "BBB", "CCC"}),
        ("q=thi", {"AAA", "BBB"}),
        ("q=cc", {"CCC"}),
        ("q=9%25", set()),
        ("q=%C3%93th%C3%A9r", {"CCC"}),
        ("q=other+ccc", {"CCC"}),
        ("q=other+aaa", set()),
        ("q=501", {"AAA"}),
        ("q=other&active=true", set()),
        ("q=thi&in_stock=true", {"BBB"}),
        ("active=false", {"CCC"}),
        ("in_stock=true", {"BBB"}),
        ("in_stock=false", {"AAA", "CCC"}),
        ("barcode=501", {"AAA"}),
        ("updated_to=2020-01-01T00:00:00Z", set()),
        ("updated_from=2020-01-01T00:00:00Z", {"AAA", "BBB", "CCC"}),
    ],
)
async def test_filters(manager: httpx2.AsyncClient, query: str, expected: set[str]) -> None:
    await create(manager, barcodes=["501"])
    await create(manager, "BBB")
    await create(manager, "CCC", name="Other", active=False)
    assert (await manager.post("/v1/inventory/restock", json={"sku": "BBB", "quantity": 3})).status_code == 201
    page = (await manager.get(f"/v1/products?{query}")).json()
    assert {item["sku"] for item in page["items"]} == expected
    assert page["total"] == len(expected)


async def test_paging_by_cursor_returns_every_product_once(manager: httpx2.AsyncClient) -> None:
    for n in range(5):
        await create(manager, f"AAA{n}", price_cents=100 + n % 2)
    for sort in ("-created_at", "price_cents,-sku", "-name"):
        seen: list[str] = []
        page = (await manager.get(f"/v1/products?limit=2&sort={sort}")).json()
        while True:
            seen += [item["sku"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            page = (await manager.get(f"/v1/products?limit=2&sort={sort}&cursor={page['next_cursor']}")).json()
        assert sorted(seen) == [f"AAA{n}" for n in range(5)]
    assert (await manager.get("/v1/products?sort=secret")).json()["code"] == "sort_unsupported"


async def test_locations(manager: httpx2.AsyncClient, client: Client) -> None:
    made = await manager.post("/v1/locations", json={"code": "LEEDS", "name": "Leeds", "country": "GB"})
    assert (made.status_code, made.headers["location"]) == (201, "/v1/locations/LEEDS")
    again = await manager.post("/v1/locations", json={"code": "LEEDS", "name": "Leeds", "country": "GB"})
    assert again.json()["code"] == "location_taken"
    nowhere = await manager.post("/v1/locations", json={"code": "ATLANTIS", "name": "Below", "country": "XX"})
    assert nowhere.json()["errors"][0]["code"] == "country_unknown"
    codes = [item["code"] for item in (await client("reader").get("/v1/locations")).json()["items"]]
    assert codes == ["MAIN", "LEEDS"]
    await create(manager)
    await manager.post("/v1/inventory/restock", json={"sku": "AAA", "quantity": 1, "location_code": "LEEDS"})
    shut = await manager.patch("/v1/locations/LEEDS", json={"active": False})
    assert (shut.status_code, shut.json()["code"]) == (409, "location_not_empty")
    moved = await manager.patch("/v1/locations/LEEDS", json={"priority": 0, "country": "IE"})
    assert (moved.json()["priority"], moved.json()["version"], moved.json()["country"]) == (0, 2, "IE")
    assert (await manager.get("/v1/locations/NONE")).status_code == 404
    assert (await client("customer").get("/v1/locations")).status_code == 403
