"""Port: deletes stored responses."""

from typing import Protocol


class StoredResponseRepository(Protocol):
    """Joins the unit of work, so that responses are deleted with their user; the platform keeps their table."""

    async def delete_for_principal(self, principal: str) -> None:
        """Delete all responses stored for the principal."""
        ...
