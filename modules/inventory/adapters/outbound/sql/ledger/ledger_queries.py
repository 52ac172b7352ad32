"""Queries of stock levels and the ledger."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, true

from modules.inventory.adapters.outbound.sql.ledger.hash_chain import verify_chains
from modules.inventory.adapters.outbound.sql.stock.low_stock import low_stock, low_stock_of
from modules.inventory.adapters.outbound.sql.tables import ledger, stock_levels
from modules.inventory.domain.ledger import LedgerEntry
from modules.inventory.ports.ledger_queries import (
    EntryFilter,
    EntryView,
    LedgerVerification,
    LevelFilter,
    LevelView,
    LowStock,
)
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.kernel.paging import Page, PageRequest

_BALANCES = ("on_hand", "reserved", "unavailable")


class SqlLedgerQueries:
    """Implements the port `LedgerQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_level(self, sku: str, location_code: str) -> LevelView | None:
        page = await self.list_levels(
            PageRequest(1, sort=("sku", "location_code"), with_total=False),
            LevelFilter(sku=sku, location_code=location_code),
        )
        return page.items[0] if page.items else None

    async def list_levels(self, wanted: PageRequest, where: LevelFilter) -> Page[LevelView]:
        query = _levels(where) if where.at is None else _levels_at(where)
        sorts = {name: stock_levels.c[name] for name in ("sku", "location_code")}
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, query, sorts, wanted=wanted, item=_level, exact=where == LevelFilter())

    async def get_entry(self, entry_id: int) -> EntryView | None:
        async with self._database.read() as reading:
            row = (await reading.execute(select(ledger).where(ledger.c.id == entry_id))).mappings().first()
        return None if row is None else _entry(row)

    async def list_entries(self, wanted: PageRequest, where: EntryFilter) -> Page[EntryView]:
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading,
                _entries(where),
                {"id": ledger.c.id},
                wanted=wanted,
                item=_entry,
                exact=False,
                total=_number_of_entries(where),
            )

    async def list_low_stock(self, wanted: PageRequest, threshold: int | None, default: int) -> Page[LowStock]:
        query, sorts = low_stock(default if threshold is None else threshold)
        async with self._database.snapshot() as reading:
            return await fetch_page(reading, query, sorts, wanted=wanted, item=low_stock_of, exact=threshold is None)

    async def verify(self, sku: str | None = None, location_code: str | None = None) -> LedgerVerification:
        async with self._database.snapshot() as reading:
            return await verify_chains(reading, sku, location_code)


def _levels(where: LevelFilter) -> Select[Any]:
    level = stock_levels.c
    columns = [level[name] for name in ("sku", "location_code", *_BALANCES, "ledger_seq", "updated_at")]
    return _narrowed(select(*columns), where, level.on_hand - level.reserved - level.unavailable)


def _levels_at(where: LevelFilter) -> Select[Any]:
    """The last entry of each level up to the time. Times never decrease within a chain."""
    level = stock_levels.c
    last = (
        select(*(ledger.c[name] for name in (*_BALANCES, "seq", "at")))
        .where(ledger.c.sku == level.sku, ledger.c.location_code == level.location_code, ledger.c.at <= where.at)
        .order_by(ledger.c.seq.desc())
        .limit(1)
        .lateral("last")
    )
    balances = [last.c[name] for name in _BALANCES]
    columns = [level.sku, level.location_code, *balances]
    query = select(*columns, last.c.seq.label("ledger_seq"), last.c.at.label("updated_at"))
    query = query.select_from(stock_levels.join(last, true()))
    return _narrowed(query, where, balances[0] - balances[1] - balances[2])


def _narrowed(query: Select[Any], where: LevelFilter, available: ColumnElement[int]) -> Select[Any]:
    if where.sku is not None:
        query = query.where(stock_levels.c.sku == where.sku)
    if where.location_code is not None:
        query = query.where(stock_levels.c.location_code == where.location_code)
    if where.below is not None:
        query = query.where(available < where.below)
    return query


def _level(row: Mapping[Any, Any]) -> LevelView:
    return LevelView(
        sku=row["sku"],
        location_code=row["location_code"],
        on_hand=row["on_hand"],
        reserved=row["reserved"],
        unavailable=row["unavailable"],
        ledger_seq=row["ledger_seq"],
        updated_at=row["updated_at"],
    )


def _entries(where: EntryFilter) -> Select[Any]:
    query = select(ledger)
    for name in ("sku", "location_code", "kind", "order_id", "reference"):
        value = getattr(where, name)
        if value is not None:
            query = query.where(ledger.c[name] == value)
    if where.since is not None:
        query = query.where(ledger.c.at >= where.since)
    if where.until is not None:
        query = query.where(ledger.c.at < where.until)
    return query


def _number_of_entries(where: EntryFilter) -> Select[tuple[int]] | None:
    """The last sequence numbers of the chains, which have no gaps; None if the filter selects parts of chains."""
    if where != EntryFilter(sku=where.sku, location_code=where.location_code):
        return None
    query = select(func.coalesce(func.sum(stock_levels.c.ledger_seq), 0))
    for name in ("sku", "location_code"):
        if (value := getattr(where, name)) is not None:
            query = query.where(stock_levels.c[name] == value)
    return query


def _entry(row: Mapping[Any, Any]) -> EntryView:
    return EntryView(row["id"], LedgerEntry(*(row[name] for name in LedgerEntry._fields)))
