"""The request's name, and the one line that tells its end."""

import asyncio
import re
from typing import NoReturn

import pytest
from prometheus_client import REGISTRY

from shared.infra.cache.sliding_window import InMemorySlidingWindow
from shared.infra.telemetry.health import Probe
from tests.shared.infra.http.small_shop import Shop

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def test_a_request_id_is_accepted_and_echoed(shop: Shop) -> None:
    response = await shop.http.get("/v1/things/0", headers={"X-Request-ID": "web-1_a.B"})
    assert response.headers["x-request-id"] == "web-1_a.B"
    assert response.json()["request_id"] == shop.lines[-1]["request_id"] == "web-1_a.B"


@pytest.mark.parametrize("name", ["", "a b", "x" * 129, "a\u001b[31m", "<script>", 'a"b', "a/b"])
async def test_invalid_request_ids_are_replaced(shop: Shop, name: str) -> None:
    response = await shop.http.get("/health", headers={b"X-Request-ID": name.encode()})
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


async def test_requests_have_distinct_ids(shop: Shop) -> None:
    responses = await asyncio.gather(*(shop.http.get("/health") for _ in range(20)))
    assert len({response.headers["x-request-id"] for response in responses}) == 20


async def test_a_trace_is_continued(shop: Shop) -> None:
    response = await shop.http.get("/health", headers={"traceparent": TRACE})
    assert response.headers["traceparent"] == TRACE


@pytest.mark.parametrize("sent", ["", "00-0-0-0", TRACE.upper(), TRACE + "x", f"00-{'0' * 32}-00f067aa0ba902b7-01"])
async def test_without_a_parent_a_new_trace_begins(shop: Shop, sent: str) -> None:
    response = await shop.http.get("/health", headers={"traceparent": sent} if sent else {})
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-00", response.headers["traceparent"])


async def test_event_metadata_contains_the_request(shop: Shop) -> None:
    headers = {"X-Request-ID": "web-1", "traceparent": TRACE, "Idempotency-Key": "k"}
    await shop.http.post("/v1/things", json={"name": "a", "price_cents": 5}, headers=headers)
    (metadata,) = shop.make.causes
    assert (metadata.actor, metadata.request_id, metadata.traceparent) == ("user:2", "web-1", TRACE)


async def test_each_request_is_one_log_line(shop: Shop) -> None:
    response = await shop.http.get("/v1/things/7?", headers={"X-Request-ID": "r"})
    line: dict[str, object] = dict(*shop.lines)
    assert isinstance(line.pop("duration_ms"), float)
    assert line.pop("trace_id") == response.headers["traceparent"].split("-")[1]
    assert line == {
        "event": "request",
        "method": "GET",
        "path": "/v1/things/7",
        "route": "/v1/things/{thing_id:int}",
        "status": 200,
        "principal": "user:2",
        "request_id": "r",
    }


async def test_head_is_get_without_the_body(shop: Shop) -> None:
    for path in ("/v1/things/7", "/v1/things/0", "/health", "/nowhere", "/v1/things/long"):
        head, get = await shop.http.head(path), await shop.http.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"")
        own = {"x-request-id", "traceparent"}
        assert {n: v for n, v in head.headers.items() if n not in own} == {
            n: v for n, v in get.headers.items() if n not in own
        }
    assert [line["method"] for line in shop.lines[:2]] == ["HEAD", "GET"]


async def test_successful_probes_are_not_logged(shop: Shop) -> None:
    async def ill() -> NoReturn:
        raise ConnectionError

    client = shop.client(address="127.0.0.1")
    for path in ("/health", "/ready", "/metrics"):
        assert (await client.get(path)).status_code == 200
    assert shop.lines == []
    shop.probes.append(Probe("postgres", ill))
    assert (await client.get("/ready")).status_code == 503
    assert [(line["path"], line["status"]) for line in shop.lines] == [("/ready", 503)]


async def test_a_log_line_contains_no_query_and_no_token(shop: Shop) -> None:
    await shop.client().get("/v1/things?colour=s3cret", headers={"Authorization": "Bearer s3cret"})
    assert shop.lines
    assert "s3cret" not in str(shop.lines)


async def test_rejected_requests_are_logged(shop: Shop) -> None:
    for path, status in (("/nowhere", 404), ("/v1/things/0", 404), ("/v1/things/broken", 500), ("/v1/things?x=1", 400)):
        await shop.http.get(path)
        assert shop.lines[-1]["status"] == status


async def test_requests_are_counted_by_route(shop: Shop) -> None:
    labels = {"method": "GET", "route": "/v1/things/{thing_id:int}", "status": "200"}
    before = REGISTRY.get_sample_value("tradepost_http_requests_total", labels) or 0
    for number in range(1, 6):
        await shop.http.get(f"/v1/things/{number}")
    assert REGISTRY.get_sample_value("tradepost_http_requests_total", labels) == before + 5


async def test_unknown_paths_and_methods_create_no_new_series(shop: Shop) -> None:
    def series() -> int:
        return sum(len(metric.samples) for metric in REGISTRY.collect() if metric.name.startswith("tradepost_http"))

    await shop.http.request("BREW", "/x")
    before = series()
    for number in range(20):
        await shop.http.request(f"BREW{number}", f"/x{number}")
    assert series() == before


async def test_responses_have_the_security_headers(shop: Shop) -> None:
    for path in ("/v1/things", "/v1/things/0", "/health", "/nowhere", "/problems/busy"):
        headers = (await shop.http.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert "strict-transport-security" not in headers
        assert "server" not in headers


async def test_only_pages_have_a_permissive_content_security_policy(shop: Shop) -> None:
    for path in ("/v1/things", "/v1/things/0", "/health", "/nowhere", "/api/openapi.json"):
        policies = (await shop.http.get(path)).headers.get_list("content-security-policy")
        assert policies == ["default-src 'none'; frame-ancestors 'none'"], path
    for page in ("/api/docs", "/api/redoc", "/problems/busy"):
        (policy,) = (await shop.http.get(page)).headers.get_list("content-security-policy")
        assert "style-src" in policy


async def test_production_sends_hsts() -> None:
    shop = Shop(production=True)
    assert "max-age=" in (await shop.http.get("/health")).headers["strict-transport-security"]


async def test_responses_to_callers_are_not_cached(shop: Shop) -> None:
    assert (await shop.http.get("/v1/things/7")).headers["cache-control"] == "private, no-cache"


async def test_cors_is_for_the_listed_origins() -> None:
    shop = Shop(cors_origins=("https://shop.example",))
    for origin, allowed in (
        ("https://shop.example", "https://shop.example"),
        ("https://evil.example", None),
        ("null", None),
    ):
        response = await shop.http.get("/v1/things/7", headers={"Origin": origin})
        assert response.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in response.headers
    preflight = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    response = await shop.client().options("/v1/things", headers=preflight)
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://shop.example"


async def test_listed_origins_may_read_the_common_headers() -> None:
    shop = Shop(InMemorySlidingWindow(), cors_origins=("https://shop.example",))
    response = await shop.http.get("/v1/things/7", headers={"Origin": "https://shop.example"})
    readable = {name.strip().lower() for name in response.headers["access-control-expose-headers"].split(",")}
    reported = {name for name in response.headers if "ratelimit" in name} | {"x-request-id"}
    assert len(reported) > 1
    assert reported <= readable


@pytest.mark.parametrize("origin", ["*", "null"])
def test_cors_for_all_origins_is_rejected(origin: str) -> None:
    with pytest.raises(ValueError, match="one by one"):
        Shop(cors_origins=(origin,))
