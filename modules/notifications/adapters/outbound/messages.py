"""Mails as Internet messages (RFC 5322)."""

import hashlib
from email.message import EmailMessage
from email.utils import format_datetime, localtime, parseaddr

from modules.notifications.domain.mail import Mail
from shared.kernel.email import ascii_domain


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """Text and HTML, for the reader to choose. The same Message-ID for the same key, so that a mail that comes
    twice can be told.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = envelope_address(mail.recipient)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def envelope_address(address: str) -> str:
    """The address as every server understands it, as far as it can be written so."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain) or domain}"
