"""Periodic jobs of the users module."""

from datetime import timedelta

from modules.users.application.passwords.prune_resets import PruneResets
from modules.users.application.sessions.prune_sessions import PruneSessions
from shared.kernel.module import Job


def jobs(prune_sessions: PruneSessions, prune_resets: PruneResets) -> list[Job]:
    return [
        Job("users.prune_sessions", timedelta(hours=1), prune_sessions),
        Job("users.prune_resets", timedelta(hours=1), prune_resets),
    ]
