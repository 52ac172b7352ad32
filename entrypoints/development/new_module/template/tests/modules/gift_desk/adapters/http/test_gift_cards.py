"""A journey over the routes of gift cards."""

from typing import Any

import pytest

from shared.infra.sql.database import Database
from tests.modules.gift_desk.adapters.http.conftest import Client

PATH = "/v1/gift-cards"


async def created(client: Client, name: str = "First", key: str | None = None) -> Any:
    """The response of a creation that succeeds."""
    response = await client("merchant").post(PATH, json={"name": name}, headers={"Idempotency-Key": key or name})
    assert response.status_code == 201, response.text
    return response


async def test_a_gift_card_is_created_read_and_archived(client: Client, db: Database) -> None:
    response = await created(client)
    body = response.json()
    assert (response.headers["Location"], response.headers["ETag"]) == (f"{PATH}/{body['id']}", '"1"')
    assert body == {
        "id": body["id"],
        "name": "First",
        "status": "active",
        "created_by": 2,
        "version": 1,
        "created_at": body["created_at"],
        "updated_at": body["created_at"],
    }
    read = await client("clerk").get(response.headers["Location"])
    assert (read.json(), read.headers["ETag"]) == (body, '"1"')

    archive = f"{PATH}/{body['id']}/archive"
    stale = await client("merchant").post(archive, headers={"If-Match": '"9"'})
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]) == (412, "version_mismatch", 1)
    archived = await client("merchant").post(archive, headers={"If-Match": '"1"'})
    assert (archived.status_code, archived.json()["status"], archived.headers["ETag"]) == (200, "archived", '"2"')
    again = await client("merchant").post(archive)
    assert (again.status_code, again.json()["code"]) == (409, "gift_card_archived")
    async with db.read() as reading:
        events = await reading.fetch("SELECT type FROM platform.events ORDER BY sequence")
    assert [event["type"] for event in events] == ["gift_desk.gift_card.created", "gift_desk.gift_card.archived"]


async def test_a_repeated_request_creates_nothing_more(client: Client) -> None:
    first = await created(client, key="k")
    again = await created(client, key="k")
    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    taken = await client("merchant").post(PATH, json={"name": "First"}, headers={"Idempotency-Key": "other"})
    assert (taken.status_code, taken.json()["code"]) == (409, "gift_card_taken")
    without = await client("merchant").post(PATH, json={"name": "Second"})
    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_required")
    assert (await client("clerk").get(PATH)).json()["total"] == 1


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "a" * 101, 7, None])
async def test_an_invalid_name_is_pointed_at(client: Client, name: object) -> None:
    response = await client("merchant").post(PATH, json={"name": name}, headers={"Idempotency-Key": "k"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/name"


async def test_reading_and_changing_need_their_scopes(client: Client) -> None:
    path = (await created(client)).headers["Location"]
    for who, reading, changing in ((None, 401, 401), ("customer", 403, 403), ("clerk", 200, 403)):
        http = client(who)
        assert (await http.get(path)).status_code == reading
        assert (await http.get(PATH)).status_code == reading
        assert (await http.post(PATH, json={"name": "B"}, headers={"Idempotency-Key": "k"})).status_code == changing
        assert (await http.post(f"{path}/archive")).status_code == changing
    refused = await client("clerk").post(f"{path}/archive")
    assert refused.json()["required_scope"] == "gift_cards:write"


async def test_one_that_does_not_exist_is_not_found(client: Client) -> None:
    assert (await client("clerk").get(f"{PATH}/999")).status_code == 404
    assert (await client("merchant").post(f"{PATH}/999/archive")).status_code == 404


async def test_the_list_is_filtered_sorted_and_paged(client: Client) -> None:
    ids = {name: (await created(client, name)).json()["id"] for name in ("Alpha", "Alps", "Beta")}
    await client("merchant").post(f"{PATH}/{ids['Alps']}/archive")

    async def names(**query: str) -> list[str]:
        response = await client("clerk").get(PATH, params=query)
        assert response.status_code == 200, response.text
        return [each["name"] for each in response.json()["items"]]

    assert await names() == ["Beta", "Alps", "Alpha"]
    assert await names(sort="name", status="active") == ["Alpha", "Beta"]
    assert await names(q="ALP", sort="-name") == ["Alps", "Alpha"]
    first = (await client("clerk").get(PATH, params={"limit": "2", "sort": "name"})).json()
    assert await names(limit="2", sort="name", cursor=first["next_cursor"]) == ["Beta"]
    assert (await client("clerk").get(PATH, params={"sort": "status"})).status_code == 400
