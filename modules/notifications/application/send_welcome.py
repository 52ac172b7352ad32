"""Send the welcome mail to a new user."""

from modules.notifications.application.mail_sender import MailSender
from modules.notifications.domain.email_template import Welcome
from modules.notifications.ports.recipients import Recipients


class SendWelcome:
    def __init__(self, recipients: Recipients, mail_sender: MailSender) -> None:
        self._recipients = recipients
        self._mail_sender = mail_sender

    async def __call__(self, key: str, user_id: int) -> None:
        """Send the mail of this key to the user, unless it was sent before or the user was deleted. Raises NotSent."""
        if await self._mail_sender.has_sent(key):
            return
        recipient = await self._recipients.get_user(user_id)
        if recipient is not None:
            await self._mail_sender.send(key, Welcome(recipient))
