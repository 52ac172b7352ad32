"""Placing an order by the fast path and by FastAPI: the same requests get the same bytes."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.infra.http.app import strict_routes
from shared.infra.http.fast_path import FastPath
from tests.edges.fast_path.comparison import TRACE, comparable
from tests.edges.raw_requests import Answer, Asker
from tests.edges.shop import ADDRESS, SKU, Shop

_VALID: Mapping[str, Any] = {
    "items": [{"sku": SKU, "quantity": 1}],
    "shipping_address": ADDRESS,
    "note": "Ring twice.",
    "metadata": {"till": "3"},
}
_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**63) | st.floats(0, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
_NAMES = (*_VALID, "billing_address", "coupon_code", "customer", "customer_id", "payment", "allow_backorder", "colour")
_BODIES = st.one_of(
    st.just(orjson.dumps(_VALID)),
    st.dictionaries(st.sampled_from(_NAMES), _VALUE, min_size=1, max_size=2).map(
        lambda v: orjson.dumps({**_VALID, **v})
    ),
    st.sets(st.sampled_from(list(_VALID))).map(
        lambda gone: orjson.dumps({name: value for name, value in _VALID.items() if name not in gone})
    ),
    _VALUE.map(orjson.dumps),
    st.sampled_from([b"", b"{", b'{"items": [], "items": []}', b"[1e999]", b"\xff", b"x" * (2**20 + 1)]),
)
_HEADERS = st.fixed_dictionaries(
    {},
    optional={
        b"content-type": st.sampled_from(
            [b"application/json; charset=utf-8", b"text/plain", b"application/x+json", b""]
        ),
        b"content-encoding": st.sampled_from([b"gzip", b"identity"]),
        b"accept": st.sampled_from([b"text/csv", b"*/*", b"application/problem+json", b";"]),
        b"accept-encoding": st.just(b"gzip"),
        b"idempotency-key": st.sampled_from([b"", b"\xe9", b"a" * 256]),
        b"if-none-match": st.sampled_from([b"*", b'"1"']),
        b"prefer": st.sampled_from([b"wait=0", b"wait=x"]),
        b"authorization": st.sampled_from([b"Bearer nonsense", b"Basic YQ==", b"Bearer " + b"a" * 5000]),
    },
)
_QUERIES = st.sampled_from([b"", b"", b"", b"colour=red", b"x=%00"])
_CALLERS = st.sampled_from(["ada", "ada", "admin", "bare key", "nobody"])  # codespell:ignore


class _Changed:
    """An application with a planted fault: one byte of each response differs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def changed(message: Message) -> None:
            if message["type"] == "http.response.body":
                message["body"] = message["body"].replace(b":", b";", 1)
            await send(message)

        await self._app(scope, receive, changed)


async def ask(asker: Asker, token: str | None, body: bytes, query: bytes, headers: Mapping[bytes, bytes]) -> Answer:
    sent = {b"content-type": b"application/json", **TRACE, **headers}
    return await asker("POST", "/v1/orders", token, query=query, body=body, headers=sent)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=_BODIES, query=_QUERIES, headers=_HEADERS, caller=_CALLERS)
async def test_both_ways_respond_with_the_same_bytes(
    shop: Shop, framework: Asker, body: bytes, query: bytes, headers: dict[bytes, bytes], caller: str
) -> None:
    token = shop.token(caller) if caller in shop.people else None
    direct = await ask(shop.ask, token, body, query, headers)
    usual = await ask(framework, token, body, query, headers)
    assert comparable(direct) == comparable(usual)


async def test_a_response_stored_by_one_way_is_replayed_by_the_other(shop: Shop, framework: Asker) -> None:
    key, body = {b"idempotency-key": b"both ways"}, orjson.dumps(_VALID)
    direct = await ask(shop.ask, shop.token("ada"), body, b"", key)
    usual = await ask(framework, shop.token("ada"), body, b"", key)
    assert direct.status == 201
    assert (usual.status, usual.body, usual.header("idempotent-replayed")) == (201, direct.body, "true")


async def test_a_difference_of_one_byte_is_found(shop: Shop, framework: Asker) -> None:
    planted = await ask(Asker(_Changed(shop.app)), shop.token("ada"), b"{}", b"", {})
    usual = await ask(framework, shop.token("ada"), b"{}", b"", {})
    assert comparable(planted) != comparable(usual)


async def test_the_fast_path_serves_placing_an_order_without_fastapi(shop: Shop, framework: Asker) -> None:
    """Both ways are really different: this one does not reach the router."""

    async def unreachable(scope: Scope, receive: Receive, send: Send) -> None:
        raise AssertionError(f"FastAPI was called for {scope['path']}")

    app = FastPath(unreachable, strict_routes(shop.app), shop.app.exception_handlers)

    async def with_app(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, "app": shop.app}, receive, send)

    answer = await ask(Asker(with_app), shop.token("ada"), orjson.dumps(_VALID), b"", {})
    assert answer.status == 201
    with pytest.raises(AssertionError):
        await Asker(with_app)("POST", "/v1/orders/quote", json={})
