"""All events that modules publish are registered, described, and stored as described."""

import fnmatch
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import partial
from types import NoneType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import uuid4

import httpx2
import orjson
import pytest
from jsonschema import Draft202012Validator

from entrypoints.api_program import ApiProgram
from entrypoints.http.asgi import application
from entrypoints.modules import MODULES
from modules.webhooks.adapters.outbound.http_sender import HttpSender
from modules.webhooks.domain.body import rendered
from modules.webhooks.ports.sender import WebhookMessage
from shared.infra.injection import override
from shared.kernel.events import Event, EventMetadata, OutgoingEvent
from shared.kernel.principal import Principal
from tests.module_samples import all_samples
from tests.running.program_app import program_app
from tests.settings import settings_of

SCOPES = {"catalog:write", "inventory:write", "payments:record", "fulfillment:write", "returns:write"}
STAFF = Principal("1", "client", frozenset({*SCOPES, "orders:create", "orders:write", "orders:refund"}))
ADDRESS = {"name": "Grace", "line1": "1 High Street", "city": "London", "postal_code": "EC1A 1BB", "country": "GB"}


@asynccontextmanager
async def opened(database_url: str) -> AsyncIterator[ApiProgram]:
    container = ApiProgram(partial(settings_of, database_url, TRADEPOST_RATE_LIMITS="off"), "test")
    yield container
    await container.close()


@pytest.fixture
async def program(database_url: str) -> AsyncIterator[ApiProgram]:
    async with opened(database_url) as container:
        yield container


@pytest.fixture
async def http(program: ApiProgram) -> AsyncIterator[httpx2.AsyncClient]:
    async def authenticate(_token: str) -> Principal:
        return STAFF

    override(program.process.authenticate, authenticate)
    documents = program.documents()
    app = program_app(program, documents)
    headers = {"Authorization": "Bearer staff"}
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app), base_url="http://shop", headers=headers
    ) as client:
        yield client


def test_every_event_of_a_module_is_published(program: ApiProgram) -> None:
    defined = {
        event for event in descendants(Event) if event.__module__.startswith("modules.") and "type" in vars(event)
    }
    announced: Sequence[type[Event]] = program.events()
    assert set(announced) == defined
    assert len({event.type for event in announced}) == len(announced)


def test_every_documented_event_is_published(program: ApiProgram) -> None:
    types = {event.type for event in program.events()}
    promised = {pattern for samples in all_samples() for pattern in samples.promised_events}
    assert len(promised) > 25
    assert {pattern for pattern in promised if not fnmatch.filter(types, pattern)} == set()


def test_every_event_has_a_description_and_an_aggregate(program: ApiProgram) -> None:
    described: Any = program.documents()["/api/events"]()
    for event in described["items"]:
        module, _, fact = event["type"].split(".")
        assert module in MODULES
        assert fact
        assert event["description"], event["type"]


async def test_stored_data_of_each_event_matches_its_schema(program: ApiProgram) -> None:
    announced: Sequence[type[Event]] = program.events()
    async with program.database().begin() as tx:
        for number, event in enumerate(announced):
            for sequence, scarce in enumerate((False, True), start=1):
                values = {name: sample(hint, scarce=scarce) for name, hint in hints(event).items()}
                tx.record(
                    OutgoingEvent(
                        event(**values),
                        aggregate_id=str(number),
                        sequence=sequence,
                        metadata=EventMetadata("system", "r"),
                    )
                )
        await tx.commit()
    assert await validated(program) == {event.type for event in announced}


async def test_recorded_events_match_their_schema(program: ApiProgram, http: httpx2.AsyncClient) -> None:
    async def post(path: str, body: dict[str, Any], status: int = 200) -> Any:
        response = await http.post(path, json=body)
        assert response.status_code == status, response.text
        return response.json()

    await post("/v1/users", {"email": "ada@example.com", "username": "ada", "password": "correct horse battery"}, 201)
    await post("/v1/products", {"sku": "AAA", "name": "A thing", "price_cents": 255}, 201)
    await post("/v1/inventory/restock", {"sku": "AAA", "quantity": 20}, 201)
    loss = {"sku": "AAA", "location_code": "MAIN", "delta": -1}
    await post("/v1/inventory/adjustments", {"reason": "count", "lines": [loss]}, 201)
    order = {
        "items": [{"sku": "AAA", "quantity": 2}],
        "shipping_address": ADDRESS,
        "customer": {"name": "Grace", "email": "grace@example.com"},
    }
    paid = await post("/v1/orders", {**order, "payment": {"method": "manual"}}, 201)
    await post(f"/v1/orders/{paid['id']}/hold", {"reason": "fraud check"})
    await post(f"/v1/orders/{paid['id']}/release", {})
    shipment = await post(f"/v1/orders/{paid['id']}/shipments", {"items": [{"line_id": 1, "quantity": 2}]}, 201)
    await post(f"/v1/shipments/{shipment['id']}/deliver", {})
    back = {"items": [{"line_id": 1, "quantity": 1, "reason": "Too many."}]}
    returned = await post(f"/v1/orders/{paid['id']}/returns", back, 201)
    await post(f"/v1/returns/{returned['id']}/approve", {})
    came = {"line_id": 1, "quantity": 1, "location_code": "MAIN", "disposition": "restock"}
    await post(f"/v1/returns/{returned['id']}/receive", {"items": [came]})
    await post(f"/v1/returns/{returned['id']}/refund", {})
    unpaid = await post("/v1/orders", order, 201)
    await post(f"/v1/orders/{unpaid['id']}/cancel", {"reason": "changed my mind"})
    await http.delete("/v1/products/AAA")
    happened = await validated(program)
    assert happened >= {
        "users.user.registered",
        *(f"inventory.product.{fact}" for fact in ("created", "archived")),
        *(f"inventory.stock.{fact}" for fact in ("received", "adjusted")),
        *(f"inventory.reservation.{fact}" for fact in ("held", "committed", "released")),
        *(f"orders.order.{fact}" for fact in ("placed", "confirmed", "held", "released", "completed", "cancelled")),
        *(f"orders.shipment.{fact}" for fact in ("created", "delivered")),
        *(f"orders.return.{fact}" for fact in ("requested", "approved", "received", "refunded")),
        *(f"orders.refund.{fact}" for fact in ("created", "succeeded")),
    }


async def test_the_documents_are_served_beside_the_api(program: ApiProgram, http: httpx2.AsyncClient) -> None:
    for path in ("/api/asyncapi.json", "/api/events", "/api/events/orders.order.placed.json"):
        response = await http.get(path)
        assert response.status_code == 200
        assert response.json() == orjson.loads(orjson.dumps(program.documents()[path]()))
    assert (await http.get("/api/events/orders.order.eaten.json")).status_code == 404


def test_a_webhook_matches_its_description(program: ApiProgram) -> None:
    document: Any = program.documents()["/api/asyncapi.json"]()
    described = document["components"]["messages"]["webhook"]
    now, secret = datetime(2026, 1, 1, tzinfo=UTC), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    for type_ in ("orders.order.placed", "webhooks.test"):
        body = rendered(uuid4(), type_, now, sequence=1, data={"id": 7})
        parcel = WebhookMessage(
            url="https://shop.example", message_id=uuid4(), subject="order:7", body=body, at=now, secrets=[secret]
        )
        Draft202012Validator(described["payload"]).validate(orjson.loads(body))
        headers = dict(HttpSender(None, "1")._headers(parcel))  # type: ignore[arg-type]
        Draft202012Validator(described["headers"]).validate(headers)


@pytest.mark.parametrize("wanted", ["0", "1"])
async def test_event_documents_are_served_with_the_documentation(wanted: str) -> None:
    app = application(settings_of(TRADEPOST_EXPOSE_DOCS=wanted))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
        for path in ("/api/openapi.json", "/api/asyncapi.json", "/api/events", "/api/events/orders.order.placed.json"):
            assert (await client.get(path)).status_code == (200 if wanted == "1" else 404)


def descendants(kind: type[Event]) -> Iterator[type[Event]]:
    """All subclasses. A dataclass with slots leaves its original class behind, which is excluded."""
    for child in kind.__subclasses__():
        if vars(sys.modules[child.__module__]).get(child.__name__) is child:
            yield child
        yield from descendants(child)


def hints(kind: Any) -> dict[str, Any]:
    reported = get_type_hints(kind)
    return {field.name: reported[field.name] for field in fields(kind)}


def sample(hint: Any, *, scarce: bool) -> Any:
    """A value of the type; `scarce`: one with as few members as possible."""
    simple: dict[Any, Any] = {int: 7, str: "word", bool: True, float: 0.5, NoneType: None}
    if hint in simple:
        return simple[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**{name: sample(inner, scarce=scarce) for name, inner in hints(hint).items()})
    if origin is Literal:
        return arguments[0]
    if origin is Union or type(hint).__name__ == "UnionType":
        return None if scarce and NoneType in arguments else sample(arguments[0], scarce=scarce)
    assert issubclass(origin, Sequence), hint
    return [] if scarce else [sample(arguments[0], scarce=scarce)]


async def validated(program: ApiProgram) -> set[str]:
    """Validate all stored events against their schemas; returns the event types."""
    documents = program.documents()
    async with program.database().read() as reading:
        rows = await reading.fetch("SELECT type, data FROM platform.events")
    for row in rows:
        schema: Any = documents[f"/api/events/{row['type']}.json"]()
        data = orjson.loads(row["data"]) if isinstance(row["data"], str | bytes) else row["data"]
        Draft202012Validator(schema).validate(data)
        assert data.keys() == schema["properties"].keys()
    return {row["type"] for row in rows}
