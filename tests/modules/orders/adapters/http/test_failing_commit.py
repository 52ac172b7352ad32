"""No caller gets an order that was not committed."""

from collections.abc import AsyncIterator

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from shared.infra.sql.database import Database
from tests.modules.orders.adapters.http.request_bodies import body

REFUSED = "RAISE EXCEPTION 'not today';"
CUT_OFF = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1);"
KEY = {"Idempotency-Key": "commit-1"}


@pytest.fixture
async def owner(owner_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_database_url)
    yield connection
    await connection.close()


@pytest.fixture
def http(app: FastAPI) -> httpx2.AsyncClient:
    """As over a socket: an error that the application has answered goes no further."""
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app, raise_app_exceptions=False),
        base_url="http://shop",
        headers={"Authorization": "Bearer customer"},
    )


@pytest.mark.parametrize("what_happens", [REFUSED, CUT_OFF], ids=["refused", "cut off"])
async def test_a_failed_commit_returns_an_error_and_leaves_the_key_unused(
    http: httpx2.AsyncClient, db: Database, owner: asyncpg.Connection, what_happens: str
) -> None:
    # A deferred trigger runs within COMMIT, after everything was written.
    await owner.execute(
        f"""
        CREATE FUNCTION orders.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what_happens} RETURN NULL; END $$;
        CREATE CONSTRAINT TRIGGER fail AFTER INSERT ON orders.orders
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders.fail();
        """
    )
    failed = await http.post("/v1/orders", json=body(("TEA", 1)), headers=KEY)
    assert failed.status_code >= 500, failed.text
    assert failed.headers["Content-Type"] == "application/problem+json"
    assert failed.json()["status"] == failed.status_code
    for table in ("orders.orders", "orders.order_lines", "platform.events", "platform.idempotency_keys"):
        assert await owner.fetchval(f"SELECT count(*) FROM {table}") == 0
    await owner.execute("DROP TRIGGER fail ON orders.orders")
    again = await http.post("/v1/orders", json=body(("TEA", 1)), headers=KEY)
    assert again.status_code == 201, again.text
    assert "Idempotent-Replayed" not in again.headers
    assert await owner.fetchval("SELECT count(*) FROM orders.orders") == 1
