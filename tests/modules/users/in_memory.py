"""In-memory implementations of the module's ports, with a clock that tests move."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Never

from modules.users.domain.api_key import ApiKey
from modules.users.domain.login import Login
from modules.users.domain.session import Session
from modules.users.domain.user import User
from modules.users.ports.identities import ClientStatus, UserStatus
from modules.users.ports.unit_of_work import UnitOfWork
from modules.users.ports.user_queries import UserFilter
from shared.kernel.commands import Command
from shared.kernel.idempotency import Idempotency, ReplayedResponse
from shared.kernel.paging import Page, PageRequest
from shared.kernel.search import MIN_INFIX_LENGTH, parse_search
from shared.kernel.transaction import Transaction
from shared.kernel.values.folding import searchable
from tests.in_memory_unit_of_work import InMemoryUnitOfWorkBase
from tests.modules.users.in_memory_api_keys import InMemoryApiKeyRepository
from tests.modules.users.in_memory_repositories import (
    InMemoryPasswordResetRepository,
    InMemorySessionRepository,
    InMemoryStoredResponseRepository,
    InMemoryUserRepository,
)
from tests.modules.users.in_memory_store import InMemoryStore, InMemoryTransaction


class InMemoryUnitOfWork(InMemoryUnitOfWorkBase):
    def __init__(self, tx: InMemoryTransaction, idempotency: Idempotency[Never] | None = None) -> None:
        super().__init__(tx, idempotency)
        self.tx = tx
        self.users = InMemoryUserRepository(tx)
        self.sessions = InMemorySessionRepository(tx)
        self.resets = InMemoryPasswordResetRepository(tx)
        self.keys = InMemoryApiKeyRepository(tx.memory)
        self.stored_responses = InMemoryStoredResponseRepository(tx.memory)
        self.committed = False

    async def _apply(self) -> None:
        self.committed = True


class InMemoryUsers:
    """All ports over one store; `now` is the clock. Uncommitted work is discarded."""

    def __init__(self) -> None:
        self.memory = InMemoryStore()
        self.now = datetime(2026, 11, 21, 9, tzinfo=UTC)

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)

    @asynccontextmanager
    async def begin(self, command: Command[Never] | None = None) -> AsyncIterator[InMemoryUnitOfWork]:
        idempotency = command.idempotency if command else None
        if idempotency is not None and idempotency.key in self.memory.stored_responses:
            raise ReplayedResponse(self.memory.stored_responses[idempotency.key])
        work = InMemoryUnitOfWork(InMemoryTransaction(deepcopy(self.memory), self.now), idempotency)
        yield work
        work.check_ended(command)
        if work.committed:
            self.memory = work.tx.memory
            for do in work.tx.after:
                do()

    def join(self, tx: Transaction) -> UnitOfWork:
        assert isinstance(tx, InMemoryTransaction)
        return InMemoryUnitOfWork(tx)

    # the port Directory

    async def get_by_id(self, user_id: int) -> User | None:
        return deepcopy(self.memory.users.get(user_id))

    async def get_by_login(self, login: Login) -> User | None:
        for user in self.memory.users.values():
            if user.email.canonical == login.email or user.username.canonical == login.username:
                return deepcopy(user)
        return None

    async def list_page(self, wanted: PageRequest, where: UserFilter) -> Page[User]:
        def matches(user: User) -> bool:
            texts = (user.email.canonical, user.username.text, user.full_name or "")
            return (
                where.role in (None, user.role)
                and where.is_active in (None, user.is_active)
                and (where.q is None or _finds(where.q, searchable(texts)))
            )

        return paged([user for user in self.memory.users.values() if matches(user)], wanted)

    # the port Identities

    async def get_user(self, user_id: int, session_id: int) -> UserStatus | None:
        user, session = self.memory.users.get(user_id), self.memory.sessions.get(session_id)
        if user is None or session is None or session.user_id != user_id:
            return None
        return None if session.revoked_at and user.is_active else UserStatus(user.role, user.is_active)

    async def get_client(self, key_id: int) -> ClientStatus | None:
        key = self.memory.keys.get(key_id)
        if key is None:
            return None
        owner = self.memory.users[key.owner_id]
        return ClientStatus(key, UserStatus(owner.role, owner.is_active), self.now)

    async def get_client_by_lookup(self, lookup: str) -> ClientStatus | None:
        for key in self.memory.keys.values():
            if key.lookup == lookup:
                used = key.last_used_at
                if used is None or self.now - used > timedelta(minutes=1):
                    self.memory.keys[key.id] = replace(key, last_used_at=self.now)
                return await self.get_client(key.id)
        return None


class InMemoryApiKeyQueries:
    def __init__(self, in_memory: InMemoryUsers) -> None:
        self._in_memory = in_memory

    async def get_by_id(self, key_id: int, owner_id: int | None) -> ApiKey | None:
        key = self._in_memory.memory.keys.get(key_id)
        return key if key and owner_id in (None, key.owner_id) else None

    async def list_page(self, wanted: PageRequest, owner_id: int | None) -> Page[ApiKey]:
        keys = self._in_memory.memory.keys.values()
        return paged([key for key in keys if owner_id in (None, key.owner_id)], wanted)


class InMemorySessionQueries:
    def __init__(self, in_memory: InMemoryUsers) -> None:
        self._in_memory = in_memory

    async def get_by_id(self, session_id: int, user_id: int) -> Session | None:
        return next((session for session in self._live(user_id) if session.id == session_id), None)

    async def list_page(self, wanted: PageRequest, user_id: int) -> Page[Session]:
        return paged(self._live(user_id), wanted)

    def _live(self, user_id: int) -> list[Session]:
        return [
            Session(s.id, s.user_id, s.created_at, s.last_used_at, s.expires_at, s.scopes, s.user_agent)
            for s in self._in_memory.memory.sessions.values()
            if s.user_id == user_id and s.is_live(self._in_memory.now)
        ]


def paged(items: Sequence[Any], wanted: PageRequest) -> Page[Any]:
    """Return a page, sorted by the named attributes."""

    def value(item: Any, name: str) -> Any:
        found = getattr(item, name)
        return found.canonical if name == "username" else found

    rows = list(items)
    for name in reversed(wanted.sort):
        rows.sort(key=partial(value, name=name.removeprefix("-")), reverse=name.startswith("-"))
    keys = [[value(row, name.removeprefix("-")) for name in wanted.sort] for row in rows]
    start = wanted.offset if wanted.after is None else keys.index(list(wanted.after)) + 1
    shown = rows[start : start + wanted.limit]
    more = start + wanted.limit < len(rows)
    return Page(
        shown, next_after=keys[start + len(shown) - 1] if more else None, total=len(rows) if wanted.with_total else None
    )


def _finds(q: str, text: str) -> bool:
    search, words = parse_search(q), " " + " ".join(text.split())
    if search is None:
        return True
    found = all(word in words if len(word) >= MIN_INFIX_LENGTH else f" {word}" in words for word in search.words)
    return found or (search.compact is not None and search.compact in words)
