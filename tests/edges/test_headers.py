"""Response headers of all kinds of responses."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest

from shared.infra.http.app import HttpSettings, create_application
from tests.edges.access.objects import Things
from tests.edges.document import Operation
from tests.edges.raw_requests import Answer, Asker
from tests.edges.shop import Shop
from tests.module_samples import all_samples

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-resource-policy": "same-origin",
}
NO_PAGE = "default-src 'none'; frame-ancestors 'none'"
NEVER_CACHED = frozenset[str]().union(*(samples.document.never_cached for samples in all_samples()))
UNWELCOME = ("server", "x-powered-by", "set-cookie", "access-control-allow-origin", "content-location", "refresh")
KINDS: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "a resource": ("GET", "/v1/users/me", {}, 200),
    "a list": ("GET", "/v1/orders", {}, 200),
    "a list as CSV": ("GET", "/v1/orders", {"headers": {b"accept": b"text/csv"}}, 200),
    "HEAD": ("HEAD", "/v1/users/me", {}, 200),
    "a stream": ("GET", "/v1/orders/stream", {}, 200),
    "a creation": ("POST", "/v1/stream-tickets", {}, 201),
    "no body at all": ("POST", "/v1/orders", {}, 422),
    "broken JSON": ("POST", "/v1/orders", {"body": b"{", "content_type": b"application/json"}, 400),
    "an unknown parameter": ("GET", "/v1/orders", {"query": b"a=b"}, 400),
    "another media type": ("POST", "/v1/orders", {"body": b"a", "content_type": b"text/plain"}, 415),
    "nothing acceptable": ("GET", "/v1/orders", {"headers": {b"accept": b"image/png"}}, 406),
    "too large": ("POST", "/v1/orders", {"body": b" " * (2**20 + 1), "content_type": b"application/json"}, 413),
    "no such path": ("GET", "/v2/nothing", {}, 404),
    "no such thing": ("GET", "/v1/orders/999999999", {}, 404),
    "another method": ("DELETE", "/v1/orders", {}, 405),
    "a made-up method": ("BREW", "/v1/orders", {}, 405),
    "OPTIONS": ("OPTIONS", "/v1/orders", {}, 405),
    "TRACE": ("TRACE", "/v1/orders", {}, 405),
    "health": ("GET", "/health", {}, 200),
    "readiness": ("GET", "/ready", {}, 200),
    "metrics, from afar": ("GET", "/metrics", {}, 404),
    "a code's page": ("GET", "/problems/busy", {}, 200),
    "the pages of codes": ("GET", "/problems", {}, 200),
    "the documentation": ("GET", "/api/docs", {}, 200),
    "the other one": ("GET", "/api/redoc", {}, 200),
    "a file of it": ("GET", "/api/assets/docs.js", {}, 200),
    "the document": ("GET", "/api/openapi.json", {}, 200),
    "events' schemas": ("GET", "/api/events", {}, 200),
}


@pytest.mark.parametrize(("method", "path", "request_", "status"), KINDS.values(), ids=KINDS)
async def test_every_kind_of_response_has_the_security_headers(
    shop: Shop, method: str, path: str, request_: dict[str, Any], status: int
) -> None:
    response = await shop.call("admin", method, path, **request_)
    assert response.status == status
    assert_guarded(response)
    is_page = (response.header("content-type") or "").startswith("text/html") or path == "/api/assets/docs.js"
    policy = response.header("content-security-policy") or ""
    assert {"frame-ancestors 'none'", "default-src 'none'"} <= {part.strip() for part in policy.split(";")}
    assert "unsafe-eval" not in policy
    assert is_page or policy == NO_PAGE
    assert response.header("cache-control")
    assert re.fullmatch(r"[A-Za-z0-9._-]{1,128}", response.header("x-request-id") or "")
    assert response.header("strict-transport-security") is None, "only where there is TLS: in production"


@asynccontextmanager
async def _nothing(_app: Any) -> AsyncIterator[None]:
    yield


def assert_guarded(response: Answer) -> None:
    assert {name: response.header(name) for name in ALWAYS} == ALWAYS
    assert not [name for name in UNWELCOME if response.header(name) is not None]


async def test_an_internal_error_has_the_security_headers(shop: Shop) -> None:
    async def broken(_request: object) -> Any:
        raise RuntimeError("a secret of ours")

    services = shop.container.http_services()
    app = create_application(
        HttpSettings("1", production=True), [], [], log_line=lambda _: None, lifespan=_nothing, services=services
    )
    app.add_route("/v1/broken", broken)
    response = await Asker(app)("GET", "/v1/broken")
    assert (response.status, response.code) == (500, "internal_error")
    assert b"secret of ours" not in response.body
    assert_guarded(response)
    assert response.header("cache-control") == "no-store"
    assert response.header("strict-transport-security") == "max-age=31536000; includeSubDomains"


async def test_cache_control_follows_from_the_kind_of_response(shop: Shop) -> None:
    """Authenticated responses are private; errors and responses with secrets are never stored."""
    things, wrong = Things(shop), list[str]()
    for one in shop.operations:
        path = await things.path(one.path, one.holes)
        rejected = await shop.ask(one.method, path, shop.token("admin"), query=b"no_such_parameter=1")
        if rejected.header("cache-control") != "no-store":
            wrong.append(f"{one.name}: a refusal with {rejected.header('cache-control')}")
        if one.method != "GET" or one.is_open:
            continue
        response = await shop.call("admin", "GET", path)
        never = response.status != 200 or _is_stream(one) or one.id in NEVER_CACHED
        reported = (response.header("cache-control") or "").removeprefix("private, ")
        if reported != ("no-store" if never else "no-cache"):
            wrong.append(f"{one.name}: {reported}")
    assert "\n".join(wrong) == ""


def _is_stream(one: Operation) -> bool:
    return "text/event-stream" in one.answers["200"].get("content", {})


async def test_responses_with_secrets_are_never_cached(shop: Shop) -> None:
    wish = {"name": "k", "scopes": ["audit:read"]}
    hook = {"url": "https://example.com/h", "event_types": ["*"]}
    endpoint = await shop.call("admin", "POST", "/v1/webhook-endpoints", hook)
    path = f"/v1/webhook-endpoints/{endpoint.json()['id']}/rotate-secret"
    form = b"grant_type=password&username=ada&password=correct+horse+battery"
    responses = [
        endpoint,
        await shop.call("admin", "POST", path),
        await shop.call("admin", "POST", "/v1/api-keys", wish),
        await shop.call("ada", "POST", "/v1/stream-tickets"),
        await shop.ask("POST", "/v1/auth/token", body=form, content_type=b"application/x-www-form-urlencoded"),
    ]
    assert [(response.status < 300, response.header("cache-control")) for response in responses] == [
        (True, "no-store")
    ] * 5


HOSTS = [b"evil.example", b"shop.example:99999", b"shop.example@evil.example", b"127.0.0.1", b"", b"a\xff", b"[::1"]


@pytest.mark.parametrize("host", HOSTS)
async def test_the_host_header_is_never_used(shop: Shop, host: bytes) -> None:
    """Responses contain paths or `TRADEPOST_PUBLIC_URL`, so any Host header is accepted."""
    forwarded = {
        b"x-forwarded-host": b"evil.example",
        b"x-forwarded-proto": b"https",
        b"forwarded": b"host=evil.example",
    }
    for method, path, query in (("GET", "/v1/orders", b"limit=1"), ("GET", "/nothing", b""), ("GET", "/problems", b"")):
        response = await shop.call("admin", method, path, query=query, headers={b"host": host, **forwarded})
        assert response.status in (200, 404)
        assert b"evil" not in response.body + b"".join(value for _, value in response.headers)


REDIRECTS = [
    "//evil.example",
    "/\\evil.example",
    "/v1//orders",
    "/api",
    "/%2f%2fevil.example",
    "//evil.example/",
    "//evil.example/v1/orders/",
    "/\\\\evil.example/",
]
SHORTENED = ["/v1/orders/", "/api/docs/", "/v1/orders//"]


@pytest.mark.parametrize("path", REDIRECTS)
async def test_no_response_redirects_to_another_host(shop: Shop, path: str) -> None:
    query = b"next=https://evil.example&redirect=//evil.example&url=javascript:alert(1)"
    response = await shop.call("admin", "GET", path, query=query)
    assert response.status == 404
    assert response.header("location") is None


@pytest.mark.parametrize("path", SHORTENED)
async def test_a_trailing_slash_redirects_to_a_local_path(shop: Shop, path: str) -> None:
    response = await shop.call("admin", "GET", path, query=b"next=https://evil.example")
    assert response.status == 308
    assert response.header("location") == f"{path.rstrip('/')}?next=https://evil.example"


@pytest.mark.parametrize("name", [b"x-http-method-override", b"x-method-override", b"x-http-method"])
async def test_the_method_cannot_be_overridden(shop: Shop, name: bytes) -> None:
    headers = {name: b"DELETE", b"content-type": b"application/json"}
    response = await shop.call("admin", "POST", "/v1/products/EDGE1", headers=headers, query=b"_method=DELETE")
    assert (response.status, response.code) == (405, "method_not_allowed")
    assert (await shop.done("admin", "GET", "/v1/products/EDGE1"))["active"] is True


PATHS = ["/v1/products/..%2f..%2fadmin%2foutbox", "/v1/./orders", "/v1/../v1/orders", "/v1/orders/%2e%2e/orders",
         "/v1/orders/7%00", "/v1/orders%00", "/v1/products/%ff", "/v1/products/EDGE1%20", "/V1/orders",
         "/v1/orders;a=b", "/v1/orders/7.json", "/v1/orders/+7", "/v1/orders/-7", "/v1/orders/0x7",
         "/v1/orders/٧", "/api/assets/..%2fdocs.py", "/api/assets/%2e%2e%2fdocs.py", "/problems/..%2f..%2fetc%2fpasswd",
         "/v1/products/EDGE1/image/../../../etc/passwd"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
async def test_encoded_paths_are_not_found(shop: Shop, path: str) -> None:
    response = await shop.call("admin", "GET", quote(path, safe="/%;+"))
    assert (response.status, response.code) == (404, "not_found")
