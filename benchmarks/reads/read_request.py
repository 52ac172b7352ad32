"""Requests that read, with the response that each must have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

Line = tuple[str, int]
"""SKU and quantity."""


class WrongResponse(Exception):
    """A response disagrees with the database."""


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A path with its expected body; `varies`: the body contains the time, so only the status is expected."""

    path: str
    body: bytes
    varies: bool = False

    def encoded(self, token: str) -> bytes:
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order in the database."""

    id: int
    total_cents: int
    lines: Sequence[Line]


def check_orders(body: bytes, stored: Sequence[StoredOrder]) -> None:
    """Check an order or a page of orders against the database. Raises WrongResponse."""
    found = orjson.loads(body)
    shown = [_order(one) for one in found.get("items", ())] if "next_cursor" in found else [_order(found)]
    if shown != list(stored):
        raise WrongResponse(f"{shown[:2]} instead of {list(stored)[:2]}")


def check_product(body: bytes, sku: str, price_cents: int) -> None:
    """Raises WrongResponse."""
    found = orjson.loads(body)
    if (found["sku"], found["price_cents"]) != (sku, price_cents):
        raise WrongResponse(f"{body[:200]!r} instead of {sku} at {price_cents}")


def check_availability(body: bytes, units: Mapping[str, int]) -> None:
    """Raises WrongResponse."""
    found = {one["sku"]: one["available"] for one in orjson.loads(body)["items"]}
    if found != dict(units):
        raise WrongResponse(f"{body[:200]!r} instead of {dict(units)}"[:500])


def _order(members: Mapping[str, object]) -> StoredOrder:
    lines = members["items"]
    assert isinstance(lines, list)
    return StoredOrder(
        int(str(members["id"])),
        int(str(members["total_cents"])),
        [(str(line["sku"]), int(line["quantity"])) for line in lines],
    )
