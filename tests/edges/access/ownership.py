"""Object-level authorization: all principals access Ada's objects and objects that do not exist.

The functions return one message per deviation.
"""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

from tests.edges.access.access import OF_GUESTS, StatusCounts
from tests.edges.access.objects import RECREATED, Things
from tests.edges.access.principals import NOBODIES, wanted
from tests.edges.document import Operation
from tests.edges.raw_requests import Answer
from tests.edges.shop import Shop
from tests.module_samples import all_samples

ACCESS = [samples.access for samples in all_samples()]
ALSO_NEEDS_SIGHT = {operation: scopes for each in ACCESS for operation, scopes in each.also_need.items()}
OTHER_BODIES = {operation: bodies for each in ACCESS for operation, bodies in each.other_bodies.items()}
NEEDS_MORE_THAN_OWNING = frozenset[str]().union(*(each.need_more_than_owning for each in ACCESS))
NOTHING_OF_CLIENTS = frozenset[str]().union(*(each.nothing_of_clients for each in ACCESS))

OF_ORDERS = "/v1/orders/{order_id}"
STALE = {b"if-match": b'"999999"'}
"""Callers that may change a resource get a version mismatch: the gate admitted them, and nothing changes."""

DENIED = (401, 403, 404)


async def of_others(shop: Shop, operations: list[Operation], counts: StatusCounts) -> AsyncIterator[str]:
    """An unauthorized caller cannot distinguish an object from one that does not exist."""
    things = Things(shop)
    for one in _with_things(operations):
        path = await things.path(one.path, one.holes)
        missing = things.missing(one.path, one.holes)
        for who in NOBODIES:
            real, none = await _tried(shop, one, path, who), await _tried(shop, one, missing, who)
            counts[real.status] += 1
            counts[none.status] += 1
            if real.status not in DENIED:
                yield f"{one.name} as {who}: {real.status} {real.code}, it is not theirs"
            elif (real.status, real.said) != (none.status, none.said):
                yield f"{one.name} as {who}: {real.said}, but {none.said} for what is not there"
            elif one.beyond is not None and who == "ben" and real.status != 404:
                yield f"{one.name} as {who}: {real.status}, another customer's thing is not found"
        for who in _lacking(one):
            response = await _tried(shop, one, path, who)
            counts[response.status] += 1
            if response.status not in (403, 404):
                yield f"{one.name} as {who}: {response.status} {response.code}, they lack the scope"


async def of_their_own(shop: Shop, operations: list[Operation], counts: StatusCounts) -> AsyncIterator[str]:
    """The owner and holders of a required scope have access."""
    things = Things(shop)
    for one in sorted(_with_things(operations), key=lambda one: one.method != "GET"):
        for who in _entitled(one):
            path = await things.path(one.path, one.holes, recreate=one.id in RECREATED)
            response = await _tried(shop, one, path, who)
            counts[response.status] += 1
            if response.status in DENIED:
                yield f"{one.name} as {who}: {response.status} {response.code}, it is theirs to see"
        if one.id in OF_GUESTS and OF_ORDERS in one.holes:
            path = one.path.replace("{order_id}", str(shop.people["guest"].id))
            response = await _tried(shop, one, path, "guest")
            counts[response.status] += 1
            if response.status in DENIED:
                yield f"{one.name} as the order's guest: {response.status} {response.code}, it is theirs to see"


async def of_clients(shop: Shop, operations: list[Operation], counts: StatusCounts) -> AsyncIterator[str]:
    """An API client without the scope gets an error that names the scope."""
    for one in operations:
        if one.holes or one.id not in NOTHING_OF_CLIENTS or not one.beyond:
            continue
        for who in ("bare key", *_lacking(one)):
            response = await _tried(shop, one, one.path, who)
            counts[response.status] += 1
            if response.status != 403 or response.json()["required_scope"] not in one.beyond:
                yield f"{one.name} as {who}: {response.status} {response.code}, they lack the scope"
        for scope in one.beyond:
            response = await _tried(shop, one, one.path, f"only {scope}")
            counts[response.status] += 1
            if response.status in DENIED:
                yield f"{one.name} as only {scope}: {response.status} {response.code}, they hold the scope"


async def in_lists(shop: Shop, operations: list[Operation], counts: StatusCounts) -> AsyncIterator[str]:
    """Lists neither show nor count other users' rows, nor find them by id."""
    foreign = await _named_after_ada(shop)
    for one in operations:
        if not one.is_list or one.beyond is None or one.holes:
            continue
        hers, his = await _rows(shop, one, "ada", counts), await _rows(shop, one, "ben", counts)
        if not hers:
            yield f"{one.name}: Ada has nothing there that Ben could see"
        if set(hers) & set(his):
            yield f"{one.name}: Ben sees what is Ada's"
        for parameter in one.parameters_in("query"):
            if (name := parameter["name"]) not in foreign:
                continue
            query = {name: foreign[name]}
            if not await _rows(shop, one, "ada", counts, **query):
                yield f"{one.name}?{name}: Ada does not find her own by it"
            if await _rows(shop, one, "ben", counts, **query):
                yield f"{one.name}?{name}: Ben finds something by what names Ada's"


async def _named_after_ada(shop: Shop) -> dict[str, object]:
    """Filter values that refer to Ada's objects."""
    return {name: value for each in ACCESS for name, value in (await each.named_after_ada(shop)).items()}


async def _rows(shop: Shop, one: Operation, who: str, counts: StatusCounts, **query: object) -> list[Any]:
    """The ids of a whole list; its total must match."""
    text = urlencode({"limit": 100, "offset": 0, **query}).encode()
    response = await shop.call(who, "GET", one.path, query=text)
    counts[response.status] += 1
    assert response.status == 200, f"{one.name}: {response.body!r}"
    page = response.json()
    assert page["total"] == len(page["items"]), f"{one.name} as {who}: more is counted than shown"
    return [row["id"] for row in page["items"]]


def _with_things(operations: list[Operation]) -> list[Operation]:
    return [one for one in operations if one.holes and not one.is_open]


def _lacking(one: Operation) -> list[str]:
    return [f"all but {' '.join(sorted(needs))}" for needs in wanted([one])]


def _entitled(one: Operation) -> list[str]:
    holders = one.scopes or (one.beyond or frozenset()) - ALSO_NEEDS_SIGHT.get(one.id, frozenset())
    owning = one.beyond is not None and one.id not in NEEDS_MORE_THAN_OWNING
    return [f"only {scope}" for scope in sorted(holders)] + (["ada"] if owning else [])


async def _tried(shop: Shop, one: Operation, path: str, who: str) -> Answer:
    body, kind = shop.samples.body(one)
    if who in OTHER_BODIES.get(one.id, {}):
        return await shop.call(who, one.method, path, OTHER_BODIES[one.id][who], headers=STALE)
    return await shop.call(who, one.method, path, body=body, content_type=kind, headers=STALE)
