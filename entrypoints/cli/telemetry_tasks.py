"""What the worker, the relay and the scheduler run beside their work."""

from collections.abc import Sequence

import typer

from entrypoints.settings import Settings
from shared.infra.telemetry.health import Probe
from shared.infra.telemetry.samples import GaugeSampler
from shared.kernel.module import BackgroundTask


def telemetry_tasks(settings: Settings, probes: Sequence[Probe], samples: GaugeSampler) -> Sequence[BackgroundTask]:
    """Listens on the monitoring port at once; if that is taken, prints so and exits with code 1."""
    tasks = [BackgroundTask("telemetry.samples", samples.run)]
    if settings.metrics_port is not None:
        from entrypoints.monitoring.server import PortInUse, monitoring_server

        try:
            server = monitoring_server(settings, settings.metrics_port, probes=probes, samples=samples)
        except PortInUse as error:
            typer.echo(error, err=True)
            raise typer.Exit(1) from None
        tasks.append(BackgroundTask("telemetry.monitoring", server.run))
    return tasks
