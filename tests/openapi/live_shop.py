"""A shop with data that is served on a port, for external clients and testers."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx2

from tests.program_scopes import SCOPES
from tests.running.running_shop import TRADEPOST
from tests.running.serve_process import serving

PASSWORD = "correct horse battery"
SKUS = ("85123A", "71053", "84406B")
LOCATIONS = ("MAIN", "LEEDS")


@dataclass(frozen=True, slots=True)
class LiveShop:
    """`key` has all scopes; it belongs to the administrator and has the id `key_id`."""

    url: str
    key: str
    key_id: int
    admin_id: int
    log: Path

    def done(self, method: str, path: str, json: object = None) -> Any:
        """The body of a response that must be successful."""
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": token_hex(8)}
        response = httpx2.request(method, f"{self.url}{path}", json=json, headers=headers, trust_env=False, timeout=60)
        assert response.status_code < 300, f"{method} {path}: {response.text}"
        return response.json() if response.content else None


@contextmanager
def live_shop(folder: Path, database_url: str, redis_url: str) -> Iterator[LiveShop]:
    """Run a shop with an administrator and three well-stocked products for the duration of the block."""
    settings = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "TRADEPOST_RATE_LIMITS": "off",
                "TRADEPOST_IDEMPOTENCY_STRICT": "1", "TRADEPOST_MAX_UNPAID_ORDERS": "0",
                "TRADEPOST_HOME": str(folder / "home")}  # fmt: skip
    environment = {**os.environ, **settings, "TRADEPOST_ADMIN_PASSWORD": PASSWORD}
    admin = ("create-admin", "--email", "admin@tradepost.example", "--username", "admin")
    subprocess.run((*TRADEPOST, *admin), cwd=folder, env=environment, check=True)
    with serving(folder, settings) as command:
        shop = _entered(command.address, command.log)
        _furnish(shop)
        yield shop


def _entered(url: str, log: Path) -> LiveShop:
    """Authenticate with an administrator's key."""
    with httpx2.Client(base_url=url, trust_env=False, timeout=60) as http:
        form = {"grant_type": "password", "username": "admin", "password": PASSWORD}
        token = http.post("/v1/auth/token", data=form).json()["access_token"]
        wish = {"name": "outside tools", "scopes": sorted(SCOPES)}
        made = http.post("/v1/api-keys", json=wish, headers={"Authorization": f"Bearer {token}"}).json()
    return LiveShop(url, made["secret"], made["id"], made["owner_id"], log)


def _furnish(shop: LiveShop) -> None:
    shop.done("POST", "/v1/locations", {"code": "LEEDS", "name": "Leeds", "country": "GB"})
    for sku in SKUS:
        shop.done("POST", "/v1/products", {"sku": sku, "name": f"Product {sku}", "price_cents": 255})
    for location in LOCATIONS:
        lines = [{"sku": sku, "quantity": 500_000, "location_code": location} for sku in SKUS]
        shop.done("POST", "/v1/inventory/receipts", {"lines": lines})
