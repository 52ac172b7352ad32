"""All kinds of principals: anonymous, customers, guests, staff of each role, clients with each scope or all but one."""

from modules.users.domain.roles import Role
from tests.edges.access.objects import OBJECTS, Things
from tests.edges.document import Operation
from tests.edges.shop import ADDRESS, STRANGER, Person, Shop
from tests.modules.orders.sample_data.access import order_body
from tests.program_scopes import CATALOG, SCOPES

SHUT_OUT = ("deactivated", "expired")
"""Whose tokens were good once."""

GUESTS = ("guest", "other guest")
STAFF = ("warehouse", "support", "manager", "admin")
NOBODIES = ("stranger", "ben", "bare key", "other guest")
"""Who may see nothing of Ada's."""


async def introduce(shop: Shop) -> None:
    """Create all principals and their objects."""
    await furnish(shop)
    people = shop.people
    people["stranger"] = STRANGER
    people["admin"] = Person(people["admin"].token, people["admin"].id, SCOPES)
    await shop.register("ben")
    for role in (Role.WAREHOUSE, Role.SUPPORT, Role.MANAGER):
        person = await shop.register(role.value, role.value)
        people[role.value] = Person(person.token, person.id, CATALOG.of(role))
    for scope in sorted(SCOPES):
        await shop.key(f"only {scope}", frozenset({scope}))
    for missing in wanted(shop.operations):
        await shop.key(f"all but {' '.join(sorted(missing))}", SCOPES - missing)
    await _bare_key(shop)
    await _shut_out(shop)
    await shop.done("ben", "POST", "/v1/orders", order_body())
    for number, guest in enumerate(GUESTS):
        placed = await shop.done("only orders:create", "POST", "/v1/orders", guest_order_body(number))
        people[guest] = Person(placed["order_token"], placed["id"])
    shop.cast = tuple(people)


async def furnish(shop: Shop) -> None:
    """Create Ada and one object of each kind."""
    await shop.register("ada")
    for hole in OBJECTS:
        await Things(shop).make(hole)


def wanted(operations: list[Operation]) -> list[frozenset[str]]:
    """The distinct sets of scopes that operations require."""
    return sorted({one.scopes or one.beyond or frozenset() for one in operations} - {frozenset()}, key=sorted)


def guest_order_body(number: int) -> dict[str, object]:
    return order_body(customer={"name": "Grace", "email": f"grace{number}@guests.example"}, shipping_address=ADDRESS)


async def _bare_key(shop: Shop) -> None:
    """A key of a former staff member who is now a customer."""
    clerk = await shop.register("clerk", "support")
    key = await shop.key("bare key", frozenset({"orders:read"}), owner="clerk")
    await shop.done("admin", "PATCH", f"/v1/users/{clerk.id}", {"role": "customer"})
    shop.people["bare key"] = Person(key.token, key.id)


async def _shut_out(shop: Shop) -> None:
    gone = await shop.register("deactivated", "manager")
    await shop.done("admin", "PATCH", f"/v1/users/{gone.id}", {"is_active": False})
    old = await shop.key("expired", SCOPES)
    await shop.sql("UPDATE users.api_keys SET expires_at = now() - interval '1 minute' WHERE id = $1", old.id)
