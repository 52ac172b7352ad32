"""One letter on its way."""

from modules.notifications.domain.email_template import Letter
from modules.notifications.domain.mail import Mail
from modules.notifications.ports.email_templates import Letters
from modules.notifications.ports.mailer import Mailer
from modules.notifications.ports.sent_mails import SentMails


class Post:
    """At most once as long as processes live; one that ends between sending and noting lets it be sent
    again, under the same Message-ID.
    """

    def __init__(self, letters: Letters, mailer: Mailer, sent: SentMails) -> None:
        self._letters = letters
        self._mailer = mailer
        self._sent = sent

    async def has_sent(self, key: str) -> bool:
        return await self._sent.has(key)

    async def send(self, key: str, letter: Letter) -> None:
        """Write and send it, and note under the key that it was sent. Raises NotSent."""
        written = self._letters.write(letter)
        mail = Mail(key, letter.recipient.address, written.subject, written.text, written.html)
        message_id = await self._mailer.send(mail)
        await self._sent.note(key, letter.kind, letter.recipient.user_id, message_id)
