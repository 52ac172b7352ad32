"""Periodic jobs of the operations module."""

from datetime import timedelta

from modules.operations.adapters.inbound.daily_doctor import DailyDoctor
from modules.operations.application.create_event_days import CreateEventDays
from modules.operations.application.prune_events import PruneEvents
from modules.operations.application.prune_keys import PruneKeys
from modules.operations.application.run_doctor import RunDoctor
from shared.kernel.module import Job


def jobs(
    *, create_event_days: CreateEventDays, prune_events: PruneEvents, prune_keys: PruneKeys, run_doctor: RunDoctor
) -> list[Job]:
    return [
        Job("operations.create_event_days", timedelta(hours=1), create_event_days),
        Job("operations.prune_events", timedelta(hours=1), prune_events),
        Job("operations.prune_idempotency_keys", timedelta(minutes=10), prune_keys),
        Job("operations.daily_doctor", timedelta(days=1), DailyDoctor(run_doctor)),
    ]
