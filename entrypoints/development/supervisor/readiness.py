"""Waits until the shop is ready."""

import asyncio
import time

from httpx2 import AsyncClient, HTTPError

from entrypoints.development.processes.supervised_process import LogLine
from entrypoints.settings import Settings

LOG_INTERVAL_SECONDS = 15.0


async def until_ready(settings: Settings, log: LogLine) -> None:
    """Return when `/ready` responds 200; log periodically what is not ready."""
    log_at = time.monotonic() + LOG_INTERVAL_SECONDS
    async with AsyncClient(base_url=settings.local_address, timeout=2, trust_env=False) as api:
        while True:
            report = await _report(api)
            if report is None:
                return
            if time.monotonic() > log_at:
                log("api", f"not ready yet: {report}")
                log_at += LOG_INTERVAL_SECONDS
            await asyncio.sleep(0.1)


async def _report(api: AsyncClient) -> str | None:
    try:
        response = await api.get("/ready")
    except HTTPError as error:
        return type(error).__name__
    return None if response.is_success else response.text
