"""The whole program in this process, called by a local client."""

from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from entrypoints.api_program import ApiProgram
from shared.infra.injection import override
from shared.infra.messaging.deliveries.consumer_registry import register
from shared.infra.tracing.otel import OtelTracer
from shared.infra.tracing.spans import set_tracer
from shared.kernel.principal import Principal
from tests.running.payment_sandbox import API_KEY, WEBHOOK_SECRET
from tests.running.program_app import program_app
from tests.settings import settings_of

SCOPES = ("catalog:write", "inventory:write", "orders:create", "orders:read", "payments:record", "webhooks:manage")


@pytest.fixture
def provider_url() -> str:
    """The payment provider's URL; none here."""
    return "http://127.0.0.1:1"


@pytest.fixture
async def program(
    database_url: str,
    redis_url: str,
    broker_url: str,
    tmp_path: Path,
    provider_url: str,
) -> AsyncIterator[ApiProgram]:
    reported = {
        "TRADEPOST_BROKER_URL": broker_url,
        "TRADEPOST_HOME": str(tmp_path),
        "TRADEPOST_STRIPE_API_KEY": API_KEY,
        "TRADEPOST_STRIPE_API_BASE": provider_url,
        "TRADEPOST_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }
    container = ApiProgram(partial(settings_of, database_url, redis_url, **reported), "tradepost-test")

    async def authenticate(token: str) -> Principal:
        return Principal(token, "client", frozenset(SCOPES))

    override(container.process.authenticate, authenticate)
    await register(container.database(), container.consumers())
    yield container
    await container.close()


@pytest.fixture
async def shop(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    """A local client, with stock: 5 of SKU MUG1."""

    transport = httpx2.ASGITransport(program_app(program, metrics=program.exposition()), client=("127.0.0.1", 1))
    headers = {"Authorization": "Bearer 1"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop", headers=headers) as client:
        await client.post("/v1/products", json={"sku": "MUG1", "name": "Mug", "price_cents": 255})
        await client.post("/v1/inventory/restock", json={"sku": "MUG1", "quantity": 5})
        yield client


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The spans of this test, recorded when they end."""
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    set_tracer(OtelTracer(provider.get_tracer("test")))
    yield kept
    set_tracer(None)
