"""End all sessions of the caller."""

from dataclasses import dataclass

from modules.users.application.authentication.authenticate import Authenticate
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessionsCommand(Command[None]):
    """`keep_current`: keep the session of this request."""

    keep_current: bool = False


class EndSessions:
    """Ends all sessions of the caller. API clients have none."""

    def __init__(self, begin: Begin, authenticate: Authenticate) -> None:
        self._begin = begin
        self._authenticate = authenticate

    async def __call__(self, command: EndSessionsCommand) -> None:
        principal = command.principal
        async with self._begin(command) as work:
            if principal.user_id is not None:
                kept = principal.session_id if command.keep_current else None
                await work.sessions.revoke_all(principal.user_id, work.tx.now, kept)
            work.tx.after_commit(self._authenticate.invalidate)
            await work.commit(None)
