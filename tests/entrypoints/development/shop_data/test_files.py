"""Files are read with exact amounts, and invalid rows are reported."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrypoints.development.shop_data.files import CATALOG, ODD_LINES, ORDER_LINES, ORDERS, InvalidFile, RejectedRow
from entrypoints.development.shop_data.folder import ShopFolder
from entrypoints.development.shop_data.generator.shop import generate_shop
from entrypoints.development.shop_data.money import format_cents, parse_cents
from entrypoints.development.shop_data.odd_lines import rejection_reason
from entrypoints.development.shop_data.rows import OddLine, Product

HEADER = "sku,name,unit_price,first_sold_at,demand_units\n"
GOOD = "85123A,LANTERN,2.55,2010-12-01T08:26:00Z,7\n"


@given(st.integers(-(10**12), 10**12))
def test_amounts_keep_every_cent(minor: int) -> None:
    assert parse_cents(format_cents(minor)) == minor


@pytest.mark.parametrize("text", ["", "x", "1,20", "0.005", "NaN", "Infinity", "1e-3"])
def test_an_invalid_amount_is_rejected(text: str) -> None:
    with pytest.raises(ValueError):
        parse_cents(text)


def test_an_invalid_row_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.csv"
    path.write_text(f"{HEADER}{GOOD}22222,BELL,0.005,2010-12-01T08:26:00Z,7\n33333,short row\n", encoding="utf-8")
    first, fractions, short = CATALOG.read(path)
    assert first == Product(
        sku="85123A", name="LANTERN", unit_price_cents=255, first_sold_at="2010-12-01T08:26:00Z", demand_units=7
    )
    assert isinstance(fractions, RejectedRow)
    assert (fractions.line, fractions.what, fractions.code) == (3, "22222", "unreadable_value")
    assert isinstance(short, RejectedRow)
    assert (short.line, short.code) == (4, "wrong_shape")


def test_the_columns_are_those_of_the_real_files() -> None:
    assert CATALOG.columns == HEADER.strip().split(",")
    assert ORDERS.columns[-2:] == ["total_invoice", "total_catalogue"]


@pytest.mark.parametrize(
    "content",
    [b"not gzip", gzip.compress(b"other,columns\n1,2\n"), gzip.compress(b"\xff\xfe")],
    ids=["plain", "other columns", "no text"],  # a packed file holds its hour, and names must not change
)
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalogue.csv.gz").write_bytes(content)
    with pytest.raises(InvalidFile, match=r"catalogue\.csv\.gz"):
        ShopFolder(tmp_path).catalog()


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="No such file"):
        ShopFolder(tmp_path).stock_plan()


def test_orders_without_their_lines_are_refused(tmp_path: Path) -> None:
    shop = generate_shop(1, 5, 5)
    shop.write(tmp_path)
    ORDER_LINES.write(tmp_path, [line for _, lines in shop.orders[1:] for line in lines])
    with pytest.raises(InvalidFile, match=shop.orders[0][0].order_ref):
        ShopFolder(tmp_path).orders()


@pytest.mark.parametrize(
    ("code", "quantity", "why", "said"),
    [
        ("POST", "3", "non_merchandise_code", "postage"),
        (" bank charges ", "-1", "non_merchandise_code", "bank"),
        ("gift_0001_30", "1", "non_merchandise_code", "vouchers"),
        ("22139", "56", "price_below_0.01", "booked in"),
        ("21777", "-10", "price_below_0.01", "written off"),
        ("X", "1", "another_reason", "another_reason"),
    ],
)
def test_every_unusual_line_is_explained(code: str, quantity: str, why: str, said: str) -> None:
    line = OddLine(
        invoice="536370",
        at="2010-12-01T08:45:00Z",
        stock_code_raw=code,
        description="",
        quantity=quantity,
        unit_price="0.0",
        why=why,
    )
    assert said in rejection_reason(line)
    assert ODD_LINES.columns[2] == "stock_code_raw"
