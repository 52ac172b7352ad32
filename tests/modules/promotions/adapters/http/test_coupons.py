from typing import Any

import pytest

from modules.promotions.adapters.inbound.http.responses import CouponOut
from shared.infra.sql.database import Database
from tests.modules.promotions.adapters.http.conftest import Client

SPRING = {"code": "SPRING", "percent_bps": 1000}


async def issued(client: Client, **terms: Any) -> str:
    """Where the coupon is."""
    response = await client("merchant").post("/v1/coupons", json={**SPRING, **terms})
    assert response.status_code == 201, response.text
    return response.headers["Location"]


async def test_a_coupon_is_issued_and_read(client: Client, db: Database) -> None:
    terms = {
        "code": " SPRING ",
        "amount_cents": 500,
        "min_subtotal_cents": 2000,
        "starts_at": "2026-03-01T00:00:00+01:00",
        "max_redemptions": 100,
    }
    response = await client("merchant").post("/v1/coupons", json=terms)
    assert (response.status_code, response.headers["Location"]) == (201, "/v1/coupons/SPRING"), response.text
    coupon = response.json()
    assert CouponOut.model_validate_json(response.content).model_dump().keys() == coupon.keys()
    assert coupon == {
        "code": "SPRING",
        "kind": "amount",
        "percent_bps": None,
        "amount_cents": 500,
        "min_subtotal_cents": 2000,
        "max_discount_cents": None,
        "starts_at": "2026-02-28T23:00:00Z",
        "ends_at": None,
        "max_redemptions": 100,
        "max_per_customer": None,
        "active": True,
        "redeemed": 0,
        "version": 1,
        "created_at": coupon["created_at"],
        "updated_at": coupon["created_at"],
    }
    read = await client("clerk").get("/v1/coupons/SPRING")
    assert (read.json(), read.headers["ETag"]) == (coupon, '"1"')
    async with db.read() as reading:
        (line,) = await reading.fetch("SELECT actor, action, resource, changes FROM platform.audit_log")
    assert tuple(line)[:3] == ("user:2", "coupon.created", "coupon:SPRING")
    assert (line["changes"]["amount_cents"], "percent_bps" in line["changes"]) == (500, False)


async def test_a_code_is_unique_and_a_repeat_is_replayed(client: Client) -> None:
    http, key = client("merchant"), {"Idempotency-Key": "k"}
    first = await http.post("/v1/coupons", json=SPRING, headers=key)
    again = await http.post("/v1/coupons", json=SPRING, headers=key)
    assert (again.status_code, again.content) == (201, first.content)
    taken = await http.post("/v1/coupons", json=SPRING)
    assert (taken.status_code, taken.json()["code"]) == (409, "coupon_taken")


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"code": "spring"}, "/code"),
        ({"code": "AB"}, "/code"),
        ({"code": "A" * 33}, "/code"),
        ({"kind": "free_shpping"}, "/kind"),
        ({"kind": None}, "/kind"),
        ({"kind": "free_shipping"}, "/percent_bps"),
        ({"kind": "amount"}, "/percent_bps"),
        ({"percent_bps": 0}, "/percent_bps"),
        ({"percent_bps": 10_001}, "/percent_bps"),
        ({"percent_bps": 10.5}, "/percent_bps"),
        ({"percent_bps": None}, "/percent_bps"),
        ({"amount_cents": 100}, "/amount_cents"),
        ({"max_redemptions": 0}, "/max_redemptions"),
        ({"max_per_customer": -1}, "/max_per_customer"),
        ({"starts_at": "2026-03-01T00:00:00"}, "/starts_at"),
        ({"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2026-03-01T00:00:00Z"}, "/ends_at"),
        ({"active": None}, "/active"),
        ({"redeemed": 5}, "/redeemed"),
    ],
)
async def test_invalid_coupon_fields_are_reported_by_pointer(
    client: Client, terms: dict[str, Any], pointer: str
) -> None:
    response = await client("merchant").post("/v1/coupons", json={**SPRING, **terms})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


async def test_coupons_require_their_scopes(client: Client) -> None:
    path = await issued(client)
    for who, seeing, issuing in ((None, 401, 401), ("customer", 403, 403), ("staff", 403, 403), ("clerk", 200, 403)):
        http = client(who)
        assert (await http.get(path)).status_code == seeing
        assert (await http.get("/v1/coupons")).status_code == seeing
        assert (await http.post("/v1/coupons", json=SPRING)).status_code == issuing
        assert (await http.patch(path, json={"active": False})).status_code == issuing
    refused = await client("clerk").patch(path, json={})
    assert refused.json()["required_scope"] == "coupons:write"


async def test_a_patch_replaces_given_fields_and_null_removes(client: Client, db: Database) -> None:
    path = await issued(client, max_discount_cents=300)
    http = client("merchant")
    changed = await http.patch(
        path, json={"percent_bps": None, "amount_cents": 250, "max_discount_cents": None}, headers={"If-Match": '"1"'}
    )
    assert changed.status_code == 200, changed.text
    coupon = changed.json()
    assert (coupon["percent_bps"], coupon["amount_cents"], coupon["max_discount_cents"]) == (None, 250, None)
    assert (coupon["version"], changed.headers["ETag"]) == (2, '"2"')
    stale = await http.patch(path, json={"active": False}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]) == (412, 2)
    neither = await http.patch(path, json={"amount_cents": None})
    assert (neither.status_code, neither.json()["errors"][0]["pointer"]) == (422, "/percent_bps")
    assert (await http.patch(path, json={"active": None})).status_code == 422
    assert (await http.patch(path, json={"code": "OTHER"})).status_code == 422
    assert (await http.patch("/v1/coupons/NONE", json={})).status_code == 404
    same = await http.patch(path, json={"amount_cents": 250})
    assert same.json() == coupon
    async with db.read() as reading:
        rows = await reading.fetch("SELECT changes FROM platform.audit_log WHERE action = 'coupon.changed'")
    assert [row["changes"] for row in rows] == [
        {
            "kind": {"old": "percent", "new": "amount"},
            "percent_bps": {"old": 1000, "new": None},
            "amount_cents": {"old": None, "new": 250},
            "max_discount_cents": {"old": 300, "new": None},
        }
    ]


async def test_coupons_are_listed_and_filtered(client: Client) -> None:
    for n in range(5):
        await issued(client, code=f"SPRING-{n}", active=n != 3)
    await issued(client, code="WINTER")
    http = client("clerk")

    async def codes(query: str = "") -> list[str]:
        response = await http.get(f"/v1/coupons?{query}")
        assert response.status_code == 200, response.text
        return [coupon["code"] for coupon in response.json()["items"]]

    assert await codes() == ["WINTER", *(f"SPRING-{n}" for n in (4, 3, 2, 1, 0))]
    assert await codes("q=spring&active=true&sort=code") == ["SPRING-0", "SPRING-1", "SPRING-2", "SPRING-4"]
    assert await codes("active=false") == ["SPRING-3"]
    seen, cursor = [], ""
    while cursor is not None:
        page = (await http.get(f"/v1/coupons?limit=2&q=SPRING{cursor and f'&cursor={cursor}'}")).json()
        seen += [coupon["code"] for coupon in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [f"SPRING-{n}" for n in (4, 3, 2, 1, 0)]
    assert (await http.get("/v1/coupons?sort=redeemed")).status_code == 400
    assert (await http.get("/v1/coupons?code=X")).status_code == 400
    padded = await http.get("/v1/coupons", params={"q": "SPRING".ljust(33)})
    assert (padded.status_code, padded.json()["errors"][0]["code"]) == (422, "string_too_long")


async def test_free_shipping_is_a_kind(client: Client) -> None:
    http = client("merchant")
    created = await http.post("/v1/coupons", json={"code": "SHIP-FREE", "kind": "free_shipping"})
    assert created.status_code == 201, created.text
    coupon = created.json()
    assert (coupon["kind"], coupon["percent_bps"], coupon["amount_cents"]) == ("free_shipping", None, None)
    path = created.headers["Location"]
    assert (await http.patch(path, json={"min_subtotal_cents": 5000})).json()["kind"] == "free_shipping"
    assert (await http.patch(path, json={"percent_bps": 500})).json()["kind"] == "percent"
    mixed = await http.patch(path, json={"kind": "free_shipping"})
    assert (mixed.status_code, mixed.json()["errors"][0]["pointer"]) == (422, "/percent_bps")
    assert (await http.patch(path, json={"kind": "free_shipping", "percent_bps": None})).status_code == 200
