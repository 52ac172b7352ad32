"""Help somebody in who has forgotten the password."""

from modules.notifications.application.mail_sender import Post
from modules.notifications.domain.email_template import PasswordReset
from modules.notifications.ports.resets import Resets


class SendPasswordReset:
    def __init__(self, resets: Resets, post: Post) -> None:
        self._resets = resets
        self._post = post

    async def __call__(self, key: str, reset_id: int) -> None:
        """Send the mail of this key with a token made for it, unless it was sent or nobody is to be sent one.

        Raises NotSent.
        """
        if await self._post.has_sent(key):
            return
        reset = await self._resets.reset(reset_id)
        if reset is not None:
            await self._post.send(key, PasswordReset(reset.recipient, reset.token, reset.minutes))
