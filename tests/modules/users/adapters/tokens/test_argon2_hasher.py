import asyncio

import pytest

from modules.users.adapters.outbound.argon2_hasher import Argon2idHasher
from modules.users.ports.password_hasher import PasswordHasher
from shared.kernel.errors import Unavailable
from tests.modules.users.plain_crypto import PlainHasher


@pytest.fixture(params=[Argon2idHasher, PlainHasher])
def hasher(request: pytest.FixtureRequest) -> PasswordHasher:
    made: PasswordHasher = request.param()
    return made


async def test_a_hash_knows_its_password(hasher: PasswordHasher) -> None:
    hashed = await hasher.hash("correct horse")
    assert (await hasher.verify("correct horse", hashed)).matches
    assert not (await hasher.verify("wrong horse", hashed)).matches
    assert not (await hasher.verify("correct horse", None)).matches


async def test_it_is_argon2id_with_the_recommended_parameters() -> None:
    assert (await Argon2idHasher().hash("correct horse")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_hashes_of_the_same_password_differ() -> None:
    hasher = Argon2idHasher(memory_kib=64, passes=1)
    assert await hasher.hash("correct horse") != await hasher.hash("correct horse")


async def test_a_hash_of_older_parameters_is_replaced() -> None:
    old = await Argon2idHasher(memory_kib=64, passes=1).hash("correct horse")
    result = await Argon2idHasher(memory_kib=128, passes=1).verify("correct horse", old)
    assert result.matches
    assert result.new_hash
    assert "m=128" in result.new_hash


async def test_too_many_waiting_callers_are_rejected() -> None:
    hasher = Argon2idHasher(memory_kib=4096, passes=1)
    results = await asyncio.gather(*(hasher.hash("correct horse") for _ in range(80)), return_exceptions=True)
    busy = [result for result in results if isinstance(result, Unavailable)]
    assert len(busy) == 80 - 64
    assert await hasher.hash("correct horse")


async def test_hashing_does_not_block_the_event_loop() -> None:
    hasher = Argon2idHasher()
    hashing = asyncio.gather(*(hasher.hash("correct horse") for _ in range(4)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10
