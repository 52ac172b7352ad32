"""Reading orders and products by the fast path and by FastAPI: the same requests get the same bytes."""

from collections.abc import Mapping
from urllib.parse import quote

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from shared.infra.http.app import strict_routes
from shared.infra.http.fast_path import FastPath, FastRoute
from tests.edges.fast_path.comparison import TRACE, plain
from tests.edges.raw_requests import Answer, Asker
from tests.edges.shop import ADDRESS, SKU, Shop

_ORDER = "ORDER"
_IDS = st.sampled_from(
    [_ORDER, _ORDER, "0", "007", "999999999", "9" * 16, "9" * 17, "-1", "1.0", "abc", "", "%00", "١"]
)
_SKUS = st.sampled_from(
    [
        SKU,
        SKU,
        f" {SKU}",
        SKU.lower(),
        "none",
        "a" * 65,
        f"{SKU}/",
        f"{SKU}%2F",
        "a/b",
        "a%2Fb",
        "%00",
        "%FF",
        "é",
        "e%CC%81",
    ]
)
_ENDS = st.sampled_from(["", "", "", "/", "/image", "/timeline", "/unknown"])
_PATHS = st.one_of(
    st.builds("/v1/orders/{}{}".format, _IDS, _ENDS),
    st.builds("/v1/products/{}{}".format, _SKUS, _ENDS),
    st.sampled_from(["/v1/orders", "/v1/orders/", "/v1/products", "/v1/inventory/availability"]),
)
_NAMES = st.sampled_from(
    ["expand", "limit", "offset", "skip", "cursor", "sort", "include_total", "status", "q", "email", "customer_id",
     "created_from", "created_to", "total_min", "total_max", "sku", "client_reference", "colour"]
)  # fmt: skip
_VALUES = st.sampled_from(
    ["", "1", "0", "-1", "1.5", "true", "yes", "customer", "customer,payments", "customer,nothing", SKU, "none", "id",
     "-created_at", "id,id", "pending_payment", "ada@people.example", "2026-01-01T00:00:00Z", "2026-01-01", "x" * 300,
     "a\0b", "é", "e\u0301", "9" * 30]
)  # fmt: skip
_PAIRS = st.lists(st.tuples(_NAMES, _VALUES), max_size=3)
_QUERIES = st.one_of(
    _PAIRS.map(lambda pairs: "&".join(f"{name}={quote(value)}" for name, value in pairs).encode()),
    st.sampled_from([b"", b"", b"%FF=1", b"sku=%FF", b"expand=%ED%A0%80", b"&&", b"expand", b"\xff"]),
)
_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        b"accept": st.sampled_from([b"text/csv", b"*/*", b"text/html", b"application/json;q=0", b";"]),
        b"accept-encoding": st.just(b"gzip"),
        b"if-none-match": st.sampled_from([b"*", b'"1"', b'W/"1", "2"', b"x" * 2000]),
        b"content-encoding": st.just(b"gzip"),
        b"authorization": st.sampled_from([b"Bearer nonsense", b"Basic YQ==", b"Bearer " + b"a" * 5000]),
    },
)
_METHODS = st.sampled_from(["GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "DELETE"])
_CALLERS = st.sampled_from(["ada", "ada", "admin", "bare key", "nobody"])  # codespell:ignore


@pytest.fixture(scope="module")
async def order(shop: Shop, framework: Asker) -> str:
    """The id of an order of Ada's. `framework` fills the stock."""
    body = {"items": [{"sku": SKU, "quantity": 1}], "shipping_address": ADDRESS, "note": "Ring twice." * 30}
    return str((await shop.done("ada", "POST", "/v1/orders", body))["id"])


async def ask(
    asker: Asker, method: str, path: str, token: str | None, query: bytes, headers: Mapping[bytes, bytes]
) -> Answer:
    return await asker(method, path, token, query=query, headers={**TRACE, **headers})


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(method=_METHODS, path=_PATHS, query=_QUERIES, headers=_HEADERS, caller=_CALLERS)
async def test_both_ways_respond_with_the_same_bytes(
    shop: Shop,
    framework: Asker,
    order: str,
    method: str,
    path: str,
    query: bytes,
    headers: dict[bytes, bytes],
    caller: str,
) -> None:
    token, path = shop.token(caller) if caller in shop.people else None, path.replace(_ORDER, order)
    direct = await ask(shop.ask, method, path, token, query, headers)
    usual = await ask(framework, method, path, token, query, headers)
    assert plain(direct) == plain(usual)


async def test_fast_routes_are_served_without_fastapi(shop: Shop, framework: Asker, order: str) -> None:
    async def unreachable(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError(f"FastAPI was called for {scope['path']}")

    app = FastPath(unreachable, strict_routes(shop.app), shop.app.exception_handlers)

    async def with_app(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "app": shop.app}, receive, send)

    fast = {
        route.path
        for route in strict_routes(shop.app)
        if isinstance(route, FastRoute) and "GET" in (route.methods or ())
    }
    assert fast == {"/v1/orders", "/v1/orders/{order_id:int}", "/v1/products/{sku:sku}", "/v1/inventory/availability"}
    direct = Asker(with_app)
    for path, query in (
        ("/v1/orders", b"limit=5&sort=id"),
        (f"/v1/orders/{order}", b"expand=customer"),
        (f"/v1/products/{SKU}", b""),
        ("/v1/inventory/availability", b"sku=" + SKU.encode()),
    ):
        answer = await ask(direct, "GET", path, shop.token("ada"), query, {})
        assert answer.status == 200, path
        assert orjson.loads(answer.body)
    for path in (f"/v1/orders/{order}/timeline", f"/v1/products/{SKU}/image", f"/v1/orders/{order}/"):
        with pytest.raises(AssertionError):
            await ask(direct, "GET", path, shop.token("ada"), b"", {})
