"""Delete old records of sent mails."""

from datetime import timedelta

from modules.notifications.ports.sent_mails import SentMailRepository

RETENTION = timedelta(days=90)
"""Much longer than a delivery is retried, so that no mail is sent twice because its record was deleted."""

BATCH_SIZE = 1000


class PruneSentMails:
    def __init__(self, sent: SentMailRepository) -> None:
        self._sent = sent

    async def __call__(self) -> None:
        """Delete in batches, one transaction each."""
        while await self._sent.prune(RETENTION, BATCH_SIZE) == BATCH_SIZE:
            pass
