"""SKUs in paths are normalized to NFC."""

from pathlib import Path
from urllib.parse import quote

from shared.infra.injection import resolve
from shared.infra.sql.database import Database
from tests.modules.inventory.adapters.http.conftest import client_of, inventory
from tests.modules.inventory.images import sound

DECOMPOSED, COMPOSED = "CAFE\u0301", "CAF\u00c9"


async def test_a_sku_is_found_in_any_unicode_form(db: Database, tmp_path: Path) -> None:
    container = inventory(db, sku_pattern="^.{1,64}$", picture_storage_url=tmp_path.as_uri())
    client = client_of(container)("manager")
    made = await client.post("/v1/products", json={"sku": DECOMPOSED, "name": "Mug", "price_cents": 100})
    assert (made.status_code, made.json()["sku"]) == (201, COMPOSED)
    png = {"Content-Type": "image/png"}
    shown = await client.put(f"/v1/products/{quote(DECOMPOSED)}/image", content=sound(), headers=png)
    assert shown.status_code == 200, shown.text
    for count, sku in enumerate((DECOMPOSED, COMPOSED)):
        path = f"/v1/products/{quote(sku)}"
        assert (await client.get(path)).json()["name"] == "Mug"
        assert (await client.patch(path, json={"price_cents": 200 + count})).status_code == 200
        level = f"/v1/inventory/levels/{quote(sku)}/MAIN"
        counted = await client.put(level, json={"on_hand": count + 1, "expected_on_hand": count})
        assert counted.status_code == 200, counted.text
        assert (await client.get(level)).json()["on_hand"] == count + 1


SLASHES = ["A/B", "A//B", "/A", "A/", "A//", "/", "A/image/B", "IMAGE/"]


async def test_a_sku_may_contain_slashes_if_the_pattern_allows(db: Database, tmp_path: Path) -> None:
    container = inventory(db, sku_pattern="^[A-Za-z0-9._/-]{1,64}$", picture_storage_url=tmp_path.as_uri())
    client = client_of(container)("manager")
    png = {"Content-Type": "image/png"}
    for sku in SLASHES:
        made = await client.post("/v1/products", json={"sku": sku, "name": f"Mug {sku}", "price_cents": 100})
        assert made.status_code == 201, made.text
        for path in (made.headers["location"], f"/v1/products/{quote(sku, safe='')}"):
            assert (await client.get(path)).json()["name"] == f"Mug {sku}", path
            assert (await client.patch(path, json={"price_cents": 200})).json()["sku"] == sku
        shown = await client.put(f"/v1/products/{quote(sku, safe='')}/image", content=sound(), headers=png)
        assert (shown.status_code, shown.json()["sku"]) == (200, sku)
        assert (await client.get(shown.json()["image"]["small"]["url"])).status_code == 200
        assert (await client.get(f"/v1/inventory/levels/{quote(sku, safe='')}/MAIN")).status_code == 200
    await resolve(container.image_renderer).close()
    plain = await client.get("/v1/products/A/B/", follow_redirects=False)
    assert (plain.status_code, plain.headers["location"]) == (308, "/v1/products/A/B")
    assert (await client.delete("/v1/products/A%2F")).status_code == 204
