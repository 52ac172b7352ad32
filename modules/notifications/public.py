"""What notifications are told by whoever assembles the program."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MailPolicy:
    """`smtp_url` is `smtp://user:password@host:port` or `smtps://…`; without one, mail lies in `folder` (a maildir).

    `sender` is the From of every mail, `shop_url` where customers reach the shop.
    """

    sender: str
    shop_url: str
    folder: Path
    smtp_url: str | None = field(default=None, repr=False)
