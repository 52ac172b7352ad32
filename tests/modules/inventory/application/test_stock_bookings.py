"""Restocks, receipts, adjustments, counts, locations and imports, on both stores."""

import pytest

from modules.inventory.application.catalogue.archive_product import ArchiveProduct
from modules.inventory.application.catalogue.change_product import ChangeProduct, ChangeProductCommand
from modules.inventory.application.catalogue.import_products import ImportProducts
from modules.inventory.application.locations.change_location import ChangeLocation, ChangeLocationCommand
from modules.inventory.application.stock.adjustments import StockChange
from modules.inventory.application.stock.book_receipt import BookReceipt, BookReceiptCommand
from modules.inventory.application.stock.publish_availability import PublishAvailability
from modules.inventory.application.stock.publish_due_availability import PublishDueAvailability
from modules.inventory.application.stock.receipts import ReceiptLine
from modules.inventory.application.stock.set_level import SetLevel, SetLevelCommand
from modules.inventory.public import ImportedChunk, InventoryPolicy, ProductLine, Reserved
from shared.kernel.errors import Conflict, DomainError, Invalid, NotFound, PreconditionRequired, VersionMismatch
from shared.kernel.principal import SYSTEM
from tests.modules.inventory.warehouse import METADATA, POLICY, Warehouse


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
        ReceiptLine("AAA", "MAIN", 1, "/lines/0"),
        ReceiptLine("NONE", "MAIN", 1, "/lines/1"),
        ReceiptLine("BBB", "X", 1, "/lines/2"),
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
            lines=[ReceiptLine("BBB", "MAIN", 1), ReceiptLine("AAA", "MAIN", 2), ReceiptLine("BBB", "MAIN", 4)],
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
async def test_fewer_than_nothing_is_refused(warehouse: Warehouse, delta: int, unavailable: int) -> None:
    await warehouse.product("AAA", 10)
    with pytest.raises(Invalid):
        await warehouse.adjust(StockChange("AAA", "MAIN", delta, unavailable))
    assert await warehouse.level("AAA") == (10, 0, 0)


async def test_an_adjustment_below_what_is_reserved_names_the_orders(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10)
    for _ in range(3):
        await warehouse.reserve(("AAA", 3), minutes=None)
        warehouse.pass_time(seconds=1)
    with pytest.raises(Conflict) as caught:
        await warehouse.adjust(StockChange("AAA", "MAIN", -5))
    assert (caught.value.code, caught.value.extensions) == ("stock_below_reserved", {"orders": [2, 3]})
    assert await warehouse.level("AAA") == (10, 9, 0)


async def test_deallocating_books_the_truth_and_the_newest_wait(warehouse: Warehouse) -> None:
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


async def test_units_deallocated_here_are_filled_from_elsewhere(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 3)
    order, _ = await warehouse.reserve(("AAA", 3), minutes=None)
    await warehouse.restock("AAA", 3, "LEEDS")
    await warehouse.adjust(StockChange("AAA", "MAIN", -2), on_shortfall="deallocate")
    assert await warehouse.states(order) == [("committed", "MAIN", 1), ("committed", "LEEDS", 2)]
    assert [event.sequence for event in await warehouse.published("reservation.", of=order)] == [1, 2, 3]


async def test_a_level_is_set_by_who_knows_what_it_was(warehouse: Warehouse) -> None:
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


async def test_a_location_with_stock_stays_open(warehouse: Warehouse) -> None:
    await warehouse.location("LEEDS")
    await warehouse.product("AAA")
    await warehouse.restock("AAA", 1, "LEEDS")
    change = ChangeLocation(warehouse.begin)
    with pytest.raises(Conflict) as caught:
        await change(
            ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"active": False})
        )
    assert caught.value.code == "location_not_empty"
    await warehouse.adjust(StockChange("AAA", "LEEDS", -1))
    closed = await change(
        ChangeLocationCommand(principal=SYSTEM, metadata=METADATA, code="LEEDS", changes={"active": False})
    )
    assert (closed.active, closed.version) == (False, 2)
    with pytest.raises(Conflict):
        await warehouse.location("LEEDS")


async def test_products_change_by_version_and_tell(warehouse: Warehouse) -> None:
    await warehouse.product("AAA")
    with pytest.raises(Conflict):
        await warehouse.product("AAA")
    change, archive = ChangeProduct(warehouse.begin), ArchiveProduct(warehouse.begin)
    changed = await change(
        ChangeProductCommand(
            principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"price_cents": 250}, expected_version=1
        )
    )
    assert changed.version == 2
    assert (
        await change(ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"price_cents": 250}))
    ).version == 2
    with pytest.raises(VersionMismatch):
        await change(
            ChangeProductCommand(
                principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"price_cents": 1}, expected_version=1
            )
        )
    for _ in range(2):
        archived = await archive(ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="AAA"))
        assert (archived.version, archived.terms.active) == (3, False)
    assert [(event.type.rpartition(".")[2], event.sequence) for event in await warehouse.published("", of="AAA")] == [
        ("created", 1),
        ("updated", 2),
        ("archived", 3),
    ]
    revived = await change(
        ChangeProductCommand(principal=SYSTEM, metadata=METADATA, sku="AAA", changes={"active": True})
    )
    assert (revived.archived_at, revived.version) == (None, 4)


@pytest.mark.parametrize("sku", ["ab1", "AB", "A" * 21, "A-1", "AAA\n"])
async def test_skus_have_the_shops_pattern(warehouse: Warehouse, sku: str) -> None:
    with pytest.raises(DomainError):
        await warehouse.product(sku)


async def taken_over(warehouse: Warehouse, lines: list[ProductLine], reference: str) -> ImportedChunk:
    imports = ImportProducts(warehouse.begin, POLICY)
    (done,) = [done async for done in imports(lines, reference, METADATA)]
    return done


async def test_an_import_may_be_repeated(warehouse: Warehouse) -> None:
    lines = [ProductLine("AAA", "a", 100, 5), ProductLine("BBB", "b", 200, 0), ProductLine("CCC", "c", 300, 7)]
    assert await taken_over(warehouse, lines, "first") == ImportedChunk(3, 3, 0, 2, [])
    assert await taken_over(warehouse, lines, "first") == ImportedChunk(3, 0, 0, 0, [])
    lines[1] = ProductLine("BBB", "b", 250, 4)
    assert await taken_over(warehouse, lines, "first") == ImportedChunk(3, 0, 1, 1, [])
    assert await warehouse.level("AAA") == (5, 0, 0)
    assert await warehouse.level("BBB") == (4, 0, 0)


async def test_an_import_reports_odd_lines_and_goes_on(warehouse: Warehouse) -> None:
    lines = [
        ProductLine("no", "a", 100),
        ProductLine("AAA", "", 100),
        ProductLine("BBB", "b", 0),
        ProductLine("CCC", "c", 1, -1),
        ProductLine("DDD", "d", 1, 1),
        ProductLine("DDD", "d", 1, 1),
    ]
    done = await taken_over(warehouse, lines, "first")
    assert (done.created, done.stocked) == (1, 1)
    assert [(number, error.pointer) for number, error in done.errors] == [
        (1, "/sku"),
        (2, "/name"),
        (3, "/price_cents"),
        (4, "/initial_stock"),
        (6, "/sku"),
    ]


async def test_an_import_takes_texts_in_their_canonical_form(warehouse: Warehouse) -> None:
    policy = InventoryPolicy(sku_pattern="^.{1,64}$")
    decomposed, composed = "CAFE\u0301", "CAF\u00c9"
    lines = [ProductLine(f" {decomposed} ", "Cafe\u0301 ", 100, 5), ProductLine(composed, "twice", 100)]
    (done,) = [done async for done in ImportProducts(warehouse.begin, policy)(lines, "first", METADATA)]
    assert [(number, error.code) for number, error in done.errors] == [(2, "duplicate")]
    async with warehouse.begin() as work:
        found = await work.products.many([decomposed, composed])
    assert {sku: product.terms.name for sku, product in found.items()} == {composed: "Caf\u00e9"}
    assert await warehouse.level(composed) == (5, 0, 0)


@pytest.mark.parametrize(
    ("sku", "name", "pointer", "code"),
    [
        ("AAA", "\u200b\u2060", "/name", "invisible_text"),
        ("AAA", "Mug\u200d", "/name", "invisible_text"),
        ("AAA", "Mug\nLamp", "/name", "control_character"),
        ("AAA", "x" * 201, "/name", "string_too_long"),
        ("A" * 65, "Mug", "/sku", "string_too_long"),
    ],
)
async def test_an_import_refuses_texts_that_the_api_refuses(
    warehouse: Warehouse, sku: str, name: str, pointer: str, code: str
) -> None:
    done = await taken_over(warehouse, [ProductLine(sku, name, 100, 5)], "first")
    assert [(error.pointer, error.code) for _, error in done.errors] == [(pointer, code)]
    assert (done.created, done.stocked) == (0, 0)


async def tell(warehouse: Warehouse, *skus: str) -> list[tuple[str, int, object]]:
    """The new announcements of the SKUs."""
    before = len(await warehouse.inspector.events())
    async with warehouse.transaction() as tx:
        await PublishAvailability(warehouse.join, POLICY)(tx, skus, METADATA)
        await tx.commit()
    new = (await warehouse.inspector.events())[before:]
    return [(event.type.partition(".")[2], event.sequence, event.data["available"]) for event in new]


async def test_low_out_and_back_are_announced_once(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 10, low_stock_threshold=4)
    assert await tell(warehouse, "AAA") == [("stock.back", 2, 10), ("availability.changed", 3, 10)]
    assert await tell(warehouse, "AAA") == []
    warehouse.pass_time(seconds=2)
    await warehouse.reserve(("AAA", 6))
    assert await tell(warehouse, "AAA") == [("stock.low", 4, 4), ("availability.changed", 5, 4)]
    warehouse.pass_time(seconds=2)
    order, _ = await warehouse.reserve(("AAA", 4))
    assert await tell(warehouse, "AAA", "NONE") == [("stock.out", 6, 0), ("availability.changed", 7, 0)]
    warehouse.pass_time(seconds=2)
    await warehouse.release(order, {1: 1})
    assert await tell(warehouse, "AAA") == [
        ("stock.back", 8, 1),
        ("stock.low", 9, 1),
        ("availability.changed", 10, 1),
    ]


async def test_the_quantity_is_announced_at_most_once_a_second_and_never_lost(warehouse: Warehouse) -> None:
    await warehouse.product("AAA", 100)
    await tell(warehouse, "AAA")
    for _ in range(3):
        assert isinstance((await warehouse.reserve(("AAA", 1)))[1], Reserved)
        assert await tell(warehouse, "AAA") == []
    await PublishDueAvailability(warehouse.begin, POLICY)()
    assert len(await warehouse.published("availability.changed")) == 1
    warehouse.pass_time(seconds=2)
    await PublishDueAvailability(warehouse.begin, POLICY)()
    await PublishDueAvailability(warehouse.begin, POLICY)()
    assert [event.data["available"] for event in await warehouse.published("availability.changed")] == [100, 97]
