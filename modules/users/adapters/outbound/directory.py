"""Users read outside transactions."""

from typing import Any

from sqlalchemy import Select, select

from modules.users.adapters.outbound.tables import users
from modules.users.adapters.outbound.user_rows import COLUMNS, user_of
from modules.users.domain.login import Login
from modules.users.domain.user import User
from modules.users.ports.directory import UserFilter
from shared.infra.sql.database import Database
from shared.infra.sql.keyset import page_of
from shared.kernel.paging import Page, Slice

_BY_ID = f"SELECT {COLUMNS} FROM users.users WHERE id = $1"  # noqa: S608
_BY_LOGIN = f"SELECT {COLUMNS} FROM users.users WHERE email_canonical = $1 OR username_canonical = $2"  # noqa: S608
_SORTED_BY = {"id": users.c.id, "created_at": users.c.created_at, "username": users.c.username_canonical}


class SqlDirectory:
    """Implements the port `Directory`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_id(self, user_id: int) -> User | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_ID, user_id)
        return None if row is None else user_of(row)

    async def by_login(self, login: Login) -> User | None:
        async with self._database.read() as reading:
            row = await reading.fetch_one(_BY_LOGIN, login.email, login.username)
        return None if row is None else user_of(row)

    async def page(self, wanted: Slice, where: UserFilter) -> Page[User]:
        async with self._database.snapshot() as reading:
            return await page_of(reading, _filtered(where), _SORTED_BY, wanted, user_of, exact=where == UserFilter())


def _filtered(where: UserFilter) -> Select[Any]:
    query = select(users)
    if where.role is not None:
        query = query.where(users.c.role == where.role.value)
    if where.is_active is not None:
        query = query.where(users.c.is_active == where.is_active)
    if where.q:
        columns = (users.c.email_canonical, users.c.email, users.c.username, users.c.full_name)
        matches = [column.icontains(where.q, autoescape=True) for column in columns]
        query = query.where(matches[0] | matches[1] | matches[2] | matches[3])
    return query
