"""A mail to somebody."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows, so that a line reads as what it is not."""


@dataclass(frozen=True, slots=True)
class Mail:
    """`key` names the sending of this very mail: the same however often it is tried."""

    key: str
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)

    def __post_init__(self) -> None:
        if any(_breaks(character) for character in self.recipient + self.subject):
            raise ValueError("recipient and subject are one line each")


@dataclass(frozen=True, slots=True)
class SentMail:
    """What is remembered of a mail: which letter it was, and its Message-ID."""

    kind: str
    message_id: str
    sent_at: datetime


def one_line(text: str) -> str:
    """The text as it can stand in a line: what would break or turn the line becomes a space."""
    return " ".join("".join(" " if _breaks(c) or c in _TURNING else c for c in text).split())


def _breaks(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
