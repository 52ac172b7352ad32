"""The payment sandbox as a separate process, for tests."""

import asyncio
import signal
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2

from entrypoints.development.processes.supervised_process import changed_environment
from tests.running.running_shop import TRADEPOST, free_port
from tests.timeouts import TIMEOUT_SECONDS

API_KEY = "sk_test_of_these_tests_alone"
WEBHOOK_SECRET = "whsec_of_these_tests_alone"


class RunningSandbox:
    """A sandbox with its data in a folder; it can be killed and restarted."""

    def __init__(self, folder: Path, webhook_url: str | None, api_key: str, webhook_secret: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.api_key = api_key
        self.webhook_secret = webhook_secret
        self.http = httpx2.AsyncClient(base_url=self.url, auth=(api_key, ""), trust_env=False, timeout=30)
        self.log = folder / "sandbox.log"
        self.data = folder / "sandbox.db"
        self._webhook_url = webhook_url
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start the sandbox and wait until it responds."""
        process = self._begin()
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while not await self._answers():
            assert process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            await asyncio.sleep(0.05)

    def command_line(self) -> bytes:
        """The command line, as a process list shows it."""
        assert self._process is not None
        return Path(f"/proc/{self._process.pid}/cmdline").read_bytes()

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        return self._end(signal.SIGKILL)

    async def faults(self, **switches: object) -> None:
        """Set the fault switches; switches not given are off."""
        response = await self.http.put("/_sandbox/faults", json=switches)
        assert response.status_code == 200, response.text

    async def statistics(self) -> dict[str, Any]:
        counts: dict[str, Any] = (await self.http.get("/_sandbox/statistics")).json()
        return counts

    async def post(self, path: str, key: str | None = None, /, **form: object) -> httpx2.Response:
        """Send a command to the Stripe API."""
        return await self.http.post(path, data=form, headers={"Idempotency-Key": key} if key else {})

    async def pay(self, key: str | None = None, /, **form: object) -> httpx2.Response:
        """Create a payment of 1000 pence with a valid card, unless `form` says otherwise."""
        usual = {
            "amount": 1000,
            "currency": "gbp",
            "confirm": "true",
            "payment_method": "pm_card_visa",
            "automatic_payment_methods[enabled]": "true",
            "automatic_payment_methods[allow_redirects]": "never",
            "metadata[payment_id]": 7,
        }
        return await self.post("/v1/payment_intents", key, **(usual | form))

    def _begin(self) -> subprocess.Popen[bytes]:
        options = ["--port", str(self.port), "--data", str(self.data)]
        options += ["--webhook-url", self._webhook_url] if self._webhook_url else []
        environment = changed_environment(
            {"PAYMENT_SANDBOX_API_KEY": self.api_key, "PAYMENT_SANDBOX_WEBHOOK_SECRET": self.webhook_secret}
        )
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*TRADEPOST, "payment-sandbox", *options], cwd=self.data.parent, env=environment, stdout=log, stderr=log
            )
        return self._process

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        self._process.send_signal(number)
        code = self._process.wait(TIMEOUT_SECONDS)
        self._process = None
        return code

    async def _answers(self) -> bool:
        try:
            return (await self.http.get("/_sandbox/health")).status_code == 200
        except httpx2.TransportError:
            return False


@asynccontextmanager
async def running_sandbox(
    folder: Path, webhook_url: str | None = None, *, api_key: str = API_KEY, webhook_secret: str = WEBHOOK_SECRET
) -> AsyncIterator[RunningSandbox]:
    """Run a sandbox for the duration of the block."""
    sandbox = RunningSandbox(folder, webhook_url, api_key, webhook_secret)
    await sandbox.start()
    try:
        yield sandbox
    finally:
        sandbox.stop()
        await sandbox.http.aclose()
