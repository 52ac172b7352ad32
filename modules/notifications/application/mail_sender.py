"""Renders and sends one mail and records it."""

from modules.notifications.domain.email_template import EmailTemplate
from modules.notifications.domain.mail import Mail
from modules.notifications.ports.email_templates import EmailTemplates
from modules.notifications.ports.mailer import Mailer
from modules.notifications.ports.sent_mails import SentMailRepository


class MailSender:
    """Sends each mail at most once, unless the process ends between sending and recording.

    In that case the mail is sent again with the same Message-ID.
    """

    def __init__(self, templates: EmailTemplates, mailer: Mailer, sent: SentMailRepository) -> None:
        self._templates = templates
        self._mailer = mailer
        self._sent = sent

    async def has_sent(self, key: str) -> bool:
        return await self._sent.was_sent(key)

    async def send(self, key: str, template: EmailTemplate) -> None:
        """Render and send the mail, then record it under the key. Raises NotSent."""
        email = self._templates.render(template)
        mail = Mail(
            key=key, recipient=template.recipient.address, subject=email.subject, text=email.text, html=email.html
        )
        message_id = await self._mailer.send(mail)
        await self._sent.record(key, template.kind, template.recipient.user_id, message_id)
