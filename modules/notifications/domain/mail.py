"""Mails to send and records of sent mails."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional control characters: they could make a line read differently from its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """`key` identifies this mail; it is the same at every attempt."""

    key: str
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)

    def __post_init__(self) -> None:
        if any(_breaks_line(character) for character in self.recipient + self.subject):
            raise ValueError("recipient and subject are one line each")


@dataclass(frozen=True, slots=True)
class SentMail:
    """The record of a sent mail: its kind and its Message-ID."""

    kind: str
    message_id: str
    sent_at: datetime


def one_line(text: str) -> str:
    """Return the text on one line: line breaks, control characters and bidirectional controls become spaces."""
    return " ".join("".join(" " if _breaks_line(c) or c in _BIDI_CONTROLS else c for c in text).split())


def plain_lines(text: str) -> str:
    """Return the text with its line breaks; all else that breaks or reorders a line becomes spaces."""
    return "\n".join(map(one_line, text.splitlines()))


def _breaks_line(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs")
