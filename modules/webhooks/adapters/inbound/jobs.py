"""Periodic jobs of webhooks."""

from datetime import timedelta

from modules.webhooks.application.deliveries.prune_deliveries import PruneDeliveries
from shared.kernel.module import Job


def jobs(prune_deliveries: PruneDeliveries) -> list[Job]:
    return [Job("webhooks.prune_deliveries", timedelta(hours=1), prune_deliveries)]
