"""Signatures of messages that this program issues and later verifies: tokens and cursors."""

from typing import Protocol


class MessageSigner(Protocol):
    """Signs with the newest key and accepts the signatures of older ones, so that keys can be replaced."""

    def sign(self, message: bytes) -> bytes: ...

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether one of the keys signed this message. Compares in constant time."""
        ...
