"""Send the mail to reset a forgotten password."""

from modules.notifications.application.mail_sender import MailSender
from modules.notifications.domain.email_template import PasswordReset
from modules.notifications.ports.password_reset_tokens import PasswordResetTokens


class SendPasswordReset:
    def __init__(self, reset_tokens: PasswordResetTokens, mail_sender: MailSender) -> None:
        self._reset_tokens = reset_tokens
        self._mail_sender = mail_sender

    async def __call__(self, key: str, reset_id: int) -> None:
        """Issue a token and send the mail of this key, unless it was sent before or no token can be issued.

        Raises NotSent.
        """
        if await self._mail_sender.has_sent(key):
            return
        reset = await self._reset_tokens.issue(reset_id)
        if reset is not None:
            await self._mail_sender.send(key, PasswordReset(reset.recipient, reset.token, reset.minutes))
