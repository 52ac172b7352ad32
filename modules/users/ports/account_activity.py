"""Port: reads the sessions, API keys and password resets of a user."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

ActivityRow = Mapping[str, Any]
"""Columns by name, without secrets."""


class AccountActivityQueries(Protocol):
    async def sessions(self, user_id: int) -> Sequence[ActivityRow]:
        """Return all stored sessions, including ended ones, oldest first."""
        ...

    async def api_keys(self, user_id: int) -> Sequence[ActivityRow]: ...

    async def password_resets(self, user_id: int) -> Sequence[ActivityRow]: ...
