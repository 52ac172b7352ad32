"""SKUs in paths are the same characters however they are composed."""

from pathlib import Path
from urllib.parse import quote

from shared.infra.sql.database import Database
from tests.modules.inventory.adapters.http.conftest import client_of, inventory
from tests.modules.inventory.images import sound

DECOMPOSED, COMPOSED = "CAFE\u0301", "CAF\u00c9"


async def test_a_sku_is_found_however_it_is_composed(db: Database, tmp_path: Path) -> None:
    container = inventory(db, keys_required=False, sku_pattern="^.{1,64}$", media_folder=tmp_path)
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
