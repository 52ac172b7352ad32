"""The HTTP API of endpoints: create, change, rotate the secret, delete."""

from typing import Any

import pytest
from dirty_equals import IsPositiveInt, IsStr

from modules.webhooks.public import WebhookPolicy
from shared.infra.sql.database import Database
from tests.modules.webhooks.webhooks_app import PATH, Rotted, Sold, WebhooksApp

URL = "http://127.0.0.1:9/hook"
BODY = {"url": URL, "event_types": ["orders.*"], "description": "the till"}


async def test_creation_returns_the_secret_once(app: WebhooksApp) -> None:
    response = await app.manager.post(PATH, json=BODY)
    assert (response.status_code, response.headers["cache-control"]) == (201, "no-store")
    made = response.json()
    assert made == {
        **BODY,
        "id": IsPositiveInt,
        "active": True,
        "disabled_reason": None,
        "failing_since": None,
        "secret_rotated_at": None,
        "version": 1,
        "created_at": IsStr,
        "updated_at": IsStr,
        "secret": IsStr(regex=r"whsec_[A-Za-z0-9+/]{43}="),
    }
    secret = made.pop("secret")
    read = await app.manager.get(response.headers["location"])
    assert (read.json(), read.headers["etag"]) == (made, '"1"')
    assert (await app.manager.get(PATH)).json()["items"] == [made]
    for table in ("webhooks.endpoints", "platform.audit_log", "platform.events"):
        assert secret not in repr(await app.rows(f"SELECT to_jsonb(t) FROM {table} t"))


async def test_a_repeated_request_does_not_return_the_secret(app: WebhooksApp) -> None:
    key = {"Idempotency-Key": "k"}
    made = (await app.manager.post(PATH, json=BODY, headers=key)).json()
    again = await app.manager.post(PATH, json=BODY, headers=key)
    assert (again.status_code, again.json()["code"], again.json()["id"]) == (409, "secret_already_issued", made["id"])
    rotate = f"{PATH}/{made['id']}/rotate-secret"
    rotated = (await app.manager.post(rotate, headers=key)).json()
    again = await app.manager.post(rotate, headers=key)
    assert (again.status_code, again.json()["code"]) == (409, "secret_already_issued")
    stored = repr(await app.rows("SELECT encode(body, 'escape') AS body FROM platform.idempotency_keys"))
    assert made["secret"] not in stored
    assert rotated["secret"] not in stored
    assert len((await app.manager.get(PATH)).json()["items"]) == 1


async def test_endpoints_belong_to_the_shop(app: WebhooksApp) -> None:
    made = await app.endpoint(URL)
    assert (await app.client("colleague").get(f"{PATH}/{made['id']}")).status_code == 200
    for who, status in (("customer", 403), (None, 401)):
        for method, path in (
            ("GET", PATH),
            ("POST", PATH),
            ("GET", f"{PATH}/{made['id']}"),
            ("PATCH", f"{PATH}/{made['id']}"),
            ("DELETE", f"{PATH}/{made['id']}"),
            ("POST", f"{PATH}/{made['id']}/rotate-secret"),
            ("POST", f"{PATH}/{made['id']}/test"),
            ("POST", f"{PATH}/{made['id']}/replay"),
            ("GET", f"{PATH}/{made['id']}/deliveries"),
            ("GET", "/v1/webhook-deliveries/1"),
            ("POST", "/v1/webhook-deliveries/1/redeliver"),
        ):
            assert (await app.client(who).request(method, path)).status_code == status, (who, method, path)


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({**BODY, "url": "gopher://example.com/"}, "url_not_allowed", "/url"),
        ({**BODY, "url": "http://me:secret@127.0.0.1/"}, "url_not_allowed", "/url"),
        ({**BODY, "url": "http://169.254.169.254/latest"}, "url_not_allowed", "/url"),
        ({**BODY, "event_types": []}, "validation_failed", "/event_types"),
        ({**BODY, "event_types": ["orders*"]}, "validation_failed", "/event_types/0"),
        ({**BODY, "secret": "whsec_mine"}, "validation_failed", "/secret"),
    ],
)
async def test_rejected_requests(app: WebhooksApp, body: dict[str, object], code: str, pointer: str) -> None:
    response = await app.manager.post(PATH, json=body)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert response.json()["errors"][0]["pointer"] == pointer
    assert "secret@" not in response.text
    assert (await app.manager.get(PATH)).json()["items"] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::]/",
        "https://[::1]/",
        "https://localhost./",
        "https://localhost/",
        "https://169.254.169.254/latest/meta-data/",
    ],
)
async def test_production_rejects_private_receivers(db: Database, url: str) -> None:
    app = WebhooksApp(db, WebhookPolicy(("k" * 32,), "1.2.3", "http://shop"))
    response = await app.manager.post(PATH, json={**BODY, "url": url})
    assert (response.status_code, response.json()["code"]) == (422, "url_not_allowed")


async def test_a_change_is_a_merge_patch(app: WebhooksApp) -> None:
    made = await app.endpoint(URL, "orders.*", description="till")
    path = f"{PATH}/{made['id']}"
    changed = await app.manager.patch(path, json={"event_types": ["*"], "description": None})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    now = changed.json()
    assert (now["event_types"], now["description"], now["url"], now["active"]) == (["*"], None, URL, True)
    stale = await app.manager.patch(path, json={"active": False}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]) == (412, 2)
    refused = await app.manager.patch(path, json={"url": "http://169.254.169.254/"})
    assert (refused.status_code, refused.json()["code"]) == (422, "url_not_allowed")


async def test_a_deleted_endpoint_is_gone(app: WebhooksApp) -> None:
    made = await app.endpoint(URL)
    path = f"{PATH}/{made['id']}"
    assert (await app.manager.delete(path, headers={"If-Match": '"9"'})).status_code == 412
    assert (await app.manager.delete(path)).status_code == 204
    for method, below in (("GET", ""), ("DELETE", ""), ("POST", "/test"), ("GET", "/deliveries")):
        assert (await app.manager.request(method, path + below)).status_code == 404
    assert (await app.manager.patch(path, json={"active": False})).status_code == 404
    assert (await app.manager.post(f"{path}/rotate-secret")).status_code == 404


async def test_changes_are_audited_without_the_url(app: WebhooksApp) -> None:
    made = await app.endpoint("http://127.0.0.1:9/hook?token=canary")
    path = f"{PATH}/{made['id']}"
    await app.manager.patch(path, json={"active": False})
    await app.manager.post(f"{path}/rotate-secret")
    await app.manager.delete(path)
    rows = await app.rows("SELECT action, actor, resource, changes FROM platform.audit_log ORDER BY id")
    assert [row["action"].partition(".")[2] for row in rows] == ["created", "changed", "secret_rotated", "deleted"]
    assert {(row["actor"], row["resource"]) for row in rows} == {("user:1", f"webhook_endpoint:{made['id']}")}
    assert rows[1]["changes"]["new"] == {"host": "127.0.0.1", "event_types": ["*"], "active": False}
    assert "canary" not in repr(rows)


async def test_the_list_is_paged_like_others(app: WebhooksApp) -> None:
    ids = [(await app.endpoint(URL))["id"] for _ in range(3)]
    first = (await app.manager.get(PATH, params={"limit": 2})).json()
    assert (first["total"], [item["id"] for item in first["items"]]) == (3, [ids[2], ids[1]])
    rest = (await app.manager.get(PATH, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == ([ids[0]], None)


async def test_unknown_types_are_rejected_with_the_known_ones(db: Database) -> None:
    app = WebhooksApp(db, events=[Sold, Rotted])
    await app.open()

    async def refused(method: str, path: str, **sent: Any) -> tuple[str, str]:
        response = await app.manager.request(method, path, **sent)
        assert response.status_code == 422, response.text
        (error,) = response.json()["errors"]
        assert error["code"] == "unknown_value"
        return error["pointer"], error["message"]

    wanted = ["*", "sample.*", "sample.apple.sold"]
    made = (await app.manager.post(PATH, json={**BODY, "event_types": wanted})).json()
    assert made["event_types"] == wanted
    one = f"{PATH}/{made['id']}"
    pointer, message = await refused("POST", PATH, json={**BODY, "event_types": ["sample.*", "sample.apple.slod"]})
    assert pointer == "/event_types/1"
    assert "Did you mean `sample.apple.sold`? There are: sample.apple.sold, sample.pear.rotted." in message
    pointer, message = await refused("PATCH", one, json={"event_types": ["sample.aple.*"]})
    assert (pointer, "Did you mean `sample.apple.*`?" in message) == ("/event_types/0", True)
    for wrong, right in (("WebhooksApp.apple.sold", "sample.apple.sold"), ("sample.apple*", "sample.apple.*")):
        pointer, message = await refused("POST", PATH, json={**BODY, "event_types": [wrong]})
        assert (pointer, f"Did you mean `{right}`? There are: " in message) == ("/event_types/0", True)
    period = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "types": ["sample.peer.rotted"]}
    pointer, message = await refused("POST", f"{one}/replay", json=period)
    assert (pointer, "Did you mean `sample.pear.rotted`?" in message) == ("/types/0", True)
    pointer, _ = await refused("GET", f"{one}/deliveries", params={"type": "sample.apple.slod"})
    assert pointer == "/query/type"
    for known in ("sample.apple.sold", "webhooks.test"):
        assert (await app.manager.get(f"{one}/deliveries", params={"type": known})).status_code == 200
