"""What the access matrix needs to know of a module's routes."""

from collections.abc import Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tests.edges.shop import Shop

Maker = Callable[[Shop], Awaitable[str]]


async def nothing_named(_: Shop) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, kw_only=True)
class AccessSamples:
    """Names of operations are operation ids.

    `objects`: creates an object, mostly owned by the customer Ada, by the path up to its parameter
    (`/v1/coupons/{code}`), and returns the parameter.
    `named_after_ada`: values of filters that refer to Ada's objects.
    `open_to_strangers`: operations that anonymous callers may call; everything else is denied to them.
    `open_to_guests`: what the holder of an order's token may do with that order.
    `recreated`: operations that delete the object; each attempt gets an object of its own.
    `also_need`: scopes that open another's object only together with one that lets see it, by operation.
    `other_bodies`: bodies for callers to whom the document's example is forbidden, by operation.
    `need_more_than_owning`: operations whose caller must own the object and hold a scope.
    `nothing_of_clients`: operations on which an API client has nothing of its own; the error names the missing scope.
    `signed`: operations that a signature authenticates; a 401 of theirs says nothing about the session.
    `shown_secrets`: secret members of responses that are shown on purpose, by schema.
    """

    objects: Mapping[str, Maker] = field(default_factory=dict)
    named_after_ada: Callable[[Shop], Awaitable[Mapping[str, object]]] = nothing_named
    open_to_strangers: AbstractSet[str] = frozenset()
    open_to_guests: AbstractSet[str] = frozenset()
    recreated: AbstractSet[str] = frozenset()
    also_need: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    other_bodies: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    need_more_than_owning: AbstractSet[str] = frozenset()
    nothing_of_clients: AbstractSet[str] = frozenset()
    signed: AbstractSet[str] = frozenset()
    shown_secrets: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
