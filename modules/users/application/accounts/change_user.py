"""Change a user's role and status."""

from dataclasses import dataclass

from modules.users.application.authentication.authenticate import Authenticate
from modules.users.domain.errors import last_admin
from modules.users.domain.roles import Role
from modules.users.domain.scope_catalog import ScopeCatalog
from modules.users.domain.user import User
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUserCommand(Command[User]):
    """None leaves a field unchanged."""

    user_id: int
    role: Role | None = None
    is_active: bool | None = None
    expected_version: int | None = None


class ChangeUser:
    """A caller can grant and revoke only scopes they hold; one active administrator always remains.

    Deactivating a user ends their sessions. Raises NotFound, Forbidden,
    VersionMismatch, Conflict `last_admin`.
    """

    def __init__(self, begin: Begin, scopes: ScopeCatalog, authenticate: Authenticate) -> None:
        self._begin = begin
        self._scopes = scopes
        self._authenticate = authenticate

    async def __call__(self, command: ChangeUserCommand) -> User:
        async with self._begin(command) as work:
            admins = await work.users.count_active_admins()
            user = await work.users.get_for_update(command.user_id)
            if user is None:
                raise NotFound("user")
            user.check_version(command.expected_version)
            role = command.role or user.role
            is_active = user.is_active if command.is_active is None else command.is_active
            command.principal.require_all(self._scopes.of(user.role) | self._scopes.of(role))
            if user.is_acting_admin and not (role is Role.ADMIN and is_active) and admins == 1:
                raise last_admin()
            changes = user.change_access(role, is_active=is_active, now=work.tx.now, metadata=command.metadata)
            if changes:
                work.tx.audit(
                    AuditEntry("user.changed", resource=user.name, metadata=command.metadata, changes=changes)
                )
                await work.users.save(user)
            if not is_active:
                await work.sessions.revoke_all(user.id, work.tx.now)
            work.tx.after_commit(self._authenticate.invalidate)
            await work.commit(user)
        return user
