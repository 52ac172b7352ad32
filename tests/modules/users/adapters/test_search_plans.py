"""Query plans of the user search: the trigram index or the newest users, never a sequential scan."""

import asyncpg
import pytest

from modules.users.adapters.outbound.sql.user_queries import SqlUserQueries
from modules.users.ports.user_queries import UserFilter
from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.kernel.paging import PageRequest
from tests.query_plans import explained

MANY = """
    INSERT INTO users.users (email, email_canonical, username, username_canonical, role, is_active, created_at,
        updated_at, version, event_count, search_text)
    SELECT mail, mail, name, name, 'customer', true, now() - n * interval '1 s', now(), 1, 1, ' ' || mail || ' ' || name
    FROM (SELECT n, md5(n::text) || '@shop.example' AS mail, 'buyer' || n AS name FROM generate_series(1, 20000) n) made
"""


async def test_users_are_found_by_an_index(
    database_url: str, owner_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await asyncpg.connect(owner_database_url)
    await owner.execute(MANY)
    await owner.execute("ANALYZE users.users")
    await owner.close()
    db, plans = Database(database_url, {}, outbox=Outbox), explained(monkeypatch)
    newest = PageRequest(20, sort=("-created_at", "-id"), with_total=False)
    rare = await SqlUserQueries(db).list_page(newest, UserFilter(q="7cfc37ec14"))
    assert len(rare.items) <= 1
    *_, by_index, _ = plans
    assert "ix_users_search_text" in {node.get("Index Name") for node in by_index.nodes()}
    plans.clear()
    common = await SqlUserQueries(db).list_page(newest, UserFilter(q="shop.example"))
    assert len(common.items) == 20
    assert plans[0].rows_looked_at <= 100
    await db.close()
