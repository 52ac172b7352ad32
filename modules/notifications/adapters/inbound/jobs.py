"""Periodic jobs of the notifications module."""

from datetime import timedelta

from modules.notifications.application.prune_sent_mails import PruneSentMails
from shared.kernel.module import Job


def jobs(prune_sent_mails: PruneSentMails) -> list[Job]:
    return [Job("notifications.prune_sent_mails", timedelta(days=1), prune_sent_mails)]
