"""Keys of requests, claimed and answered in the effect's own transaction.

A transaction-level advisory lock tells whether another request with the same key is under
way; the row with the answer, read after the lock was got, tells that one has finished. The
primary key is the last net: who breaks it loses the race and is run again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import asyncpg

from shared.infra.sql.bulk_writer import Row
from shared.kernel.errors import Conflict, DomainError, Invalid
from shared.kernel.idempotency import IdempotencyKey, StoredResponse


@dataclass(frozen=True, slots=True)
class NewKey:
    """Nobody has answered this claim: go on."""


KeyState = NewKey | StoredResponse | DomainError
NEW_KEY = NewKey()

_CLAIM = "SELECT * FROM platform.claim_keys($1::text[], $2::text[])"
"""One trip, two snapshots: who gets the lock must see the answer of whoever held it before."""


class _Fetches(Protocol):
    async def fetch(self, sql: str, *arguments: object) -> list[asyncpg.Record]: ...


async def key_states(tx: _Fetches, claims: Sequence[IdempotencyKey | None]) -> list[KeyState]:
    """Where each claim stands, in order; one statement for all. No claim is always fresh."""
    asked = [claim for claim in claims if claim is not None]
    if not asked:
        return [NEW_KEY] * len(claims)
    rows = iter(await tx.fetch(_CLAIM, [c.scope for c in asked], [c.key for c in asked]))
    seen: set[tuple[str, str]] = set()
    return [NEW_KEY if claim is None else _standing(claim, next(rows), seen) for claim in claims]


def _standing(claim: IdempotencyKey, row: asyncpg.Record, seen: set[tuple[str, str]]) -> KeyState:
    name = (claim.scope, claim.key)
    if row["fingerprint"] is None:
        if not row["got"] or name in seen:
            return Conflict(
                "idempotency_in_flight",
                "A request with this key is being worked on.",
                retry_after=1,
            )
        seen.add(name)
        return NEW_KEY
    if row["fingerprint"] != claim.fingerprint:
        return Invalid(
            code="idempotency_key_reused",
            detail="This key was used for a different request.",
        )
    return StoredResponse(row["status"], row["headers"], row["body"])


def row_of(claim: IdempotencyKey, answer: StoredResponse, now: datetime) -> Row:
    return {
        "scope": claim.scope,
        "key": claim.key,
        "fingerprint": claim.fingerprint,
        "status": answer.status,
        "headers": dict(answer.headers),
        "body": answer.body,
        "created_at": now,
    }
