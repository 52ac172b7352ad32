"""Lost connections, dead pools and an absent server."""

import asyncio

import asyncpg
import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import Unavailable
from tests.shared.infra.sql.audit_entries import LINE, lines
from tests.shared.infra.sql.disconnection import DisconnectingDriver, terminate_others


async def test_a_broken_pool_reconnects_before_the_next_transaction(db: Database, database_url: str) -> None:
    async def hold() -> None:
        async with db.begin() as tx:
            await tx.fetch("SELECT pg_sleep(0.1)")

    await asyncio.gather(*(hold() for _ in range(8)))
    await terminate_others(database_url)
    await asyncio.gather(*(hold() for _ in range(8)))


async def test_a_connection_lost_in_a_transaction_is_unavailable(db: Database, database_url: str) -> None:
    with pytest.raises(Unavailable) as caught:
        async with db.begin() as tx:
            await terminate_others(database_url)
            await tx.fetch("SELECT 1")
    assert caught.value.code == "dependency_unavailable"
    assert await lines(db) == 0


async def test_reads_are_retried_on_another_connection(db: Database, database_url: str) -> None:
    async with db.read() as reading:
        (before,) = await reading.fetch("SELECT pg_backend_pid() AS pid")
        await terminate_others(database_url)
        (after,) = await reading.fetch("SELECT pg_backend_pid() AS pid")
    assert before["pid"] != after["pid"]
    assert db.pool_in_use == 0


async def test_work_with_a_lost_connection_is_retried_unless_it_committed(db: Database, database_url: str) -> None:
    attempts: list[bool] = []

    async def work(*, commit_first: bool) -> None:
        attempts.append(commit_first)
        if commit_first:
            async with db.begin() as tx:
                tx.audit(LINE)
                await tx.commit()
        async with db.begin() as tx:
            tx.audit(LINE)
            if len(attempts) == 1:
                await terminate_others(database_url)
            await tx.commit()

    await with_retries(work)(commit_first=False)
    assert (len(attempts), await lines(db)) == (2, 1)
    attempts.clear()
    with pytest.raises(Unavailable):
        await with_retries(work)(commit_first=True)
    assert (len(attempts), await lines(db)) == (1, 2)


@pytest.mark.parametrize("reached", [True, False])
async def test_a_commit_with_a_lost_response_is_looked_up(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, *, reached: bool
) -> None:
    """As when the server ends the connection just before, or just after, the commit."""
    attempts: list[None] = []

    async def work() -> None:
        attempts.append(None)
        async with db.begin() as tx:
            tx.audit(LINE)
            await tx.flush()
            if len(attempts) == 1:
                cut = DisconnectingDriver(tx._connection.driver, database_url, reached=reached)
                monkeypatch.setattr(tx._connection, "driver", cut)
            await tx.commit()

    await with_retries(work)()
    assert (len(attempts), await lines(db)) == (1 if reached else 2, 1)


async def test_a_broken_pool_is_replaced_once(db: Database, database_url: str, owner_database_url: str) -> None:
    """However many notice that it is dead, no live connection of the next pool is left behind."""

    async def hold() -> None:
        async with db.begin() as tx:
            await tx.fetch("SELECT pg_sleep(0.1)")

    async def open_connections() -> int:
        owner = await asyncpg.connect(owner_database_url)
        number = await owner.fetchval(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'tradepost'"
        )
        await owner.close()
        return int(number)

    for _ in range(4):
        await asyncio.gather(*(hold() for _ in range(8)))
        await terminate_others(database_url)
    await asyncio.gather(*(hold() for _ in range(8)))
    assert await open_connections() <= 8


async def test_an_unreachable_server_is_unavailable() -> None:
    nowhere = Database("postgresql://unknown@127.0.0.1:1/none", {}, outbox=Outbox)
    with pytest.raises(Unavailable) as caught:
        async with nowhere.begin():
            pass
    assert caught.value.code == "dependency_unavailable"
    await nowhere.close()
