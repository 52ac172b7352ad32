"""Tickets: for streams alone, for a minute, for who they were made for."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

import pytest

from shared.infra.http.streams.tickets import Tickets
from shared.kernel.errors import Unauthenticated
from tests.modules.orders.adapters.http.streams.conftest import Clock, Listen
from tests.modules.orders.adapters.http.streams.stream_client import GUESTS, FakeAuthenticator, StreamClient, place


async def ticket(listener: StreamClient) -> str:
    issued = await listener.http.post("/v1/stream-tickets")
    assert issued.status_code == 201, issued.text
    return str(issued.json()["ticket"])


async def test_a_ticket_is_valid_for_sixty_seconds_and_not_stored(listen: Listen, clock: Clock) -> None:
    issued = await listen("customer").http.post("/v1/stream-tickets", headers={"Idempotency-Key": "k"})
    body: dict[str, Any] = issued.json()
    assert issued.status_code == 201
    assert body.keys() == {"ticket", "expires_at"}
    assert datetime.fromisoformat(body["expires_at"]).timestamp() == clock.now + 60
    assert body["expires_at"].endswith("Z")
    assert issued.headers["Cache-Control"] == "no-store"
    assert (await listen(None).http.post("/v1/stream-tickets")).status_code == 401


async def test_a_ticket_has_the_access_of_its_holder(listen: Listen) -> None:
    order_id = await place(listen("customer"))
    stranger = listen(None)
    path = f"/v1/orders/{order_id}/stream"
    async with stranger.stream(path, ticket=await ticket(listen("customer"))) as stream:
        assert (await stream.event())["subject"] == f"order:{order_id}"
    async with stranger.stream("/v1/orders/stream", ticket=await ticket(listen("staff"))) as stream:
        await stream.beat()
    assert await stranger.refused(path, ticket=await ticket(listen("other"))) == (404, "not_found")


async def test_a_guest_ticket_opens_the_order_of_the_guest(listen: Listen) -> None:
    guest = {"name": "Bo", "email": "bo@example.com"}
    mine, foreign = await place(listen("staff"), customer=guest), await place(listen("customer"))
    shown = await ticket(listen(GUESTS.issue(mine)))
    async with listen(None).stream(f"/v1/orders/{mine}/stream", ticket=shown) as stream:
        await stream.event()
    assert await listen(None).refused(f"/v1/orders/{foreign}/stream", ticket=shown) == (404, "not_found")
    assert await listen(None).refused("/v1/orders/stream", ticket=shown) == (401, "unauthenticated")


async def test_an_expired_ticket_is_rejected(listen: Listen, clock: Clock) -> None:
    order_id = await place(listen("customer"))
    path, shown = f"/v1/orders/{order_id}/stream", await ticket(listen("customer"))
    clock.now += 59
    async with listen(None).stream(path, ticket=shown) as stream:
        await stream.event()
        clock.now += 1
        assert await listen(None).refused(path, ticket=shown) == (401, "token_expired")
        await stream.beat()


async def test_a_ticket_is_valid_for_streams_only(listen: Listen) -> None:
    order_id = await place(listen("customer"))
    shown = await ticket(listen("customer"))
    for path in (f"/v1/orders/{order_id}", "/v1/orders", f"/v1/orders/{order_id}/timeline"):
        assert (await listen(None).http.get(path, params={"ticket": shown})).status_code == 401
        assert (await listen("customer").http.get(path, params={"ticket": shown})).status_code == 400
        assert (await listen(shown).http.get(path)).status_code == 401
    assert (await listen(None).http.post("/v1/stream-tickets", params={"ticket": shown})).status_code == 401
    assert await listen(shown).refused(f"/v1/orders/{order_id}/stream") == (401, "token_invalid")


async def test_other_credentials_are_not_accepted_as_tickets(listen: Listen) -> None:
    order_id = await place(listen("customer"))
    for shown in ("customer", GUESTS.issue(order_id), "st_", "st_é", "x" * 5000):
        refused = await listen(None).refused(f"/v1/orders/{order_id}/stream", ticket=shown)
        assert refused == (401, "token_invalid"), shown


async def test_forged_and_changed_tickets_are_rejected(
    listen: Listen, authenticator: FakeAuthenticator, clock: Clock
) -> None:
    order_id = await place(listen("customer"))
    path, shown = f"/v1/orders/{order_id}/stream", await ticket(listen("other"))
    sealed = urlsafe_b64decode(shown.removeprefix("st_") + "===")
    renamed = sealed.replace(b"other", b"staff")
    later = sealed.replace(b"1800000060", b"1900000060")
    foreign = (await Tickets(["f" * 32], authenticator, clock).issue("staff")).text
    forged = [f"st_{urlsafe_b64encode(changed).decode().rstrip('=')}" for changed in (renamed, later)]
    assert renamed != sealed != later
    for bad in (*forged, foreign, shown[:-4]):
        assert await listen(None).refused(path, ticket=bad) == (401, "token_invalid")


async def test_a_deactivated_caller_loses_streams_opened_by_ticket(
    listen: Listen, authenticator: FakeAuthenticator
) -> None:
    order_id = await place(listen("customer"))
    path, shown = f"/v1/orders/{order_id}/stream", await ticket(listen("customer"))
    async with listen(None).stream(path, ticket=shown) as stream:
        await stream.event()
        del authenticator.principals["customer"]
        await stream.ended()
    assert await listen(None).refused(path, ticket=shown) == (401, "token_invalid")


async def test_a_ticket_is_never_logged(listen: Listen, log: list[dict[str, object]]) -> None:
    order_id = await place(listen("customer"))
    shown = await ticket(listen("customer"))
    async with listen(None).stream(f"/v1/orders/{order_id}/stream", ticket=shown) as stream:
        await stream.event()
    await listen(None).refused("/v1/orders/stream", ticket=f"{shown}x")
    assert any(str(line["path"]).endswith("/stream") for line in log)
    assert shown not in repr(log)


async def test_every_key_verifies_and_the_newest_signs(authenticator: FakeAuthenticator, clock: Clock) -> None:
    old, new = Tickets(["o" * 32], authenticator, clock), Tickets(["n" * 32, "o" * 32], authenticator, clock)
    assert new.holder((await old.issue("staff")).text) == "staff"
    with pytest.raises(Unauthenticated):
        old.holder((await new.issue("staff")).text)
    with pytest.raises(ValueError, match="key"):
        Tickets([], authenticator)
