"""Create the first administrator of a shop."""

from dataclasses import dataclass, field

from modules.users.domain.email import Email
from modules.users.domain.password import validate_password
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.domain.username import Username
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.ports.unit_of_work import Begin
from modules.users.ports.users import NewUser
from shared.kernel.commands import Command
from shared.kernel.errors import Conflict
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateFirstAdminCommand(Command[User]):
    email: str
    username: str
    password: str = field(repr=False)


class CreateFirstAdmin:
    """For the CLI. Raises Conflict `admin_exists` if there is an active administrator."""

    def __init__(self, begin: Begin, hasher: PasswordHasher) -> None:
        self._begin = begin
        self._hasher = hasher

    async def __call__(self, command: CreateFirstAdminCommand) -> User:
        email, username = Email.parse(command.email), Username.parse(command.username)
        password_hash = await self._hasher.hash(validate_password(command.password))
        async with self._begin(command) as work:
            if await work.users.count_active_admins():
                raise Conflict("admin_exists", "There is an administrator already; ask them to promote another.")
            new = NewUser(
                email=email,
                username=username,
                full_name=None,
                role=Role.ADMIN,
                password_hash=password_hash,
                now=work.tx.now,
                metadata=command.metadata,
            )
            user = await work.users.add(new)
            work.tx.audit(
                AuditEntry(
                    "user.registered", resource=user.name, metadata=command.metadata, changes={"role": user.role.value}
                )
            )
            await work.commit(user)
        return user
