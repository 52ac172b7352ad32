"""Greet somebody who has registered."""

from modules.notifications.domain.welcome import KIND, welcome
from modules.notifications.ports.mailer import Mailer
from modules.notifications.ports.recipients import Recipients
from modules.notifications.ports.sent_mails import SentMails


class SendWelcome:
    """At most once as long as processes live; one that ends between sending and noting lets it be sent
    again, under the same Message-ID.
    """

    def __init__(self, recipients: Recipients, mailer: Mailer, sent: SentMails, shop_url: str) -> None:
        self._recipients = recipients
        self._mailer = mailer
        self._sent = sent
        self._shop_url = shop_url

    async def __call__(self, key: str, user_id: int) -> None:
        """Send the mail of this key to the user, unless it was sent or the user is gone. Raises NotSent."""
        if await self._sent.has(key):
            return
        recipient = await self._recipients.user(user_id)
        if recipient is None:
            return
        mail = welcome(key, recipient.address, recipient.username, recipient.full_name, self._shop_url)
        message_id = await self._mailer.send(mail)
        await self._sent.note(key, KIND, user_id, message_id)
