"""Personal data of this module, for the export of a user's data."""

from dataclasses import asdict
from typing import Any

from modules.notifications.ports.sent_mails import SentMailRepository
from shared.kernel.module import PersonalData


def personal_data(sent: SentMailRepository) -> list[PersonalData]:
    async def mails(user_id: int) -> Any:
        """The kind and time of each mail sent. The content is not stored."""
        return [asdict(mail) for mail in await sent.list_for_user(user_id)]

    return [PersonalData("mails", "users:read", mails)]
