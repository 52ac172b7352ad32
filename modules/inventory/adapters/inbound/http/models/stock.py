"""Request and response models of stock levels and restocks."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from modules.inventory.adapters.inbound.http.models.locations import Code
from modules.inventory.application.stock.restock_product import Restocked
from modules.inventory.application.stock.set_level import Counted
from modules.inventory.ports.ledger_queries import LevelView, LowStock
from modules.inventory.ports.stock_documents import Deallocation
from shared.infra.http.requests.fields import ONE_LINE, IdentifierText, InModel, OutModel, Reason
from shared.infra.http.requests.quantities import PositiveUnits, Units

Shortfall = Literal["reject", "deallocate"]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=64), ONE_LINE]


class RestockIn(InModel):
    """Units of a SKU that arrived at a location."""

    sku: IdentifierText = Field(examples=["85123A"])
    quantity: PositiveUnits = Field(examples=[100])
    location_code: Code = "MAIN"
    reason: Reason | None = None
    reference: Reference | None = Field(None, description="Your own reference, to filter by.")


class RestockOut(OutModel):
    """`quantity` equals `on_hand` after the restock. `id` is the id of the ledger entry."""

    id: int
    sku: str
    quantity: int
    on_hand: int
    location_code: str
    updated_at: datetime
    reserved: int
    unavailable: int
    available: int
    ledger_seq: int
    backorders_filled: int


class LevelIn(InModel):
    """The units that were counted at a location."""

    on_hand: Units = Field(examples=[42])
    expected_on_hand: Units | None = Field(
        None, description="Units on hand when you counted. Send either this or If-Match.", examples=[40]
    )
    on_shortfall: Shortfall = "reject"


class LevelOut(OutModel):
    """The stock of a SKU at a location, in units."""

    sku: str
    location_code: str
    on_hand: int
    reserved: int
    unavailable: int
    available: int
    ledger_seq: int
    updated_at: datetime | None


class DeallocationOut(OutModel):
    """Units taken from an order, which waits for stock again."""

    order_id: int
    line_id: int
    sku: str
    quantity: int


class CountedLevelOut(LevelOut):
    """A stock level after a count."""

    deallocated: list[DeallocationOut] = Field(description="Units taken from orders, which wait for stock again.")


class LowStockOut(OutModel):
    """A product whose available units are at or below its threshold."""

    sku: str
    name: str
    available: int
    on_hand: int
    threshold: int


def restock_out(done: Restocked) -> RestockOut:
    line = done.line
    return RestockOut(
        id=line.ledger_id,
        sku=line.sku,
        quantity=line.on_hand,
        on_hand=line.on_hand,
        location_code=line.location_code,
        updated_at=done.updated_at,
        reserved=line.reserved,
        unavailable=line.unavailable,
        available=line.available,
        ledger_seq=line.ledger_seq,
        backorders_filled=done.backorders_filled,
    )


def level_out(level: LevelView) -> LevelOut:
    return LevelOut(
        sku=level.sku,
        location_code=level.location_code,
        on_hand=level.on_hand,
        reserved=level.reserved,
        unavailable=level.unavailable,
        available=level.available,
        ledger_seq=level.ledger_seq,
        updated_at=level.updated_at,
    )


def counted_out(counted: Counted) -> CountedLevelOut:
    lost = [deallocated_out(each) for each in counted.deallocated]
    return CountedLevelOut(**level_out(counted.level).model_dump(), deallocated=lost)


def deallocated_out(lost: Deallocation) -> DeallocationOut:
    return DeallocationOut(order_id=lost.order_id, line_id=lost.line_id, sku=lost.sku, quantity=lost.quantity)


def low_stock_out(low: LowStock) -> LowStockOut:
    return LowStockOut(
        sku=low.sku, name=low.name, available=low.available, on_hand=low.on_hand, threshold=low.threshold
    )
