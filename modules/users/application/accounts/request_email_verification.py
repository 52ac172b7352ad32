"""Request another verification mail."""

from dataclasses import dataclass

from modules.users.application.accounts.own_user import get_own_user
from modules.users.domain.user import User
from modules.users.ports.unit_of_work import Begin
from shared.kernel.commands import Command
from shared.kernel.events import EventMetadata


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEmailVerificationCommand(Command[User]):
    metadata: EventMetadata


class RequestEmailVerification:
    """Requests another verification mail for the caller's address, unless it is verified."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin

    async def __call__(self, command: RequestEmailVerificationCommand) -> User:
        """Raises NotFound for API clients."""
        async with self._begin(command) as work:
            user = await get_own_user(work, command.principal)
            if user.request_email_verification(command.metadata):
                await work.users.save(user)
            await work.commit(user)
        return user
