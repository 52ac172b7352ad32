"""Mail over SMTP."""

from urllib.parse import unquote, urlsplit

import aiosmtplib

from modules.notifications.adapters.outbound.messages import build_message, envelope_address
from modules.notifications.domain.mail import Mail
from modules.notifications.ports.mailer import NotSent
from shared.infra.tracing.spans import Attributes, Kind, child_span

TIMEOUT_SECONDS = 10


class SmtpMailer:
    """Implements the port `Mailer`. `smtps://` starts with TLS; `smtp://` uses STARTTLS if the server offers it."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 25)
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender

    async def send(self, mail: Mail) -> str:
        server: Attributes = {"server.address": self._host, "server.port": self._port}
        with child_span("SEND mail", Kind.CLIENT, server):
            return await self._send(mail)

    async def _send(self, mail: Mail) -> str:
        try:
            message = build_message(mail, self._sender)
            await aiosmtplib.send(
                message,
                recipients=[envelope_address(mail.recipient)],
                hostname=self._host,
                port=self._port,
                username=self._username,
                password=self._password,
                use_tls=self._tls,
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = sorted({refused.code for refused in error.recipients})
            raise NotSent(f"the server refused the recipient ({codes})") from None
        except aiosmtplib.SMTPResponseException as error:
            raise NotSent(f"the server answered {error.code}") from None
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotSent(f"{type(error).__name__} at {self._host}:{self._port}") from None
        except (ValueError, LookupError) as error:
            raise NotSent(f"the address cannot be written to ({type(error).__name__})") from None
        return str(message["Message-ID"])
