"""Every failed sign-in does the same work: one Argon2 verification with the same parameters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from argon2 import extract_parameters
from pwdlib.hashers.argon2 import Argon2Hasher

from modules.users.adapters.outbound.argon2_hasher import Argon2idHasher
from tests.modules.users.adapters.users_app import PASSWORD, UsersApp

NAMES = ("ada", "inactive", "passwordless", "unknown", "unknown@example.com", "no one @", "x" * 254)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Records the calls of Argon2."""
    done: list[str] = []
    verify, hash_ = Argon2Hasher.verify, Argon2Hasher.hash

    def noting_verify(self: Argon2Hasher, password: str | bytes, hash: str | bytes) -> bool:  # noqa: A002 its name
        done.append(f"verify {extract_parameters(str(hash))}")
        return verify(self, password, hash)

    def noting_hash(self: Argon2Hasher, password: str | bytes, *, salt: bytes | None = None) -> str:
        done.append("hash")
        return hash_(self, password, salt=salt)

    monkeypatch.setattr(Argon2Hasher, "verify", noting_verify)
    monkeypatch.setattr(Argon2Hasher, "hash", noting_hash)
    return done


@asynccontextmanager
async def hashing(url: str, memory_kib: int = 64) -> AsyncIterator[UsersApp]:
    """The application with real but cheap hashing."""
    made = UsersApp(url, hasher=Argon2idHasher(memory_kib, passes=1))
    yield made
    await made.database.close()


@pytest.fixture
async def filled(database_url: str) -> AsyncIterator[UsersApp]:
    """The application with an account of each kind."""
    async with hashing(database_url) as app:
        boss = await app.admin()
        await app.register("ada")
        inactive = await app.register("inactive")
        await boss.patch(f"/v1/users/{inactive['id']}", json={"is_active": False})
        await boss.post("/v1/users", json={"email": "p@example.com", "username": "passwordless"})
        yield app


async def asked(app: UsersApp, name: str, password: str, work: list[str]) -> tuple[int, tuple[str, ...]]:
    work.clear()
    response = await app.token(grant_type="password", username=name, password=password)
    return response.status_code, tuple(work)


async def test_every_rejected_sign_in_costs_the_same(filled: UsersApp, work: list[str]) -> None:
    await asked(filled, "ada", PASSWORD, work)
    right, (one_verification,) = await asked(filled, "ada", PASSWORD, work)
    assert right == 200
    seen = {await asked(filled, name, "wrong horse battery", work) for name in NAMES}
    seen |= {await asked(filled, name, PASSWORD, work) for name in NAMES if name != "ada"}
    assert seen == {(401, (one_verification,))}


async def test_the_first_rejected_sign_in_costs_the_same(filled: UsersApp, database_url: str, work: list[str]) -> None:
    """The dummy hash is computed for known accounts too, so that its computation reveals nothing."""
    firsts = []
    for name in ("ada", "unknown"):
        async with hashing(database_url) as fresh:
            firsts.append(await asked(fresh, name, "wrong horse battery", work))
    assert firsts[0] == firsts[1]
    assert firsts[0][1][0] == "hash", "the first sign-in creates the dummy hash"


async def test_an_impossible_password_costs_no_hash_for_any_name(filled: UsersApp, work: list[str]) -> None:
    assert {await asked(filled, name, "x" * 129, work) for name in ("ada", "unknown")} == {(401, ())}


async def test_changed_hash_parameters_apply_at_the_next_sign_in(
    filled: UsersApp, database_url: str, work: list[str]
) -> None:
    async with hashing(database_url, memory_kib=128) as stricter:
        assert (await asked(stricter, "ada", PASSWORD, work))[0] == 200
        (row,) = await stricter.rows("SELECT password_hash FROM users.users WHERE username = 'ada'")
        assert "m=128" in row["password_hash"]
        assert (await asked(stricter, "ada", PASSWORD, work))[0] == 200
        assert "hash" not in work
