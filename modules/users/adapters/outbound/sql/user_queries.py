"""Queries of users over PostgreSQL, outside transactions."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from modules.users.adapters.outbound.sql.tables import users
from modules.users.adapters.outbound.sql.user_rows import COLUMNS, to_user
from modules.users.domain.login import Login
from modules.users.domain.user import User
from modules.users.ports.user_queries import UserFilter
from shared.infra.sql.database import Database
from shared.infra.sql.queries.keyset import fetch_page
from shared.infra.sql.queries.search import SearchSource, search
from shared.kernel.paging import Page, PageRequest
from shared.kernel.search import parse_search

_BY_ID = f"SELECT {COLUMNS} FROM users.users WHERE id = $1"  # noqa: S608 constants only
_BY_LOGIN = f"SELECT {COLUMNS} FROM users.users WHERE email_canonical = $1 OR username_canonical = $2"  # noqa: S608
_SORTED_BY = {"id": users.c.id, "created_at": users.c.created_at, "username": users.c.username_canonical}
_s = users.alias("searched").c
_SEARCHED = SearchSource(
    _s.id, _s.search_text, {"id": _s.id, "created_at": _s.created_at, "username": _s.username_canonical}
)


class SqlUserQueries:
    """Implements the port `UserQueries`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get_by_id(self, user_id: int) -> User | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_ID, user_id)
        return None if row is None else to_user(row)

    async def get_by_login(self, login: Login) -> User | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_LOGIN, login.email, login.username)
        return None if row is None else to_user(row)

    async def list_page(self, wanted: PageRequest, where: UserFilter) -> Page[User]:
        search_terms = parse_search(where.q or "")
        async with self._database.snapshot() as reading:
            if search_terms is None:
                exact = where == UserFilter()
                return await fetch_page(
                    reading, _filtered(select(users), where), _SORTED_BY, wanted=wanted, item=to_user, exact=exact
                )

            def restrict(query: Select[Any], key: ColumnElement[Any]) -> Select[Any]:
                return _filtered(query.join(users, users.c.id == key), where)

            found = await search(reading, _SEARCHED, search_terms, part=wanted, restrict=restrict)
            rows = await reading.execute(select(users).where(users.c.id.in_(found.keys)))
            return found.page({row["id"]: to_user(row) for row in rows.mappings()})


def _filtered(query: Select[Any], where: UserFilter) -> Select[Any]:
    if where.role is not None:
        query = query.where(users.c.role == where.role.value)
    if where.is_active is not None:
        query = query.where(users.c.is_active == where.is_active)
    return query
