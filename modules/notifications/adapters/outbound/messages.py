"""Builds Internet messages (RFC 5322)."""

import hashlib
from email.contentmanager import raw_data_manager
from email.header import Header
from email.message import EmailMessage
from email.policy import compat32
from email.utils import format_datetime, formataddr, localtime, parseaddr

from modules.notifications.domain.mail import Mail
from shared.kernel.values.email import ascii_domain


def build_message(mail: Mail, sender: str) -> EmailMessage:
    """Build a multipart message with a text and an HTML part.

    The Message-ID depends on the key alone, so a mail client can recognize a mail that arrives twice. With the policy
    `compat32` headers are neither parsed nor checked when they are added, which is most of the cost of the default
    policy: mails have no line breaks in recipient and subject.
    """
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=compat32)
    message["From"] = formataddr((name, address))
    message["To"] = envelope_address(mail.recipient)
    message["Subject"] = _encoded(mail.subject)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, content_manager=raw_data_manager)
    message.add_alternative(mail.html, subtype="html", content_manager=raw_data_manager)
    return message


def envelope_address(address: str) -> str:
    """Return the address with its domain in ASCII (IDNA) where possible, for servers without SMTPUTF8."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain) or domain}"


def _encoded(text: str) -> str:
    """Return the text as encoded words (RFC 2047) on one line, unless it is ASCII."""
    return text if text.isascii() else Header(text, "utf-8", header_name="Subject").encode(linesep="")
