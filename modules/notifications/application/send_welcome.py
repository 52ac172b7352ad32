"""Greet somebody who has registered."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.domain.email_template import Welcome
from modules.notifications.ports.recipients import Recipients


class SendWelcome:
    def __init__(self, recipients: Recipients, post: Post) -> None:
        self._recipients = recipients
        self._post = post

    async def __call__(self, key: str, user_id: int) -> None:
        """Send the mail of this key to the user, unless it was sent or the user is gone. Raises NotSent."""
        if await self._post.has_sent(key):
            return
        recipient = await self._recipients.user(user_id)
        if recipient is not None:
            await self._post.send(key, Welcome(recipient))
