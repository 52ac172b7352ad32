"""Sends signed events to the shop and retries until the receiver accepts them."""

import asyncio
import hashlib
import hmac
import time
from datetime import timedelta

import httpx2
import orjson
import structlog

from entrypoints.development.payment_sandbox.payments.schedule import Delivery
from entrypoints.development.payment_sandbox.payments.scheduled_events import run_due_steps
from entrypoints.development.payment_sandbox.sandbox import Sandbox
from entrypoints.development.payment_sandbox.stripe_api.objects import Body
from shared.kernel.backoff import Backoff

TIMEOUT_SECONDS = 10.0
BACKOFF = Backoff(initial=timedelta(seconds=1), maximum=timedelta(minutes=1))
MAX_CONCURRENCY = 32
ERROR_BACKOFF_SECONDS = 1.0

log = structlog.get_logger(__name__)


def signature(payload: bytes, secret: str, second: int) -> str:
    """The `Stripe-Signature` header of a body sent at that time."""
    mac = hmac.new(secret.encode(), b"%d." % second + payload, hashlib.sha256)
    return f"t={second},v1={mac.hexdigest()}"


class WebhookSender:
    """Sends due events and runs due steps of payments."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def run(self) -> None:
        """Run until cancelled; sleep until something is due or changes."""
        async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            while True:
                try:
                    await self._run_due(client)
                except Exception:  # the work stays scheduled
                    log.exception("sandbox_round_failed")
                    await asyncio.sleep(ERROR_BACKOFF_SECONDS)

    async def _run_due(self, client: httpx2.AsyncClient) -> None:
        self._sandbox.changed.clear()
        await self._sandbox.read(run_due_steps)
        due = await self._sandbox.read(
            lambda context: context.records.schedule.due_deliveries(context.now, MAX_CONCURRENCY)
        )
        if due:
            await self._settle(due, await asyncio.gather(*(self._send(client, delivery) for delivery in due)))
            return
        next_due = await self._sandbox.read(lambda context: context.records.schedule.next_due())
        try:
            async with asyncio.timeout(None if next_due is None else max(0.0, next_due - time.time())):
                await self._sandbox.changed.wait()
        except TimeoutError:
            pass

    async def _send(self, client: httpx2.AsyncClient, delivery: Delivery) -> bool:
        payload = _payload(delivery.event)
        signed = signature(payload, self._sandbox.settings.webhook_secret, int(time.time()))
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signed}
        self._sandbox.statistics.webhooks["sent"] += 1
        try:
            url = self._sandbox.settings.webhook_url or ""
            async with client.stream("POST", url, content=payload, headers=headers) as response:
                taken = response.is_success
        except httpx2.HTTPError:
            taken = False
        self._sandbox.statistics.webhooks["delivered" if taken else "failed"] += 1
        return taken

    async def _settle(self, due: list[Delivery], taken: list[bool]) -> None:
        done = [delivery.number for delivery, was_taken in zip(due, taken, strict=True) if was_taken]
        again = [
            (delivery.number, time.time() + BACKOFF.seconds(delivery.tries + 1))
            for delivery, was_taken in zip(due, taken, strict=True)
            if not was_taken
        ]
        await self._sandbox.store.run(lambda records: records.schedule.delivered(done))
        await self._sandbox.store.run(lambda records: records.schedule.deliver_later(again))


def _payload(event: Body) -> bytes:
    return orjson.dumps(event, option=orjson.OPT_INDENT_2)
