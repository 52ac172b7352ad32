"""Tells the shop what happened: each event is sent, signed, until the receiver has taken it."""

import asyncio
import hashlib
import hmac
import json
import time

import httpx2
import structlog

from entrypoints.development.payment_sandbox.payments.schedule import Delivery
from entrypoints.development.payment_sandbox.payments.scheduled_events import happen
from entrypoints.development.payment_sandbox.sandbox import Sandbox
from entrypoints.development.payment_sandbox.stripe_api.objects import Body

TIMEOUT_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 60.0
AT_ONCE = 32
PAUSE_AFTER_FAILURE_SECONDS = 1.0

log = structlog.get_logger(__name__)


def signature(payload: bytes, secret: str, second: int) -> str:
    """The header `Stripe-Signature` over a body sent at that second."""
    mac = hmac.new(secret.encode(), b"%d." % second + payload, hashlib.sha256)
    return f"t={second},v1={mac.hexdigest()}"


class Messenger:
    """Does what is due: events to send, and what happens to payments by itself."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def run(self) -> None:
        """For ever. It sleeps until something is due or changed."""
        async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            while True:
                try:
                    await self._round(client)
                except Exception:  # what is in the books stays to be done
                    log.exception("sandbox_round_failed")
                    await asyncio.sleep(PAUSE_AFTER_FAILURE_SECONDS)

    async def _round(self, client: httpx2.AsyncClient) -> None:
        self._sandbox.changed.clear()
        await self._sandbox.read(happen)
        due = await self._sandbox.read(lambda desk: desk.records.agenda.due_deliveries(desk.now, AT_ONCE))
        if due:
            await self._settle(due, await asyncio.gather(*(self._send(client, delivery) for delivery in due)))
            return
        next_due = await self._sandbox.read(lambda desk: desk.records.agenda.next_due())
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
            async with client.stream("POST", url, content=payload, headers=headers) as answer:
                taken = answer.is_success
        except httpx2.HTTPError:
            taken = False
        self._sandbox.statistics.webhooks["delivered" if taken else "failed"] += 1
        return taken

    async def _settle(self, due: list[Delivery], taken: list[bool]) -> None:
        done = [delivery.number for delivery, was_taken in zip(due, taken, strict=True) if was_taken]
        again = [
            (delivery.number, time.time() + min(2.0**delivery.tries, LONGEST_PAUSE_SECONDS))
            for delivery, was_taken in zip(due, taken, strict=True)
            if not was_taken
        ]
        await self._sandbox.store.run(lambda records: records.agenda.delivered(done))
        await self._sandbox.store.run(lambda records: records.agenda.deliver_later(again))


def _payload(event: Body) -> bytes:
    return json.dumps(event, indent=2).encode()
