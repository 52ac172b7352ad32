"""`tradepost worker`, `relay` and `scheduler`: the background processes."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial

from entrypoints.cli.environment import process_settings
from entrypoints.settings import Settings


def worker() -> None:
    """Handle events until stopped."""
    from entrypoints import worker as process
    from entrypoints.container import build, close
    from shared.infra import logging
    from shared.kernel.module import BackgroundTask

    settings = process_settings()
    logging.configure(settings.log_level)
    _trace(settings, "tradepost-worker")
    container = build(lambda: settings, "tradepost-worker")
    process.run(
        settings.queue_url,
        container.subscriptions(),
        container.database(),
        partial(close, container),
        loops=[*container.loops(), BackgroundTask("telemetry.samples", container.samples().run)],
    )


def relay() -> None:
    """Forward committed events to the workers until stopped."""
    from entrypoints import relay as process
    from entrypoints.container import build
    from shared.infra import logging

    settings = process_settings()
    logging.configure(settings.log_level)
    _trace(settings, "tradepost-relay")
    container = build(lambda: settings, "tradepost-relay")
    relaying = partial(process.run, settings.queue_url, container.subscriptions(), container.database())
    container.run()(_run_until_signal(relaying, container.samples().run))


def scheduler() -> None:
    """Run periodic jobs until stopped."""
    from entrypoints.container import build
    from entrypoints.scheduler import Scheduler
    from shared.infra import logging
    from shared.infra.sql.job_lock import JobLock

    settings = process_settings()
    logging.configure(settings.log_level)
    _trace(settings, "tradepost-scheduler")
    container = build(lambda: settings, "tradepost-scheduler")
    scheduling = Scheduler(container.jobs(), JobLock(container.database())).run
    container.run()(_run_until_signal(scheduling, container.samples().run))


def _trace(settings: Settings, process: str) -> None:
    if settings.otlp_endpoint is not None:
        from entrypoints.tracing import start

        start(settings.otlp_endpoint, process)


async def _run_until_signal(*runs: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run the functions with a stop event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await asyncio.gather(*(run(stop) for run in runs))
