"""Delete a user and their personal data."""

from dataclasses import dataclass

from modules.users.application.authentication.authenticate import Authenticate
from modules.users.domain.errors import last_admin
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteUserCommand(Command[None]):
    user_id: int
    expected_version: int | None = None


class DeleteUser:
    """Deletes the user's row, sessions and API keys; other modules erase their data on the event.

    Also deletes the responses stored for the user's own requests. Responses to other callers
    about the user remain until they expire.

    Raises NotFound, VersionMismatch, Conflict `last_admin`.
    """

    def __init__(self, begin: Begin, authenticate: Authenticate) -> None:
        self._begin = begin
        self._authenticate = authenticate

    async def __call__(self, command: DeleteUserCommand) -> None:
        async with self._begin(command) as work:
            admins = await work.users.count_active_admins()
            user = await work.users.get_for_update(command.user_id)
            if user is None:
                raise NotFound("user")
            user.check_version(command.expected_version)
            if user.is_acting_admin and admins == 1:
                raise last_admin()
            user.delete(command.metadata)
            work.tx.audit(AuditEntry("user.deleted", resource=user.name, metadata=command.metadata))
            await work.users.remove(user)
            await work.stored_responses.delete_for_principal(user.name)
            work.tx.after_commit(self._authenticate.invalidate)
            await work.commit(None)
