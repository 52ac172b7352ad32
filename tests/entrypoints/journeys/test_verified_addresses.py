"""The whole program: an account with a verified e-mail address sees its earlier guest orders."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from entrypoints.api_program import ApiProgram
from modules.users.application.accounts.delete_user import DeleteUserCommand
from modules.users.http_container import UsersHttpContainer
from shared.infra.injection import override, resolve
from shared.kernel.events import EventMetadata
from shared.kernel.principal import SYSTEM, Principal
from tests.entrypoints.journeys.test_mails import ADDRESS, STAFF, delivered, program
from tests.mails import mails_in
from tests.running.program_app import program_app

__all__ = ["program"]

PASSWORD = "correct horse battery"
CLIENT = Principal("1", "client", STAFF.scopes, owner_id=STAFF.owner_id)


@pytest.fixture
async def http(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    """Sends requests as staff or an API key if specified, otherwise as the token's owner."""
    known = resolve(program.process.authenticate)

    async def authenticate(token: str) -> Principal:
        return {"staff": STAFF, "client": CLIENT}.get(token) or await known(token)

    override(program.process.authenticate, authenticate)
    app = program_app(program)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
        yield client


def by(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def order_as_guest(http: httpx2.AsyncClient, email: str) -> str:
    """The path of the order."""
    wanted = {
        "items": [{"sku": "MUG1", "quantity": 1}],
        "shipping_address": ADDRESS,
        "customer": {"name": "Bo", "email": email},
        "payment": {"method": "manual"},
    }
    response = await http.post("/v1/orders", json=wanted, headers=by("staff"))
    assert response.status_code == 201, response.text
    return str(response.headers["Location"])


async def registered(http: httpx2.AsyncClient, name: str) -> tuple[int, str]:
    """Id and access token of a new account."""
    wish = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
    user = await http.post("/v1/users", json=wish)
    assert (user.status_code, user.json()["email_verified_at"]) == (201, None), user.text
    form = {"grant_type": "password", "username": name, "password": PASSWORD}
    return user.json()["id"], (await http.post("/v1/auth/token", data=form)).json()["access_token"]


def tokens_sent_to(program: ApiProgram, address: str) -> list[str]:
    mails = mails_in(program.settings().mail_folder)
    bodies = [mail.get_body(("plain",)) for mail in mails if mail["To"] == address]
    return [token for body in bodies if body for token in re.findall(r"verify-email#token=(\S+)", body.get_content())]


async def listed(http: httpx2.AsyncClient, token: str, kind: str = "orders") -> list[Any]:
    response = await http.get(f"/v1/{kind}", headers=by(token))
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


async def test_a_verified_account_sees_only_its_own_guest_orders(program: ApiProgram, http: httpx2.AsyncClient) -> None:
    await http.post("/v1/products", json={"sku": "MUG1", "name": "Mug", "price_cents": 255}, headers=by("staff"))
    await http.post("/v1/inventory/restock", json={"sku": "MUG1", "quantity": 9}, headers=by("staff"))
    path, elsewhere = await order_as_guest(http, "Bobby@Example.com"), await order_as_guest(http, "grace@example.com")
    order_id = int(path.rpartition("/")[2])
    bo, bos = await registered(http, "bobby")
    _, eves = await registered(http, "eve")
    await delivered(program)
    (sent,) = tokens_sent_to(program, "bobby@example.com")

    for nothing_yet in (bos, eves):
        assert await listed(http, nothing_yet) == []
        assert (await http.get(path, headers=by(nothing_yet))).status_code == 404
    for token, who in ((sent, eves), (sent + "0", bos), ("ev_9_x", bos), ("", bos)):
        refused = await http.post("/v1/auth/email/verify", json={"token": token}, headers=by(who))
        assert refused.status_code == 422, "a link has no effect unless the caller is signed in as its account"
    assert (await http.post("/v1/auth/email/verify", json={"token": sent})).status_code == 401

    verified = await http.post("/v1/auth/email/verify", json={"token": sent}, headers=by(bos))
    assert verified.status_code == 200, verified.text
    assert verified.json()["email_verified_at"] is not None
    again = await http.post("/v1/auth/email/verify", json={"token": sent}, headers=by(bos))
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "token_invalid")
    await delivered(program)

    later = await order_as_guest(http, "bobby@example.com")
    assert await listed(http, bos) == [int(later.rpartition("/")[2]), order_id]
    assert await listed(http, eves) == []
    for part in ("", "/timeline"):
        assert (await http.get(path + part, headers=by(bos))).status_code == 200
        assert (await http.get(path + part, headers=by(eves))).status_code == 404
        assert (await http.get(elsewhere + part, headers=by(bos))).status_code == 404
    parcel = {"items": [{"line_id": 1, "quantity": 1}]}
    assert (await http.post(f"{path}/shipments", json=parcel, headers=by("staff"))).status_code == 201
    assert len(await listed(http, bos, "shipments")) == 1
    unwanted = {"items": [{"line_id": 1, "quantity": 1, "reason": "Too small."}]}
    assert (await http.post(f"{path}/returns", json=unwanted, headers=by(eves))).status_code == 404
    assert (await http.post(f"{path}/returns", json=unwanted, headers=by(bos))).status_code == 201
    assert len(await listed(http, bos, "returns")) == 1
    assert (await http.post(f"{later}/cancel", json={"reason": "x"}, headers=by(bos))).status_code == 200

    export = (await http.get(f"/v1/users/{bo}/export", headers=by(bos))).json()
    assert {order["id"] for order in export["sections"]["orders"]} == {order_id, int(later.rpartition("/")[2])}
    assert export["sections"]["account"]["email_verified_at"] == verified.json()["email_verified_at"]
    await erased(program, bo)
    found = (await http.get(path, headers=by("staff"))).json()
    assert "bobby@" not in str(found).lower()
    assert found["shipping_address"]["name"] == "erased"
    assert (await http.get(elsewhere, headers=by("staff"))).json()["customer"]["email"] == "grace@example.com"


async def test_another_mail_is_sent_on_request_until_the_address_is_verified(
    program: ApiProgram, http: httpx2.AsyncClient
) -> None:
    _, bos = await registered(http, "bobby")
    assert (await http.post("/v1/auth/email/verification", headers=by(bos))).status_code == 202
    assert (await http.post("/v1/auth/email/verification")).status_code == 401
    await delivered(program)
    *_, second = tokens_sent_to(program, "bobby@example.com")
    assert (await http.post("/v1/auth/email/verify", json={"token": second}, headers=by(bos))).status_code == 200
    assert (await http.post("/v1/auth/email/verification", headers=by(bos))).status_code == 202
    await delivered(program)
    assert len(tokens_sent_to(program, "bobby@example.com")) == 2


@pytest.mark.parametrize(("path", "body"), [("verification", None), ("verify", {"token": "ev_9_x"})])
async def test_an_api_client_has_no_address_to_verify(http: httpx2.AsyncClient, path: str, body: object) -> None:
    refused = await http.post(f"/v1/auth/email/{path}", json=body, headers=by("client"))
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert "sign in as the account" in refused.json()["detail"]
    documented = (await http.get("/api/openapi.json")).json()["paths"][f"/v1/auth/email/{path}"]["post"]["responses"]
    assert "404" in documented


async def erased(program: ApiProgram, user_id: int) -> None:
    """Delete the user and deliver the event."""
    await resolve(program.of(UsersHttpContainer).delete_user)(
        DeleteUserCommand(principal=SYSTEM, metadata=EventMetadata("operator", "r"), user_id=user_id)
    )
    await delivered(program)
