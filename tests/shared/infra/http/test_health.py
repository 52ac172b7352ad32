"""Health, readiness and metrics."""

import asyncio
from collections.abc import Mapping

import orjson
import pytest

from shared.infra.telemetry import health
from shared.infra.telemetry.health import Probe
from tests.shared.infra.http.small_shop import Shop


async def well() -> Mapping[str, object]:
    return {"age_seconds": 3}


async def ill() -> Mapping[str, object]:
    raise ConnectionError("postgres://tradepost:secret@db")


async def hanging() -> Mapping[str, object]:
    await asyncio.sleep(60)
    return {}


async def test_the_health_check_uses_no_servers(shop: Shop) -> None:
    shop.probes.append(Probe("postgres", ill))
    response = await shop.client("unknown").get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "version": "1.2.3"})


@pytest.mark.parametrize(
    ("essential", "other", "status", "word"),
    [
        (well, well, 200, "ready"),
        (well, ill, 200, "degraded"),
        (ill, well, 503, "unavailable"),
        (ill, ill, 503, "unavailable"),
    ],
)
async def test_readiness_reports_whether_orders_can_be_placed(
    shop: Shop, *, essential: object, other: object, status: int, word: str
) -> None:
    shop.probes += [Probe("postgres", essential), Probe("redis", other, essential=False)]  # type: ignore[arg-type]
    response = await shop.client().get("/ready")
    assert (response.status_code, response.json()["status"]) == (status, word)
    assert list(response.json()["parts"]) == ["postgres", "redis"]
    assert "secret" not in response.text


async def test_a_readiness_check_reports_details_or_its_error_class(shop: Shop) -> None:
    shop.probes += [Probe("outbox", well), Probe("postgres", ill)]
    parts = (await shop.http.get("/ready")).json()["parts"]
    assert parts["outbox"] == {"status": "ok", "age_seconds": 3}
    assert parts["postgres"] == {"status": "down", "essential": True, "cause": "ConnectionError"}


async def test_a_hanging_readiness_check_is_down(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "PROBE_SECONDS", 0.02)
    shop.probes.append(Probe("postgres", hanging))
    assert (await shop.http.get("/ready")).status_code == 503


async def test_readiness_reports_warnings_as_codes() -> None:
    async def lacking() -> list[str]:
        return ["no_payment_provider"]

    async def unreadable() -> list[str]:
        raise ConnectionError

    status, report = await health.readiness_report("1.2.3", [Probe("postgres", well)], lacking)
    assert (status, orjson.loads(report)["status"], orjson.loads(report)["warnings"]) == (
        200,
        "ready",
        ["no_payment_provider"],
    )
    status, report = await health.readiness_report("1.2.3", [Probe("postgres", ill)], unreadable)
    assert (status, orjson.loads(report)["warnings"]) == (503, [])


async def test_metrics_are_for_loopback_callers(shop: Shop) -> None:
    local = shop.client(address="127.0.0.1")
    await local.get("/v1/things")
    response = await local.get("/metrics")
    assert "tradepost_http_requests_total" in response.text
    assert response.headers["content-type"].startswith("text/plain")
    assert (await shop.client(address="::1").get("/metrics")).status_code == 200
    assert (await shop.client().get("/metrics")).status_code == 404


async def test_forwarded_requests_cannot_read_metrics(shop: Shop) -> None:
    local = shop.client(address="127.0.0.1")
    assert (await local.get("/metrics", headers={"X-Forwarded-For": "203.0.113.1"})).status_code == 404


async def test_the_token_gives_access_to_metrics() -> None:
    shop = Shop(metrics_token="s3cret")
    assert (await shop.client("s3cret").get("/metrics")).status_code == 200
    assert (await shop.client("other").get("/metrics")).status_code == 404
    assert (await shop.client(address="127.0.0.1").get("/metrics")).status_code == 404
