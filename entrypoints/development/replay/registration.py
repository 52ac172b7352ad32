"""Registers the customers of the files."""

from collections.abc import Callable, Iterable

from entrypoints.development.replay.customers import email, full_name, username
from entrypoints.development.replay.http_client import RetriesExhausted, ShopClient
from entrypoints.development.replay.worker_pool import run_concurrently

TAKEN = ("email_taken", "username_taken")


async def register_customers(
    client: ShopClient, customer_refs: Iterable[str], buyers: int, *, done: Callable[[], None]
) -> dict[str, int]:
    """Register missing customers; returns the user id of each customer. Raises RetriesExhausted, Unauthorized."""
    ids: dict[str, int] = {}

    async def one(ref: str) -> None:
        ids[ref] = await _register(client, ref)
        done()

    await run_concurrently(one, customer_refs, buyers)
    return ids


async def _register(client: ShopClient, ref: str) -> int:
    body = {"email": email(ref), "username": username(ref), "full_name": full_name(ref)}
    response = await client.post("/v1/users", body, key=f"replay-customer-{ref}")
    if response.status in (200, 201):
        return int(response.body["id"])
    if response.status == 409 and response.code in TAKEN:
        return await _look_up(client, ref)
    raise RetriesExhausted(f"customer {ref} cannot be registered: {response.status} {response.code}")


async def _look_up(client: ShopClient, ref: str) -> int:
    async for user in client.walk("/v1/users", q=email(ref)):
        if str(user["email"]).lower() == email(ref):
            return int(user["id"])
    raise RetriesExhausted(f"customer {ref}: the username is taken, but no user has the e-mail address {email(ref)}")
