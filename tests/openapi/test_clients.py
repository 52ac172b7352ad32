"""A generated client compiles, type-checks, and places, pays and reads an order."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.openapi.live_shop import SKUS, LiveShop, live_shop
from tests.openapi.npm import node

pytestmark = [pytest.mark.process, pytest.mark.timeout(600)]

BUYER = """
import json, sys
from tradepost_client import AuthenticatedClient
from tradepost_client.api.orders import get_order, list_orders, place_order
from tradepost_client.api.payments import pay_order
from tradepost_client.models import NewPaymentIn, OrderIn, PaymentOut, PlacedOrderOut, Problem

url, token, sku = sys.argv[1:]
shop = AuthenticatedClient(base_url=url, token=token, timeout=60, httpx_args={"trust_env": False})
wish = OrderIn.from_dict(
    {
        "items": [{"sku": sku, "quantity": 2}],
        "customer": {"name": "Ada Lovelace", "email": "ada@example.com"},
        "shipping_address": {
            "name": "Ada Lovelace", "line1": "12 St James's Square", "city": "London",
            "postal_code": "SW1Y 4JH", "country": "GB",
        },
    }
)
placed = place_order.sync(client=shop, body=wish, idempotency_key="python-client")
assert isinstance(placed, PlacedOrderOut), placed
paid = pay_order.sync(
    placed.id, client=shop, body=NewPaymentIn.from_dict({"method": "manual"}), idempotency_key="python-client"
)
assert isinstance(paid, PaymentOut), paid
read = get_order.sync(placed.id, client=shop)
listed = list_orders.sync(client=shop, limit=1)
absent = get_order.sync(999_999_999, client=shop)
assert isinstance(absent, Problem), absent
reported = {"id": read.id, "status": read.status, "payment_status": read.payment_status,
        "total_cents": read.total_cents, "listed": [one.id for one in listed.items], "absent": absent.code}
print(json.dumps(reported))
"""


@pytest.fixture
def shop(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[LiveShop]:
    with live_shop(tmp_path, database_url, redis_url) as shop:
        yield shop


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_generated_python_client_places_an_order(shop: LiveShop, tmp_path: Path) -> None:
    document = node.exported(tmp_path / "openapi.json")
    (tmp_path / "settings.yaml").write_text("post_hooks: []")
    options = ("--meta", "none", "--output-path", "tradepost_client", "--config", "settings.yaml")
    run(sys.executable, "-m", "openapi_python_client", "generate", "--path", str(document), *options, cwd=tmp_path)
    run(sys.executable, "-m", "compileall", "-q", "tradepost_client", cwd=tmp_path)
    named = {
        one["operationId"] for path in json.loads(document.read_bytes())["paths"].values() for one in path.values()
    }
    assert named == {path.stem for path in tmp_path.glob("tradepost_client/api/*/*.py")} - {"__init__"}
    said = run(sys.executable, "-c", BUYER, shop.url, shop.key, SKUS[0], cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert_bought(shop, said)


@pytest.mark.skipif(not node.is_installed(), reason="`make check-api` installs what comes from npm; it needs node")
def test_a_generated_typescript_client_places_an_order(shop: LiveShop, tmp_path: Path) -> None:
    assert node.compile_client(node.exported(tmp_path / "openapi.json")) == ""
    said = run("node", str(node.BUILD / "client.js"), shop.url, shop.key, SKUS[0], cwd=node.HERE)
    assert_bought(shop, said)


def assert_bought(shop: LiveShop, said: str) -> None:
    reported = json.loads(said)
    order = shop.done("GET", f"/v1/orders/{reported['id']}")
    assert (order["status"], order["payment_status"], order["total_cents"]) == ("confirmed", "paid", 510)
    assert reported == {
        "id": order["id"],
        "status": "confirmed",
        "payment_status": "paid",
        "total_cents": 510,
        "listed": [order["id"]],
        "absent": "not_found",
    }
