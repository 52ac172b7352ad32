"""The assembled module."""

from datetime import timedelta

import pytest
from dependency_injector import providers

from modules.users.adapters.outbound.sql import integrity
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import resolve
from shared.kernel.events import EventMetadata
from shared.kernel.module import Violation
from tests.modules.users.adapters.users_app import UsersApp

METADATA = EventMetadata(actor="operator", request_id="r")


async def test_every_provider_can_be_built(app: UsersApp) -> None:
    users = app.users
    users.check_dependencies()
    for name in UsersHttpContainer.providers:
        assert getattr(users, name)() is not None or name == "guard", name


async def test_the_container_provides_a_module(app: UsersApp) -> None:
    users = app.users
    assert [job.name for job in resolve(users.module).jobs()] == ["users.prune_sessions", "users.prune_resets"]
    assert [check.name for check in resolve(users.module).checks()] == [
        "users.one_refresh_token",
        "users.one_reset_token",
        "users.canonical_email",
    ]
    assert list(resolve(users.module).subscriptions()) == []
    paths = app.app.openapi()["paths"]
    assert {(path, method) for path, methods in paths.items() for method in methods if path.startswith("/v1")} == {
        ("/v1/users", "post"),
        ("/v1/users", "get"),
        ("/v1/users/me", "get"),
        ("/v1/users/me", "patch"),
        ("/v1/users/{user_id}", "get"),
        ("/v1/users/{user_id}/export", "get"),
        ("/v1/users/{user_id}", "patch"),
        ("/v1/users/{user_id}", "delete"),
        ("/v1/auth/token", "post"),
        ("/v1/auth/revoke", "post"),
        ("/v1/auth/sessions", "get"),
        ("/v1/auth/sessions", "delete"),
        ("/v1/auth/sessions/{session_id}", "get"),
        ("/v1/auth/sessions/{session_id}", "delete"),
        ("/v1/auth/email/verification", "post"),
        ("/v1/auth/email/verify", "post"),
        ("/v1/auth/password/change", "post"),
        ("/v1/auth/password/forgot", "post"),
        ("/v1/auth/password/reset", "post"),
        ("/v1/api-keys", "post"),
        ("/v1/api-keys", "get"),
        ("/v1/api-keys/{key_id}", "get"),
        ("/v1/api-keys/{key_id}", "delete"),
    }


async def test_use_cases_are_made_once(app: UsersApp) -> None:
    users = app.users
    assert resolve(users.authenticate) is resolve(users.authenticate)
    assert isinstance(users.register_user, providers.Singleton)


async def test_other_modules_read_customers(app: UsersApp) -> None:
    ada, bob = await app.register("ada", full_name="Ada"), await app.register("bob")
    api = resolve(app.users.api)
    async with app.database.begin() as tx:
        found = await api.get_customers(tx, [ada["id"], bob["id"], 99_999])
    assert {id_: customer.email for id_, customer in found.items()} == {
        ada["id"]: "ada@example.com",
        bob["id"]: "bob@example.com",
    }
    one = await api.get_customer(ada["id"])
    assert one == found[ada["id"]]
    assert (one.username, one.full_name, one.is_active) == ("ada", "Ada", True)
    assert await api.get_customer(99_999) is None


async def violations(app: UsersApp) -> dict[str, list[Violation]]:
    async with app.database.snapshot() as tx:
        return {check.name: list(await check.run(tx)) for check in resolve(app.users.module).checks()}


async def test_the_doctor_finds_planted_corruptions(app: UsersApp) -> None:
    ada = await app.register("ada")
    await app.signed_in("ada")
    email = {"email": "ada@example.com"}
    await app.http.post("/v1/auth/password/forgot", json=email)
    await app.http.post("/v1/auth/password/forgot", json=email)
    (last,) = await app.rows("SELECT max(id) AS id FROM users.password_resets")
    assert await resolve(app.users.api).issue_password_reset(last["id"])
    checks = ("users.one_refresh_token", "users.one_reset_token", "users.canonical_email")
    assert await violations(app) == {check: [] for check in checks}
    await app.rows(
        "UPDATE users.password_resets SET expires_at = expires_at + interval '1 day' WHERE digest IS NOT NULL"
    )
    await app.rows("UPDATE users.users SET email_canonical = 'eve@example.com'")
    await app.rows(
        """INSERT INTO users.refresh_tokens (session_id, digest, created_at, expires_at)
           SELECT session_id, 'planted', created_at, expires_at FROM users.refresh_tokens"""
    )
    found = await violations(app)
    assert [violation.subject for violation in found["users.canonical_email"]] == [f"user:{ada['id']}"]
    assert [violation.subject for violation in found["users.one_reset_token"]] == [f"user:{ada['id']}"]
    assert [violation.detail for violation in found["users.one_refresh_token"]] == ["has 2 valid refresh tokens"]


async def test_the_doctor_reads_users_in_batches_and_reports_at_most_a_hundred(
    app: UsersApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [(await app.register(name))["id"] for name in ("ada", "bob", "eve", "kim", "lea")]
    await app.rows("UPDATE users.users SET email_canonical = 'odd-' || id WHERE username IN ('ada', 'kim', 'lea')")
    monkeypatch.setattr(integrity, "_BATCH_SIZE", 2)
    for most, expected in ((100, [ids[0], *ids[3:]]), (1, ids[:1]), (2, [ids[0], ids[3]])):
        monkeypatch.setattr(integrity, "_MAX_ENTRIES", most)
        found = (await violations(app))["users.canonical_email"]
        assert [violation.subject for violation in found] == [f"user:{id_}" for id_ in expected]


async def test_the_job_deletes_old_sessions(app: UsersApp) -> None:
    await app.register("ada")
    await app.signed_in("ada")
    job = {job.name: job for job in resolve(app.users.module).jobs()}["users.prune_sessions"]
    await job.run()
    assert len(await app.rows("SELECT id FROM users.sessions")) == 1
    app.database.clock_shift += timedelta(days=98)
    await job.run()
    assert await app.rows("SELECT id FROM users.sessions") == []
    assert await app.rows("SELECT id FROM users.refresh_tokens") == []


async def test_the_job_deletes_old_password_resets(app: UsersApp) -> None:
    await app.http.post("/v1/auth/password/forgot", json={"email": "unknown@example.com"})
    job = {job.name: job for job in resolve(app.users.module).jobs()}["users.prune_resets"]
    await job.run()
    assert len(await app.rows("SELECT id FROM users.password_resets")) == 1
    app.database.clock_shift += timedelta(days=3)
    await job.run()
    assert await app.rows("SELECT id FROM users.password_resets") == []
