"""End one or all sessions of the caller."""

from collections.abc import Callable
from dataclasses import dataclass

from modules.users.ports.unit_of_work import Begin
from shared.kernel.errors import NotFound
from shared.kernel.idempotency import Reply
from shared.kernel.principal import Principal


@dataclass(frozen=True, slots=True)
class EndSessionCommand:
    principal: Principal
    session_id: int


@dataclass(frozen=True, slots=True)
class EndSessionsCommand:
    """`keep_current`: keep the session of this request."""

    principal: Principal
    keep_current: bool = False


class EndSession:
    """Ends a session of the caller. Raises NotFound."""

    def __init__(self, begin: Begin, invalidate_principals: Callable[[], None]) -> None:
        self._begin = begin
        self._invalidate_principals = invalidate_principals

    async def __call__(self, command: EndSessionCommand, reply: Reply[None] | None = None) -> None:
        user_id = command.principal.user_id
        async with self._begin(reply.claim if reply else None) as work:
            if user_id is None or not await work.sessions.revoke(command.session_id, work.tx.now, user_id):
                raise NotFound("session")
            work.tx.after_commit(self._invalidate_principals)
            await work.commit(reply, None)


class EndSessions:
    """Ends all sessions of the caller. API clients have none."""

    def __init__(self, begin: Begin, invalidate_principals: Callable[[], None]) -> None:
        self._begin = begin
        self._invalidate_principals = invalidate_principals

    async def __call__(self, command: EndSessionsCommand, reply: Reply[None] | None = None) -> None:
        principal = command.principal
        async with self._begin(reply.claim if reply else None) as work:
            if principal.user_id is not None:
                kept = principal.session_id if command.keep_current else None
                await work.sessions.revoke_all(principal.user_id, work.tx.now, kept)
            work.tx.after_commit(self._invalidate_principals)
            await work.commit(reply, None)
