"""Read-only fields and values of wrong types, in every request body of the document."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.edges.access.objects import Things
from tests.edges.document import Operation
from tests.edges.shop import Shop
from tests.edges.text.hostile import ResponseCounts, wrong
from tests.edges.text.text_inputs import put

NOT_THEIRS = (
    "role", "is_admin", "is_active", "status", "payment_status", "price", "price_cents", "unit_price_cents", "total",
    "total_cents", "subtotal_cents", "discount_cents", "paid_cents", "captured_cents", "refunded_cents", "user_id",
    "customer_id", "owner_id", "placed_by", "id", "version", "created_at", "password_hash", "secret", "token_version",
    "scopes", "on_hand", "reserved", "__proto__", "constructor", "$where", "no_such_field",
)  # fmt: skip
"""What attackers add to bodies; where a body has a field of that name it is left alone."""

TYPES: dict[str, type | tuple[type, ...]] = {
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "string": str,
    "array": list,
    "object": dict,
}

KINDS: tuple[Any, ...] = (
    None,
    True,
    7,
    -1,
    1.5,
    2**53,
    -(2**63),
    "7",
    "",
    [],
    {},
    [[]],
    {"a": {}},
    [None],
    ["a"] * 101,
)


def json_bodies(shop: Shop) -> Iterator[tuple[Operation, Any, Mapping[str, Any]]]:
    for one in shop.operations:
        if one.media_type == "application/json":
            schema = one.bodies["application/json"]
            yield one, shop.samples.value(schema), shop.samples.members(schema)


async def test_unknown_members_of_a_body_are_rejected(laboratory: Shop) -> None:
    things, found, tried = Things(laboratory), list[str](), 0
    for one, sample, members in json_bodies(laboratory):
        path = await things.path(one.path, one.holes)
        foreign = [name for name in NOT_THEIRS if name not in members]
        body = {**sample, **dict.fromkeys(foreign, 1)}
        response = await laboratory.call("admin", one.method, path, body)
        tried += len(foreign)
        refused = {error["pointer"].rpartition("/")[2] for error in response.json().get("errors", ())}
        if response.status != 422:
            found.append(f"{one.name}: {response.status}")
        elif missed := {name for name in foreign if name != "$where"} - refused:
            found.append(f"{one.name}: took {sorted(missed)}")
    print(f"{tried} fields tried")
    assert "\n".join(found) == ""


async def test_unknown_members_of_nested_objects_are_rejected(laboratory: Shop) -> None:
    things, found = Things(laboratory), list[str]()
    for one, sample, _ in json_bodies(laboratory):
        for steps in _objects(sample):
            if steps and "metadata" not in steps:
                path = await things.path(one.path, one.holes)
                body = put(sample, (*steps, "no_such_field"), 1)
                response = await laboratory.call("admin", one.method, path, body)
                pointers = [error["pointer"] for error in response.json().get("errors", ())]
                where = "".join(f"/{step}" for step in (*steps, "no_such_field"))
                if response.status != 422 or where not in pointers:
                    found.append(f"{one.name} {where}: {response.status} {pointers}")
    assert "\n".join(found) == ""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: repr(kind)[:12])
async def test_values_of_a_wrong_type_cause_no_500(laboratory: Shop, kind: Any) -> None:
    things, counts, found = Things(laboratory), ResponseCounts(), list[str]()
    for one, sample, members in json_bodies(laboratory):
        path = await things.path(one.path, one.holes)
        for name, member in members.items():
            if _may_be(laboratory, member, kind):
                continue
            response = await laboratory.call("admin", one.method, path, {**sample, name: kind})
            counts.note(response)
            if response.status != 422:
                found.append(f"{one.name} {name}={kind!r}: {response.status} {response.code}")
            found += [f"{one.name} {name}: {what}" for what in wrong(response, "")]
    print(counts)
    assert "\n".join(found) == ""


def _may_be(shop: Shop, schema: Mapping[str, Any], value: Any) -> bool:
    """Whether the document allows the JSON type for the field."""
    schema = shop.samples.resolved(schema)
    choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    if choices:
        return any(_may_be(shop, choice, value) for choice in choices)
    reported = schema.get("type")
    if reported is None:
        return True
    kinds = [reported] if isinstance(reported, str) else reported
    # To Python truth is a number, to JSON it is not.
    return any(isinstance(value, TYPES[kind]) and isinstance(value, bool) == (kind == "boolean") for kind in kinds)


def _objects(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        yield steps
        for name, member in value.items():
            yield from _objects(member, (*steps, name))
    elif isinstance(value, list) and value:
        yield from _objects(value[0], (*steps, 0))
