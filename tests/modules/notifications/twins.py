"""In-memory twins of the ports."""

from modules.notifications.domain.mail import Mail
from modules.notifications.ports.mailer import NotSent
from modules.notifications.ports.recipients import Recipient

ADA = Recipient(7, "ada@example.com", "ada", "Ada Lovelace")


class MemoryMailer:
    def __init__(self) -> None:
        self.sent: list[Mail] = []
        self.refuses = False

    async def send(self, mail: Mail) -> str:
        if self.refuses:
            raise NotSent("the server answered 451")
        self.sent.append(mail)
        return f"<{mail.key}@test>"


class MemoryRecipients:
    def __init__(self, *recipients: Recipient) -> None:
        self.known = {recipient.user_id: recipient for recipient in recipients}

    async def user(self, user_id: int) -> Recipient | None:
        return self.known.get(user_id)


class MemorySentMails:
    def __init__(self) -> None:
        self.noted: dict[str, tuple[str, int, str]] = {}

    async def has(self, key: str) -> bool:
        return key in self.noted

    async def note(self, key: str, kind: str, user_id: int, message_id: str) -> None:
        self.noted.setdefault(key, (kind, user_id, message_id))
