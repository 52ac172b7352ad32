"""Send the mail that asks a user to verify the account's e-mail address."""

from modules.notifications.application.mail_sender import MailSender
from modules.notifications.domain.email_template import EmailVerification
from modules.notifications.ports.email_verification_tokens import EmailVerificationTokens


class SendEmailVerification:
    def __init__(self, verification_tokens: EmailVerificationTokens, mail_sender: MailSender) -> None:
        self._verification_tokens = verification_tokens
        self._mail_sender = mail_sender

    async def __call__(self, key: str, user_id: int) -> None:
        """Send the mail of this key, unless it was sent before or no token can be issued. Raises NotSent."""
        if await self._mail_sender.has_sent(key):
            return
        found = await self._verification_tokens.issue(user_id)
        if found is not None:
            await self._mail_sender.send(key, EmailVerification(found.recipient, found.token, found.hours))
