"""What was sent long ago is forgotten."""

from datetime import timedelta

from modules.notifications.ports.sent_mails import SentMails

KEPT_FOR = timedelta(days=90)
"""Much longer than a delivery is tried, so that none is sent twice for having been forgotten."""

BATCH = 1000


class PruneSent:
    def __init__(self, sent: SentMails) -> None:
        self._sent = sent

    async def __call__(self) -> None:
        """Forget in batches, one transaction each."""
        while await self._sent.prune(KEPT_FOR, BATCH) == BATCH:
            pass
