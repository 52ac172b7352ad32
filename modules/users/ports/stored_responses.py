"""Answers that are kept so that repeated requests get them again."""

from typing import Protocol


class Answers(Protocol):
    async def forget(self, principal: str) -> None:
        """Drop whatever was answered to the principal of that name."""
        ...
