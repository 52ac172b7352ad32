"""Ask somebody to show that mail to the account's address reaches them."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.domain.email_template import EmailVerification
from modules.notifications.ports.verifications import Verifications


class SendEmailVerification:
    def __init__(self, verifications: Verifications, post: Post) -> None:
        self._verifications = verifications
        self._post = post

    async def __call__(self, key: str, user_id: int) -> None:
        """Send the mail of this key, unless it was sent or nobody is to be sent one. Raises NotSent."""
        if await self._post.has_sent(key):
            return
        found = await self._verifications.verification(user_id)
        if found is not None:
            await self._post.send(key, EmailVerification(found.recipient, found.token, found.hours))
