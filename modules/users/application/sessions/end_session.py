"""End one session of the caller."""

from dataclasses import dataclass

from modules.users.application.authentication.authenticate import Authenticate
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessionCommand(Command[None]):
    session_id: int


class EndSession:
    """Ends a session of the caller. Raises NotFound."""

    def __init__(self, begin: Begin, authenticate: Authenticate) -> None:
        self._begin = begin
        self._authenticate = authenticate

    async def __call__(self, command: EndSessionCommand) -> None:
        user_id = command.principal.user_id
        async with self._begin(command) as work:
            if user_id is None or not await work.sessions.revoke(command.session_id, work.tx.now, user_id):
                raise NotFound("session")
            work.tx.after_commit(self._authenticate.invalidate)
            await work.commit(None)
