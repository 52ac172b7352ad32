"""A letter to somebody."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mail:
    """`key` names the sending of this very mail: the same however often it is tried."""

    key: str
    recipient: str = field(repr=False)
    subject: str
    text: str = field(repr=False)

    def __post_init__(self) -> None:
        if any(ord(character) < 32 for character in self.recipient + self.subject):
            raise ValueError("recipient and subject are one line each")
