"""What is due every so often."""

from datetime import timedelta

from modules.users.application.prune_sessions import PruneSessions
from shared.kernel.module import Job


def jobs(prune_sessions: PruneSessions) -> list[Job]:
    return [Job("users.prune_sessions", timedelta(hours=1), prune_sessions)]
