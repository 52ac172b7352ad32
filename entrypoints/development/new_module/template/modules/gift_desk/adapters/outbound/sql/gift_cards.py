"""Gift cards in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import RowMapping, select

from modules.gift_desk.adapters.outbound.sql.tables import gift_cards
from modules.gift_desk.domain.gift_card import GiftCard, GiftCardState, Status
from modules.gift_desk.ports.gift_cards import SORTS, GiftCardFilter
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.transaction import SqlTransaction
from shared.kernel.paging import Page, PageRequest

_NEXT_ID = "SELECT nextval(pg_get_serial_sequence('gift_desk.gift_cards', 'id'))"
_ERASE = """
    UPDATE gift_desk.gift_cards SET created_by = NULL, version = version + 1, updated_at = $2
    WHERE created_by = ANY($1::bigint[])
"""


class SqlGiftCardRepository:
    """Implements the port `GiftCardRepository`."""

    def __init__(self, tx: SqlTransaction) -> None:
        self._tx = tx

    async def next_id(self) -> int:
        (row,) = await self._tx.fetch(_NEXT_ID)
        return int(row[0])

    async def get(self, gift_card_id: int) -> GiftCard | None:
        locked = select(gift_cards).where(gift_cards.c.id == gift_card_id).with_for_update(key_share=True)
        row = (await self._tx.execute(locked)).mappings().first()
        return None if row is None else GiftCard(_state(row))

    def add(self, gift_card: GiftCard) -> None:
        self._tx.insert(gift_cards, [asdict(gift_card.state)])
        self._collect_events(gift_card)

    def save(self, gift_card: GiftCard) -> None:
        self._tx.update(gift_cards, ("id",), [asdict(gift_card.state)])
        self._collect_events(gift_card)

    async def erase_users(self, user_ids: Sequence[int]) -> None:
        await self._tx.fetch(_ERASE, list(user_ids), self._tx.now)

    def _collect_events(self, gift_card: GiftCard) -> None:
        for event in gift_card.take_events():
            self._tx.record(event)


class SqlGiftCardQueries:
    """Implements the port `GiftCardQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, gift_card_id: int) -> GiftCardState | None:
        query = select(gift_cards).where(gift_cards.c.id == gift_card_id)
        async with self._database.read() as reading:
            row = (await reading.execute(query)).mappings().first()
        return None if row is None else _state(row)

    async def list_gift_cards(self, where: GiftCardFilter, wanted: PageRequest) -> Page[GiftCardState]:
        query = select(gift_cards)
        if where.status is not None:
            query = query.where(gift_cards.c.status == where.status.value)
        if where.q:
            query = query.where(gift_cards.c.name.icontains(where.q, autoescape=True))
        columns = {name: gift_cards.c[name] for name in SORTS}
        async with self._database.snapshot() as reading:
            return await fetch_page(
                reading, query, columns, wanted=wanted, item=_state, exact=where == GiftCardFilter()
            )


def _state(row: RowMapping) -> GiftCardState:
    columns = {column.name: row[column.name] for column in gift_cards.columns}
    return GiftCardState(**{**columns, "status": Status(columns["status"])})
