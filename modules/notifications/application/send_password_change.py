"""Tell somebody that the password is another: if it was not they who changed it, they learn of it here."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.domain.email_template import PasswordChanged
from modules.notifications.ports.recipients import Recipients


class SendPasswordChange:
    def __init__(self, recipients: Recipients, post: Post) -> None:
        self._recipients = recipients
        self._post = post

    async def __call__(self, key: str, user_id: int) -> None:
        """Send the mail of this key, unless it was sent or the user is gone. Raises NotSent."""
        if await self._post.has_sent(key):
            return
        recipient = await self._recipients.user(user_id)
        if recipient is not None:
            await self._post.send(key, PasswordChanged(recipient))
