"""Orders through PgBouncer in transaction mode, whose clients share four connections of the server."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from entrypoints.development.supervisor.stale_processes import stop_everything
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.connections.connect_problems import problem_of_direct, problem_of_owner, problem_of_program
from shared.infra.sql.connections.database_url import DatabaseUrl
from shared.infra.sql.connections.poolers import hint_of_timeouts
from shared.infra.sql.database import Database
from shared.infra.sql.job_lock import JobLock
from tests.running.databases import DatabaseUrls
from tests.running.pgbouncer import ABSENT, PROGRAM_FILE, pgbouncer
from tests.running.running_shop import TRADEPOST, Shop
from tests.timeouts import TIMEOUT_SECONDS

pytestmark = [pytest.mark.process, pytest.mark.skipif(PROGRAM_FILE is None, reason=ABSENT)]

TIMEOUT_PARAMETERS = "statement_timeout,lock_timeout,idle_in_transaction_session_timeout"
CLIENTS, ROUNDS = 16, 8
"""More clients than connections of the server, so that a client gets several of them."""


async def use_concurrently(database: Database) -> None:
    """Transactions and reads with the same statements on all clients."""

    async def client(number: int) -> None:
        for _ in range(ROUNDS):
            async with database.begin() as tx:
                (row,) = await tx.fetch("SELECT $1::int AS number, pg_sleep(0.001)", number)
                assert row["number"] == number
            async with database.read() as reading:
                (row,) = await reading.fetch("SELECT $1::text || $2 AS text", str(number), "!")
                assert row["text"] == f"{number}!"

    ended = await asyncio.gather(*(client(number) for number in range(CLIENTS)), return_exceptions=True)
    for error in ended:
        if error is not None:
            raise error


async def test_clients_that_share_connections_get_their_own_results(database: DatabaseUrls) -> None:
    with pgbouncer(database.program) as pooled:
        db = Database(pooled, {}, outbox=Outbox, direct_url=database.program, pool_size=CLIENTS)
        try:
            await use_concurrently(db)
        finally:
            await db.close()


async def test_each_transaction_has_its_timeouts(database: DatabaseUrls) -> None:
    query = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"
    with pgbouncer(database.program, size=1) as pooled:
        db = Database(pooled, {}, outbox=Outbox, direct_url=database.program)
        try:
            for transaction in (db.begin, db.snapshot):
                async with transaction() as tx:
                    assert tuple((await tx.fetch(query))[0]) == ("5s", "2s")
            async with db.read() as reading:
                assert tuple((await reading.fetch(query))[0]) == ("0", "0"), "the other clients' settings stay theirs"
        finally:
            await db.close()


async def test_prepared_statements_fail_there(database: DatabaseUrls) -> None:
    """Without the URL of the server itself, statements are prepared as usual: the test above would notice."""
    with pgbouncer(database.program, ignored=TIMEOUT_PARAMETERS) as pooled:
        db = Database(pooled, {}, outbox=Outbox, pool_size=CLIENTS)
        try:
            with pytest.raises(asyncpg.PostgresError, match="prepared statement"):
                await use_concurrently(db)
        finally:
            await db.close()


async def test_a_session_holds_its_lock_beside_the_pooler(database: DatabaseUrls) -> None:
    every = timedelta(days=1)
    with pgbouncer(database.program) as pooled:
        db = Database(pooled, {}, outbox=Outbox, direct_url=database.program, pool_size=CLIENTS)
        try:
            async with JobLock(db).acquire("job", every) as first:
                await use_concurrently(db)
                async with JobLock(db).acquire("job", every) as second:
                    assert (first, second) == (True, False)
        finally:
            await db.close()


@pytest.mark.parametrize(("mode", "is_shared"), [("transaction", True), ("session", False)])
async def test_a_pooler_that_shares_connections_is_detected(database: DatabaseUrls, mode: str, is_shared: bool) -> None:
    server = DatabaseUrl.parse(database.program)
    with pgbouncer(database.program, mode=mode) as program, pgbouncer(database.owner, mode=mode) as owner:
        pooled = DatabaseUrl.parse(program)
        found = {
            "program": await problem_of_program(pooled),
            "owner": await problem_of_owner(DatabaseUrl.parse(owner)),
            "direct": await problem_of_direct(pooled, pooled),
        }
        assert {name: problem is not None for name, problem in found.items()} == dict.fromkeys(found, is_shared)
        if is_shared:
            assert "set TRADEPOST_DIRECT_DATABASE_URL to the server itself" in (found["program"] or "")
        assert await problem_of_program(pooled, behind_pooler=True) is None
        assert await problem_of_direct(server, pooled) is None


async def test_reads_without_a_time_limit_are_reported(database: DatabaseUrls) -> None:
    with pgbouncer(database.program) as pooled:
        url = DatabaseUrl.parse(pooled)
        assert "ALTER ROLE tradepost_program SET statement_timeout = '5s'" in (await hint_of_timeouts(url) or "")
    owner = await asyncpg.connect(database.owner)
    try:
        await owner.execute(f"ALTER DATABASE {database.name} SET statement_timeout = '5s'")
    finally:
        await owner.close()
    with pgbouncer(database.program) as pooled:
        assert await hint_of_timeouts(DatabaseUrl.parse(pooled)) is None


async def test_a_direct_url_of_another_database_is_refused(database: DatabaseUrls) -> None:
    other = DatabaseUrl.parse(database.program.replace(f"/{database.name}", "/postgres"))
    with pgbouncer(database.program) as pooled:
        problem = await problem_of_direct(other, DatabaseUrl.parse(pooled))
    assert problem is not None
    assert "is another database than 127.0.0.1:" in problem


@pytest.fixture
def shop(database: DatabaseUrls) -> Iterator[Shop]:
    """A whole shop behind PgBouncer."""
    with TemporaryDirectory(prefix="tradepost-pooler-") as folder, pgbouncer(database.program, size=6) as pooled:
        shop = Shop(Path(folder))
        up = shop.start(
            *(*TRADEPOST, "up"),
            DATABASE_URL=pooled,
            TRADEPOST_DIRECT_DATABASE_URL=database.program,
            TRADEPOST_MIGRATION_DATABASE_URL=database.owner,
            TRADEPOST_RATE_LIMITS="off",
            TRADEPOST_DEMO="0",
        )
        try:
            shop.until_ready()
            yield shop
        finally:
            up.terminate()
            up.wait(60)
            stop_everything(shop.home.folder)


def test_orders_settle_and_all_checks_pass(shop: Shop) -> None:
    data, report = shop.folder / "data", shop.folder / "report.json"
    shop.tradepost("demo-data", "--out", str(data), "--orders", "60", "--skus", "40", "--seed", "7")
    shop.tradepost("import", str(data), "--stock", "plan")
    key = shop.home.stored_secret("development key")
    assert key is not None
    replay = shop.start(
        *(*TRADEPOST, "replay-orders", str(data), "--url", f"http://127.0.0.1:{shop.port}", "--buyers", "16"),
        *("--patience", "120", "--out", str(report)),
        log=shop.folder / "replay",
        REPLAY_API_KEY=key,
    )
    assert replay.wait(TIMEOUT_SECONDS) == 0, (shop.folder / "replay").read_text()
    diagnosis = json.loads(shop.tradepost("doctor", "--json"))
    assert diagnosis["healthy"], diagnosis
