"""Shopify's exports, in files of their shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.inventory.adapters.inbound.import_formats.shopify import SHOPIFY
from modules.inventory.adapters.inbound.import_formats.shopify_stock import SHOPIFY_STOCK
from shared.kernel.import_export import ParseOptions
from tests.modules.inventory.adapters.import_formats.parsed_file import read, read_lines

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,"
    "Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,"
    "Variant Price,Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Status\n"
)
TEE = (
    'tee,Tee,"<p>Soft &amp; warm.</p>\n<ul><li>Cotton</li></ul>",Mill,true,Color,Red,Size,S,,,TEE-R-S,120,shopify,5,'
    "deny,19.5,true,true,'4006381333931,https://x.example/1.png,active\n"
    "tee,,,,,,Red,,L,,,TEE-R-L,120,shopify,-2,continue,19.50,true,true,,https://x.example/2.png,\n"
    "tee,,,,,,,,,,,,,,,,,,,,https://x.example/3.png,\n"
)
CARD = "card,Gift card,,Mill,true,Title,Default Title,,,,,GIFT,0,,,deny,25.00,false,false,,,draft\n"


def test_variants_inherit_title_description_and_status_and_pictures_are_no_products() -> None:
    found = read(SHOPIFY, HEADER + TEE + CARD)
    assert found.errors == []
    assert found.names == ["Tee - Red / S", "Tee - Red / L", "Gift card"]
    assert found.products[1] == {
        "sku": "TEE-R-L",
        "name": "Tee - Red / L",
        "price": "19.50",
        "description": "Soft & warm.\n\n- Cotton",
        "active": "true",
        "track_inventory": "true",
        "backorder_policy": "allow",
        "requires_shipping": "true",
    }
    assert found.products[0]["barcodes"] == "'4006381333931"
    assert (found.products[2]["active"], found.products[2]["track_inventory"]) == ("false", "false")
    assert found.products[2]["requires_shipping"] == "false"


def test_negative_stock_is_imported_as_zero() -> None:
    assert read(SHOPIFY, HEADER + TEE + CARD).counts == [("TEE-R-S", "MAIN", "5"), ("TEE-R-L", "MAIN", "0")]
    assert read(SHOPIFY, HEADER + TEE, ParseOptions(location_code="LEEDS")).counts[0] == ("TEE-R-S", "LEEDS", "5")
    assert read(SHOPIFY, HEADER + TEE, ParseOptions(ignore_stock=True)).counts == []


def test_the_header_of_2025_is_accepted() -> None:
    text = (
        "Title,URL handle,Description,Vendor,Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,"
        "Option1 Linked To,Price,Inventory tracker,Inventory quantity,Continue selling when out of stock,"
        "Requires shipping\n"
        "Mug,mug,<b>A mug</b>,Mill,TRUE,Active,MUG1,501,Colour,Blue,,8.00,shopify,7,FALSE,TRUE\n"
        ",mug,,,,,MUG2,,,Green,,8.00,shopify,3,TRUE,TRUE\n"
    )
    found = read(SHOPIFY, text)
    assert found.names == ["Mug - Blue", "Mug - Green"]
    assert [cells["backorder_policy"] for cells in found.products] == ["deny", "allow"]
    assert [cells["active"] for cells in found.products] == ["true", "true"]
    assert found.counts == [("MUG1", "MAIN", "7"), ("MUG2", "MAIN", "3")]


def test_a_variant_without_sku_or_title_is_reported_and_others_are_imported() -> None:
    lines = (
        "tee,Tee,,Mill,true,Size,S,,,,,,1,shopify,5,deny,9.00,true,true,,,active\n"
        "tee,,,,,,L,,,,,TEE-L,1,shopify,5,deny,9.00,true,true,,,\n"
        "lost,,,,,,L,,,,,LOST,1,shopify,5,deny,9.00,true,true,,,\n"
    )
    found = read(SHOPIFY, HEADER + lines)
    assert found.errors == [(1, "/sku", "required"), (3, "/name", "required")]
    assert found.names == ["Tee - L"]


STOCK = (
    "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,Bin name,Incoming (not editable),"
    "Unavailable (not editable),Committed (not editable),Available (not editable),On hand (current),On hand (new)\n"
    "tee,Tee,Size,S,TEE-S,,,Main Street,,0,1,2,4,7,\n"
    "tee,Tee,Size,S,TEE-S,,,DEPOT,,0,0,0,3,3,9\n"
    "tee,Tee,Size,L,TEE-L,,,Main Street,,0,0,0,not stocked,not stocked,\n"
    "tee,Tee,Size,L,TEE-L,,,Attic,,0,0,0,1,1,\n"
)


def test_stock_is_read_by_location() -> None:
    found = read(SHOPIFY_STOCK, STOCK, ParseOptions(locations={"main street": "MAIN"}))
    assert found.counts == [("TEE-S", "MAIN", "7"), ("TEE-S", "DEPOT", "9")]
    assert [cells["unavailable"] for cells in found.stock] == ["1", "0"]
    assert found.errors == [(4, "/location_code", "required")]


@pytest.mark.parametrize("source", [SHOPIFY, SHOPIFY_STOCK])
@given(data=st.data())
def test_any_cells_are_parsed_or_rejected(source: object, data: st.DataObject) -> None:
    known = SHOPIFY if source is SHOPIFY else SHOPIFY_STOCK
    columns = sorted(known.columns)
    cells = st.sampled_from(["", "a", "tee", "<p>", "-1", "1.5", "true", "active", "\u00e9", "Default Title"])
    lines = data.draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=4))
    found = read_lines(known, columns, lines)
    assert all(cells["sku"] for cells in [*found.products, *found.stock])
    assert all(cells["name"] for cells in found.products)
