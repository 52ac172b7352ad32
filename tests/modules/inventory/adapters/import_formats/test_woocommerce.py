"""WooCommerce's export, in files of its shape."""

from hypothesis import given
from hypothesis import strategies as st

from modules.inventory.adapters.inbound.import_formats.woocommerce import WOOCOMMERCE
from shared.kernel.import_export import ParseOptions
from tests.modules.inventory.adapters.import_formats.parsed_file import read, read_lines

HEADER = (
    'ID,Type,SKU,"GTIN, UPC, EAN, or ISBN",Name,Published,Short description,Description,Tax status,Tax class,In stock?,'
    "Stock,Low stock amount,Backorders allowed?,Sold individually?,Regular price,Categories,Parent,Attribute 1 name,"
    "Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n"
)
SHOP = (
    '11,"simple",CAP,4006381333931,Cap,1,A cap,"<p>Warm.\\nVery.</p>",taxable,,1,7,2,0,1,"8,5",Hats,,,,,\n'
    '20,"variable",HOODIE,,Hoodie,1,,Thick,taxable,,1,,,0,0,,Tops,,Colour,"Red, Blue",Logo,"Yes, No"\n'
    '21,"variation",HOOD-R,,"Hoodie - Red, Yes",1,,,taxable,parent,1,3,,notify,0,45,,HOODIE,Colour,Red,Logo,Yes\n'
    '22,"variation, virtual",HOOD-B,,Hoodie,1,,,taxable,parent,0,,,0,0,45.00,,id:20,Colour,Blue,Logo,No\n'
    '23,"variation",HOOD-G,,,1,,,taxable,parent,1,parent,,0,0,45.00,,id:20,Colour,Green,Logo,No\n'
    '30,"grouped",SET,,A set,1,,,taxable,,1,,,0,0,,,,,,,\n'
    '31,"simple, downloadable, virtual",EBOOK,,E-book,-1,Short,,none,,1,,,0,0,5,,,,,,\n'
)


def test_variations_are_products_and_their_parents_are_not() -> None:
    found = read(WOOCOMMERCE, HEADER + SHOP)
    assert found.names == ["Cap", "Hoodie - Red, Yes", "Hoodie - Blue / No", "E-book"]
    assert found.errors == [(5, "/on_hand", "stock_of_parent")]
    cap, red, blue, book = found.products
    assert cap == {
        "sku": "CAP",
        "name": "Cap",
        "price": "8,5",
        "description": "Warm. Very.",
        "active": "true",
        "barcodes": "4006381333931",
        "track_inventory": "true",
        "backorder_policy": "deny",
        "low_stock_threshold": "2",
        "max_per_order": "1",
        "requires_shipping": "true",
        "external_id": "11",
    }
    assert (red["description"], red["backorder_policy"], blue["requires_shipping"]) == ("Thick", "allow", "false")
    assert (book["active"], book["description"], book["track_inventory"]) == ("false", "Short", "false")


def test_stock_is_read_from_counts_or_the_out_of_stock_flag() -> None:
    counts = read(WOOCOMMERCE, HEADER + SHOP).counts
    assert counts == [("CAP", "MAIN", "7"), ("HOOD-R", "MAIN", "3"), ("HOOD-B", "MAIN", "0")]
    without = read(WOOCOMMERCE, HEADER + SHOP, ParseOptions(ignore_stock=True))
    assert (without.counts, without.errors, len(without.products)) == ([], [], 5)


def test_a_variation_before_its_product_needs_a_name_of_its_own() -> None:
    lines = '21,"variation",A,,,1,,,,,1,3,,0,0,45,,id:20,,,,\n22,"variation",B,,Own name,1,,,,,1,3,,0,0,45,,id:20,,,,\n'
    found = read(WOOCOMMERCE, HEADER + lines)
    assert (found.errors, found.names) == ([(1, "/name", "required")], ["Own name"])


@given(data=st.data())
def test_any_cells_are_parsed_or_rejected(data: st.DataObject) -> None:
    columns = sorted(WOOCOMMERCE.columns)
    cells = st.sampled_from(["", "a", "id:1", "1", "variable", "variation, virtual", "parent", "-1", "\\n", "<p>"])
    lines = data.draw(st.lists(st.lists(cells, min_size=len(columns), max_size=len(columns)), max_size=4))
    found = read_lines(WOOCOMMERCE, columns, lines)
    assert all(cells["sku"] for cells in [*found.products, *found.stock])
    assert all(cells["name"] for cells in found.products)
