"""Register a user."""

from dataclasses import dataclass, field

from modules.users.domain.email import Email
from modules.users.domain.errors import invalid_field
from modules.users.domain.password import validate_password
from modules.users.domain.roles import Role
from modules.users.domain.user import User
from modules.users.domain.username import Username
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.ports.unit_of_work import Begin
from modules.users.ports.users import NewUser
from shared.kernel.commands import Command
from shared.kernel.transaction import AuditEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUserCommand(Command[User]):
    email: str
    username: str
    password: str | None = field(repr=False)
    full_name: str | None


class RegisterUser:
    """Anyone can register as a customer. Only callers with `users:write` may omit the password.

    Raises Invalid, and Conflict `email_taken` or `username_taken`; both are compared in canonical form.
    """

    def __init__(self, begin: Begin, hasher: PasswordHasher) -> None:
        self._begin = begin
        self._hasher = hasher

    async def __call__(self, command: RegisterUserCommand) -> User:
        email, username = Email.parse(command.email), Username.parse(command.username)
        password_hash = await self._hashed(command)
        async with self._begin(command) as work:
            new = NewUser(
                email=email,
                username=username,
                full_name=command.full_name,
                role=Role.CUSTOMER,
                password_hash=password_hash,
                now=work.tx.now,
                metadata=command.metadata,
            )
            user = await work.users.add(new)
            if command.principal.is_known:
                work.tx.audit(AuditEntry("user.registered", resource=user.name, metadata=command.metadata))
            await work.commit(user)
        return user

    async def _hashed(self, command: RegisterUserCommand) -> str | None:
        if command.password is not None:
            return await self._hasher.hash(validate_password(command.password))
        if not command.principal.may("users:write"):
            raise invalid_field("/password", "required", "This field is required.")
        return None
