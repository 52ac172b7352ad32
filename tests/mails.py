"""The mails that the program wrote into a folder instead of sending them."""

import mailbox
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path


def mails_in(folder: Path) -> list[EmailMessage]:
    box = mailbox.Maildir(folder)
    return [message_from_bytes(box.get_bytes(key), policy=policy.default) for key in box.iterkeys()]
