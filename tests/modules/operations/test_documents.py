"""JSON Schemas of events, and the AsyncAPI document."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, make_dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Literal
from uuid import UUID

import httpx2
import pytest
from jsonschema import Draft7Validator, Draft202012Validator, ValidationError
from typer.testing import CliRunner

from modules.operations.adapters.inbound.cli import commands
from modules.operations.adapters.inbound.documents.json_schemas import Documents
from modules.operations.adapters.inbound.documents.served import ASYNCAPI, documents
from modules.operations.application.describe_events import DescribeEvents
from modules.operations.domain.schemas import describe_event
from modules.operations.http_container import OperationsHttpContainer
from shared.infra.sql.database import Database
from shared.kernel.events import Event
from tests.modules.operations.sample_events import Rotted, Sold, sell, wait_until_visible

REFERENCE = re.compile(r"^[\w.\-]+$")


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Pip:
    weight: int
    sown: datetime | None


@dataclass(frozen=True, slots=True)
class AppleEvent(Event):
    """Something about an apple.

    In more than one line.
    """

    aggregate_type: ClassVar[str] = "apple"
    number: int
    share: float
    ripe: bool
    kind: Literal["cox", "gala"]
    colour: Colour
    owner_id: int | None
    lot: UUID
    pips: Sequence[Pip]
    counts: Mapping[str, int]
    parts: tuple[str, ...]


class ApplePicked(AppleEvent):
    type: ClassVar[str] = "sample.apple.picked"
    schema_version: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class PearPicked(Event):
    """A pear was picked."""

    type: ClassVar[str] = "sample.pear.picked"
    aggregate_type: ClassVar[str] = "pear"


GOOD: dict[str, Any] = {
    "number": 1,
    "share": 0.5,
    "ripe": True,
    "kind": "cox",
    "colour": "red",
    "owner_id": None,
    "lot": "0190a1b2-0000-7000-8000-000000000000",
    "pips": [{"weight": 1, "sown": None}],
    "counts": {"a": 1},
    "parts": ["stalk"],
}


@pytest.fixture
def made() -> Documents:
    return documents(DescribeEvents([PearPicked, ApplePicked]))


def test_an_event_description_comes_from_its_class_or_base_class() -> None:
    apple = describe_event(ApplePicked)
    assert (apple.type, apple.schema_version, apple.aggregate_type) == ("sample.apple.picked", 2, "apple")
    assert apple.description == "Something about an apple.\n\nIn more than one line."
    assert describe_event(PearPicked).description == "A pear was picked."


def test_valid_data_matches_the_schema(made: Documents) -> None:
    schema = made["/api/events/sample.apple.picked.json"]()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(GOOD)
    Draft202012Validator(schema).validate({**GOOD, "owner_id": 7, "new": "members may come"})


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("number", "1"),
        ("number", 1.5),
        ("share", "half"),
        ("ripe", 1),
        ("kind", "pear"),
        ("colour", "blue"),
        ("owner_id", "7"),
        ("lot", 7),
        ("pips", [{"weight": 1}]),
        ("pips", {"weight": 1}),
        ("counts", {"a": "many"}),
        ("parts", [1]),
    ],
)
def test_invalid_data_does_not_match_the_schema(made: Documents, name: str, wrong: object) -> None:
    validator = Draft202012Validator(made["/api/events/sample.apple.picked.json"]())
    with pytest.raises(ValidationError):
        validator.validate({**GOOD, name: wrong})
    with pytest.raises(ValidationError):
        validator.validate({member: value for member, value in GOOD.items() if member != name})


@pytest.mark.parametrize("hint", [set[int], tuple[int, str], bytes, Pip | set[int], list[bytes]])
def test_a_type_without_a_json_schema_is_rejected(hint: object) -> None:
    named = {"type": "sample.odd.published", "aggregate_type": "odd"}
    odd: type[Event] = make_dataclass("Odd", [("odd", hint)], bases=(Event,), namespace=named, frozen=True)
    with pytest.raises(TypeError, match="an event has no field"):
        describe_event(odd)


def test_the_index_holds_every_type_with_its_schema(made: Documents) -> None:
    items: Any = made["/api/events"]()["items"]
    assert [(item["type"], item["schema_version"]) for item in items] == [
        ("sample.apple.picked", 2),
        ("sample.pear.picked", 1),
    ]
    assert items[0]["schema"] == made["/api/events/sample.apple.picked.json"]()
    assert items[0]["schema"]["$id"] == "/api/events/sample.apple.picked.json"


def test_the_asyncapi_document_is_valid(made: Documents) -> None:
    """AsyncAPI 3.0: required members, valid names, and references that resolve."""
    document: Any = json.loads(json.dumps(made[ASYNCAPI]()))
    assert document["asyncapi"] == "3.0.0"
    assert document["info"]["title"]
    assert document["info"]["version"]
    assert document.keys() <= {"asyncapi", "info", "defaultContentType", "channels", "operations", "components"}
    for channel in document["channels"].values():
        assert channel["messages"]
        assert "?" not in (channel["address"] or "")
    for operation in document["operations"].values():
        assert operation["action"] == "send"
        channel = operation["channel"]["$ref"]
        for message in operation["messages"]:
            assert message["$ref"].startswith(f"{channel}/messages/")
    for group in ("channels", "operations"):
        assert all(REFERENCE.match(name) for name in document[group])
    for kind in document["components"].values():
        assert all(REFERENCE.match(name) for name in kind)
    assert all("payload" in message for message in document["components"]["messages"].values())
    references = list(all_references(document))
    assert len(references) > 10
    for reference in references:
        assert resolve(document, reference), reference
    for schema in document["components"]["schemas"].values():
        Draft7Validator.check_schema(schema)  # AsyncAPI schemas are a superset of Draft 7


def test_each_type_has_a_message_and_a_sender(made: Documents) -> None:
    document: Any = made[ASYNCAPI]()
    references = {message["$ref"] for one in document["operations"].values() for message in one["messages"]}
    assert references == {
        "#/channels/feed/messages/sample.apple.picked",
        "#/channels/feed/messages/sample.pear.picked",
        "#/channels/webhooks/messages/webhook",
    }
    assert document["channels"]["webhooks"]["address"] is None
    webhook = document["components"]["messages"]["webhook"]
    assert webhook["payload"]["required"] == ["id", "type", "timestamp", "sequence", "data"]
    assert webhook["headers"]["required"] == [
        *("webhook-id", "webhook-timestamp", "webhook-signature"),
        "Tradepost-Subject",
    ]


async def test_events_of_the_feed_match_the_document(http: httpx2.AsyncClient, db: Database) -> None:
    await sell(db, 1)
    await wait_until_visible(db)
    (event,) = (await http.get("/v1/events")).json()["items"]
    document: Any = documents(DescribeEvents([Sold, Rotted]))[ASYNCAPI]()
    message = document["components"]["messages"]["sample.apple.sold"]["payload"]
    validator = Draft202012Validator({**message, "components": document["components"]})
    validator.validate(event)
    for name, wrong in (("type", "sample.pear.rotted"), ("data", {}), ("schema_version", 2), ("sequence", "1")):
        with pytest.raises(ValidationError):
            validator.validate({**event, name: wrong})


def test_the_command_prints_and_writes_them(operations: OperationsHttpContainer, tmp_path: Path) -> None:
    app = commands(None, None, None, None, None, operations.documents)  # type: ignore[arg-type]
    printed = CliRunner().invoke(app, ["events", "schemas"])
    assert [item["type"] for item in json.loads(printed.output)["items"]] == ["sample.apple.sold", "sample.pear.rotted"]
    folder = tmp_path / "schemas"
    assert CliRunner().invoke(app, ["events", "schemas", "--out", str(folder)]).exit_code == 0
    assert {path.name for path in folder.iterdir()} == {
        "asyncapi.json",
        "events.json",
        "sample.apple.sold.json",
        "sample.pear.rotted.json",
    }
    assert json.loads((folder / "events.json").read_text()) == json.loads(printed.output)


def all_references(part: Any) -> Any:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for member in part.values():
            yield from all_references(member)
    elif isinstance(part, list):
        for member in part:
            yield from all_references(member)


def resolve(document: Any, reference: str) -> Any:
    place = document
    for step in reference.removeprefix("#/").split("/"):
        place = place[step]
    return place
