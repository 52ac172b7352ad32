"""`tradepost worker`, `relay` and `scheduler`: the background processes."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from functools import partial


def worker() -> None:
    """Handle events until stopped."""
    from entrypoints.cli.process_start import start_process

    settings = start_process("tradepost-worker")
    from entrypoints.cli.telemetry_tasks import telemetry_tasks
    from entrypoints.monitoring.probes import queue_probes
    from entrypoints.processes import worker as process
    from entrypoints.worker_program import WorkerProgram
    from shared.infra.messaging.connection import ping

    program = WorkerProgram(lambda: settings, "tradepost-worker")
    telemetry = telemetry_tasks(
        settings,
        "tradepost-worker",
        probes=queue_probes(program.database(), partial(ping, settings.queue_url)),
        samples=program.samples(),
        report=program.deployment_report(),
    )
    process.run(
        settings.queue_url,
        program.subscriptions(),
        program.database(),
        closed=program.close,
        loops=[*program.background_tasks(), *telemetry],
    )


def relay() -> None:
    """Forward committed events to the workers until stopped."""
    from entrypoints.cli.process_start import start_process

    settings = start_process("tradepost-relay", loads_http=False)
    import uvloop

    from entrypoints import metrics
    from entrypoints.cli.telemetry_tasks import telemetry_tasks
    from entrypoints.consumers import consumers
    from entrypoints.database import create_database
    from entrypoints.monitoring.deployment_report import DeploymentReport
    from entrypoints.monitoring.probes import queue_probes
    from entrypoints.processes import relay as process
    from shared.infra.messaging.connection import ping

    async def run() -> None:
        database = create_database(settings, "tradepost-relay", {})
        telemetry = telemetry_tasks(
            settings,
            "tradepost-relay",
            probes=queue_probes(database, partial(ping, settings.queue_url)),
            samples=metrics.samples("tradepost-relay", database),
            report=DeploymentReport(settings, database),
        )
        try:
            relaying = partial(process.run, settings.queue_url, consumers(), database)
            await _run_until_signal(relaying, *(task.run for task in telemetry))
        finally:
            await database.close()

    uvloop.run(run())


def scheduler() -> None:
    """Run periodic jobs until stopped."""
    from entrypoints.cli.process_start import start_process

    settings = start_process("tradepost-scheduler", loads_http=False, uses_redis=False)
    from entrypoints.cli.telemetry_tasks import telemetry_tasks
    from entrypoints.monitoring.probes import database_probes
    from entrypoints.processes.backup_jobs import backup_jobs
    from entrypoints.processes.scheduler import Scheduler
    from entrypoints.program import Program
    from shared.infra.sql.job_lock import JobLock

    program = Program(lambda: settings, "tradepost-scheduler")
    jobs = [*program.jobs(), *backup_jobs(settings)]
    scheduling = Scheduler(jobs, JobLock(program.database())).run
    telemetry = telemetry_tasks(
        settings,
        "tradepost-scheduler",
        probes=database_probes(program.database()),
        samples=program.samples(),
        report=program.deployment_report(),
    )
    program.run(_run_until_signal(scheduling, *(task.run for task in telemetry)))


async def _run_until_signal(*runs: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run the functions with a stop event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await asyncio.gather(*(run(stop) for run in runs))
