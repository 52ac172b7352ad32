"""Answers that are kept so that repeated requests get them again."""

from typing import Protocol


class StoredResponseRepository(Protocol):
    async def delete_for_principal(self, principal: str) -> None:
        """Drop whatever was answered to the principal of that name."""
        ...
