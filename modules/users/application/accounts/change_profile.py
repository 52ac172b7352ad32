"""Change a user's own user name and full name."""

from collections.abc import Mapping
from dataclasses import dataclass

from modules.users.domain.errors import invalid_field
from modules.users.domain.user import User
from modules.users.domain.username import Username
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProfileCommand(Command[User]):
    """`changes` holds what was sent of `username` and `full_name`; None removes the full name."""

    user_id: int
    changes: Mapping[str, str | None]
    expected_version: int | None = None


class ChangeProfile:
    """Raises NotFound, Invalid, VersionMismatch, Conflict `username_taken`."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: ChangeProfileCommand) -> User:
        async with self._begin(command) as work:
            user = await work.users.get_for_update(command.user_id)
            if user is None:
                raise NotFound("user")
            user.check_version(command.expected_version)
            full_name = command.changes.get("full_name", user.full_name)
            user.rename(_username(command, user), full_name, work.tx.now, command.metadata)
            if user.events:
                await work.users.save(user)
            await work.commit(user)
        return user


def _username(command: ChangeProfileCommand, user: User) -> Username:
    text = command.changes.get("username", user.username.text)
    if text is None:
        raise invalid_field("/username", "required", "A user has a user name.")
    return Username.parse(text)
