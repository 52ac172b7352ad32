"""Every 403 names the missing scopes: with all of them the operation is allowed."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from tests.edges.access.access import StatusCounts
from tests.edges.access.objects import RECREATED, Things
from tests.edges.access.principals import STAFF
from tests.edges.document import Operation
from tests.edges.raw_requests import Answer
from tests.edges.shop import Shop

ROLES = tuple(role for role in STAFF if role != "admin")
CALLERS = ("ben", "bare key", *ROLES, "only orders:read", "only orders:create", "only coupons:read")
"""A customer, a client without rights, staff of each role that lacks one, and clients that see what they may not
change.
"""

MOST_ANSWERS = 2
"""The gate names the operation's scope, then the use case all that the caller's wish needs."""

Body = tuple[bytes, bytes | None]


async def named_scopes(shop: Shop, operations: list[Operation], counts: StatusCounts) -> AsyncIterator[str]:
    things = Things(shop)
    for one in (one for one in operations if one.scopes or one.beyond):
        for body in _bodies(shop, one):
            for who in CALLERS:
                path = await things.path(one.path, one.holes, recreate=one.id in RECREATED)
                response = await _asked(shop, one, path, who, body)
                counts[response.status] += 1
                if response.status == 401:
                    yield f"{one.name} as {who}: 401, their access has ended"
                if response.status == 403 and (
                    wrong := await _wrongly_named(shop, one, path, who, body, response, counts)
                ):
                    yield f"{one.name} as {who} with {body[0][:60]!r}: {wrong}"


async def _wrongly_named(
    shop: Shop, one: Operation, path: str, who: str, body: Body, response: Answer, counts: StatusCounts
) -> str | None:
    """Add the named scopes until the operation is allowed, then remove each of them again."""
    held, added, responses = shop.people[who].scopes, list[str](), 0
    while response.status == 403:
        missing = response.json()["missing_scopes"]
        responses += 1
        if not missing or held.union(added).intersection(missing) or responses > MOST_ANSWERS:
            return f"403 naming {missing}, beside {sorted(held)} and {added}"
        added += missing
        response = await _asked(shop, one, path, await _with(shop, held.union(added)), body)
        counts[response.status] += 1
    for scope in added if len(added) > 1 else ():
        without = await _asked(shop, one, path, await _with(shop, held.union(added) - {scope}), body)
        counts[without.status] += 1
        if without.status != 403:
            return f"{scope} was named, but the door opens without it too"
    return None


async def _with(shop: Shop, scopes: frozenset[str]) -> str:
    """A client with exactly these scopes, created once."""
    name = f"exactly {' '.join(sorted(scopes))}"
    if name not in shop.people:
        await shop.key(name, scopes)
    return name


async def _asked(shop: Shop, one: Operation, path: str, who: str, body: Body) -> Answer:
    stale = {b"if-match": b'"999999"'}
    return await shop.call(who, one.method, path, body=body[0], content_type=body[1], headers=stale)


def _bodies(shop: Shop, one: Operation) -> Iterator[Body]:
    """The example body, and one body per enum value."""
    kind = one.media_type
    if kind is None:
        yield b"", None
        return
    schema = one.bodies[kind]
    shown: Any = shop.samples.value(schema)
    yield shop.samples.encoded(kind, shown)
    if not isinstance(shown, dict):
        return
    for name, member in shop.samples.members(schema).items():
        for value in shop.samples.resolved(member).get("enum", ()):
            if value != shown.get(name):
                yield shop.samples.encoded(kind, {name: value, **{k: v for k, v in shown.items() if k != name}})
