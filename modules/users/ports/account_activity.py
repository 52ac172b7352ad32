"""What somebody's use of the account has left behind."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

ActivityRow = Mapping[str, Any]
"""By name, without secrets."""


class AccountActivityQueries(Protocol):
    async def sessions(self, user_id: int) -> Sequence[ActivityRow]:
        """All that are kept, ended ones too, oldest first."""
        ...

    async def api_keys(self, user_id: int) -> Sequence[ActivityRow]: ...

    async def password_resets(self, user_id: int) -> Sequence[ActivityRow]: ...
