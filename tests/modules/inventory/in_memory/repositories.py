"""The repositories of inventory in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime

from modules.inventory.domain.announced_availability import AnnouncedAvailability
from modules.inventory.domain.errors import location_taken, sku_taken
from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.domain.level import StockLevel
from modules.inventory.domain.location import Location
from modules.inventory.domain.product import Product
from modules.inventory.domain.reservation_planner import PlannedShortage
from modules.inventory.domain.stock import DEFAULT_LOCATION, Stock
from modules.inventory.domain.transfer import Status, Transfer
from modules.inventory.ports.announced_availability import CurrentAvailability
from modules.inventory.ports.stock_documents import Document
from modules.inventory.ports.stock_levels import LockedStock
from tests.modules.inventory.in_memory.transaction import InMemoryTransaction, State


class InMemoryStockLevelRepository:
    def __init__(self, state: State) -> None:
        self._state = state

    async def lock(self, skus: Iterable[str]) -> LockedStock:
        wanted = sorted(set(skus) & set(self._state.products))
        fulfilling = {code: loc for code, loc in self._state.locations.items() if loc.fulfills_orders}
        by_priority = sorted(fulfilling, key=lambda code: (fulfilling[code].priority, code))
        stocks: dict[str, Stock] = {}
        for sku in wanted:
            terms = self._state.products[sku].terms
            levels = {
                code: deepcopy(level) for (owner, code), level in sorted(self._state.levels.items()) if owner == sku
            }
            limit = terms.backorder_limit if terms.backorder_policy == "allow" else 0
            stocks[sku] = Stock(
                sku=sku,
                tracked=terms.track_inventory,
                backorder_limit=limit,
                levels=levels,
                fulfilling=[code for code in by_priority if code in levels],
            )
        used = {code for stock in stocks.values() for code in stock.fulfilling}
        return LockedStock(stocks, [code for code in by_priority if code in used])

    async def create_missing(self, places: Iterable[tuple[str, str]]) -> None:
        for sku, code in places:
            if sku in self._state.products:
                self._state.levels.setdefault((sku, code), StockLevel(sku=sku, location_code=code))

    async def next_entry_ids(self, count: int) -> Sequence[int]:
        return [self._state.next_id() for _ in range(count)]

    def save(self, stocks: Iterable[Stock], entries: Iterable[LedgerEntry], ids: Sequence[int] = ()) -> None:
        for stock in stocks:
            for level in stock.levels.values():
                if level.changed:
                    level.mark_saved()
                    self._state.levels[level.sku, level.location_code] = deepcopy(level)
        given = iter(ids)
        for entry in entries:
            self._state.ledger[next(given, 0) or self._state.next_id()] = entry

    async def find_booked_skus(self, reference: str, skus: Sequence[str]) -> set[str]:
        return {entry.sku for entry in self._state.ledger.values() if entry.reference == reference} & set(skus)

    def record_unmet_demand(self, request_key: str, shortages: Iterable[PlannedShortage], at: datetime) -> None:
        for sku, units, available in shortages:
            self._state.refused.setdefault((request_key, sku), (units, available))


class InMemoryProductRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._state = tx.state

    async def get(self, sku: str) -> Product | None:
        return self._state.products.get(sku)

    async def many(self, skus: Sequence[str]) -> Mapping[str, Product]:
        return {sku: self._state.products[sku] for sku in sorted(skus) if sku in self._state.products}

    async def existing(self, skus: Sequence[str]) -> Collection[str]:
        return set(skus) & set(self._state.products)

    async def holders(self, barcodes: Collection[str]) -> Mapping[str, str]:
        products = self._state.products.values()
        return {code: product.sku for product in products for code in product.terms.barcodes if code in barcodes}

    async def add(self, products: Iterable[Product]) -> None:
        for product in products:
            if product.sku in self._state.products:
                raise sku_taken()
            self._state.products[product.sku] = product
            self._tx.collect(product.events)
            self._state.levels[product.sku, DEFAULT_LOCATION] = StockLevel(
                sku=product.sku, location_code=DEFAULT_LOCATION
            )
            self._state.announced_availability[product.sku] = AnnouncedAvailability(product.sku)

    async def save(self, products: Iterable[Product]) -> None:
        for product in products:
            self._state.products[product.sku] = product
            self._tx.collect(product.events)


class InMemoryLocationRepository:
    def __init__(self, state: State) -> None:
        self._state = state

    async def get(self, code: str) -> Location | None:
        return self._state.locations.get(code)

    async def lock_active(self, codes: Collection[str]) -> Collection[str]:
        return {code for code in codes if code in self._state.locations and self._state.locations[code].active}

    async def is_empty(self, code: str) -> bool:
        lies_there = any(level.on_hand for (_, place), level in self._state.levels.items() if place == code)
        transfers = self._state.transfers.values()
        return not lies_there and not any(t.target == code and t.status is Status.IN_TRANSIT for t in transfers)

    async def list_available_skus(self, code: str) -> Collection[str]:
        return [sku for (sku, place), level in self._state.levels.items() if place == code and level.available > 0]

    async def add(self, location: Location) -> None:
        if location.code in self._state.locations:
            raise location_taken()
        self._state.locations[location.code] = location

    async def save(self, location: Location) -> None:
        self._state.locations[location.code] = location


class InMemoryAnnouncedAvailabilityRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._state = tx.state

    async def lock(self, skus: Collection[str]) -> Mapping[str, AnnouncedAvailability]:
        return {
            sku: self._state.announced_availability[sku]
            for sku in sorted(skus)
            if sku in self._state.announced_availability
        }

    async def get_current(self, skus: Collection[str]) -> Mapping[str, CurrentAvailability]:
        stocks = (await InMemoryStockLevelRepository(self._state).lock(skus)).stocks
        terms = {sku: self._state.products[sku].terms for sku in stocks}
        return {
            sku: CurrentAvailability(stock.available, terms[sku].low_stock_threshold, terms[sku].track_inventory)
            for sku, stock in stocks.items()
        }

    async def list_due(self, announced_before: datetime, most: int) -> Collection[str]:
        return [
            record.sku
            for record in self._state.announced_availability.values()
            if record.due and record.announced_at and record.announced_at <= announced_before
        ][:most]

    def save(self, announced: Iterable[AnnouncedAvailability]) -> None:
        for record in announced:
            self._state.announced_availability[record.sku] = record
            self._tx.collect(record.events)


class InMemoryDocumentRepository:
    def __init__(self, state: State) -> None:
        self._state = state

    async def next_id(self) -> int:
        return self._state.next_id()

    def add(self, document: Document) -> None:
        self._state.documents[document.id] = document


class InMemoryTransferRepository:
    def __init__(self, tx: InMemoryTransaction) -> None:
        self._tx = tx
        self._state = tx.state

    async def next_id(self) -> int:
        return self._state.next_id()

    async def get(self, transfer_id: int) -> Transfer | None:
        return self._state.transfers.get(transfer_id)

    def add(self, transfer: Transfer) -> None:
        self._state.transfers[transfer.id] = transfer
        self._tx.collect(transfer.events)

    def save(self, transfer: Transfer) -> None:
        self._state.transfers[transfer.id] = transfer
        self._tx.collect(transfer.events)
