"""Tests with a real shop's files, if available: `--shop-data`, or next to the repository."""

from pathlib import Path

import pytest

from entrypoints.development.replay.planning import plan
from entrypoints.development.replay.returned_units import match_returns
from entrypoints.development.shop_data.countries import alpha_2
from entrypoints.development.shop_data.files import CANCELLATIONS, ODD_LINES, RejectedRow
from entrypoints.development.shop_data.folder import ShopFolder
from entrypoints.development.shop_data.odd_lines import rejection_reason
from entrypoints.development.shop_data.rows import OddLine, Order, OrderLine

BESIDE = Path(__file__).parents[5] / "shared" / "data" / "orders"


@pytest.fixture(scope="module")
def folder(pytestconfig: pytest.Config) -> Path:
    path = pytestconfig.getoption("shop_data") or BESIDE
    if not (path / "orders.csv.gz").exists():
        pytest.skip(f"no real orders in {path}; --shop-data may name their folder")
    return path


@pytest.fixture(scope="module")
def orders(folder: Path) -> list[tuple[Order, list[OrderLine]]]:
    return ShopFolder(folder).orders()


def test_every_order_can_be_planned_to_the_cent(folder: Path, orders: list[tuple[Order, list[OrderLine]]]) -> None:
    catalog = ShopFolder(folder).catalog()
    parts = plan(orders, {sku: row.unit_price_cents for sku, row in catalog.items()})
    assert sum(part.subtotal_cents for part in parts) == 212_381_457
    assert sum(len(part.lines) for part in parts) == 107_913
    assert max(len(part.lines) for part in parts) == 50
    assert len({part.reference for part in parts}) == len(parts) == 4_869


def test_every_country_has_a_code(orders: list[tuple[Order, list[OrderLine]]]) -> None:
    assert {len(alpha_2(order.country)) for order, _ in orders} == {2}


def test_every_unusual_line_and_cancellation_is_read(folder: Path) -> None:
    odd = list(ODD_LINES.read(folder / ODD_LINES.name))
    assert len(odd) == 1_181
    assert all(isinstance(line, OddLine) and rejection_reason(line) for line in odd)
    cancelled = list(CANCELLATIONS.read(folder / CANCELLATIONS.name))
    assert len(cancelled) == 1_897
    assert not any(isinstance(line, RejectedRow) for line in cancelled)


def test_cancellations_find_the_orders_that_the_file_names(folder: Path) -> None:
    files = ShopFolder(folder)
    parts = plan(files.orders(), {sku: row.unit_price_cents for sku, row in files.catalog().items()})
    rows = files.cancellations()
    found = match_returns(parts, rows)
    assert (found.matched, len(found.unmatched)) == (1_187, 710)
    assert not [row.cancel_ref for row in found.unmatched if row.matched_order_ref]
    for row in rows:
        if row.matched_order_ref:
            taken = [
                back
                for reference, backs in found.by_reference.items()
                if reference.partition("/")[0] == row.matched_order_ref
                for back in backs
            ]
            assert row.cancel_ref in {back.ref for back in taken}
