"""Delete an API key."""

from dataclasses import dataclass

from modules.users.application.api_keys.api_key_query_service import visible_owner_id
from modules.users.application.authentication.authenticate import Authenticate
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteApiKeyCommand(Command[None]):
    key_id: int


class DeleteApiKey:
    """Deletes a key of the caller; with `system:admin`, of any owner. Raises NotFound."""

    def __init__(self, begin: Begin, authenticate: Authenticate) -> None:
        self._begin = begin
        self._authenticate = authenticate

    async def __call__(self, command: DeleteApiKeyCommand) -> None:
        async with self._begin(command) as work:
            if not await work.keys.remove(command.key_id, visible_owner_id(command.principal)):
                raise NotFound("API key")
            work.tx.audit(
                AuditEntry("api_key.deleted", resource=f"api_key:{command.key_id}", metadata=command.metadata)
            )
            work.tx.after_commit(self._authenticate.invalidate)
            await work.commit(None)
