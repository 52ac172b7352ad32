"""The SQL of advisory locks, on a real server."""

import asyncio

from shared.infra.sql.advisory_lock import AdvisoryLock, hashed
from shared.infra.sql.database import Database
from shared.infra.sql.transaction import SqlReading

ONE, OTHER = AdvisoryLock(4_711), AdvisoryLock(4_712)


async def free(reading: SqlReading, question: str) -> bool:
    (row,) = await reading.fetch(f"SELECT {question}")
    return bool(row[0])


async def test_a_lock_is_held_until_the_transaction_ends(db: Database) -> None:
    async with db.begin() as first, db.begin() as second:
        assert await first.fetch(f"SELECT {ONE.lock()}")
        assert await free(second, ONE.try_lock()) is False
        assert await free(second, ONE.try_lock("1")) is True
        assert await free(second, OTHER.try_lock()) is True
        await first.commit()
        assert await free(second, ONE.try_lock()) is True


async def test_an_exclusive_lock_is_refused_while_shared_ones_are_held(db: Database) -> None:
    async with db.begin() as first, db.begin() as second, db.begin() as third:
        assert await free(first, ONE.try_lock_shared("7")) is True
        assert await free(second, ONE.try_lock_shared("7")) is True
        assert await free(third, ONE.try_lock("7")) is False


async def test_names_given_in_any_order_never_deadlock(db: Database) -> None:
    statement = ONE.lock_names("$1::text[]")
    names = [f"name {number}" for number in range(50)]

    async def take(order: list[str]) -> None:
        async with db.begin() as tx:
            await tx.fetch(statement, order)
            await tx.commit()

    await asyncio.gather(*(take(order) for _ in range(10) for order in (names, names[::-1], names + names)))
    async with db.begin() as first, db.begin() as second:
        await first.fetch(statement, ["apple", "pear"])
        assert await free(second, ONE.try_lock(hashed("'pear'"))) is False
        assert await free(second, ONE.try_lock(hashed("'plum'"))) is True


async def test_a_session_knows_whether_it_holds_a_lock(db: Database) -> None:
    async with db.session() as first, db.session() as second:
        await first.fetch(f"SELECT {ONE.lock_session_twice('8')}")
        for _ in range(3):
            assert await first.fetch(ONE.held_by_session("8"))
            assert not await second.fetch(ONE.held_by_session("8"))
            assert await free(second, ONE.try_lock_session("8")) is False
        await first.fetch(f"SELECT {ONE.unlock_session_twice('8')}")
        assert not await first.fetch(ONE.held_by_session("8"))
        assert await free(second, ONE.try_lock_session("8")) is True
        await second.fetch(f"SELECT {ONE.unlock_session('8')}")
