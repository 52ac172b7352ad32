"""How units of work end. A module's port adds its repositories.

A unit of work is rolled back unless committed. One that is left without an error and with unsaved changes, or, for a
command, without `commit` or `roll_back`, raises RuntimeError: a forgotten commit must not look like a success.
"""

from typing import Protocol, TypeVar

Outcome = TypeVar("Outcome", contravariant=True)


class CommandCommit(Protocol[Outcome]):
    """The unit of work of a command."""

    async def commit(self, outcome: Outcome) -> None:
        """Commit all changes, and with them the stored response to the outcome if the command has a key."""
        ...

    async def commit_without_response(self) -> None:
        """Commit all changes of a request that continues or fails; its idempotency key remains free."""
        ...

    def roll_back(self) -> None:
        """Declare that there is nothing to commit: the unit of work only read."""
        ...


class Commit(Protocol):
    """The unit of work of a job or a consumer, which has no outcome to respond with."""

    async def commit(self) -> None:
        """Commit all changes."""
        ...

    def roll_back(self) -> None:
        """Declare that the changes are not to be committed."""
        ...
