"""Every endpoint that reads JSON rejects invalid JSON with its own code and has no effect."""

from collections.abc import Iterator

import pytest

from tests.edges.access.objects import Things
from tests.edges.document import Operation
from tests.edges.json.json_cases.ambiguous import DOUBTFUL
from tests.edges.json.json_cases.malformed import MALFORMED
from tests.edges.json.json_cases.valid import SOUND
from tests.edges.shop import Shop
from tests.edges.text.hostile import ResponseCounts, wrong

REFUSED = [
    *((name, body, 400, "malformed_json") for name, body in MALFORMED.items()),
    *((name, body, 422, "validation_failed") for name, (body, _) in DOUBTFUL.items()),
]
NO_OBJECTS = [body for body, value in SOUND.values() if not isinstance(value, dict)]


def reading_json(shop: Shop) -> list[Operation]:
    """Operations that accept JSON, and commands without a body, which reject one."""
    takes_bytes = {"receive_payment_report"}
    commands = [one for one in shop.operations if one.method in ("POST", "PUT", "PATCH") and one.id not in takes_bytes]
    return [one for one in commands if one.media_type in (None, "application/json")]


def going_round(operations: list[Operation], each: int) -> Iterator[tuple[Operation, tuple[str, bytes, int, str]]]:
    """Each operation with its share of the documents, in rotation."""
    at = 0
    for one in operations:
        for _ in range(each):
            yield one, REFUSED[at % len(REFUSED)]
            at += 1


@pytest.mark.parametrize("each", [8, pytest.param(len(REFUSED), marks=pytest.mark.long)])
async def test_invalid_json_is_rejected_by_every_operation(laboratory: Shop, each: int) -> None:
    things, counts, found = Things(laboratory), ResponseCounts(), list[str]()
    targets = reading_json(laboratory)
    for one, (name, body, status, code) in going_round(targets, each):
        path = await things.path(one.path, one.holes)
        response = await laboratory.call("admin", one.method, path, body=body, content_type=b"application/json")
        counts.note(response)
        if (response.status, response.code) != (status, code):
            found.append(f"{one.name} {name}: {response.status} {response.code}, expected {status} {code}")
        found += [f"{one.name} {name}: {what}" for what in wrong(response, body.decode("latin-1"))]
    print(f"{len(REFUSED)} documents, {len(targets)} operations, {counts}")
    assert "\n".join(found) == ""
    assert len(targets) * each > len(REFUSED)


async def test_json_other_than_an_object_is_rejected(laboratory: Shop) -> None:
    things, counts, found = Things(laboratory), ResponseCounts(), list[str]()
    for number, one in enumerate(reading_json(laboratory)):
        path = await things.path(one.path, one.holes)
        for body in (NO_OBJECTS[(number * 5 + i) % len(NO_OBJECTS)] for i in range(5)):
            response = await laboratory.call("admin", one.method, path, body=body, content_type=b"application/json")
            counts.note(response)
            if (response.status, response.code) != (422, "validation_failed"):
                found.append(f"{one.name} {body[:40]!r}: {response.status} {response.code}")
            found += [f"{one.name}: {what}" for what in wrong(response, body.decode())]
    print(counts)
    assert "\n".join(found) == ""


async def test_a_body_of_another_media_type_is_rejected(laboratory: Shop) -> None:
    kinds = [
        b"text/plain",
        b"application/xml",
        b"application/x-www-form-urlencoded",
        b"multipart/form-data; boundary=a",
    ]
    kinds += [b"application/json; charset=utf-16", b"application/json; charset=latin-1", b"text/json", b"json", b"*/*"]
    kinds += [b"application/json-patch", b"\xff", b"application/json, text/plain", b" ", b";", b"application/"]
    things, found = Things(laboratory), list[str]()
    for number, one in enumerate(reading_json(laboratory)):
        path = await things.path(one.path, one.holes)
        for kind in (kinds[(number * 3 + i) % len(kinds)] for i in range(3)):
            response = await laboratory.call("admin", one.method, path, body=b"{}", content_type=kind)
            if (response.status, response.code) != (415, "unsupported_media_type"):
                found.append(f"{one.name} {kind!r}: {response.status} {response.code}")
    assert "\n".join(found) == ""
