"""Port: deletes stored responses."""

from typing import Protocol


class StoredResponseRepository(Protocol):
    async def delete_for_principal(self, principal: str) -> None:
        """Delete all responses stored for the principal."""
        ...
