"""RFC 6749 conformance of the token endpoint."""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote_plus

import httpx2
import pytest

from modules.users.application.sessions.issue_tokens import IssueTokens
from shared.kernel.errors import Unavailable
from tests.modules.users.adapters.users_app import PASSWORD, Json, UsersApp
from tests.modules.users.scopes import CATALOG

SIGN_IN = {"grant_type": "password", "username": "ada", "password": PASSWORD}
CLIENT = {"grant_type": "client_credentials"}


@pytest.fixture
async def key(app: UsersApp) -> Json:
    boss = await app.admin()
    return await app.key(boss, "users:read", "orders:read")


def basic(id_: object, secret: str) -> dict[str, str]:
    text = f"{quote_plus(str(id_))}:{quote_plus(secret)}"
    return {"Authorization": f"Basic {b64encode(text.encode()).decode()}"}


async def post(app: UsersApp, form: Mapping[str, object], headers: dict[str, str] | None = None) -> httpx2.Response:
    return await app.http.post("/v1/auth/token", data=form, headers=headers)


async def test_client_credentials_are_accepted_in_the_header(app: UsersApp, key: Json) -> None:
    issued = await post(app, CLIENT, basic(key["id"], key["secret"]))
    assert (issued.status_code, issued.json()["scope"]) == (200, "orders:read users:read")
    assert (await app.client(issued.json()["access_token"]).get("/v1/users")).status_code == 200
    same = await post(app, {**CLIENT, "client_id": key["id"]}, basic(key["id"], key["secret"]))
    assert same.status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"no colon").decode(),
        "Basic " + b64encode(b"\xff\xfe:x").decode(),
        "Basic " + b64encode(b"1:" + b"x" * 9000).decode(),
        "Basic " + b64encode(b"1:sk_dev_x.y").decode(),
        "Basic " + b64encode(b"one:sk_dev_x.y").decode(),
        "Basic " + b64encode(b"99999999999999999999:sk_dev_x.y").decode(),
        "Basic " + b64encode("\u0661:sk_dev_x.y".encode()).decode(),
    ],
)
async def test_an_unknown_client_gets_the_same_error(app: UsersApp, key: Json, header: str) -> None:
    refused = await post(app, CLIENT, {"Authorization": header})
    problem = refused.json()
    assert (refused.status_code, problem["code"], problem["error"]) == (401, "invalid_credentials", "invalid_client")
    assert refused.headers["www-authenticate"].startswith("Basic realm=")
    assert refused.headers["cache-control"] == "no-store"


async def test_a_client_secret_sent_in_two_ways_is_rejected(app: UsersApp, key: Json) -> None:
    for more in ({"client_secret": key["secret"]}, {"client_id": "2"}):
        twice = await post(app, {**CLIENT, **more}, basic(key["id"], key["secret"]))
        assert (twice.status_code, twice.json()["error"]) == (422, "invalid_request")
        assert key["secret"] not in twice.text


async def test_other_grants_accept_any_client(app: UsersApp) -> None:
    await app.register("ada")
    for client_id in ("shop-app", "7", "x" * 200):
        signed_in = await post(app, {**SIGN_IN, "client_id": client_id})
        assert signed_in.status_code == 200
        form = {"grant_type": "refresh_token", "refresh_token": signed_in.json()["refresh_token"]}
        assert (await post(app, form, basic(client_id, ""))).status_code == 200


async def test_unknown_parameters_are_ignored_and_repeated_ones_rejected(app: UsersApp) -> None:
    await app.register("ada")
    form = {**SIGN_IN, "audience": "another", "role": "admin", "resource": "", "scope": ""}
    assert (await post(app, form)).status_code == 200
    twice = await app.http.post(
        "/v1/auth/token",
        content=f"grant_type=password&username=ada&password={quote_plus(PASSWORD)}&x=1&x=2&username=bob",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    problem = twice.json()
    assert (twice.status_code, problem["error"]) == (422, "invalid_request")
    assert {error["pointer"] for error in problem["errors"]} == {"/username", "/x"}


async def test_unknown_parameters_must_be_valid_text(app: UsersApp) -> None:
    await app.register("ada")
    for path, form in (("token", SIGN_IN), ("revoke", {"token": "none"})):
        for audience, code in (("some\0body", "invalid_text"), ("x" * 8193, "too_long")):
            refused = await app.http.post(f"/v1/auth/{path}", data={**form, "audience": audience})
            (error,) = refused.json()["errors"]
            assert (refused.status_code, error["pointer"], error["code"]) == (422, "/audience", code)


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 422, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "x"}, 422, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, 422, "unsupported_grant_type"),
        ({"grant_type": "password", "username": "ada"}, 422, "invalid_request"),
        ({**SIGN_IN, "scope": 'orders:"read'}, 422, "invalid_scope"),
        ({**SIGN_IN, "scope": "orders:read  users:read"}, 422, "invalid_scope"),
        ({**SIGN_IN, "scope": "\u00e4"}, 422, "invalid_scope"),
        ({**SIGN_IN, "scope": "orders:reed"}, 422, "invalid_scope"),
        ({**SIGN_IN, "scope": "orders:read no:such"}, 422, "invalid_scope"),
        ({"grant_type": "refresh_token", "refresh_token": "x", "scope": "orders:reed"}, 422, "invalid_scope"),
        ({**CLIENT, "client_id": "1", "client_secret": "x", "scope": "orders:reed"}, 422, "invalid_scope"),
        ({**SIGN_IN, "password": "wrong horse"}, 401, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 401, "invalid_grant"),
        ({"grant_type": "client_credentials", "client_id": "one", "client_secret": "x"}, 401, "invalid_client"),
    ],
)
async def test_errors_contain_oauth_codes_and_problem_codes(
    app: UsersApp, form: dict[str, object], status: int, error: str
) -> None:
    await app.register("ada")
    refused = await post(app, form)
    problem = refused.json()
    assert (refused.status_code, problem["status"], problem["error"]) == (status, status, error)
    assert problem["code"] in ("validation_failed", "invalid_credentials")
    assert all(" " <= c <= "~" and c not in '"\\' for c in problem["error_description"])
    assert refused.headers["content-type"] == "application/problem+json"


async def test_a_reused_token_is_an_invalid_grant(app: UsersApp) -> None:
    await app.register("ada")
    first = (await post(app, SIGN_IN)).json()
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    responses = [await post(app, form) for _ in range(3)]
    assert [response.status_code for response in responses] == [200, 200, 401]
    assert (responses[2].json()["code"], responses[2].json()["error"]) == ("refresh_reused", "invalid_grant")


async def test_rate_limit_and_busy_errors_have_oauth_codes(
    rate_limited_app: UsersApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = rate_limited_app
    await app.register("ada")

    async def busy(*_: object, **__: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(IssueTokens, "for_new_session", busy)
        refused = await post(app, SIGN_IN)
        assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")
    for _ in range(5):
        limited = await post(app, SIGN_IN)
    assert (limited.status_code, limited.json()["error"]) == (429, "temporarily_unavailable")
    assert int(limited.headers["retry-after"]) > 0


async def test_an_unknown_scope_reports_the_nearest_and_all_scopes(app: UsersApp, key: Json) -> None:
    await app.register("ada")
    signed_in = (await post(app, SIGN_IN)).json()
    refresh = {"grant_type": "refresh_token", "refresh_token": signed_in["refresh_token"]}
    client = {**CLIENT, "client_id": key["id"], "client_secret": key["secret"]}
    for form in (SIGN_IN, refresh, client):
        refused = await post(app, {**form, "scope": "users:read orders:reed"})
        (error,) = refused.json()["errors"]
        assert (refused.status_code, error["pointer"], error["code"]) == (422, "/scope", "unknown_scope")
        described = refused.json()["error_description"]
        assert "Did you mean `orders:read`?" in described
        assert all(scope in described for scope in CATALOG.names)
    assert (await post(app, refresh)).status_code == 200, "a refused refresh spends no token"


async def test_a_scope_not_held_is_omitted(app: UsersApp) -> None:
    await app.register("ada")
    assert (await post(app, {**SIGN_IN, "scope": "orders:read"})).json()["scope"] == ""


async def test_a_requested_scope_narrows_the_token(app: UsersApp, key: Json) -> None:
    form = {**SIGN_IN, "username": "boss", "scope": "users:read"}
    narrow = (await post(app, form)).json()
    assert narrow["scope"] == "users:read"
    client = app.client(narrow["access_token"])
    assert (await client.get("/v1/users")).status_code == 200
    refused = await client.post("/v1/api-keys", json={"name": "k", "scopes": ["orders:read"]})
    assert (refused.status_code, refused.json()["required_scope"]) == (403, "orders:read")
    refresh = {
        "grant_type": "refresh_token",
        "refresh_token": narrow["refresh_token"],
        "scope": "users:read orders:read",
    }
    again = (await post(app, refresh)).json()
    assert again["scope"] == "users:read"
    assert (await app.client(again["access_token"]).get("/v1/users")).status_code == 200
    machine = (await post(app, {**CLIENT, "scope": "orders:read"}, basic(key["id"], key["secret"]))).json()
    assert machine["scope"] == "orders:read"
    assert (await app.client(machine["access_token"]).get("/v1/users")).status_code == 403
