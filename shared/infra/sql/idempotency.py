"""Idempotency keys, claimed and completed in the transaction of the effect.

A transaction-level advisory lock shows whether another request with the same key is
running. The row with the response, read after the lock is acquired, shows whether one has
finished. If both checks miss a concurrent request, the primary key is violated and the work is retried.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import asyncpg

from shared.infra.sql.advisory_lock import AdvisoryLock
from shared.infra.sql.bulk.bulk_writer import Row
from shared.kernel.errors import Conflict, DomainError, Invalid
from shared.kernel.idempotency import GONE, HOLDER, PENDING, IdempotencyKey, StoredResponse


@dataclass(frozen=True, slots=True)
class NewKey:
    """The key is new: continue."""


KeyState = NewKey | StoredResponse | DomainError
NEW_KEY = NewKey()

_CLAIM = "SELECT now(), c.* FROM platform.claim_keys($1::text[], $2::text[]) c"
"""One round trip, two snapshots: after acquiring the lock, the response of its previous holder must be visible."""


HOLDER_LOCK = AdvisoryLock(20_260)
"""Each process holds the lock of its number until it ends."""

_IS_GONE = f"SELECT holder FROM unnest($1::int[]) AS holder WHERE {HOLDER_LOCK.try_lock_shared('holder')}"  # noqa: S608 our own texts
"""Finds the processes that have ended: their locks are free."""


class _Fetches(Protocol):
    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]: ...


@dataclass(frozen=True, slots=True)
class Claims:
    """Keys that a transaction has locked, and the time at which it began. A missing key counts as new."""

    now: datetime
    keys: Sequence[IdempotencyKey | None]
    rows: Sequence[asyncpg.Record] = ()

    async def states(self, tx: _Fetches) -> list[KeyState]:
        """The state of each key, in order."""
        rows, seen = iter(self.rows), set[tuple[str, str]]()
        found = [NEW_KEY if key is None else _key_state(key, next(rows), seen) for key in self.keys]
        return await _with_holders(tx, found)


async def claim(
    tx: _Fetches, keys: Sequence[IdempotencyKey | None], *, read_time: Callable[[], Awaitable[datetime]]
) -> Claims:
    """Lock the keys and read the time, by one statement; without a key, read the time alone."""
    given = [key for key in keys if key is not None]
    if not given:
        return Claims(await read_time(), keys)
    rows = await tx.fetch(_CLAIM, [key.scope for key in given], [key.key for key in given])
    return Claims(rows[0]["now"], keys, rows)


async def _with_holders(tx: _Fetches, found: list[KeyState]) -> list[KeyState]:
    """Mark the pending responses whose process has ended; queries only if there are pending responses."""
    holders = {_holder(state) for state in found} - {None}
    if not holders:
        return found
    gone = {row["holder"] for row in await tx.fetch(_IS_GONE, list(holders))}
    return [_without_holder(state) if _holder(state) in gone else state for state in found]


def _holder(state: KeyState) -> int | None:
    if not isinstance(state, StoredResponse) or state.status != PENDING:
        return None
    return int(state.headers[HOLDER]) if HOLDER in state.headers else None


def _without_holder(state: KeyState) -> KeyState:
    return replace(state, headers={**state.headers, HOLDER: GONE}) if isinstance(state, StoredResponse) else state


def _key_state(key: IdempotencyKey, row: asyncpg.Record, seen: set[tuple[str, str]]) -> KeyState:
    name = (key.scope, key.key)
    if row["fingerprint"] is None:
        if not row["got"] or name in seen:
            return Conflict(
                "idempotency_in_flight",
                "A request with this key is being worked on.",
                retry_after=1,
            )
        seen.add(name)
        return NEW_KEY
    if row["fingerprint"] != key.fingerprint:
        return Invalid(
            code="idempotency_key_reused",
            detail="This key was used for a different request.",
        )
    return StoredResponse(row["status"], row["headers"], row["body"])


def row_of(key: IdempotencyKey, response: StoredResponse, *, now: datetime, holder: int | None) -> Row:
    """`holder` is the process that completes the response, if other processes can detect its end."""
    headers = dict(response.headers)
    if response.status == PENDING and holder is not None:
        headers[HOLDER] = str(holder)
    return {
        "scope": key.scope,
        "key": key.key,
        "fingerprint": key.fingerprint,
        "status": response.status,
        "headers": headers,
        "body": response.body,
        "created_at": now,
    }
