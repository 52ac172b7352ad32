"""What is due every so often."""

from datetime import timedelta

from modules.operations.application.prune import PruneEvents, PruneKeys
from shared.kernel.module import Job


def jobs(prune_events: PruneEvents, prune_keys: PruneKeys) -> list[Job]:
    return [
        Job("operations.prune_events", timedelta(hours=1), prune_events),
        Job("operations.prune_keys", timedelta(minutes=10), prune_keys),
    ]
