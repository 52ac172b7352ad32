"""What somebody's use of the account has left behind."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

Trace = Mapping[str, Any]
"""By name, without secrets."""


class Traces(Protocol):
    async def sessions(self, user_id: int) -> Sequence[Trace]:
        """All that are kept, ended ones too, oldest first."""
        ...

    async def api_keys(self, user_id: int) -> Sequence[Trace]: ...

    async def password_resets(self, user_id: int) -> Sequence[Trace]: ...
