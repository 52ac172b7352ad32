"""Change a known password."""

from dataclasses import dataclass, field

from modules.users.application.passwords.replace_password import ReplacePassword
from modules.users.application.passwords.verify_password import verify_password
from modules.users.domain.errors import invalid_credentials
from modules.users.domain.password import validate_password
from modules.users.domain.user import User
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePasswordCommand(Command[User]):
    current: str = field(repr=False)
    new: str = field(repr=False)


class ChangePassword:
    """Ends all sessions except the caller's. Raises Invalid; Unauthenticated `invalid_credentials`."""

    def __init__(self, begin: Begin, hasher: PasswordHasher, replace: ReplacePassword) -> None:
        self._begin = begin
        self._hasher = hasher
        self._replace = replace

    async def __call__(self, command: ChangePasswordCommand) -> User:
        new = validate_password(command.new, "/new_password")
        known_hash = await self._known_hash(command)
        if not (await verify_password(self._hasher, command.current, known_hash)).matches:
            raise invalid_credentials()
        new_hash = await self._hasher.hash(new)
        principal = command.principal
        async with self._begin(command) as work:
            user = await work.users.get_for_update(principal.owner_id) if principal.owner_id else None
            if user is None or user.password_hash != known_hash:
                raise invalid_credentials()
            await self._replace(work, user, new_hash, command.metadata, "changed", principal.session_id)
            await work.commit(user)
        return user

    async def _known_hash(self, command: ChangePasswordCommand) -> str | None:
        """Read the hash before the slow hashing, which holds no connection. A repeated request is answered here."""
        async with self._begin(command) as work:
            owner_id = command.principal.owner_id
            found = await work.users.get_by_ids([] if owner_id is None else [owner_id])
            work.roll_back()
        return next((user.password_hash for user in found.values()), None)
