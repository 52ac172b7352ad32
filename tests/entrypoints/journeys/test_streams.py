"""The whole program: event streams over HTTP, until the user loses access."""

from collections.abc import AsyncIterator
from functools import partial

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from modules.users.application.accounts.create_first_admin import CreateFirstAdminCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import override, resolve
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM
from tests.modules.orders.adapters.http.streams.stream_client import FakeOrderEvent, StreamClient, record_events
from tests.modules.users.plain_crypto import PlainHasher
from tests.running.http_server import served
from tests.running.program_app import program_app
from tests.settings import settings_of

PASSWORD = "correct horse"


@pytest.fixture
async def program(database_url: str, redis_url: str) -> AsyncIterator[ApiProgram]:
    container = ApiProgram(partial(settings_of, database_url, redis_url, TRADEPOST_RATE_LIMITS="off"), "test")
    override(container.of(UsersHttpContainer).hasher, PlainHasher())
    command = CreateFirstAdminCommand(
        principal=SYSTEM,
        metadata=EventMetadata("operator", "r"),
        email="boss@example.com",
        username="boss",
        password=PASSWORD,
    )
    await resolve(container.of(UsersHttpContainer).create_first_admin)(command)
    yield container
    await container.close()


@pytest.fixture
async def address(program: ApiProgram) -> AsyncIterator[str]:
    app = program_app(program)
    async with served(app) as found:
        yield found
        program.streams().close()


async def token(address: str, name: str) -> str:
    form = {"grant_type": "password", "username": name, "password": PASSWORD}
    async with httpx2.AsyncClient(base_url=address) as http:
        response = await http.post("/v1/auth/token", data=form)
        assert response.status_code == 200, response.text
        return str(response.json()["access_token"])


async def test_the_stream_of_a_deactivated_user_ends_within_a_second(address: str, program: ApiProgram) -> None:
    boss, stranger = StreamClient(address, await token(address, "boss")), StreamClient(address, None)
    registered = await boss.http.post(
        "/v1/users", json={"email": "a@example.com", "username": "ada", "password": PASSWORD}
    )
    path = f"/v1/users/{registered.json()['id']}"
    await boss.http.patch(path, json={"role": "support"})
    ada = StreamClient(address, await token(address, "ada"))
    ticket = (await ada.http.post("/v1/stream-tickets")).json()["ticket"]
    async with (
        ada.stream("/v1/orders/stream") as by_token,
        stranger.stream("/v1/orders/stream", ticket=ticket) as by_ticket,
    ):
        await by_token.beat()
        await by_ticket.beat()
        await record_events(program.database(), 1, 1)
        assert (await by_token.event())["type"] == (await by_ticket.event())["type"] == FakeOrderEvent.type
        assert (await boss.http.patch(path, json={"is_active": False})).status_code == 200
        await by_token.ended()
        await by_ticket.ended()
    assert await ada.refused("/v1/orders/stream") == (401, "account_inactive")
    assert await stranger.refused("/v1/orders/stream", ticket=ticket) == (401, "account_inactive")
    for listener in (boss, stranger, ada):
        await listener.http.aclose()


async def test_stream_tickets_use_a_separate_signing_key(address: str) -> None:
    """Keys of cursors, guest tokens and access tokens do not sign tickets."""
    bearer = await token(address, "boss")
    boss, stranger = StreamClient(address, bearer), StreamClient(address, None)
    shown = (await boss.http.post("/v1/stream-tickets")).json()["ticket"]
    for wrong in (bearer, shown.removeprefix("st_")):
        assert await stranger.refused("/v1/orders/stream", ticket=wrong[:250]) == (401, "token_invalid")
    assert (await StreamClient(address, shown).http.get("/v1/users/me")).status_code == 401
    for listener in (boss, stranger):
        await listener.http.aclose()
