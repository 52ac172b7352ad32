"""What the worker, the relay and the scheduler run beside their work."""

from collections.abc import Sequence

import typer

from entrypoints.monitoring.deployment_report import DeploymentReport
from entrypoints.monitoring.start_line import log_start
from entrypoints.settings import Settings
from shared.infra.telemetry.health import Probe
from shared.infra.telemetry.samples import GaugeSampler
from shared.kernel.module import BackgroundTask


def telemetry_tasks(
    settings: Settings, process: str, *, probes: Sequence[Probe], samples: GaugeSampler, report: DeploymentReport
) -> Sequence[BackgroundTask]:
    """Listens on the monitoring port at once, and logs what the process is and uses.

    If the port is taken, prints so and exits with code 1.
    """
    tasks = [
        BackgroundTask("telemetry.samples", samples.run),
        BackgroundTask("telemetry.deployment", report.run),
    ]
    if settings.metrics_port is not None:
        from entrypoints.monitoring.server import PortInUse, monitoring_server

        try:
            server = monitoring_server(
                settings, settings.metrics_port, probes=probes, samples=samples, warnings=report.codes
            )
        except PortInUse as error:
            typer.echo(error, err=True)
            raise typer.Exit(1) from None
        tasks.append(BackgroundTask("telemetry.monitoring", server.run))
    log_start(settings, process, settings.metrics_port)
    return tasks
