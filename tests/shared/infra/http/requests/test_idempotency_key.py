"""Keys: which requests make a claim, and which two are the same."""

from typing import Any

import pytest

from tests.shared.infra.http.small_shop import Shop

THING = {"name": "a", "price_cents": 5}


async def fingerprint(shop: Shop, **request: Any) -> tuple[str, bytes]:
    response = await shop.http.request("POST", "/v1/things", **{"headers": {}, **request})
    assert response.status_code == 201, response.text
    claim = shop.make.claims[-1]
    return claim.scope, claim.fingerprint


KEY = {"Idempotency-Key": "k", "Content-Type": "application/json"}


async def test_a_repeat_gets_the_stored_response(shop: Shop) -> None:
    first = await shop.http.post("/v1/things", json=THING, headers=KEY)
    again = await shop.http.post("/v1/things", json=THING, headers=KEY)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.status_code, again.content) == (201, first.content)
    assert all(again.headers[name] == first.headers[name] for name in ("location", "etag", "content-type"))
    assert len(shop.make.made) == 1


async def test_a_replay_is_authorized_first(shop: Shop) -> None:
    await shop.http.post("/v1/things", json=THING, headers=KEY)
    assert (await shop.client("reader").post("/v1/things", json=THING, headers=KEY)).status_code == 403


async def test_the_scope_is_principal_method_and_path(shop: Shop) -> None:
    scope, _ = await fingerprint(shop, json=THING, headers=KEY)
    assert scope == "user:2 POST /v1/things"


async def test_an_equivalent_request_has_the_same_fingerprint(shop: Shop) -> None:
    spellings = [b'{"name":"a","price_cents":5}', b'{ "price_cents": 5,\n"name": "\\u0061" }']
    prints = {
        await fingerprint(shop, content=body, headers={**KEY, "Idempotency-Key": str(n)})
        for n, body in enumerate(spellings)
    }
    assert len(prints) == 1


async def test_a_different_request_has_another_fingerprint(shop: Shop) -> None:
    one = await fingerprint(shop, json=THING, headers=KEY)
    other = await fingerprint(shop, json={**THING, "quantity": 2}, headers={**KEY, "Idempotency-Key": "l"})
    assert one[0] == other[0]
    assert one[1] != other[1]


async def test_without_a_header_there_is_no_key(shop: Shop) -> None:
    await shop.http.post("/v1/things", json=THING)
    await shop.http.post("/v1/things", json=THING)
    assert len(shop.make.made) == 2
    assert not shop.make.claims


@pytest.mark.parametrize("key", [b"", b"x" * 256, b"\xe4", b"a\tb"])
async def test_keys_are_printable_and_short(shop: Shop, key: bytes) -> None:
    response = await shop.http.post("/v1/things", json=THING, headers={b"Idempotency-Key": key})
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_invalid")


async def test_the_longest_key_is_accepted(shop: Shop) -> None:
    response = await shop.http.post("/v1/things", json=THING, headers={"Idempotency-Key": "x" * 255})
    assert response.status_code == 201


async def test_some_commands_require_a_key(shop: Shop) -> None:
    response = await shop.http.patch("/v1/things/7", json=THING)
    assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_required")
    assert (await shop.http.patch("/v1/things/7", json=THING, headers=KEY)).status_code == 200


async def test_keys_are_optional_without_strict_mode() -> None:
    shop = Shop(keys_required=False)
    assert (await shop.http.patch("/v1/things/7", json=THING)).status_code == 200


async def test_anonymous_callers_have_no_keys(shop: Shop) -> None:
    response = await shop.client().post("/v1/things/register", headers={b"Idempotency-Key": b"\xe4"})
    assert response.status_code == 204


async def test_a_response_is_rendered_once(shop: Shop) -> None:
    rendered = await shop.http.post("/v1/things", json=THING, headers=KEY)
    stored = next(iter(shop.make.answers.values()))
    assert rendered.content == stored.body
