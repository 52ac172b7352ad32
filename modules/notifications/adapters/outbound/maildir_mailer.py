"""A mailer that writes to a local maildir, for development without a mail server."""

import asyncio
import mailbox
from pathlib import Path

from modules.notifications.adapters.outbound.messages import build_message
from modules.notifications.domain.mail import Mail
from modules.notifications.ports.mailer import NotSent


class MaildirMailer:
    """Implements the port `Mailer`."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, mail: Mail) -> str:
        try:
            message = build_message(mail, self._sender)
            await asyncio.to_thread(self._store, message.as_bytes())
        except OSError as error:
            raise NotSent(f"{type(error).__name__} in the mail folder") from None
        except (ValueError, LookupError) as error:
            raise NotSent(f"the address cannot be written to ({type(error).__name__})") from None
        return str(message["Message-ID"])

    def _store(self, content: bytes) -> None:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(self._folder).add(content)
