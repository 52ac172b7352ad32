"""Waiting until orders can be taken."""

import asyncio
import time

from httpx2 import AsyncClient, HTTPError

from entrypoints.development.processes.supervised_process import Say
from entrypoints.settings import Settings

TELL_AFTER_SECONDS = 15.0


async def until_ready(settings: Settings, say: Say) -> None:
    """Return when `/ready` answers 200; say now and then what it waits for."""
    tell_at = time.monotonic() + TELL_AFTER_SECONDS
    async with AsyncClient(base_url=settings.local_address, timeout=2, trust_env=False) as api:
        while True:
            report = await _report(api)
            if report is None:
                return
            if time.monotonic() > tell_at:
                say("api", f"not ready yet: {report}")
                tell_at += TELL_AFTER_SECONDS
            await asyncio.sleep(0.1)


async def _report(api: AsyncClient) -> str | None:
    try:
        answer = await api.get("/ready")
    except HTTPError as error:
        return type(error).__name__
    return None if answer.is_success else answer.text
