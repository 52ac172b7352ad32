"""What is due every so often."""

from datetime import timedelta

from modules.notifications.application.prune_sent_mails import PruneSent
from shared.kernel.module import Job


def jobs(prune_sent: PruneSent) -> list[Job]:
    return [Job("notifications.prune_sent", timedelta(days=1), prune_sent)]
