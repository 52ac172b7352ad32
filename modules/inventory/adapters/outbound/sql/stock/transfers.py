"""Transfers in PostgreSQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from modules.inventory.adapters.outbound.sql.tables import transfer_lines, transfers
from modules.inventory.domain.transfer import Status, Transfer, TransferLine
from modules.inventory.ports.transfers import TransferFilter
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest

_NEXT = "SELECT nextval(pg_get_serial_sequence('inventory.transfers', 'id'))"
_LOCK = "SELECT 1 FROM inventory.transfers WHERE id = $1 FOR NO KEY UPDATE"
_LINE = ("sku", "quantity", "shipped", "received", "damaged", "lost")


class SqlTransferRepository:
    """Implements the port `TransferRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def next_id(self) -> int:
        (row,) = await self._tx.fetch(_NEXT)
        return int(row[0])

    async def get(self, transfer_id: int) -> Transfer | None:
        # Lock by a separate statement, so that the next one sees what earlier lock holders committed.
        if await self._tx.fetch_one(_LOCK, transfer_id) is None:
            return None
        return _transfer((await self._tx.execute(_transfers(transfers.c.id == transfer_id))).mappings().one())

    def add(self, transfer: Transfer) -> None:
        self._tx.insert(transfers, [_row(transfer)])
        self._tx.insert(transfer_lines, _line_rows(transfer))
        self._tx.collect(transfer.events)

    def save(self, transfer: Transfer) -> None:
        self._tx.update(transfers, ("id",), [_row(transfer)])
        self._tx.update(transfer_lines, ("transfer_id", "sku"), _line_rows(transfer))
        self._tx.collect(transfer.events)


class SqlTransferQueries:
    """Implements the port `TransferQueries`; the number of statements does not depend on the number of lines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_transfer(self, transfer_id: int) -> Transfer | None:
        async with self._database.read() as reading:
            row = (await reading.execute(_transfers(transfers.c.id == transfer_id))).mappings().first()
        return None if row is None else _transfer(row)

    async def list_transfers(self, wanted: PageRequest, where: TransferFilter) -> Page[Transfer]:
        query = _transfers(*_conditions(where))
        async with self._database.snapshot() as reading:
            exact = where == TransferFilter()
            return await fetch_page(
                reading,
                query,
                {"id": transfers.c.id, "created_at": transfers.c.created_at},
                wanted=wanted,
                item=_transfer,
                exact=exact,
            )


def _conditions(where: TransferFilter) -> Sequence[ColumnElement[bool]]:
    transfer, found = transfers.c, list[ColumnElement[bool]]()
    if where.status is not None:
        found.append(transfer.status == where.status.value)
    if where.location_code is not None:
        found.append(
            or_(transfer.from_location_code == where.location_code, transfer.to_location_code == where.location_code)
        )
    if where.sku is not None:
        line = transfer_lines.c
        found.append(exists().where(line.transfer_id == transfer.id, line.sku == where.sku))
    return found


def _transfers(*conditions: ColumnElement[bool]) -> Select[Any]:
    line = transfer_lines.c
    figures = func.jsonb_build_array(*(line[name] for name in _LINE))
    lines = (
        select(func.jsonb_agg(aggregate_order_by(figures, line.number)))
        .where(line.transfer_id == transfers.c.id)
        .scalar_subquery()
    )
    return select(transfers, lines.label("lines")).where(*conditions)


def _transfer(row: Mapping[Any, Any]) -> Transfer:
    return Transfer(
        id=row["id"],
        status=Status(row["status"]),
        source=row["from_location_code"],
        target=row["to_location_code"],
        lines=tuple(TransferLine(**dict(zip(_LINE, line, strict=True))) for line in row["lines"]),
        note=row["note"],
        version=row["version"],
        actor=row["actor"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        shipped_at=row["shipped_at"],
    )


def _row(transfer: Transfer) -> dict[str, object]:
    return {
        "id": transfer.id,
        "status": transfer.status.value,
        "from_location_code": transfer.source,
        "to_location_code": transfer.target,
        "note": transfer.note,
        "version": transfer.version,
        "actor": transfer.actor,
        "created_at": transfer.created_at,
        "updated_at": transfer.updated_at,
        "shipped_at": transfer.shipped_at,
    }


def _line_rows(transfer: Transfer) -> list[dict[str, object]]:
    return [
        {"transfer_id": transfer.id, "number": number, **{name: getattr(line, name) for name in _LINE}}
        for number, line in enumerate(transfer.lines, 1)
    ]
