"""`tradepost worker`, `relay` and `scheduler`: the background processes."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial


def worker() -> None:
    """Handle events until stopped."""
    from entrypoints.cli.environment import process_settings
    from entrypoints.processes import worker as process
    from entrypoints.program import Program
    from shared.infra import logging
    from shared.kernel.module import BackgroundTask

    settings = process_settings()
    logging.configure(settings.log_level)
    _trace(settings.otlp_endpoint, "tradepost-worker")
    program = Program(lambda: settings, "tradepost-worker")
    process.run(
        settings.queue_url,
        program.subscriptions(),
        program.database(),
        program.close,
        loops=[*program.background_tasks(), BackgroundTask("telemetry.samples", program.samples().run)],
    )


def relay() -> None:
    """Forward committed events to the workers until stopped."""
    from entrypoints.cli.environment import process_settings
    from entrypoints.processes import relay as process
    from entrypoints.program import Program
    from shared.infra import logging

    settings = process_settings()
    logging.configure(settings.log_level)
    _trace(settings.otlp_endpoint, "tradepost-relay")
    program = Program(lambda: settings, "tradepost-relay")
    relaying = partial(process.run, settings.queue_url, program.subscriptions(), program.database())
    program.run(_run_until_signal(relaying, program.samples().run))


def scheduler() -> None:
    """Run periodic jobs until stopped."""
    from entrypoints.cli.environment import process_settings
    from entrypoints.processes.scheduler import Scheduler
    from entrypoints.program import Program
    from shared.infra import logging
    from shared.infra.sql.job_lock import JobLock

    settings = process_settings()
    logging.configure(settings.log_level)
    _trace(settings.otlp_endpoint, "tradepost-scheduler")
    program = Program(lambda: settings, "tradepost-scheduler")
    scheduling = Scheduler(program.jobs(), JobLock(program.database())).run
    program.run(_run_until_signal(scheduling, program.samples().run))


def _trace(endpoint: str | None, process: str) -> None:
    if endpoint is not None:
        from entrypoints.tracing import start

        start(endpoint, process)


async def _run_until_signal(*runs: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run the functions with a stop event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await asyncio.gather(*(run(stop) for run in runs))
