"""Idempotency keys in the transaction of their effect."""

import asyncio
from typing import Any

import pytest

from shared.infra.messaging.outbox import Outbox
from shared.infra.sql.database import Database
from shared.infra.sql.retry import with_retries
from shared.kernel.errors import Conflict, DomainError, Invalid
from shared.kernel.idempotency import IdempotencyKey, ReplayedResponse, StoredResponse
from tests.shared.infra.sql.audit_entries import LINE, lines


async def claimed(db: Database, key: IdempotencyKey, body: bytes = b"first") -> bytes:
    try:
        async with db.begin(key) as tx:
            tx.audit(LINE)
            tx.store_response(key, StoredResponse(201, {"Location": "/x"}, body))
            await tx.commit()
    except ReplayedResponse as already:
        return already.response.body
    return body


async def test_one_key_has_one_effect_and_one_response(db: Database) -> None:
    key = IdempotencyKey("user:1 POST /x", "k", b"f")
    assert await claimed(db, key, b"first") == b"first"
    assert await claimed(db, key, b"second") == b"first"
    with pytest.raises(Invalid) as caught:
        await claimed(db, IdempotencyKey(key.scope, key.key, b"other"))
    assert caught.value.code == "idempotency_key_reused"
    assert await claimed(db, IdempotencyKey("user:2 POST /x", "k", b"f"), b"theirs") == b"theirs"
    assert await lines(db) == 2


async def test_a_key_in_progress_is_in_flight(db: Database) -> None:
    key = IdempotencyKey("user:1 POST /x", "k", b"f")
    async with db.begin(key):
        with pytest.raises(Conflict) as caught:
            await claimed(db, key)
    assert caught.value.code == "idempotency_in_flight"
    assert await claimed(db, key) == b"first"


async def test_concurrent_requests_with_one_key_have_one_effect(db: Database) -> None:
    key = IdempotencyKey("user:1 POST /x", "k", b"f")
    results: list[Any] = await asyncio.gather(
        *(with_retries(claimed)(db, key, str(i).encode()) for i in range(40)), return_exceptions=True
    )
    assert await lines(db) == 1
    responses = {result for result in results if isinstance(result, bytes)}
    assert len(responses) == 1
    others = [result for result in results if not isinstance(result, bytes)]
    assert all(isinstance(other, Conflict) and other.code == "idempotency_in_flight" for other in others)


async def test_a_repeat_is_replayed_before_constraints_are_checked(database_url: str) -> None:
    """A claim that sees neither the other's lock nor its answer would go on and find the name taken."""
    taken = Database(
        database_url, {"pk_consumers": lambda: Conflict("name_taken", "Taken.")}, pool_size=12, outbox=Outbox
    )

    async def create(name: str) -> str:
        key = IdempotencyKey("user:1 POST /x", name, b"f")
        try:
            async with taken.begin(key) as tx:
                await tx.fetch(
                    "INSERT INTO platform.consumers (event_type, consumer, external) VALUES ($1, 'c', false)", name
                )
                tx.store_response(key, StoredResponse(201, {}, b""))
                await tx.commit()
        except ReplayedResponse:
            return "replayed"
        except DomainError as error:
            return error.code
        return "created"

    seen: set[str] = set()
    for round_ in range(60):
        outcomes = await asyncio.gather(*(create(str(round_)) for _ in range(12)))
        assert outcomes.count("created") == 1
        seen.update(outcomes)
    assert seen <= {"created", "replayed", "idempotency_in_flight"}
    await taken.close()
