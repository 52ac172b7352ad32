"""Public interface of the notifications module."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MailPolicy:
    """`smtp_url` is `smtp://user:password@host:port` or `smtps://…`; without it, mail goes to the maildir `folder`.

    `sender` is the From address of every mail, `shop_url` the address of the shop for customers.
    """

    sender: str
    shop_url: str
    folder: Path
    smtp_url: str | None = field(default=None, repr=False)
