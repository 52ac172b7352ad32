"""Set a new password with the token from the mail."""

from dataclasses import dataclass, field

from modules.users.application.passwords.replace_password import ReplacePassword
from modules.users.domain.errors import reset_token_invalid
from modules.users.domain.password import validate_password
from modules.users.domain.secret import digest
from modules.users.domain.user import User
from modules.users.ports.password_hasher import PasswordHasher
from modules.users.ports.unit_of_work import Begin, UnitOfWork
from shared.kernel.commands import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetPasswordCommand(Command[User]):
    token: str = field(repr=False)
    new: str = field(repr=False)


class ResetPassword:
    """The token works once; all sessions end. Raises Invalid, also for an invalid token."""

    def __init__(self, begin: Begin, hasher: PasswordHasher, replace: ReplacePassword) -> None:
        self._begin = begin
        self._hasher = hasher
        self._replace = replace

    async def __call__(self, command: ResetPasswordCommand) -> User:
        new, digested = validate_password(command.new, "/new_password"), digest(command.token)
        async with self._begin(command) as work:
            await _owner(work, digested)
            work.roll_back()
        new_hash = await self._hasher.hash(new)
        async with self._begin(command) as work:
            user = await work.users.get_for_update(await _owner(work, digested))
            # Checked again: the previous holder of the lock may have used the token.
            if user is None or await _owner(work, digested) != user.id:
                raise reset_token_invalid()
            await self._replace(work, user, new_hash, command.metadata, "reset")
            await work.commit(user)
        return user


async def _owner(work: UnitOfWork, digested: bytes) -> int:
    user_id = await work.resets.get_user_id(digested, work.tx.now)
    if user_id is None:
        raise reset_token_invalid()
    return user_id
