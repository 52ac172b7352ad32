"""The doctor checks: none fails on a consistent database, each finds its kind of corruption."""

import asyncpg
import pytest

from modules.inventory.adapters.outbound.sql.ledger.ledger_queries import SqlLedgerQueries
from modules.inventory.domain.ledger import ChainDefect, find_first_defect
from shared.infra.sql.database import Database
from tests.modules.inventory import stores
from tests.modules.inventory.in_memory.pictures import InMemoryPictureStore
from tests.modules.inventory.warehouse import Warehouse

PICTURES = InMemoryPictureStore()
"""Empty: whatever is named is not there."""


@pytest.fixture
async def busy(db: Database) -> Warehouse:
    """A warehouse with a history of every kind of change."""
    warehouse = stores.in_sql(db)
    await warehouse.location("LEEDS")
    await warehouse.product("AAA", 10, backorder_policy="allow")
    await warehouse.product("BBB")
    await warehouse.restock("AAA", 5, "LEEDS", reason="spring: new | odd", reference="PO-1")
    await warehouse.reserve(("AAA", 4))
    released, _ = await warehouse.reserve(("AAA", 2))
    await warehouse.release(released)
    big, _ = await warehouse.reserve(("AAA", 20), backorder=True, minutes=None)
    await warehouse.consume(big, "LEEDS", {1: 2})
    await warehouse.location("YORK")
    await warehouse.restock("BBB", 6)
    sent = await warehouse.draft("MAIN", "YORK", ("BBB", 4))
    await warehouse.ship(sent.id)
    await warehouse.receive(sent.id, ("BBB", 1, 1))
    lost = await warehouse.draft("MAIN", "YORK", ("BBB", 2))
    await warehouse.ship(lost.id)
    await warehouse.close(lost.id)
    await warehouse.cancel((await warehouse.draft("MAIN", "YORK", ("BBB", 9))).id)
    return warehouse


async def found(db: Database) -> dict[str, list[str]]:
    """What each check that finds anything names."""
    async with db.snapshot() as snapshot:
        results = {check.name: await check.run(snapshot) for check in stores.checks_of(db, PICTURES)}
    return {
        name.partition(".")[2]: [v.subject for v in violations] for name, violations in results.items() if violations
    }


async def corrupt(owner_database_url: str, *statements: str) -> None:
    """Change protected data: as the owner, without triggers and constraints."""
    owner = await asyncpg.connect(owner_database_url)
    try:
        superuser = await owner.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if superuser:
            await owner.execute("SET session_replication_role = replica")
        else:
            await owner.execute("ALTER TABLE inventory.ledger DISABLE TRIGGER append_only")
        await owner.execute("ALTER TABLE inventory.stock_levels DROP CONSTRAINT ck_stock_levels_never_oversold")
        for statement in statements:
            await owner.execute(statement)
    finally:
        await owner.close()


@pytest.mark.usefixtures("busy")
async def test_a_consistent_database_has_no_violations(db: Database) -> None:
    assert await found(db) == {}


async def test_python_and_sql_agree_on_the_chains(busy: Warehouse) -> None:
    entries = await busy.inspector.entries()
    for code in ("MAIN", "LEEDS"):
        chain = [entry for entry in entries if (entry.sku, entry.location_code) == ("AAA", code)]
        assert len(chain) > 1
        assert find_first_defect(chain) is None


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize(
    ("corruption", "expected"),
    [
        (
            "UPDATE inventory.stock_levels SET on_hand = on_hand + 1 WHERE sku = 'BBB' AND location_code = 'MAIN'",
            {"levels_match_ledger": ["level:BBB/MAIN"]},
        ),
        (
            "UPDATE inventory.stock_levels SET ledger_hash = sha256('x') WHERE sku = 'AAA' AND location_code = 'LEEDS'",
            {"levels_match_ledger": ["level:AAA/LEEDS"]},
        ),
        (
            "UPDATE inventory.reservations SET quantity = quantity + 1 WHERE order_id = 1",
            {"levels_match_reservations": ["level:AAA/MAIN"]},
        ),
        (
            "UPDATE inventory.reservations SET quantity = quantity + 1 WHERE state = 'waiting'",
            {"levels_match_reservations": ["level:AAA/MAIN"]},
        ),
        (
            "UPDATE inventory.ledger SET actor = 'another user' WHERE (sku, location_code, seq) = ('AAA', 'MAIN', 2)",
            {"ledger_chains": ["ledger AAA/MAIN entry 2"]},
        ),
        (
            "UPDATE inventory.ledger SET prev_hash = sha256('x') WHERE (sku, location_code, seq) = ('AAA', 'MAIN', 3)",
            {"ledger_chains": ["ledger AAA/MAIN entry 3"]},
        ),
        (
            "UPDATE inventory.ledger SET seq = seq + 10 WHERE seq = 1 AND location_code = 'LEEDS'",
            {"ledger_chains": ["ledger AAA/LEEDS entry 2"], "levels_match_ledger": ["level:AAA/LEEDS"]},
        ),
        (
            "UPDATE inventory.reservations SET expires_at = now() - interval '1 hour' WHERE order_id = 1",
            {"no_expired_holds": ["order:1"]},
        ),
        (
            "UPDATE inventory.stock_levels SET unavailable = 3 WHERE sku = 'BBB' AND location_code = 'MAIN'",
            {"levels_match_ledger": ["level:BBB/MAIN"], "never_oversold": ["level:BBB/MAIN"]},
        ),
        (
            "UPDATE inventory.transfer_lines SET received = 2 WHERE transfer_id = 1",
            {"transfers_match_ledger": ["transfer:1"]},
        ),
        (
            "UPDATE inventory.transfer_lines SET received = 0, damaged = 2 WHERE transfer_id = 1",
            {"transfers_match_ledger": ["transfer:1"]},
        ),
        (
            "UPDATE inventory.transfer_lines SET lost = 1 WHERE transfer_id = 1",
            {"transfers_match_ledger": ["transfer:1"]},
        ),
        (
            "UPDATE inventory.transfers SET status = 'received' WHERE id = 1",
            {"transfers_match_ledger": ["transfer:1"]},
        ),
        (
            "UPDATE inventory.transfer_lines SET shipped = quantity WHERE transfer_id = 3",
            {"transfers_match_ledger": ["transfer:3", "transfer:3"]},
        ),
        (
            "UPDATE inventory.transfers SET to_location_code = 'LEEDS' WHERE id = 1",
            {"transfers_match_ledger": ["transfer:1", "transfer:1"]},
        ),
        (
            "UPDATE inventory.transfer_lines SET lost = 0 WHERE transfer_id = 2",
            {"transfers_match_ledger": ["transfer:2"]},
        ),
        (
            'UPDATE inventory.products SET picture_files = \'["aa", "bb", "cc"]\', picture_sides = \'[]\'',
            {"picture_files_exist": ["product:AAA", "product:BBB"]},
        ),
        (
            "DELETE FROM inventory.transfer_lines WHERE transfer_id = 2",
            {"transfers_match_ledger": ["transfer:2", "transfer:2"]},
        ),
    ],
)
async def test_a_corruption_is_found(
    db: Database, owner_database_url: str, corruption: str, expected: dict[str, list[str]]
) -> None:
    await corrupt(owner_database_url, corruption)
    assert await found(db) == expected


@pytest.mark.usefixtures("busy")
async def test_verify_names_the_first_bad_entry(db: Database, owner_database_url: str) -> None:
    ledger_queries = SqlLedgerQueries(db)
    sound = await ledger_queries.verify()
    assert (sound.chains, sound.entries, sound.defects) == (4, 12, [])
    await corrupt(
        owner_database_url,
        "UPDATE inventory.ledger SET reason = 'x' WHERE seq IN (2, 4) AND sku = 'AAA' AND location_code = 'MAIN'",
    )
    assert (await ledger_queries.verify()).defects == [ChainDefect("AAA", "MAIN", 2, "hash")]
    assert (await ledger_queries.verify(location_code="LEEDS")).defects == []
