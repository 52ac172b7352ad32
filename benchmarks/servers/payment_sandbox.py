"""Tradepost's payment sandbox as the payment provider of a system."""

import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from benchmarks.servers.http import free_port, serving

READ_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Captures:
    """Orders with a captured payment, and those of them that were charged more than once."""

    orders: int
    charged_twice: int


@dataclass(frozen=True, slots=True)
class PaymentSandbox:
    """A running sandbox; it sends no webhooks."""

    url: str
    api_key: str
    webhook_secret: str
    pid: int

    async def captures(self) -> Captures:
        async with httpx2.AsyncClient(base_url=self.url, trust_env=False, timeout=READ_SECONDS) as http:
            response = await http.get("/_sandbox/statistics")
        response.raise_for_status()
        statistics = response.json()
        return Captures(len(statistics["captures"]["by_order"]), len(statistics["captured_twice"]["orders"]))


@asynccontextmanager
async def payment_sandbox(folder: Path, name: str) -> AsyncIterator[PaymentSandbox]:
    """Run a sandbox with its own data for the duration of the block."""
    port = free_port()
    api_key, webhook_secret = f"sk_test_{secrets.token_hex(16)}", f"whsec_{secrets.token_hex(16)}"
    command = [
        *(sys.executable, "-P", "-m", "entrypoints.cli", "payment-sandbox"),
        *("--port", str(port), "--data", str(folder / f"{name}.db")),
    ]
    environment = {"PAYMENT_SANDBOX_API_KEY": api_key, "PAYMENT_SANDBOX_WEBHOOK_SECRET": webhook_secret}
    log = folder / f"{name}.log"
    async with serving(command, environment, port, log=log, ready="/_sandbox/health") as pid:
        yield PaymentSandbox(f"http://127.0.0.1:{port}", api_key, webhook_secret, pid)
