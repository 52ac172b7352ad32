"""Square's export, in files of its shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modules.inventory.adapters.inbound.import_formats.cells import stock_only
from modules.inventory.adapters.inbound.import_formats.square import SQUARE
from shared.kernel.errors import Invalid
from shared.kernel.import_export import ParseOptions
from tests.modules.inventory.adapters.import_formats.parsed_file import read, read_lines

HEADER = (
    "Token,Item Name,Variation Name,SKU,Description,GTIN,Item Type,Price,Price Main Street,Archived,Sellable,"
    "Option Name 1,Option Value 1,Current Quantity Main Street,New Quantity Main Street,"
    "Stock Alert Enabled Main Street,Stock Alert Count Main Street,Current Quantity Depot,New Quantity Depot,"
    "Tax - VAT (20%),Tax - City (0.875%)\n"
)
SHOP = (
    "T1,Candle,Regular,CANDLE,<p>Wax</p>,5012345678900,Physical good,12.50,,N,Y,,,10,,Y,3,2.00,,Y,N\n"
    "T2,Soap,Lavender,SOAP-L,,,Physical good,,4.00,N,Y,Scent,Lavender,,5,N,,,,Y,Y\n"
    "T3,,Rose,SOAP-R,,,Physical good,4.00,,Y,Y,,,-1,,N,,,,N,N\n"
    "T4,Workshop,Regular,WORK,,,Event,,,N,Y,,,,,N,,,,Y,N\n"
    "T5,Voucher,Regular,VOUCHER,,,Digital,20.00,,N,Y,,,,,N,,,,N,N\n"
)
TWO = ParseOptions(locations={"Main Street": "MAIN", "Depot": "DEPOT"})


def test_variations_are_products_with_their_taxes_and_prices() -> None:
    found = read(SQUARE, HEADER + SHOP, TWO)
    assert found.names == ["Candle", "Soap - Lavender", "Soap - Rose", "Voucher"]
    assert found.errors == [(4, "/price", "required")]
    candle, lavender, rose, voucher = found.products
    assert candle == {
        "sku": "CANDLE",
        "name": "Candle",
        "price": "12.50",
        "description": "Wax",
        "active": "true",
        "barcodes": "5012345678900",
        "tax_rate_bps": "2000",
        "track_inventory": "true",
        "low_stock_threshold": "3",
        "requires_shipping": "true",
        "external_id": "T1",
    }
    assert (lavender["price"], lavender["tax_rate_bps"], rose["active"]) == ("4.00", "2088", "false")
    assert (voucher["requires_shipping"], voucher["track_inventory"]) == ("false", "false")


def test_stock_is_read_by_location_and_the_new_quantity_counts() -> None:
    assert read(SQUARE, HEADER + SHOP, TWO).counts == [
        ("CANDLE", "MAIN", "10"),
        ("CANDLE", "DEPOT", "2"),
        ("SOAP-L", "MAIN", "5"),
        ("SOAP-R", "MAIN", "0"),
    ]
    one = read(SQUARE, HEADER + SHOP, ParseOptions(location_code="SHOP"))
    assert one.counts[0] == ("CANDLE", "SHOP", "12")
    assert read(stock_only(SQUARE), HEADER + SHOP, TWO).products == []


def test_an_unknown_location_is_reported() -> None:
    with pytest.raises(Invalid) as refused:
        read(SQUARE, HEADER + SHOP, ParseOptions(locations={"depot": "DEPOT"}))
    (error,) = refused.value.errors
    assert error.pointer == "/locations"
    assert "main street" in error.message
    assert "depot" not in error.message
    assert read(SQUARE, HEADER + SHOP, ParseOptions(ignore_stock=True)).counts == []


def test_a_single_location_needs_no_mapping() -> None:
    text = "Token,Item Name,Variation Name,SKU,Price,Current Quantity Main Street\nT,Candle,,CANDLE,1.00,4\n"
    assert read(SQUARE, text).counts == [("CANDLE", "MAIN", "4")]


@given(data=st.data())
def test_any_cells_are_parsed_or_rejected(data: st.DataObject) -> None:
    columns = sorted({*SQUARE.columns, "current quantity a", "new quantity b", "price a", "stock alert enabled a"})
    columns += ["tax - vat (20%)"]
    cells = st.sampled_from(["", "a", "1", "-1", "Y", "n", "2.00", "regular", "digital", "\u00e9"])
    lines = data.draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=4))
    found = read_lines(SQUARE, columns, lines, ParseOptions(location_code="MAIN"))
    assert all(cells["sku"] for cells in [*found.products, *found.stock])
    assert all(cells["name"] for cells in found.products)
