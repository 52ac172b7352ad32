"""Restocks, receipts, adjustments and counts, on both stores."""

import pytest

from modules.inventory.application.stock.adjustments import StockChange
from modules.inventory.application.stock.book_receipt import BookReceipt, BookReceiptCommand
from modules.inventory.application.stock.receipts import ReceiptLine
from modules.inventory.application.stock.set_level import SetLevel, SetLevelCommand
from shared.kernel.errors import Conflict, Invalid, NotFound, PreconditionRequired, VersionMismatch
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.inspector import METADATA
from tests.modules.inventory.warehouse import Warehouse


async def test_an_unknown_sku_is_not_found_and_moves_nothing(warehouse: Warehouse) -> None:
    with pytest.raises(NotFound):
        await warehouse.restock("NONE", 5)
    assert await warehouse.inspector.entries() == []


async def test_an_unknown_or_closed_location_is_refused(warehouse: Warehouse) -> None:
    await warehouse.product("AAA")
    await warehouse.location("SHUT", active=False)
    for code in ("NOWHERE", "SHUT"):
        with pytest.raises(Invalid) as caught:
            await warehouse.restock("AAA", 5, code)
        assert [error.code for error in caught.value.errors] == ["location_not_found"]


async def test_a_restock_returns_and_publishes_its_result(warehouse: Warehouse) -> None:
    await warehouse.product("AAA")
    await warehouse.restock("AAA", 5, reason="spring", reference="PO-1")
    done = await warehouse.restock("AAA", 2)
    assert (done.line.on_hand, done.line.ledger_seq, done.backorders_filled) == (7, 2, 0)
    assert [(event.sequence, event.data["quantity"]) for event in await warehouse.published("stock.received")] == [
        (1, 5),
        (2, 2),
    ]
    assert [(e.reason, e.reference) for e in await warehouse.inspector.entries()] == [("spring", "PO-1"), (None, None)]


async def test_a_receipt_is_all_or_nothing(warehouse: Warehouse) -> None:
    await warehouse.product("AAA")
    await warehouse.product("BBB")
    book = BookReceipt(warehouse.begin)
    lines = [
        ReceiptLine(sku="AAA", location_code="MAIN", quantity=1, pointer="/lines/0"),
        ReceiptLine(sku="NONE", location_code="MAIN", quantity=1, pointer="/lines/1"),
        ReceiptLine(sku="BBB", location_code="X", quantity=1, pointer="/lines/2"),
    ]
    with pytest.raises(Invalid) as caught:
        await book(BookReceiptCommand(principal=SYSTEM, metadata=METADATA, lines=lines))
    assert {(e.pointer, e.code) for e in caught.value.errors} == {
        ("/lines/1/sku", "sku_not_found"),
        ("/lines/2/location_code", "location_not_found"),
    }
    assert await warehouse.inspector.entries() == []
    receipt = await book(
        BookReceiptCommand(
            principal=SYSTEM,
            metadata=METADATA,
            lines=[
                ReceiptLine(sku="BBB", location_code="MAIN", quantity=1),
                ReceiptLine(sku="AAA", location_code="MAIN", quantity=2),
                ReceiptLine(sku="BBB", location_code="MAIN", quantity=4),
            ],
        )
    )
    assert [(line.sku, line.delta) for line in receipt.lines] == [("BBB", 1), ("AAA", 2), ("BBB", 4)]
    assert await warehouse.level("BBB") == (5, 0, 0)
    assert [event.sequence for event in await warehouse.published("stock.received", of="BBB")] == [1, 2]


async def test_adjustments_move_both_figures(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    done = await warehouse.adjust(StockChange("AAA", "MAIN", -2, 3))
    assert await warehouse.level("AAA") == (8, 0, 3)
    assert [(line.delta, line.unavailable_delta, line.available) for line in done.lines] == [(-2, 3, 5)]
    (event,) = await warehouse.published("stock.adjusted")
    assert (event.sequence, event.data["reason"]) == (2, "count")


@pytest.mark.parametrize(("delta", "unavailable"), [(-11, 0), (0, -1), (0, 11), (-5, 6)])
async def test_a_negative_level_is_rejected(warehouse: Warehouse, delta: int, unavailable: int) -> None:
    await warehouse.product("AAA", 10)
    with pytest.raises(Invalid):
        await warehouse.adjust(StockChange("AAA", "MAIN", delta, unavailable))
    assert await warehouse.level("AAA") == (10, 0, 0)


async def test_an_adjustment_below_the_reserved_quantity_reports_the_orders(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    for _ in range(3):
        await warehouse.reserve(("AAA", 3), minutes=None)
        warehouse.pass_time(seconds=1)
    with pytest.raises(Conflict) as caught:
        await warehouse.adjust(StockChange("AAA", "MAIN", -5))
    assert (caught.value.code, caught.value.extensions) == ("stock_below_reserved", {"orders": [2, 3]})
    assert await warehouse.level("AAA") == (10, 9, 0)


async def test_deallocation_backorders_the_newest_orders(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    for _ in range(3):
        await warehouse.reserve(("AAA", 3), minutes=None)
        warehouse.pass_time(seconds=1)
    done = await warehouse.adjust(StockChange("AAA", "MAIN", -5), on_shortfall="deallocate")
    assert [(lost.order_id, lost.quantity) for lost in done.deallocated] == [(2, 1), (3, 3)]
    assert await warehouse.level("AAA") == (5, 5, 0)
    assert await warehouse.states(2) == [("committed", "MAIN", 2), ("waiting", None, 1)]
    assert await warehouse.states(3) == [("waiting", None, 3)]
    assert {event.aggregate_id for event in await warehouse.published("reservation.deallocated")} == {"2", "3"}
    assert (await warehouse.restock("AAA", 3)).backorders_filled == 3
    assert await warehouse.states(3) == [("waiting", None, 1), ("committed", "MAIN", 2)]


async def test_deallocated_units_are_filled_from_other_locations(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 3)
    order, _ = await warehouse.reserve(("AAA", 3), minutes=None)
    await warehouse.restock("AAA", 3, "LEEDS")
    await warehouse.adjust(StockChange("AAA", "MAIN", -2), on_shortfall="deallocate")
    assert await warehouse.states(order) == [("committed", "MAIN", 1), ("committed", "LEEDS", 2)]
    assert [event.sequence for event in await warehouse.published("reservation.", of=order)] == [1, 2, 3]


async def test_setting_a_level_requires_its_current_value(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    set_level = SetLevel(warehouse.begin)
    with pytest.raises(PreconditionRequired):
        await set_level(
            SetLevelCommand(principal=SYSTEM, metadata=METADATA, sku="AAA", location_code="MAIN", on_hand=7)
        )
    with pytest.raises(Conflict) as caught:
        await set_level(
            SetLevelCommand(
                principal=SYSTEM, metadata=METADATA, sku="AAA", location_code="MAIN", on_hand=7, expected_on_hand=9
            )
        )
    assert (caught.value.code, caught.value.extensions) == ("quantity_changed", {"current": 10})
    with pytest.raises(VersionMismatch):
        await set_level(
            SetLevelCommand(
                principal=SYSTEM, metadata=METADATA, sku="AAA", location_code="MAIN", on_hand=7, expected_version=9
            )
        )
    level = await set_level(
        SetLevelCommand(
            principal=SYSTEM, metadata=METADATA, sku="AAA", location_code="MAIN", on_hand=7, expected_on_hand=10
        )
    )
    assert (level.level.on_hand, level.level.ledger_seq, list(level.deallocated)) == (7, 2, [])
    again = await set_level(
        SetLevelCommand(
            principal=SYSTEM, metadata=METADATA, sku="AAA", location_code="MAIN", on_hand=7, expected_version=2
        )
    )
    assert (again.level.on_hand, again.level.ledger_seq) == (7, 2)
    order, _ = await warehouse.reserve(("AAA", 5))
    short = await set_level(
        SetLevelCommand(
            principal=SYSTEM,
            metadata=METADATA,
            sku="AAA",
            location_code="MAIN",
            on_hand=4,
            expected_on_hand=7,
            on_shortfall="deallocate",
        )
    )
    assert [(lost.order_id, lost.quantity) for lost in short.deallocated] == [(order, 1)]
    with pytest.raises(NotFound):
        await set_level(
            SetLevelCommand(
                principal=SYSTEM, metadata=METADATA, sku="NONE", location_code="MAIN", on_hand=7, expected_on_hand=0
            )
        )
