"""Access matrix: every principal calls every operation, compared with the document.

The expectation comes from `security`, `x-required-scopes` and `x-scopes-beyond-own`, and from the holders of order
tokens. The functions return one message per deviation.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

from tests.edges.access.objects import OBJECTS, Things
from tests.edges.access.principals import GUESTS, SHUT_OUT
from tests.edges.document import Operation
from tests.edges.raw_requests import Answer
from tests.edges.shop import Person, Shop
from tests.module_samples import all_samples

OPEN = frozenset[str]().union(*(samples.access.open_to_strangers for samples in all_samples()))
OF_GUESTS = frozenset[str]().union(*(samples.access.open_to_guests for samples in all_samples()))
STRANGE: dict[str, Any] = {
    "query": b"no_such_parameter=1&no_such_parameter=%00",
    "body": b'{"broken',
    "headers": {b"accept": b"image/x-none", b"idempotency-key": b"\x01", b"if-match": b"nonsense"},
}
"""A request that is wrong in every way there is: who is refused must not learn that."""

StatusCounts = Counter[int]


def uncovered(operations: list[Operation]) -> Iterator[str]:
    """Operations that the matrix could not call."""
    for one in operations:
        if one.is_open and one.id not in OPEN:
            yield (
                f"{one.name}: open to strangers: if it may be, add `{one.id}` to `open_to_strangers` "
                "in tests/modules/<module>/samples.py"
            )
        for hole in one.holes:
            if hole not in OBJECTS:
                yield (
                    f"{one.name}: nothing fits {hole}: add a line `{hole!r}: <maker>` "
                    "to `objects` in tests/modules/<module>/samples.py"
                )
        if not one.is_open and not one.scopes and one.beyond is None:
            yield (
                f"{one.name}: the document tells neither x-required-scopes nor x-scopes-beyond-own: "
                "its gate is none of requires(…), signed_in(…), command(…)"
            )


async def at_the_gate(shop: Shop, operations: list[Operation], counts: StatusCounts) -> AsyncIterator[str]:
    """Every principal calls every operation with an otherwise invalid request: 401 and 403 take precedence."""
    things = Things(shop)
    for one in operations:
        path = await things.path(one.path, one.holes)
        for who, person in ((who, shop.people[who]) for who in shop.cast):
            response = await shop.ask(one.method, path, person.token, **STRANGE)
            counts[response.status] += 1
            if wrong := _wrong_at_gate(one, who, person, response):
                yield f"{one.name} as {who}: {response.status} {response.code}, {wrong}"


def _wrong_at_gate(one: Operation, who: str, person: Person, response: Answer) -> str | None:
    if who in SHUT_OUT:
        return _unless(response.status == 401, "a token that is no longer good opens nothing")
    if one.is_open:
        return _unless(response.status not in (401, 403), "the document calls it open to all")
    if who == "stranger":
        return _unless(response.status == 401, "strangers are asked to sign in")
    if who in GUESTS:
        expected = 403 if one.scopes else 406 if one.id in OF_GUESTS else 401
        return _unless(response.status == expected, f"to a guest it should be {expected}")
    if one.scopes and not one.scopes & person.scopes:
        named = response.status == 403 and response.json()["required_scope"] in one.scopes
        return _unless(named, f"a scope is missing: 403 naming one of {sorted(one.scopes)}")
    return _unless(response.status == 406, "they hold what the document asks for")


def _unless(fine: bool, sentence: str) -> str | None:
    return None if fine else sentence
