"""What this module keeps about a person, as it is exported."""

from dataclasses import asdict
from typing import Any

from modules.notifications.ports.sent_mails import SentMails
from shared.kernel.module import PersonalData


def personal_data(sent: SentMails) -> list[PersonalData]:
    async def mails(user_id: int) -> Any:
        """Which were sent and when; their words are not kept."""
        return [asdict(mail) for mail in await sent.to(user_id)]

    return [PersonalData("mails", "users:read", mails)]
