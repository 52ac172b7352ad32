"""Builds Internet messages (RFC 5322)."""

import hashlib
from email.message import EmailMessage
from email.utils import format_datetime, localtime, parseaddr

from modules.notifications.domain.mail import Mail
from shared.kernel.values.email import ascii_domain


def build_message(mail: Mail, sender: str) -> EmailMessage:
    """Build a multipart message with a text and an HTML part.

    The Message-ID depends on the key alone, so a mail client can recognize a mail that arrives twice.
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
    """Return the address with its domain in ASCII (IDNA) where possible, for servers without SMTPUTF8."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain) or domain}"
